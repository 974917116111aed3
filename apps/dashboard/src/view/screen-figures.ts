/** What one feed shows of a symbol at this moment, held against the market. */
import type { Feed } from '../session/feed.ts';
import type { MarketRecord } from '../session/market-record.ts';

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
export function screenFigures(
  feed: Feed,
  market: MarketRecord,
  symbol: string,
  serverNowMs: number,
): ScreenFigures | undefined {
  const shown = feed.held.get(symbol);
  const newest = market.newest.get(symbol);
  if (shown === undefined || newest === undefined) return undefined;
  const error = shown.last - newest.last;
  const outOfDate = shown.rev < newest.rev;
  const lateMs = outOfDate
    ? serverNowMs - firstUnseenAtMs(market, symbol, shown.rev)
    : (feed.trailOf(symbol).atMs.at(-1) ?? serverNowMs) - shown.atMs;
  return {
    price: shown.last,
    outOfDate,
    lateMs: Math.max(0, lateMs),
    error,
    errorBps: (Math.abs(error) / newest.last) * 10_000,
  };
}

function firstUnseenAtMs(market: MarketRecord, symbol: string, heldRev: number): number {
  const { rev, atMs } = market.trailOf(symbol);
  let index = rev.length - 1;
  while (index > 0 && (rev[index - 1] ?? 0) > heldRev) index -= 1;
  return atMs[index] ?? 0;
}
