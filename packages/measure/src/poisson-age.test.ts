import { describe, expect, it } from 'vitest';
import { ageOfLastQuote, phi, stalenessAtAge, stalenessOverAges } from './poisson-age.ts';

/** Midpoint rule: independent of any closed form. */
function average(of: (x: number) => number, from: number, to: number): number {
  const steps = 20_000;
  let total = 0;
  for (let step = 0; step < steps; step += 1) total += of(from + ((step + 0.5) * (to - from)) / steps);
  return total / steps;
}

describe('phi', () => {
  it.each([1e-12, 1e-6, 1e-3, 0.5, 0.999999, 1, 1.000001, 5, 40, 1e6])(
    'equals its integral at x = %f',
    (x) => {
      // φₙ(−x) = ∫₀¹ e^(−(1−s)x) s^(n−1)/(n−1)! ds, whose weight lies within some 1/x of s = 1.
      const width = Math.min(1, 40 / x);
      for (const [n, factorial] of [
        [1, 1],
        [2, 1],
        [3, 2],
      ] as const) {
        const integral =
          average((s) => (Math.exp(-(1 - s) * x) * s ** (n - 1)) / factorial, 1 - width, 1) * width;
        expect(phi(n, x) / integral).toBeCloseTo(1, 5);
      }
    },
  );

  it('is 1/n! at 0', () => {
    expect([1, 2, 3].map((n) => phi(n, 0))).toEqual([1, 1 / 2, 1 / 6]);
  });
});

describe('staleness', () => {
  it('keeps its digits for a symbol that hardly ever quotes', () => {
    expect(stalenessAtAge(1e-12, 100) / (1e-12 * 5000)).toBeCloseTo(1, 9);
    expect(stalenessOverAges(1e-12, 0, 100) / ((1e-12 * 100 ** 2) / 6)).toBeCloseTo(1, 9);
  });

  it('averages over ages as the integral does, and needs no span', () => {
    const numeric = average((ageMs) => stalenessAtAge(0.01, ageMs), 50, 350);
    expect(stalenessOverAges(0.01, 50, 300)).toBeCloseTo(numeric, 4);
    expect(stalenessOverAges(0.01, 50, 0)).toBe(stalenessAtAge(0.01, 50));
  });
});

describe('age of the last quote', () => {
  it('falls from half the span for a quiet symbol to the mean gap of a busy one', () => {
    expect(ageOfLastQuote(0, 500)).toBe(250);
    expect(ageOfLastQuote(1e-9, 500)).toBeCloseTo(250, 3);
    expect(ageOfLastQuote(2, 500)).toBeCloseTo(0.5, 9);
  });
});
