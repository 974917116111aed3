/** Turns a trail into the points of a step line, in seconds before now, reusing the points from call to call. */
import type { Trail } from '../session/trail.ts';

export interface ChartPoint {
  x: number;
  y: number;
}

/** Fills `points` with the trail's steps from `fromMs` to `nowMs`, the last one drawn on to now. */
export function fillStepPoints(points: ChartPoint[], trail: Trail, fromMs: number, nowMs: number): void {
  let used = 0;
  const put = (atMs: number, y: number) => {
    const x = (atMs - nowMs) / 1_000;
    const point = points[used];
    if (point === undefined) points.push({ x, y });
    else {
      point.x = x;
      point.y = y;
    }
    used += 1;
  };
  for (let index = Math.max(0, trail.indexAt(fromMs)); index < trail.length; index += 1) {
    const atMs = trail.atMs[index] ?? 0;
    if (atMs > nowMs) break;
    put(Math.max(fromMs, atMs), trail.price[index] ?? 0);
  }
  const lastPrice = points[used - 1]?.y;
  if (used > 0 && lastPrice !== undefined) put(nowMs, lastPrice);
  points.length = used;
}
