/** Closing prices of all symbols over the same stretches, at a cost that hardly grows with the rate of quotes. */
import type { Tape } from './tape.ts';

export interface CloseOptions {
  /** Length of a stretch, in milliseconds. */
  intervalMs: number;
  /** Start of the first stretch, in epoch milliseconds. */
  fromMs: number;
  /** Number of stretches. */
  points: number;
}

/**
 * Closes by symbol, oldest first. A stretch without a quote repeats the close before it, from before the first
 * stretch if need be; stretches before a symbol's first known quote are left out.
 */
export function closesOf(
  tape: Tape,
  symbols: ReadonlySet<string>,
  { intervalMs, fromMs, points }: CloseOptions,
): Record<string, number[]> {
  const standing = new Map<string, number>();
  for (const symbol of symbols) {
    const newest = tape.newestOf(symbol);
    // A quiet symbol's newest quote may have left the tape; its price stands all the same.
    if (newest !== undefined && newest.seq < tape.oldestSeq) standing.set(symbol, newest.last);
  }
  const closes = new Map([...symbols].map((symbol): [string, number[]] => [symbol, []]));
  let toldSeq = tape.seqBefore(fromMs);
  tellLast({ tape, fromSeq: tape.oldestSeq, toSeq: toldSeq, symbols: symbols.size }, standing);
  for (let point = 1; point <= points; point += 1) {
    const toSeq = tape.seqBefore(fromMs + point * intervalMs);
    tellLast({ tape, fromSeq: toldSeq + 1, toSeq, symbols: symbols.size }, standing);
    for (const [symbol, last] of standing) closes.get(symbol)?.push(last);
    toldSeq = toSeq;
  }
  return Object.fromEntries(closes);
}

interface Section {
  tape: Tape;
  fromSeq: number;
  toSeq: number;
  /** Number of symbols that there are: when all have been met, the rest of the section is older. */
  symbols: number;
}

/** Notes the last price of every symbol within a section, read backwards. */
function tellLast({ tape, fromSeq, toSeq, symbols }: Section, standing: Map<string, number>): void {
  const met = new Set<string>();
  for (let seq = toSeq; seq >= fromSeq && met.size < symbols; seq -= 1) {
    const quote = tape.at(seq);
    if (quote === undefined || met.has(quote.symbol)) continue;
    met.add(quote.symbol);
    standing.set(quote.symbol, quote.last);
  }
}
