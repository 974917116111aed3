import { describe, expect, it } from 'vitest';
import { retryDelayMs } from './retry.ts';

describe('retryDelayMs', () => {
  it('doubles from a quarter of a second to a bound of five seconds', () => {
    const longest = [1, 2, 3, 4, 5, 6, 100].map((attempt) => retryDelayMs(attempt, 1));
    expect(longest).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000]);
  });

  it('keeps at least half of the delay, whatever the jitter', () => {
    expect(retryDelayMs(3, 0)).toBe(500);
  });
});
