import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Distribution, type DistributionData } from './distribution.ts';

const HOUR_MS = 3_600_000;
const duration = fc.oneof(
  fc.double({ min: 0, max: HOUR_MS, noNaN: true }),
  fc.double({ min: 0, max: 10, noNaN: true }),
);
const durations = fc.array(duration, { minLength: 1, maxLength: 200 });

function distributionOf(values: readonly number[]): Distribution {
  const distribution = new Distribution();
  for (const value of values) distribution.record(value);
  return distribution;
}

describe('distribution', () => {
  it('holds every quantile to three digits or a microsecond', () => {
    fc.assert(
      fc.property(durations, fc.integer({ min: 1, max: 1000 }), (values, perMille) => {
        const sorted = values.toSorted((a, b) => a - b);
        const exact = sorted[Math.ceil((perMille * values.length) / 1000) - 1] ?? Number.NaN;
        const quantile = distributionOf(values).quantile(perMille / 1000);
        expect(Math.abs(quantile - exact)).toBeLessThanOrEqual(Math.max(0.001, exact / 1000));
      }),
      { numRuns: 50 },
    );
  });

  it('knows mean, maximum and count exactly', () => {
    const distribution = distributionOf([0.0004, 1234.56789, 2999.87654]);
    expect(distribution.mean).toBeCloseTo((0.0004 + 1234.56789 + 2999.87654) / 3, 9);
    expect(distribution.max).toBe(2999.87654);
    expect(distribution.quantile(1)).toBe(2999.87654);
    expect(distribution.count).toBe(3);
  });

  it('merged holds what one that recorded everything holds', () => {
    fc.assert(
      fc.property(durations, durations, (some, others) => {
        const merged = distributionOf(some);
        merged.merge(distributionOf(others));
        const whole = distributionOf([...some, ...others]);
        expect(merged.count).toBe(whole.count);
        expect(merged.max).toBe(whole.max);
        expect(merged.mean).toBeCloseTo(whole.mean, 6);
        for (const q of [0.01, 0.5, 0.9, 0.99]) expect(merged.quantile(q)).toBe(whole.quantile(q));
      }),
      { numRuns: 30 },
    );
  });

  it('is the same after it was sent to another process', () => {
    fc.assert(
      fc.property(durations, durations, (some, more) => {
        const sent = distributionOf([...some, -1]);
        const received = Distribution.from(JSON.parse(JSON.stringify(sent.toData())) as DistributionData);
        const figures = ({ count, clampedCount, mean, max }: Distribution) => [
          count,
          clampedCount,
          mean,
          max,
        ];
        expect(figures(received)).toEqual(figures(sent));
        for (const each of [sent, received]) each.merge(distributionOf(more));
        for (const q of [0.01, 0.5, 0.9, 0.99]) expect(received.quantile(q)).toBe(sent.quantile(q));
      }),
      { numRuns: 30 },
    );
  });

  it('clamps what lies outside 0 .. 1 h, counts it, and refuses what is no number', () => {
    const distribution = distributionOf([-5, 10, 2 * HOUR_MS, Infinity]);
    expect(distribution.clampedCount).toBe(3);
    expect(distribution.max).toBe(HOUR_MS);
    expect(distribution.mean).toBe((10 + 2 * HOUR_MS) / 4);
    expect(distribution.quantile(0.25)).toBe(0);
    distribution.merge(distributionOf([-1]));
    expect(distribution.clampedCount).toBe(4);
    expect(() => distribution.record(Number.NaN)).toThrow(RangeError);
  });

  it('says NaN rather than 0 while empty, and again after a reset', () => {
    const distribution = distributionOf([-1, 7]);
    distribution.reset();
    for (const each of [distribution, new Distribution()]) {
      expect([each.mean, each.max, each.quantile(0.5)]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
      expect([each.count, each.clampedCount]).toEqual([0, 0]);
      expect(each.logBins(1, 10_000, 4)).toEqual([0, 0, 0, 0]);
    }
  });

  it('shares values out to logarithmic bins, the outlying ones to the first and the last', () => {
    const shares = distributionOf([0, 0.2, 5, 50, 55, 500, 5000, 50_000]).logBins(1, 10_000, 4);
    expect(shares).toEqual([3 / 8, 2 / 8, 1 / 8, 2 / 8]);
  });
});
