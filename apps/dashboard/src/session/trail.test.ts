import { describe, expect, it } from 'vitest';
import { Trail } from './trail.ts';

describe('Trail', () => {
  it('tells the step in force at a time', () => {
    const trail = new Trail(60_000);
    trail.step(100, 10, 1);
    trail.step(200, 11, 2);
    expect([50, 100, 150, 200, 900].map((atMs) => trail.indexAt(atMs))).toEqual([-1, 0, 0, 1, 1]);
  });

  it('draws a burst as one step that ends at the newest price', () => {
    const trail = new Trail(60_000);
    trail.step(100, 10, 1);
    for (let burst = 0; burst < 5; burst += 1) trail.step(200 + burst, 20 + burst, 2 + burst);
    expect(trail.price.at(-1)).toBe(24);
    expect(trail.rev.at(-1)).toBe(6);
  });

  it('stays bounded however long and fast the market goes on', () => {
    const trail = new Trail(60_000);
    for (let step = 0; step < 600_000; step += 1) trail.step(step, step, step);
    expect(trail.length).toBeLessThan(2 * (60_000 / 5) + 256);
    expect(trail.atMs[0]).toBeLessThanOrEqual(600_000 - 60_000);
    expect(trail.price.at(-1)).toBe(599_999);
  });

  it('takes history in before its first step, without repeating what it has', () => {
    const trail = new Trail(60_000);
    trail.step(1_000, 10, 7);
    trail.precede([{ atMs: 500, price: 8 }, { atMs: 1_200, price: 9 }]); // prettier-ignore
    expect(trail.atMs).toEqual([500, 1_000]);
    expect(trail.price).toEqual([8, 10]);
  });
});
