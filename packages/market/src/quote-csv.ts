/** Quotes as comma-separated values, for analysis elsewhere; no field ever needs quoting. */
import type { MarketQuote } from './quote-source.ts';

export const CSV_HEADER = 'seq,symbol,rev,marketMs,bid,ask,last,size,volume\n';

/** One line in the order of CSV_HEADER, numbers in the shortest form that reads back as the same number. */
export function csvLine(quote: MarketQuote): string {
  const { seq, symbol, rev, marketMs, bid, ask, last, size, volume } = quote;
  return `${seq},${symbol},${rev},${marketMs},${bid},${ask},${last},${size},${volume}\n`;
}
