/** Draws quotes of one symbol together into stretches of time, for charts. */
import type { Candle, Quote } from '@tickrace/protocol';

export interface CandleOptions {
  /** Length of a stretch; stretches begin at its multiples in epoch milliseconds. */
  intervalMs: number;
  /** Most candles; the newest are kept. */
  limit: number;
}

/**
 * Candles of one symbol, oldest first, from its quotes newest first; a stretch without a quote is left out.
 * Volume is the growth of the quotes' cumulative volume. Where the quote before the first stretch is not
 * there, what its first quote added is not counted, unless that is the symbol's very first.
 */
export function candlesOf(newestFirst: Iterable<Quote>, { intervalMs, limit }: CandleOptions): Candle[] {
  const candles: Candle[] = [];
  let current: Candle | undefined;
  let endVolume = 0;
  let first: Quote | undefined;
  for (const quote of newestFirst) {
    const atMs = stretchOf(quote.atMs, intervalMs);
    if (current === undefined || atMs < current.atMs) {
      if (current !== undefined) current.volume = endVolume - quote.volume;
      if (candles.length === limit) return candles.reverse();
      current = { atMs, open: quote.last, high: quote.last, low: quote.last, close: quote.last, volume: 0 };
      candles.push(current);
      endVolume = quote.volume;
    }
    current.open = quote.last;
    current.high = Math.max(current.high, quote.last);
    current.low = Math.min(current.low, quote.last);
    first = quote;
  }
  if (current !== undefined && first !== undefined) {
    current.volume = endVolume - (first.rev === 1 ? 0 : first.volume);
  }
  return candles.reverse();
}

/** Start of the stretch that a time falls into, in epoch milliseconds. */
export function stretchOf(atMs: number, intervalMs: number): number {
  return Math.floor(atMs / intervalMs) * intervalMs;
}
