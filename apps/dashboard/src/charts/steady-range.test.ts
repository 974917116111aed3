import { describe, expect, it } from 'vitest';
import { steadyRange } from './steady-range.ts';

describe('steadyRange', () => {
  const before = steadyRange(undefined, 100.62, 102.2, 0.01);

  it('starts with a grid of round numbers around the data', () => {
    expect(before.step).toBeCloseTo(0.5);
    expect(before.min).toBeCloseTo(100.5);
    expect(before.max).toBeCloseTo(102.5);
  });

  it('holds still while the data stay within it', () => {
    expect(steadyRange(before, 100.9, 102.4, 0.01)).toBe(before);
  });

  it('moves when the data leave it', () => {
    expect(steadyRange(before, 101, 102.6, 0.01).max).toBeGreaterThanOrEqual(102.6);
  });

  it('zooms in when the data fill little of it, but never below a tick', () => {
    expect(steadyRange(before, 101.2, 101.3, 0.01).step).toBeLessThan(0.1);
    expect(steadyRange(before, 101.2, 101.2, 0.01).step).toBeCloseTo(0.01);
  });
});
