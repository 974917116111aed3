import { describe, expect, it } from 'vitest';
import * as format from './format.ts';

describe('format', () => {
  it('writes durations with the fitting unit', () => {
    const written = [0.414, 4.14, 41.4, 414, 1_040, 12_340, 130_000].map(format.durationText);
    expect(written).toEqual(['0.41\u00a0ms', '4.14\u00a0ms', '41.4\u00a0ms', '414\u00a0ms', '1.04\u00a0s', '12.3\u00a0s', '2.2\u00a0min']); // prettier-ignore
  });

  it('does not let rounding cross into another unit unnoticed', () => {
    expect(format.durationText(999.6)).toBe('1.00\u00a0s');
    expect(format.durationText(9.996)).toBe('10.0\u00a0ms');
  });

  it('writes a dash rather than zero where nothing is known', () => {
    expect(format.durationText(undefined)).toBe('–');
    expect(format.durationText(NaN)).toBe('–');
    expect(format.share(NaN)).toBe('–');
    expect(format.price(undefined, 0.01)).toBe('–');
  });

  it('uses a true minus, a plus for gains, and no sign for what rounds to zero', () => {
    expect(format.signed(-0.41, 2)).toBe('−0.41');
    expect(format.signed(1.07, 2)).toBe('+1.07');
    expect(format.signed(-0.001, 2)).toBe('0.00');
  });

  it('gives prices the decimals of their tick grid', () => {
    expect(format.price(102.2, 0.01)).toBe('102.20');
    expect(format.price(1_402.5, 0.05)).toBe('1,402.50');
    expect(format.price(3.125, 0.005)).toBe('3.125');
  });

  it('tells market time of day', () => {
    expect(format.marketClock(0)).toBe('09:30:00');
    expect(format.marketClock(72 * 60_000 + 17_000)).toBe('10:42:17');
    expect(format.marketClock(15 * 3_600_000)).toBe('00:30:00');
  });

  it('gives residuals in percent, and in milliseconds where percent would mislead', () => {
    expect(format.residualText(1_042, 1_040)).toBe('+0.2 %');
    expect(format.residualText(0.9, 0.4)).toBe('+0.50 ms');
  });
});
