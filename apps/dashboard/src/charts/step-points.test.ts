import { describe, expect, it } from 'vitest';
import { Trail } from '../session/trail.ts';
import { fillStepPoints, type ChartPoint } from './step-points.ts';

describe('fillStepPoints', () => {
  const trail = new Trail(60_000);
  trail.step(1_000, 10, 1);
  trail.step(15_000, 11, 2);

  it('begins with the price in force and goes on to now', () => {
    const points: ChartPoint[] = [];
    fillStepPoints(points, trail, 2_000, 22_000);
    expect(points).toEqual([{ x: -20, y: 10 }, { x: -7, y: 11 }, { x: 0, y: 11 }]); // prettier-ignore
  });

  it('leaves no point of an earlier, longer line behind', () => {
    const points: ChartPoint[] = Array.from({ length: 50 }, () => ({ x: 9, y: 9 }));
    fillStepPoints(points, trail, 16_000, 20_000);
    expect(points).toHaveLength(2);
  });
});
