/** What is published: the quotes of a seeded market, so that every variant and round sends the same ones. */
import { createMarket } from '@tickrace/market';
import type { Frame } from '@tickrace/protocol';
import { systemClock } from '../../src/clock.ts';

/** The next quotes at every call, as a frame that is published at this moment. */
export function frameSource(quotesPerFrame: number): () => Frame {
  const market = createMarket({ seed: 1, symbols: 50, quotesPerMarketSecond: 100 / 60, scenario: 'busy' });
  return () => {
    const nowMs = systemClock.nowMs();
    const quotes = Array.from({ length: quotesPerFrame }, () => {
      const { symbol, seq, rev, marketMs: _, ...prices } = market.next();
      return { symbol, seq, rev, atMs: nowMs, ...prices };
    });
    return { seq: quotes.at(-1)!.seq, sentAtMs: nowMs, conflated: false, quotes };
  };
}
