import { describe, expect, test } from 'vitest';
import { sampleLane, sampleResult, toldLane } from '../test/sample-result.ts';
import { agreementOf } from './agreement.ts';
import type { LaneResult } from './result-schema.ts';

const { market } = sampleResult();
const verdictsOf = (lane: LaneResult, observedMs = market.observedMs) => {
  const agreement = agreementOf(lane, { ...market, observedMs }, 41);
  return [agreement.meanTimeToVisibleMs, agreement.outOfDateFraction, agreement.meanNaiveLatencyMs].map(
    ({ verdict }) => verdict,
  );
};

const withMean = (mean: number, onTape = 4_000) =>
  sampleLane({
    timeToVisibleMs: { ...sampleLane().timeToVisibleMs, mean },
    quotes: { onTape, delivered: 1_600, missed: onTape - 1_600 },
  });

describe('The mean time to visible', () => {
  test('is tolerated within 3 % and 2 ms of the prediction.', () => {
    // 3 % of 520 ms and 2 ms are 17.6 ms; the standard error of a million quotes is next to nothing.
    expect(verdictsOf(withMean(537.5, 1e6))[0]).toBe('within');
    expect(verdictsOf(withMean(537.7, 1e6))[0]).toBe('off');
    expect(verdictsOf(withMean(502.3, 1e6))[0]).toBe('off');
  });

  test('of few quotes may be further off by chance, up to three standard errors.', () => {
    // 1000 ms / √12 / √100 is 28.9 ms.
    expect(verdictsOf(withMean(520 + 86, 100))[0]).toBe('chance');
    expect(verdictsOf(withMean(520 + 87, 100))[0]).toBe('off');
  });

  test('of a lane that is told has no such excuse.', () => {
    const late = { ...toldLane, timeToVisibleMs: { ...toldLane.timeToVisibleMs, mean: 23.2 } };
    expect(verdictsOf(toldLane)[0]).toBe('within');
    expect(verdictsOf(late)[0]).toBe('off');
  });
});

test('The share out of date is tolerated within 2 percentage points, the naive mean within 5 %.', () => {
  const naiveLatencyMs = { ...sampleLane().naiveLatencyMs, mean: 375 * 1.2 };
  expect(verdictsOf(sampleLane({ outOfDateFraction: 0.529, naiveLatencyMs }))).toEqual([
    'within',
    'within',
    'off',
  ]);
  expect(verdictsOf(sampleLane({ outOfDateFraction: 0.56 }))[1]).toBe('off');
});

test('A reader who refreshes at random is a small sample, and the smaller the sooner it ends.', () => {
  const errorMs = (observedMs: number) =>
    agreementOf(sampleLane({ lane: 'manual' }), { ...market, observedMs }, 41).meanTimeToVisibleMs
      .standardError;
  expect(errorMs(50_000)).toBeCloseTo(200);
  expect(errorMs(200_000)).toBeCloseTo(100);
});

test('What was not measured is off.', () => {
  const timeToVisibleMs = { mean: null, p50: null, p90: null, p99: null, max: null };
  expect(verdictsOf(sampleLane({ timeToVisibleMs }))[0]).toBe('off');
});
