/** How stale a price on screen was, as a line over time: the sawtooth between the market's steps and a feed's. */
import type { Trail } from '../session/trail.ts';

export interface Point {
  atMs: number;
  stalenessMs: number;
}

/**
 * Corners of the sawtooth from `fromMs` to `toMs`, both on the server's clock. Staleness is 0 while the feed
 * holds the market's newest rev, else the time since the first quote that it has not seen was published.
 */
export function stalenessLine(market: Trail, feed: Trail, fromMs: number, toMs: number): Point[] {
  const points: Point[] = [];
  let marketIndex = Math.max(0, market.indexAt(fromMs));
  let feedIndex = Math.max(0, feed.indexAt(fromMs));
  for (; feedIndex < feed.length; feedIndex += 1) {
    const heldRev = feed.rev[feedIndex] ?? 0;
    const untilMs = Math.min(feed.atMs[feedIndex + 1] ?? toMs, toMs);
    const sinceMs = Math.max(feed.atMs[feedIndex] ?? 0, fromMs);
    if (sinceMs > toMs) break;
    while (marketIndex < market.length && (market.rev[marketIndex] ?? 0) <= heldRev) marketIndex += 1;
    const unseenAtMs = market.atMs[marketIndex] ?? Infinity;
    points.push({ atMs: sinceMs, stalenessMs: Math.max(0, sinceMs - unseenAtMs) });
    if (unseenAtMs < untilMs) {
      if (unseenAtMs > sinceMs) points.push({ atMs: unseenAtMs, stalenessMs: 0 });
      points.push({ atMs: untilMs, stalenessMs: untilMs - unseenAtMs });
    } else {
      points.push({ atMs: untilMs, stalenessMs: 0 });
    }
  }
  return points;
}
