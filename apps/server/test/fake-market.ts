/** A market without chance: symbols take turns, one quote every `everyMarketMs`. */
import type { Instrument } from '@tickrace/protocol';
import type { MarketQuote, QuoteSource } from '@tickrace/market';

export interface FakeMarketOptions {
  symbols: readonly string[];
  everyMarketMs: number;
}

export function createFakeMarket({ symbols, everyMarketMs }: FakeMarketOptions): QuoteSource {
  let seq = 0;
  return {
    instruments: symbols.map((symbol): Instrument => ({
      symbol,
      name: `${symbol} Corporation`,
      sector: 'Testing',
      tickSize: 0.01,
      previousClose: 100,
    })),
    nextAtMarketMs: () => (seq + 1) * everyMarketMs,
    next(): MarketQuote {
      seq += 1;
      const rev = Math.ceil(seq / symbols.length);
      return {
        symbol: symbols[(seq - 1) % symbols.length] ?? '',
        seq,
        rev,
        marketMs: seq * everyMarketMs,
        bid: 99 + rev / 100,
        ask: 101 + rev / 100,
        last: 100 + rev / 100,
        size: 10,
        volume: 10 * rev,
      };
    },
  };
}
