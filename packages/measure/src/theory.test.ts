import { describe, expect, it } from 'vitest';
import {
  arrivalsOfHeldRequests,
  arrivalsOfReads,
  exponential,
  poissonMarket,
  seededRandom,
  timelineOf,
} from '../test/simulate-lane.ts';
import type { Arrival } from '../test/timeline.ts';
import { figuresByDefinition, mean, meterTimeline } from '../test/timeline.ts';
import type { TapeQuote } from './lane-meter.ts';
import type { Conditions } from './prediction.ts';
import { predict, residual } from './theory.ts';
import type { PredictedLane } from './theory.ts';

type Simulate = (quotes: readonly TapeQuote[], conditions: Conditions, random: () => number) => Arrival[];

const polls =
  (periodMs: (conditions: Conditions) => number): Simulate =>
  (quotes, conditions, random) =>
    arrivalsOfReads(quotes, {
      nextIntervalMs: () => periodMs(conditions),
      firstAtMs: random() * periodMs(conditions),
      downMs: conditions.downMs,
      contents: 'newest',
    });

const pushes: Simulate = (quotes, { flushIntervalMs, downMs }, random) =>
  flushIntervalMs === 0
    ? quotes.map((quote) => ({ symbol: quote.symbol, rev: quote.rev, atMs: quote.atMs + downMs }))
    : arrivalsOfReads(quotes, {
        nextIntervalMs: () => flushIntervalMs,
        firstAtMs: random() * flushIntervalMs,
        downMs,
        contents: 'all',
      });

const refreshes: Simulate = (quotes, { intervalMs, downMs }, random) =>
  arrivalsOfReads(quotes, {
    nextIntervalMs: () => exponential(random, 1 / intervalMs),
    firstAtMs: exponential(random, 1 / intervalMs),
    downMs,
    contents: 'newest',
  });

const heldRequests =
  (contents: 'newest' | 'all'): Simulate =>
  (quotes, { upMs, downMs }) =>
    arrivalsOfHeldRequests(quotes, { upMs, downMs, contents });

const base: Conditions = {
  ratesPerSecond: [0.3, 1, 2.5, 8],
  intervalMs: 500,
  upMs: 60,
  downMs: 90,
  flushIntervalMs: 0,
};

const cases: [string, PredictedLane, Partial<Conditions>, Simulate][] = [
  ['short poll', 'short-poll', {}, polls(({ intervalMs }) => intervalMs)],
  [
    'poll that sleeps after each reply',
    'sleeping-poll',
    {},
    polls(({ intervalMs, upMs, downMs }) => intervalMs + upMs + downMs),
  ],
  ['long poll with the next quote before its round trip', 'long-poll', {}, heldRequests('newest')],
  ['long poll of quiet symbols', 'long-poll', { ratesPerSecond: [1, 2] }, heldRequests('newest')],
  ['long-polling transport', 'socket-io-polling', { ratesPerSecond: [1, 2, 3] }, heldRequests('all')],
  ['push', 'socket-io', {}, pushes],
  ['push with a flush interval', 'websocket', { flushIntervalMs: 200 }, pushes],
  ['manual refresh', 'manual', {}, refreshes],
];

