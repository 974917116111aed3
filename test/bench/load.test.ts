/** `npm run load` as its users run it: a process of its own, judged by its exit code, its streams and what it leaves. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { decode } from '@tickrace/protocol';
import { format, resolveConfig } from 'prettier';
import { describe, expect, test } from 'vitest';
import { LoadResultSchema } from '../../apps/bench/src/load/load-result-schema.ts';
import { root } from '../../scripts/child.mjs';
import { BuiltServer } from '../end-to-end/built-server.ts';

const SCHEMA_FILE = fileURLToPath(new URL('../../apps/bench/load-result.schema.json', import.meta.url));

interface Ended {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/** Ends it as Ctrl-C does, once it says these words. */
function load(args: readonly string[], interruptAt?: string): Promise<Ended> {
  const child = spawn(process.execPath, ['scripts/run.mjs', 'apps/bench/src/load.ts', ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    const before = stderr;
    stderr += text;
    if (interruptAt === undefined || before.includes(interruptAt) || !stderr.includes(interruptAt)) return;
    child.kill('SIGINT');
  });
  // Closed only when no process holds its streams any more: those of readers and server have them too.
  return new Promise((resolve) => child.once('close', (exitCode) => resolve({ exitCode, stdout, stderr })));
}

test('A small load prints nothing but the result as JSON, which keeps its contract and adds up.', async () => {
  const crowd = ['--readers', '20', '--slow', '4', '--workers', '2'];
  const { exitCode, stdout, stderr } = await load([
    ...crowd,
    '--duration',
    '2',
    '--ramp',
    '0.5',
    '--json',
    '-',
  ]);
  expect(exitCode, stderr).toBe(0);
  const result = decode(LoadResultSchema, JSON.parse(stdout));

  expect(result.config).toMatchObject({ lane: 'socket-io', readers: 20, slow: 4, workers: 2 });
  expect(result.readers).toMatchObject({ connected: 20, lost: 0, slow: 4 });
  // Every reader that reads is told of every quote.
  expect(result.quotesPerSecond / 16 / result.publishedQuotesPerSecond).toBeCloseTo(1, 0);
  expect(result.messagesPerSecond).toBeLessThanOrEqual(result.quotesPerSecond);
  expect(result.timedReaders).toBe(10);
  const { p50, p99, max, count, pending } = result.timeToVisibleMs;
  expect(count % result.timedReaders).toBe(0);
  expect(count).toBeGreaterThan(500);
  expect(pending).toBe(0);
  expect(p50).toBeGreaterThan(0);
  expect(p99).toBeGreaterThanOrEqual(p50!);
  expect(max).toBeGreaterThanOrEqual(p99!);
  expect(result.server?.cpuShare).toBeGreaterThan(0);
  expect(result.workers).toHaveLength(2);
  expect(result.verdict.sentences).not.toEqual([]);
});

describe('A load of a running server', () => {
  test('prints a table, and leaves no reader behind, also after Ctrl-C.', async () => {
    const server = await BuiltServer.start();
    const small = ['--url', server.origin, '--lane', 'sse', '--readers', '10', '--ramp', '0'];
    try {
      const { exitCode, stdout, stderr } = await load([...small, '--duration', '1']);
      expect(exitCode, stderr).toBe(0);
      expect(stdout).toMatch(/^SSE: 10 readers/);
      expect(stdout).toMatch(/^time to visible +p50 [\d.]+ ms, p99/m);
      expect(stdout).not.toContain('server CPU');

      const broken = await load([...small, '--duration', '60'], 'measuring');
      expect(broken).toMatchObject({ exitCode: 130, stdout: '' });
      expect((await fetch(`${server.origin}/healthz`)).ok).toBe(true);
    } finally {
      await server.stop();
    }
  });
});

test.each([
  [['--lane', 'manual'], 'refreshed by people'],
  [['--json', '/nowhere/at/all.json'], '--json cannot be written'],
])('%j ends with one sentence and exit code 2 before anything runs.', async (args, sentence) => {
  const { exitCode, stdout, stderr } = await load(args);
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toContain(sentence);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

test('Where it cannot be measured, the exit code is 1 and a sentence says why.', async () => {
  const { exitCode, stderr } = await load(['--url', 'http://127.0.0.1:1']);
  expect(exitCode).toBe(1);
  expect(stderr).toContain('There is no server at http://127.0.0.1:1.');
});

test('The JSON Schema in the repository is the one that results are checked by.', async () => {
  const settings = await resolveConfig(SCHEMA_FILE);
  const text = await format(JSON.stringify(LoadResultSchema), { ...settings, filepath: SCHEMA_FILE });
  await expect(text).toMatchFileSnapshot(SCHEMA_FILE);
});
