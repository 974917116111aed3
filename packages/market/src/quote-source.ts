/** Where quotes come from: a source yields them in order of market time and never looks at a clock. */
import type { Instrument } from '@tickrace/protocol';

/** A quote before it is published: it knows market time only. */
export interface MarketQuote {
  symbol: string;
  /** Market-wide number: 1, 2, 3 … without gaps. */
  seq: number;
  /** Number within the symbol: 1, 2, 3 … */
  rev: number;
  /** Market milliseconds since the market opened, fractional. */
  marketMs: number;
  bid: number;
  ask: number;
  last: number;
  /** Shares of the last trade. */
  size: number;
  /** Shares traded since the market opened. */
  volume: number;
}

export interface QuoteSource {
  readonly instruments: readonly Instrument[];
  /** Market milliseconds of the quote that `next` will return; Infinity where none is left. */
  nextAtMarketMs(): number;
  /** The next quote, in order of market time. */
  next(): MarketQuote;
}
