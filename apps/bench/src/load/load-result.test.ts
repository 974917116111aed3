import { Distribution } from '@tickrace/measure';
import { expect, test } from 'vitest';
import { loadResultOf, type MeasuredLoad } from './load-result.ts';
import type { ServerSample } from './server-watch.ts';

function timesOf(valuesMs: readonly number[]) {
  const distribution = new Distribution();
  for (const value of valuesMs) distribution.record(value);
  return { timeToVisible: distribution.toData(), pending: 1, clockBoundMs: valuesMs.length / 100 };
}

function reportOf(messages: number, elapsedMs: number) {
  return {
    tally: { messages, quotes: 10 * messages, wireBytes: 0, lost: 1, cutOff: 2, connected: 50 },
    elapsedMs,
    load: { cpuShare: 0.1, eventLoopUtilisation: 0.1, lagMs: { p99: 0, max: 0 } },
  };
}

const sample = (changes: Partial<ServerSample>): ServerSample => ({
  atMs: 0,
  seq: 0,
  flushIntervalMs: 0,
  cpuSeconds: undefined,
  residentBytes: undefined,
  held: undefined,
  ...changes,
});

const load = (changes: Partial<MeasuredLoad> = {}): MeasuredLoad => ({
  options: {
    lane: 'socket-io',
    readers: 100,
    slow: 3,
    durationS: 2,
    rampS: 1,
    intervalMs: 1_000,
    workers: 2,
    server: { kind: 'own', symbols: 50, quotesPerSecond: 100, seed: 1 },
    json: undefined,
  },
  environment: { node: 'v20', cpu: 'x', cores: 2, memoryGb: 8, os: 'y', startedAt: 'z' },
  timedReaders: 10,
  reports: [reportOf(1_000, 2_000), reportOf(3_000, 3_000)],
  times: [timesOf(new Array<number>(99).fill(1)), timesOf([100])],
  before: sample({ residentBytes: 50_000_000 }),
  samples: [
    sample({ atMs: 1_000, seq: 100, cpuSeconds: 3, residentBytes: 51_100_000, held: 1 }),
    sample({
      atMs: 2_000,
      seq: 250,
      flushIntervalMs: 9,
      cpuSeconds: 3.2,
      residentBytes: 60_000_000,
      held: 3,
    }),
    sample({ atMs: 3_000, seq: 300, flushIntervalMs: 4, cpuSeconds: 4, residentBytes: 52_000_000, held: 2 }),
  ],
  machineIdleShare: 0.5,
  ...changes,
});

test('What processes counted is added up, each over its own time.', () => {
  const result = loadResultOf(load());
  expect(result.messagesPerSecond).toBe(1_500);
  expect(result.quotesPerSecond).toBe(15_000);
  expect(result.readers).toEqual({ connected: 100, lost: 2, slow: 3, cutOff: 4 });
});

test('What processes timed is merged, never averaged.', () => {
  const { p50, p99, max, count, pending } = loadResultOf(load()).timeToVisibleMs;
  expect([p50, p99, max, count, pending]).toEqual([1, 1, 100, 100, 2]);
  expect(loadResultOf(load()).clockBoundMs).toBe(0.99);
});

test('The server is judged over the stretch, and its memory by what readers added before it.', () => {
  const result = loadResultOf(load());
  expect(result.server?.cpuShare).toBeCloseTo(0.5, 9);
  expect(result.server?.cpuUsPerMessage).toBeCloseTo(500_000 / 1_500, 6);
  expect(result.server?.memoryBytesPerReader).toBe(10_000);
  expect(result.server?.residentBytes).toEqual({ begin: 51_100_000, end: 52_000_000, greatest: 60_000_000 });
  expect(result.publishedQuotesPerSecond).toBe(100);
  expect(result.flushIntervalMs).toEqual({ least: 0, greatest: 9 });
  expect(result.readersHeldBack).toBe(3);
});

test('Of a server that runs elsewhere, nothing is claimed that it does not tell.', () => {
  const server = { kind: 'running' as const, url: 'http://localhost:3000' };
  const samples = [sample({}), sample({ atMs: 2_000, seq: 5 })];
  const result = loadResultOf(load({ options: { ...load().options, server }, samples }));
  expect([result.server, result.readersHeldBack, result.config.symbols]).toEqual([null, null, null]);
  expect(result.config).toMatchObject({ url: 'http://localhost:3000', intervalMs: null });
});
