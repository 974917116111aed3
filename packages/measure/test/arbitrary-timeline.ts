/** Arbitrary runs for property tests: tapes with ties and bursts, arrivals late, early, repeated and out of order. */
import fc from 'fast-check';
import type { TapeQuote } from '../src/lane-meter.ts';
import type { Arrival, Timeline } from './timeline.ts';

const SYMBOLS = ['A', 'B', 'C'];
const END_AT_MS = 1000;

const symbol = fc.constantFrom(...SYMBOLS);
const atMs = fc.integer({ min: 1, max: END_AT_MS });
const publication = fc.record({ symbol, atMs, last: fc.integer({ min: 90, max: 110 }) });
const knowledge = fc.record({ symbol, atMs, revsBack: fc.integer({ min: -2, max: 4 }) });

function tapeOf(publications: readonly { symbol: string; atMs: number; last: number }[]): TapeQuote[] {
  const revs = new Map<string, number>();
  return publications
    .toSorted((a, b) => a.atMs - b.atMs)
    .map((each) => {
      const rev = (revs.get(each.symbol) ?? 0) + 1;
      revs.set(each.symbol, rev);
      return { ...each, rev };
    });
}

/** Arrivals in order of time; with `revsBack` below 0 the client's clock lags, so that they precede their quote. */
function arrivalsOf(
  tape: readonly TapeQuote[],
  arrivals: readonly { symbol: string; atMs: number; revsBack: number }[],
): Arrival[] {
  return arrivals
    .toSorted((a, b) => a.atMs - b.atMs)
    .flatMap(({ symbol, atMs, revsBack }) => {
      const quotes = tape.filter((quote) => quote.symbol === symbol);
      const marketRev = quotes.filter((quote) => quote.atMs <= atMs).length;
      const rev = Math.min(marketRev - revsBack, quotes.length);
      return rev < 1 ? [] : [{ symbol, rev, atMs }];
    });
}

export const arbitraryTimeline: fc.Arbitrary<Timeline> = fc
  .tuple(fc.array(publication, { maxLength: 60 }), fc.array(knowledge, { maxLength: 40 }))
  .map(([publications, arrivals]) => {
    const quotes = tapeOf(publications);
    return {
      startAtMs: 0,
      endAtMs: END_AT_MS,
      symbols: SYMBOLS,
      quotes,
      arrivals: arrivalsOf(quotes, arrivals),
    };
  });
