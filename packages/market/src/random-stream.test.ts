import { describe, expect, it } from 'vitest';
import { openStream, RandomStream } from './random-stream.ts';

const take = (count: number, draw: () => number) => Array.from({ length: count }, draw);
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('RandomStream', () => {
  it('yields what the reference implementation of xoshiro128** 1.1 yields from state 1, 2, 3, 4', () => {
    const random = new RandomStream([1, 2, 3, 4]);
    expect(take(10, () => random.uint32())).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
  });

  it('draws uniform, exponential and normal numbers with the right moments', () => {
    const random = openStream(1, 'moments');
    const uniform = take(100_000, () => random.uniform());
    expect(Math.min(...uniform.slice(0, 50_000))).toBeGreaterThan(0);
    expect(mean(uniform)).toBeCloseTo(1 / 2, 2);
    expect(mean(uniform.map((x) => x * x))).toBeCloseTo(1 / 3, 2);
    const exponential = take(100_000, () => random.exponential());
    expect(mean(exponential)).toBeCloseTo(1, 1.7);
    expect(mean(exponential.map((x) => x * x))).toBeCloseTo(2, 1);
    const normal = take(100_000, () => random.normal());
    expect(mean(normal)).toBeCloseTo(0, 1.7);
    expect(mean(normal.map((x) => x * x))).toBeCloseTo(1, 1.7);
    expect(mean(normal.map((x) => x ** 4))).toBeCloseTo(3, 0.5);
  });
});

describe('openStream', () => {
  const start = (seed: number, name: string) => {
    const random = openStream(seed, name);
    return take(4, () => random.uint32()).join();
  };

  it('opens the same stream for the same seed and name', () => {
    expect(start(7, 'KSTR')).toBe(start(7, 'KSTR'));
  });

  it('opens another stream for any other seed or name, beyond 32 bits too', () => {
    const starts = [
      start(7, 'KSTR'),
      start(8, 'KSTR'),
      start(7 + 2 ** 32, 'KSTR'),
      start(0, 'KSTR'),
      start(Number.MAX_SAFE_INTEGER, 'KSTR'),
      start(7, 'KSTS'),
      start(7, 'SKTR'),
      start(7, ''),
    ];
    expect(new Set(starts).size).toBe(starts.length);
  });

  it('opens streams that are not correlated', () => {
    const [one, other] = [openStream(7, 'A'), openStream(7, 'B')];
    expect(mean(take(50_000, () => one.normal() * other.normal()))).toBeCloseTo(0, 1.7);
  });
});
