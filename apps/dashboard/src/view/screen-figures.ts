/** What one feed shows of a symbol at this moment, held against the market. */
import type { Feed } from '@tickrace/race';
import type { Session } from '../session/session.ts';
import type { Trail } from '../session/trail.ts';

export interface ScreenFigures {
  price: number;
  outOfDate: boolean;
  /** Out of date: since the first unseen quote. Up to date: how long after its publication the quote was there. */
  lateMs: number;
  /** What is shown less what is true, in currency units. */
  error: number;
  /** |error| in basis points of the true price. */
  errorBps: number;
}

/** Undefined before the feed has a quote of the symbol. */
export function screenFigures(session: Session, feed: Feed, symbol: string): ScreenFigures | undefined {
  const shown = feed.held.get(symbol);
  const newest = session.market.newest.get(symbol);
  if (shown === undefined || newest === undefined) return undefined;
  const error = shown.last - newest.last;
  const outOfDate = shown.rev < newest.rev;
  const nowMs = session.race.serverNowMs;
  const lateMs = outOfDate
    ? nowMs - firstUnseenAtMs(session.market.trails.of(symbol), shown.rev)
    : (session.shownBy(feed).of(symbol).atMs.at(-1) ?? nowMs) - shown.atMs;
  return {
    price: shown.last,
    outOfDate,
    lateMs: Math.max(0, lateMs),
    error,
    errorBps: (Math.abs(error) / newest.last) * 10_000,
  };
}

function firstUnseenAtMs({ rev, atMs }: Trail, heldRev: number): number {
  let index = rev.length - 1;
  while (index > 0 && (rev[index - 1] ?? 0) > heldRev) index -= 1;
  return atMs[index] ?? 0;
}
