/** The built server as a process of its own, with its own event loop; it never outlives this one. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { ServerWish } from './server-wish.ts';

const ENTRY = fileURLToPath(new URL('../../server/dist/server.js', import.meta.url));
const START_TIMEOUT_MS = 20_000;
/** A server that takes longer to end is killed. */
const END_TIMEOUT_MS = 5_000;

export interface OwnServer {
  origin: string;
  /** Ends the process; later calls do nothing. */
  end(): Promise<void>;
}

/** @throws where the server does not come up, with what it said */
export async function startOwnServer(
  market: Extract<ServerWish, { kind: 'own' }>,
  { isShaped }: { isShaped: boolean },
): Promise<OwnServer> {
  const flags = {
    // A server on port 0 remembers no tape, so it continues nobody's.
    port: 0,
    host: '127.0.0.1',
    symbols: market.symbols,
    'quotes-per-second': market.quotesPerSecond,
    seed: market.seed,
    // What a server's environment might say otherwise, so that the same command is the same comparison.
    'market-speed': 60,
    scenario: 'busy',
    'tape-minutes': 1,
    'log-level': 'warn',
    ...(isShaped ? { 'shaped-port': await freePort() } : {}),
  };
  const child = spawn(
    process.execPath,
    [ENTRY, ...Object.entries(flags).map(([name, value]) => `--${name}=${value}`)],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const end = async () => {
    process.off('exit', kill);
    await endOf(child);
  };
  try {
    return { origin: await originOf(child), end };
  } catch (error) {
    await end();
    throw error;
  }
}

function originOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const fail = (why: string) => reject(new Error(`The server ${why}. ${said.trim()}`.trim()));
    const timer = setTimeout(() => fail('did not start in time'), START_TIMEOUT_MS);
    child.stdout?.on('data', (text: Buffer) => {
      const origin = /http:\/\/[^\s/]+/.exec(String(text))?.[0];
      if (origin === undefined) return;
      clearTimeout(timer);
      resolve(origin);
    });
    child.stderr?.on('data', (text: Buffer) => (said += String(text)));
    child.once('exit', () => {
      clearTimeout(timer);
      fail('ended instead of starting');
    });
  });
}

async function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const timer = setTimeout(() => child.kill('SIGKILL'), END_TIMEOUT_MS);
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
  clearTimeout(timer);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