describe('theory', () => {
  it.each(cases)('agrees with a simulated timeline and with the meter: %s', (_, lane, changes, simulate) => {
    const conditions = { ...base, ...changes };
    const endAtMs = 60_000_000 / conditions.ratesPerSecond.reduce((total, rate) => total + rate, 0);
    const random = seededRandom(5);
    const quotes = poissonMarket(random, conditions.ratesPerSecond, endAtMs);
    const symbolCount = conditions.ratesPerSecond.length;
    const timeline = timelineOf(quotes, simulate(quotes, conditions, random), { symbolCount, endAtMs });
    const truth = figuresByDefinition(timeline);
    const metered = meterTimeline(timeline, 1000).read();
    const predicted = predict(lane, conditions);

    const figures: [string, number, number, number][] = [
      ['mean', mean(truth.timesToVisibleMs), metered.timeToVisibleMs.mean, predicted.timeToVisibleMs.mean],
      ['naive', mean(truth.naiveLatenciesMs), metered.naiveLatencyMs.mean, predicted.naiveLatencyMs.mean],
      ['out of date', truth.outOfDateFraction, metered.outOfDateFraction, predicted.outOfDateFraction],
      ['staleness', truth.stalenessMeanMs, metered.stalenessMs.mean, predicted.stalenessMs.mean],
      [
        'delivered',
        truth.delivered / quotes.length,
        metered.quotes.delivered / metered.quotes.onTape,
        predicted.deliveredFraction,
      ],
    ];
    for (const [name, byDefinition, byMeter, byTheory] of figures) {
      expect(residual(byMeter, byDefinition), `${name}, meter`).toBeCloseTo(0, 6);
      expect(Math.abs(residual(byMeter, byTheory)), `${name}, theory`).toBeLessThan(0.02);
    }
    for (const p of ['p50', 'p99'] as const) {
      const apart = residual(metered.timeToVisibleMs[p], predicted.timeToVisibleMs[p]);
      expect(Math.abs(apart), p).toBeLessThan(0.02);
    }
  });

  it('equals the textbook forms of short polling', () => {
    const [ratePerMs, T, d] = [0.004, 500, 90];
    const { timeToVisibleMs, naiveLatencyMs, outOfDateFraction, stalenessMs, deliveredFraction } = predict(
      'short-poll',
      { ...base, ratesPerSecond: [4] },
    );
    const unchanged = 1 - Math.exp(-ratePerMs * T);
    expect(timeToVisibleMs).toEqual({ mean: 340, p50: 340, p99: 585 });
    expect(deliveredFraction).toBeCloseTo(unchanged / (ratePerMs * T), 12);
    expect(1 - outOfDateFraction).toBeCloseTo((Math.exp(-ratePerMs * d) * unchanged) / (ratePerMs * T), 12);
    expect(naiveLatencyMs.mean).toBeCloseTo(d + 1 / ratePerMs - (T * (1 - unchanged)) / unchanged, 9);
    expect(stalenessMs.mean).toBeCloseTo(
      d + T / 2 - 1 / ratePerMs + (Math.exp(-ratePerMs * d) * unchanged) / (ratePerMs ** 2 * T),
      9,
    );
  });

  it('equals the textbook forms of push and of long polling', () => {
    const push = predict('sse', { ...base, ratesPerSecond: [4] });
    expect(push.timeToVisibleMs).toEqual({ mean: 90, p50: 90, p99: 90 });
    expect(1 - push.outOfDateFraction).toBeCloseTo(Math.exp(-0.36), 12);
    expect(push.stalenessMs.mean).toBeCloseTo(90 - (1 - Math.exp(-0.36)) / 0.004, 9);
    const longPoll = predict('long-poll', { ...base, ratesPerSecond: [4, 6] });
    expect(longPoll.timeToVisibleMs.mean).toBeCloseTo(
      90 + (0.01 * 150 ** 2) / (2 * (1.5 + Math.exp(-1.5))),
      9,
    );
  });

  it('predicts of a conditional poll what it predicts of a short poll', () => {
    expect(predict('conditional-poll', base)).toEqual(predict('short-poll', base));
  });

  it('stays finite and continuous down to a symbol that never quotes', () => {
    for (const lane of new Set(cases.map(([, lane]) => lane))) {
      const silent = predict(lane, { ...base, ratesPerSecond: [0, 0] });
      const nearlySilent = predict(lane, { ...base, ratesPerSecond: [1e-9, 1e-9] });
      expect(silent.outOfDateFraction).toBe(0);
      expect(silent.stalenessMs.mean).toBe(0);
      expect(silent.deliveredFraction).toBe(1);
      expect(silent.naiveLatencyMs.mean).toBeCloseTo(silent.timeToVisibleMs.mean, 9);
      expect(nearlySilent.naiveLatencyMs.mean).toBeCloseTo(silent.naiveLatencyMs.mean, 6);
      expect(nearlySilent.timeToVisibleMs.mean).toBeCloseTo(silent.timeToVisibleMs.mean, 6);
      expect(predict(lane, { ...base, ratesPerSecond: [] })).toEqual(silent);
    }
  });

  it('refuses conditions that cannot be', () => {
    expect(() => predict('sse', { ...base, downMs: -1 })).toThrow(RangeError);
    expect(() => predict('sse', { ...base, ratesPerSecond: [Number.NaN] })).toThrow(RangeError);
    expect(() => predict('short-poll', { ...base, intervalMs: 0 })).toThrow(RangeError);
  });
});

describe('residual', () => {
  it('is relative to the prediction, with 0 for a prediction of 0 that came true', () => {
    expect(residual(110, 100)).toBeCloseTo(0.1, 12);
    expect(residual(90, 100)).toBeCloseTo(-0.1, 12);
    expect(residual(0, 0)).toBe(0);
    expect(residual(1, 0)).toBe(Infinity);
  });
});
