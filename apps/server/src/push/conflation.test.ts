import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Quote } from '@tickrace/protocol';
import { Conflation } from './conflation.ts';

const SYMBOLS = ['AAA', 'BBB', 'CCC', 'DDD'];

/** Turns of a market and of a reader: a quote of a symbol arrives, or the reader drains what it is owed. */
const turns = fc.array(fc.oneof(fc.constantFrom(...SYMBOLS), fc.constant('drain' as const)), {
  maxLength: 200,
});

describe('Conflation', () => {
  it('leaves a reader that drains with the newest rev of every symbol, never older, and told of every skip', () => {
    fc.assert(
      fc.property(turns, (sequence) => {
        const conflation = new Conflation();
        const market = new Map<string, number>();
        const held = new Map<string, number>();
        let seq = 0;
        let heldSeq = 0;
        for (const turn of [...sequence, 'drain' as const]) {
          if (turn !== 'drain') {
            seq += 1;
            const rev = (market.get(turn) ?? 0) + 1;
            market.set(turn, rev);
            conflation.add(quoteOf(turn, seq, rev));
            continue;
          }
          const { quotes, superseded } = conflation.take();
          let skipped = 0;
          for (const quote of quotes) {
            expect(quote.seq).toBeGreaterThan(heldSeq);
            heldSeq = quote.seq;
            skipped += quote.rev - (held.get(quote.symbol) ?? 0) - 1;
            held.set(quote.symbol, quote.rev);
          }
          expect(superseded).toBe(skipped);
          expect(held).toEqual(market);
          expect(conflation.isEmpty).toBe(true);
        }
      }),
    );
  });

  it('holds at most one quote per symbol', () => {
    const conflation = new Conflation();
    for (let seq = 1; seq <= 1_000; seq += 1) conflation.add(quoteOf(SYMBOLS[seq % 4] ?? '', seq, seq));
    expect(conflation.take().quotes.map((quote) => quote.seq)).toEqual([997, 998, 999, 1_000]);
  });

  it('forgets a symbol that is no longer asked for', () => {
    const conflation = new Conflation();
    conflation.add(quoteOf('AAA', 1, 1));
    conflation.add(quoteOf('AAA', 2, 2));
    conflation.forget('AAA');
    expect(conflation.take()).toEqual({ quotes: [], superseded: 0 });
  });
});

function quoteOf(symbol: string, seq: number, rev: number): Quote {
  return { symbol, seq, rev, atMs: seq, bid: 9, ask: 11, last: 10, size: 1, volume: 1 };
}
