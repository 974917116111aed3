/** A result made up for tests: two lanes under 20 ms of delay, each as theory has it. */
import type { LaneResult, Result } from '../src/result-schema.ts';

export function sampleLane(changes: Partial<LaneResult> = {}): LaneResult {
  return {
    lane: 'short-poll',
    connection: 'keep-alive',
    intervalMs: 1_000,
    quotes: { onTape: 4_000, delivered: 1_600, missed: 2_400 },
    timeToVisibleMs: { mean: 525, p50: 520, p90: 920, p99: 1_010, max: 1_022 },
    naiveLatencyMs: { mean: 380, p50: 310, p99: 990 },
    outOfDateFraction: 0.52,
    stalenessMs: { mean: 200, max: 1_020 },
    priceErrorBps: { mean: 8.59, max: 146 },
    requests: 40,
    emptyResponses: 0,
    frames: 40,
    wireBytesIn: 8_000,
    wireBytesOut: 272_000,
    reconnects: 0,
    skippedPolls: 0,
    countedMs: 40_000,
    serverCpuMs: 20,
    predicted: {
      timeToVisibleMs: { mean: 520, p50: 520, p99: 1_010 },
      naiveLatencyMs: { mean: 375 },
      outOfDateFraction: 0.51,
      stalenessMs: { mean: 200 },
      deliveredFraction: 0.4,
    },
    distribution: { fromMs: 1, toMs: 10_000, shares: [0, 0.25, 0.75, 0] },
    ...changes,
  };
}

const { connection: _, ...unpolled } = sampleLane();

export const toldLane: LaneResult = {
  ...unpolled,
  lane: 'socket-io',
  intervalMs: null,
  quotes: { onTape: 4_000, delivered: 4_000, missed: 0 },
  timeToVisibleMs: { mean: 21.3, p50: 20.6, p90: 21.8, p99: 25, max: 40 },
  naiveLatencyMs: { mean: 21.3, p50: 20.6, p99: 25 },
  outOfDateFraction: 0.04,
  requests: 0,
  wireBytesIn: 400,
  wireBytesOut: 800_000,
  predicted: {
    timeToVisibleMs: { mean: 20.5, p50: 20.5, p99: 20.5 },
    naiveLatencyMs: { mean: 20.5 },
    outOfDateFraction: 0.039,
    stalenessMs: { mean: 0.4 },
    deliveredFraction: 1,
  },
};

export function sampleResult(changes: Partial<Result> = {}): Result {
  return {
    version: 1,
    config: {
      lanes: ['short-poll', 'socket-io'],
      intervalMs: 1_000,
      durationS: 40,
      warmupS: 3,
      symbols: 50,
      quotesPerSecond: 100,
      seed: 1,
      network: null,
      delayMs: 20,
      jitterMs: 0,
      url: null,
    },
    environment: {
      node: 'v20.20.2',
      cpu: 'A machine',
      cores: 2,
      memoryGb: 8,
      os: 'Linux',
      startedAt: '2026-11-24T16:00:00.000Z',
    },
    clock: { offsetMs: 0.01, boundMs: 0.2 },
    network: {
      name: 'custom',
      conditions: { delayMs: 20, jitterMs: 0, kilobitsPerSecond: 0, stallEveryMs: 0, stallMs: 0 },
      roundTripMs: 41,
    },
    market: {
      quotes: 4_000,
      quotesPerSecond: 100,
      symbols: 50,
      observedMs: 40_000,
      flushIntervalMs: 0,
    },
    roundTripMs: {
      'http-new-connection': { p50: 82, p99: 84, wireBytes: 510, count: 40 },
      websocket: { p50: 41, p99: 42, wireBytes: 156, count: 40 },
    },
    validity: {
      ok: true,
      reasons: [],
      eventLoopLagMs: { p99: 1, max: 5 },
      serverEventLoopLagMs: { p99: 1, max: 5 },
    },
    lanes: [sampleLane(), toldLane],
    ...changes,
  };
}
