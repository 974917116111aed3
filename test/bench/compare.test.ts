/** `npm run compare` as its users run it: a process of its own, judged by its exit code and its streams. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { decode } from '@tickrace/protocol';
import { format, resolveConfig } from 'prettier';
import { describe, expect, test } from 'vitest';
import { ResultSchema, type Result } from '../../apps/bench/src/result-schema.ts';
import { root } from '../../scripts/child.mjs';
import { BuiltServer } from '../end-to-end/built-server.ts';

const SCHEMA_FILE = fileURLToPath(new URL('../../apps/bench/result.schema.json', import.meta.url));

interface Ended {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

interface Running {
  ended: Promise<Ended>;
  /** Ends it as Ctrl-C does, once it says this. */
  interruptAt(words: string): void;
}

function startCompare(...args: string[]): Running {
  const child = spawn(process.execPath, ['scripts/run.mjs', 'apps/bench/src/compare.ts', ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  let interruptAt: string | undefined;
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    if (interruptAt === undefined || !stderr.includes(interruptAt)) return;
    interruptAt = undefined;
    child.kill('SIGINT');
  });
  return {
    ended: new Promise((resolve) => child.once('close', (exitCode) => resolve({ exitCode, stdout, stderr }))),
    interruptAt: (words) => (interruptAt = words),
  };
}

const compare = (...args: string[]) => startCompare(...args).ended;

const laneOf = ({ lanes }: Result, name: string, connection?: string) =>
  lanes.find((lane) => lane.lane === name && (connection === undefined || lane.connection === connection))!;

describe('A comparison of every lane with a server of its own', () => {
  test('prints nothing but the result as JSON, which keeps its contract and adds up.', async () => {
    const market = ['--duration', '5', '--warmup', '0.5', '--interval', '400', '--seed', '77'];
    const { exitCode, stdout, stderr } = await compare(...market, '--json', '-');
    expect(exitCode, stderr).toBe(0);
    const result = decode(ResultSchema, JSON.parse(stdout));

    expect(result.lanes).toHaveLength(9);
    for (const { lane, quotes, wireBytesOut } of result.lanes) {
      expect(quotes.delivered + quotes.missed, lane).toBe(quotes.onTape);
      expect(quotes.onTape, lane).toBe(result.market.quotes);
      expect(wireBytesOut, lane).toBeGreaterThan(0);
    }
    expect(result.validity.reasons.join()).not.toMatch(/books|disagree/);

    const poll = laneOf(result, 'short-poll', 'keep-alive');
    for (const told of ['sse', 'socket-io', 'websocket']) {
      expect(laneOf(result, told).quotes.missed).toBe(0);
      expect(laneOf(result, told).timeToVisibleMs.mean).toBeLessThan(poll.timeToVisibleMs.mean!);
    }
    expect(laneOf(result, 'short-poll', 'close').requests).toBeGreaterThan(5);
    const ways = Object.entries(result.roundTripMs);
    expect(ways.map(([name]) => name)).toEqual([
      'http-new-connection',
      'http-keep-alive',
      'socket-io',
      'websocket',
    ]);
    expect(result.roundTripMs['http-new-connection']!.p50).toBeGreaterThan(
      result.roundTripMs['http-keep-alive']!.p50!,
    );
  });
});

describe('A comparison against a running server', () => {
  test('prints a table, and gives back the network as it was, also after Ctrl-C.', async () => {
    const shapedPort = String(20_000 + Math.floor(Math.random() * 10_000));
    const server = await BuiltServer.start({ SHAPED_PORT: shapedPort, NETWORK: 'lan' });
    const networkName = async () => {
      const status = (await (await fetch(`${server.origin}/api/status`)).json()) as {
        network: { name: string };
      };
      return status.network.name;
    };
    try {
      const args = [
        '--url',
        server.origin,
        '--lanes',
        'sse',
        '--duration',
        '1',
        '--warmup',
        '0',
        '--delay',
        '5',
      ];
      const { exitCode, stdout, stderr } = await compare(...args);
      expect(exitCode, stderr).toBe(0);
      expect(stdout).toMatch(/^SSE +\d/m);
      expect(stdout).not.toContain('\x1b');
      expect(await networkName()).toBe('lan');

      const running = startCompare(...args, '--duration', '30');
      running.interruptAt('measuring');
      expect((await running.ended).exitCode).toBe(130);
      expect(await networkName()).toBe('lan');
    } finally {
      await server.stop();
    }
  });
});

test.each([
  [['--lanes', 'fax'], '--lanes knows all and'],
  [['--json', '/nowhere/at/all.json'], '--json cannot be written'],
])('%j ends with one sentence and exit code 2 before anything runs.', async (args, sentence) => {
  const { exitCode, stdout, stderr } = await compare(...args);
  expect(exitCode).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain(sentence);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

test('Where it cannot be measured, the exit code is 1 and a sentence says why.', async () => {
  const { exitCode, stderr } = await compare('--url', 'http://127.0.0.1:1');
  expect(exitCode).toBe(1);
  expect(stderr).toContain('There is no server at http://127.0.0.1:1.');
});

test('The JSON Schema in the repository is the one that results are checked by.', async () => {
  const settings = await resolveConfig(SCHEMA_FILE);
  const text = await format(JSON.stringify(ResultSchema), { ...settings, filepath: SCHEMA_FILE });
  await expect(text).toMatchFileSnapshot(SCHEMA_FILE);
});
