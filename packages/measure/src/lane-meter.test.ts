import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryTimeline } from '../test/arbitrary-timeline.ts';
import { figuresByDefinition, mean, meterTimeline, priceErrorByDefinition } from '../test/timeline.ts';
import { LaneMeter } from './lane-meter.ts';

function quote(rev: number, atMs: number, last = 100, symbol = 'A') {
  return { symbol, rev, atMs, last };
}

/** To a relative precision, and NaN where NaN is expected. */
function expectClose(measured: number, expected: number): void {
  if (Number.isNaN(expected)) expect(measured).toBeNaN();
  else expect(Math.abs(measured - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)));
}

function meterFrom(startAtMs: number): LaneMeter {
  return new LaneMeter({ startAtMs });
}

describe('lane meter', () => {
  it('times every quote, superseded ones included, until the reader holds it or a newer one', () => {
    const meter = meterFrom(0);
    for (const each of [quote(1, 10), quote(2, 40), quote(3, 70)]) meter.published(each);
    meter.arrived('A', 3, 100);
    meter.advanceTo(200);
    const { quotes, timeToVisibleMs, naiveLatencyMs } = meter.read();
    expect(quotes).toEqual({ onTape: 3, delivered: 1, missed: 2, pending: 0, dropped: 0 });
    expect(timeToVisibleMs.mean).toBe((90 + 60 + 30) / 3);
    expect(timeToVisibleMs.max).toBe(90);
    expect(naiveLatencyMs.mean).toBe(30);
  });

  it('counts each quote of a frame as delivered, though all arrive at once', () => {
    const meter = meterFrom(0);
    for (const rev of [1, 2, 3]) meter.arrived('A', rev, 50);
    for (const rev of [1, 2, 3]) meter.published(quote(rev, rev * 10));
    meter.advanceTo(60);
    expect(meter.read().quotes).toMatchObject({ delivered: 3, missed: 0 });
    expect(meter.read().naiveLatencyMs.mean).toBe(30);
  });

  it('counts nothing that is published after the finish, but lets what came before become visible', () => {
    const meter = meterFrom(0);
    for (const each of [quote(1, 10), quote(2, 40), quote(3, 70)]) meter.published(each);
    meter.finish(50);
    meter.arrived('A', 3, 100);
    meter.advanceTo(90);
    expect(meter.read().quotes).toMatchObject({ onTape: 2, pending: 2 });
    meter.advanceTo(200);
    const { quotes, timeToVisibleMs, observedMs, outOfDateFraction } = meter.read();
    expect(quotes).toEqual({ onTape: 2, delivered: 0, missed: 2, pending: 0, dropped: 0 });
    expect(timeToVisibleMs.mean).toBe((90 + 60) / 2);
    expect(observedMs).toBe(50);
    expect(outOfDateFraction).toBeCloseTo(40 / 50);
    expect(() => meter.finish(150)).toThrow();
  });

  it('lets arrivals wait for the tape to catch up with them', () => {
    const meter = meterFrom(0);
    meter.arrived('A', 1, 15);
    meter.arrived('A', 2, 35);
    meter.advanceTo(5);
    expect(meter.read().quotes).toMatchObject({ onTape: 0, pending: 0 });
    meter.published(quote(1, 10));
    meter.advanceTo(20);
    expect(meter.read().quotes).toMatchObject({ onTape: 1, delivered: 1 });
    meter.published(quote(2, 30));
    meter.advanceTo(32);
    expect(meter.read().quotes).toMatchObject({ onTape: 2, delivered: 1, pending: 1 });
    meter.advanceTo(40);
    expect(meter.read().quotes).toMatchObject({ onTape: 2, delivered: 2, pending: 0 });
    expect(meter.read().timeToVisibleMs.max).toBe(5);
  });

  it('measures out-of-date time, staleness and price error over time and averages over symbols', () => {
    const meter = meterFrom(0);
    meter.published(quote(7, -50, 100));
    meter.published(quote(3, -20, 50, 'B'));
    meter.hold('A', 7);
    meter.hold('B', 3);
    meter.published(quote(8, 20, 101));
    meter.published(quote(9, 30, 102));
    meter.arrived('A', 9, 60);
    meter.advanceTo(100);
    const figures = meter.read();
    expect(figures.observedMs).toBe(100);
    expect(figures.outOfDateFraction).toBeCloseTo(40 / 200, 12);
    expect(figures.stalenessMs.mean).toBeCloseTo(40 ** 2 / 2 / 200, 12);
    expect(figures.stalenessMs.max).toBe(40);
    const [early, late] = [10_000 / 101, 20_000 / 102];
    expect(figures.priceErrorBps.mean).toBeCloseTo((10 * early + 30 * late) / 200, 9);
    expect(figures.priceErrorBps.max).toBeCloseTo(late, 9);
    expect(figures.quotes.onTape).toBe(2);
  });

  it('starts out of date where the reader held an older quote than the market had', () => {
    const meter = meterFrom(1000);
    meter.hold('A', 4, 99);
    meter.published(quote(5, 990));
    meter.arrived('A', 5, 1010);
    meter.advanceTo(1020);
    const { quotes, outOfDateFraction, stalenessMs, priceErrorBps, timeToVisibleMs } = meter.read();
    expect(quotes).toEqual({ onTape: 0, delivered: 0, missed: 0, pending: 0, dropped: 0 });
    expect(timeToVisibleMs.mean).toBeNaN();
    expect(outOfDateFraction).toBe(0.5);
    expect(stalenessMs.mean).toBe((10 + 20) / 4);
    expect(priceErrorBps.mean).toBeCloseTo(50, 9);
  });

  it('does not count what was held at the start nor what is repeated', () => {
    const meter = meterFrom(0);
    meter.hold('A', 2);
    meter.arrived('A', 1, 4);
    const tape = [quote(1, 1, 90), quote(2, 2), quote(3, 3, 110), quote(3, 3, 120), quote(2, 2)];
    for (const each of tape) meter.published(each);
    meter.arrived('A', 3, 5);
    meter.arrived('A', 3, 50);
    meter.advanceTo(100);
    expect(meter.read().quotes).toMatchObject({ onTape: 1, delivered: 1 });
    expect(meter.read().timeToVisibleMs.max).toBe(2);
    expect(meter.read().priceErrorBps.mean).toBeCloseTo((2 * 100_000) / 110 / 98, 9);
  });

  it('leaves the time in which it does not know the price shown out of the price error', () => {
    const meter = meterFrom(0);
    meter.hold('A', 3, 99);
    meter.published(quote(5, -10));
    meter.arrived('A', 4, 20);
    meter.advanceTo(60);
    expect(meter.read().priceErrorBps.mean).toBeCloseTo(100, 9);
    meter.arrived('A', 5, 80);
    meter.advanceTo(100);
    expect(meter.read().priceErrorBps.mean).toBeCloseTo((20 * 100) / 40, 9);
  });

  it('never goes back behind what is settled', () => {
    const meter = meterFrom(0);
    meter.published(quote(1, 10));
    meter.advanceTo(100);
    meter.advanceTo(50);
    expect(meter.read()).toMatchObject({ observedMs: 100, outOfDateFraction: 0.9 });
  });

  it('takes an arrival before its quote for a clock error: visible at once, and counted', () => {
    const meter = meterFrom(0);
    meter.arrived('A', 1, 8);
    meter.advanceTo(9);
    meter.published(quote(1, 10));
    meter.advanceTo(20);
    const figures = meter.read();
    expect(figures.timeToVisibleMs.max).toBe(0);
    expect(figures.outOfDateFraction).toBe(0);
    expect(figures.clockViolations).toBe(1);
  });

  it('says NaN of what it has not observed', () => {
    const figures = meterFrom(0).read();
    expect(figures.outOfDateFraction).toBeNaN();
    expect(figures.stalenessMs).toEqual({ mean: Number.NaN, max: Number.NaN });
    expect(figures.priceErrorBps).toEqual({ mean: Number.NaN, max: Number.NaN });
    expect(figures.timeToVisibleMs.p99).toBeNaN();
  });

  it('refuses a start that comes late and a bound that holds nothing', () => {
    const meter = meterFrom(0);
    meter.advanceTo(1);
    expect(() => meter.hold('A', 1)).toThrow('before the first advanceTo');
    expect(() => new LaneMeter({ startAtMs: 0, maxPendingPerSymbol: 0 })).toThrow(RangeError);
  });

  it('drops the oldest beyond its bound, of quotes and of arrivals, and says so', () => {
    const meter = new LaneMeter({ startAtMs: 0, maxPendingPerSymbol: 10 });
    for (let rev = 1; rev <= 15; rev += 1) {
      meter.published(quote(rev, rev));
      meter.advanceTo(rev);
    }
    expect(meter.read().quotes).toEqual({ onTape: 15, delivered: 0, missed: 0, pending: 10, dropped: 5 });
    expect(meter.read().dropped).toBe(5);
    for (let rev = 16; rev <= 27; rev += 1) meter.arrived('A', rev, 30);
    expect(meter.read().dropped).toBe(7);
    const unsettled = new LaneMeter({ startAtMs: 0, maxPendingPerSymbol: 2 });
    unsettled.hold('A', 5);
    for (let rev = 1; rev <= 8; rev += 1) unsettled.published(quote(rev, rev));
    expect(unsettled.read().quotes).toMatchObject({ onTape: 1, dropped: 1 });
  });

  it('agrees with the definitions for arbitrary tapes, arrivals and rhythms of settling', () => {
    fc.assert(
      fc.property(arbitraryTimeline, fc.integer({ min: 1, max: 1500 }), (timeline, batchMs) => {
        const truth = figuresByDefinition(timeline);
        const figures = meterTimeline(timeline, batchMs).read();
        const { delivered, missed, pending } = truth;
        expect(figures.quotes).toEqual({
          onTape: timeline.quotes.length,
          delivered,
          missed,
          pending,
          dropped: 0,
        });
        expectClose(figures.timeToVisibleMs.mean, mean(truth.timesToVisibleMs));
        expectClose(figures.naiveLatencyMs.mean, mean(truth.naiveLatenciesMs));
        if (timeline.quotes.length === 0) return;
        const seenSymbols = new Set(timeline.quotes.map((each) => each.symbol)).size;
        const share = seenSymbols / timeline.symbols.length;
        expectClose(figures.outOfDateFraction * share, truth.outOfDateFraction);
        expectClose(figures.stalenessMs.mean * share, truth.stalenessMeanMs);
        expectClose(figures.stalenessMs.max, truth.stalenessMaxMs);
        expectClose(figures.priceErrorBps.mean, priceErrorByDefinition(timeline));
      }),
      { numRuns: 300 },
    );
  });

  it('balances its books after every step of any interleaving, even one that breaks its promises', () => {
    const step = fc.oneof(
      fc.constant('tape' as const),
      fc.constant('arrival' as const),
      fc.integer({ min: 1, max: 1000 }),
    );
    fc.assert(
      fc.property(
        arbitraryTimeline,
        fc.array(step, { maxLength: 150 }),
        fc.integer({ min: 1, max: 8 }),
        (timeline, steps, maxPendingPerSymbol) => {
          const meter = new LaneMeter({ startAtMs: 100, maxPendingPerSymbol });
          const quotes = timeline.quotes.values();
          const arrivals = timeline.arrivals.values();
          for (const each of steps) {
            if (each === 'tape') {
              const { value } = quotes.next();
              if (value) meter.published(value);
            } else if (each === 'arrival') {
              const { value } = arrivals.next();
              if (value) meter.arrived(value.symbol, value.rev, value.atMs);
            } else meter.advanceTo(each);
            const { onTape, delivered, missed, pending, dropped } = meter.read().quotes;
            expect(delivered + missed + pending + dropped).toBe(onTape);
            expect(Math.min(delivered, missed, pending, dropped)).toBeGreaterThanOrEqual(0);
            expect(meter.timeToVisible.count).toBe(delivered + missed);
            expect(meter.naiveLatency.count).toBe(delivered);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
