import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { connect as connectSocket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { connect } from '../test/test-app.ts';

const FOLDER = fileURLToPath(new URL('..', import.meta.url));
const TIMEOUT_MS = 30_000;

const children: ChildProcessWithoutNullStreams[] = [];
const blockers: Server[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const blocker of blockers.splice(0)) blocker.close();
});

interface Run {
  child: ChildProcessWithoutNullStreams;
  output: { stdout: string; stderr: string };
  exitCode: Promise<number | null>;
}

function run(...argv: string[]): Run {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/server.ts', ...argv], {
    cwd: FOLDER,
    env: { PATH: process.env['PATH'] },
  });
  children.push(child);
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
  return { child, output, exitCode: new Promise((resolve) => child.on('close', resolve)) };
}

async function listening({ child, output }: Run): Promise<number> {
  while (!output.stdout.includes('\n')) await new Promise((resolve) => child.stdout.once('data', resolve));
  return Number(/:(\d+)/.exec(output.stdout.replace('http:', ''))?.[1]);
}

async function takenPort(): Promise<number> {
  const blocker = createServer();
  blockers.push(blocker);
  await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
  return (blocker.address() as AddressInfo).port;
}

describe('the server', { timeout: TIMEOUT_MS }, () => {
  it('ends in one sentence and exit code 1 where a setting is wrong', async () => {
    const { output, exitCode } = run('--port', 'abc');
    expect(await exitCode).toBe(1);
    expect(output).toEqual({
      stdout: '',
      stderr: '--port must be a whole number from 0 to 65535, not "abc".\n',
    });
  });

  it('lists its settings on --help, with exit code 0', async () => {
    const { output, exitCode } = run('--help');
    expect(await exitCode).toBe(0);
    expect(output.stdout).toContain('--tape-minutes');
    expect(output.stderr).toBe('');
  });

  it('ends in one sentence where its port is in use', async () => {
    const port = await takenPort();
    const { output, exitCode } = run('--host', '127.0.0.1', '--port', String(port));
    expect(await exitCode).toBe(1);
    expect(output).toEqual({
      stdout: '',
      stderr: `Port ${port} is in use already; choose another with --port.\n`,
    });
  });

  it('ends in one sentence where its host is not on this machine', async () => {
    const { output, exitCode } = run('--host', '198.51.100.77', '--port', '0');
    expect(await exitCode).toBe(1);
    expect(output.stderr).toBe('This machine has no address 198.51.100.77; choose another with --host.\n');
  });

  it('ends in one sentence where its shaped port is in use', async () => {
    const port = await takenPort();
    const argv = ['--host', '127.0.0.1', '--port', '0', '--shaped-port', String(port), '--network', '4g'];
    const { output, exitCode } = run(...argv);
    expect(await exitCode).toBe(1);
    expect(output).toEqual({
      stdout: '',
      stderr: `Port ${port} is in use already; choose another with --shaped-port.\n`,
    });
  });

  it('prints one line when it is live, and ends by itself on SIGINT under open connections', async () => {
    const server = run('--host', '127.0.0.1', '--port', '0');
    const port = await listening(server);
    expect(server.output.stdout).toBe(`Tickrace is live at http://127.0.0.1:${port}\n`);
    const client = await connect(`http://127.0.0.1:${port}`);
    const polling = await fetch(`http://127.0.0.1:${port}/socket.io/?EIO=4&transport=polling`);
    const { sid } = JSON.parse((await polling.text()).slice(1)) as { sid: string };
    const held = fetch(`http://127.0.0.1:${port}/socket.io/?EIO=4&transport=polling&sid=${sid}`);
    const idle = connectSocket(port, '127.0.0.1');
    await new Promise((resolve) => idle.once('connect', resolve));
    // An answer says that the requests before it have arrived.
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
    const disconnected = new Promise((resolve) => client.on('disconnect', resolve));

    server.child.kill('SIGINT');
    expect((await held).status).toBe(200);
    expect(await disconnected).toBe('transport close');
    expect(await server.exitCode).toBe(0);
    expect(server.output.stderr).toBe('');
    idle.destroy();
  });
});
