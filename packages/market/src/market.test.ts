import { describe, expect, it } from 'vitest';
import { distanceFromExponential, mean } from '../test/stylised-facts.ts';
import { createMarket, SCENARIO_NAMES, type MarketConfig, type MarketQuote } from './index.ts';

const open = (config: Partial<MarketConfig> = {}) =>
  createMarket({ seed: 7, symbols: 50, quotesPerMarketSecond: 100 / 60, scenario: 'busy', ...config });

function take(count: number, config: Partial<MarketConfig> = {}): MarketQuote[] {
  const market = open(config);
  return Array.from({ length: count }, () => market.next());
}

function bySymbol(quotes: MarketQuote[]): Map<string, MarketQuote[]> {
  const groups = new Map<string, MarketQuote[]>();
  for (const quote of quotes) {
    const group = groups.get(quote.symbol);
    if (group === undefined) groups.set(quote.symbol, [quote]);
    else group.push(quote);
  }
  return groups;
}

describe('createMarket', () => {
  it('yields the same quotes for the same seed and other quotes for another seed', () => {
    expect(take(2_000)).toEqual(take(2_000));
    const [seven, eight] = [take(2_000), take(2_000, { seed: 8 })];
    const prices = new Set(seven.map(({ symbol, marketMs }) => `${symbol} ${marketMs}`));
    expect(eight.filter(({ symbol, marketMs }) => prices.has(`${symbol} ${marketMs}`))).toEqual([]);
  });

  it.each(SCENARIO_NAMES)(
    'leaves the quotes of all symbols as they were when one is added, in %s',
    (scenario) => {
      const few = take(6_000, { scenario, symbols: 16, quotesPerMarketSecond: 8 });
      const more = take(6_000, { scenario, symbols: 17, quotesPerMarketSecond: 8.5 });
      const withoutSeq = (quotes: MarketQuote[] = []) =>
        quotes.slice(0, 60).map((quote) => ({ ...quote, seq: 0 }));
      const [before, after] = [bySymbol(few), bySymbol(more)];
      expect(after.size).toBe(before.size + 1);
      for (const [symbol, quotes] of before) {
        expect(quotes.length).toBeGreaterThan(60);
        expect(withoutSeq(after.get(symbol))).toEqual(withoutSeq(quotes));
      }
    },
  );

  it.each(SCENARIO_NAMES)('numbers quotes without gaps, in order of time, in %s', (scenario) => {
    const market = open({ scenario });
    const revs = new Map<string, number>();
    let earlierMs = 0;
    for (let seq = 1; seq <= 20_000; seq++) {
      const announcedMs = market.nextAtMarketMs();
      const quote = market.next();
      if (quote.seq !== seq) expect.fail(`seq ${quote.seq} came instead of ${seq}`);
      const rev = (revs.get(quote.symbol) ?? 0) + 1;
      if (quote.rev !== rev) expect.fail(`rev ${quote.rev} of ${quote.symbol} came instead of ${rev}`);
      revs.set(quote.symbol, rev);
      if (quote.marketMs !== announcedMs || quote.marketMs < earlierMs) {
        expect.fail(
          `quote ${seq} came at ${quote.marketMs}, announced for ${announcedMs}, after ${earlierMs}`,
        );
      }
      earlierMs = quote.marketMs;
    }
    expect([...revs.keys()].sort()).toEqual(market.instruments.map(({ symbol }) => symbol).sort());
  });

  it.each(SCENARIO_NAMES)('quotes exact ticks, bid below ask and last within, in %s', (scenario) => {
    const market = open({ scenario, symbols: 120, quotesPerMarketSecond: 2 });
    const instruments = new Map(market.instruments.map((instrument) => [instrument.symbol, instrument]));
    const volumes = new Map<string, number>();
    const wrong: MarketQuote[] = [];
    for (let i = 0; i < 20_000; i++) {
      const quote = market.next();
      const { symbol, bid, ask, last, size, volume } = quote;
      const { tickSize, previousClose } = instruments.get(symbol)!;
      const onGrid = [bid, ask, last].every(
        (price) => price === Number((Math.round(price / tickSize) * tickSize).toFixed(4)),
      );
      const inOrder = bid > 0 && bid < ask && bid <= last && last <= ask;
      const nearClose = bid > previousClose / 3 && ask < previousClose * 3;
      const added = Number.isSafeInteger(volume) && size > 0 && volume === (volumes.get(symbol) ?? 0) + size;
      volumes.set(symbol, volume);
      if (!(onGrid && inOrder && nearClose && added)) wrong.push(quote);
    }
    expect(wrong).toEqual([]);
  });

  it('moves a share by 0.3 to 1.5 % over twenty minutes and changes most quotes, when busy', () => {
    const market = open();
    const quotes = bySymbol(Array.from({ length: 200_000 }, () => market.next()));
    const moves: number[] = [];
    let [changed, pairs] = [0, 0];
    for (const series of quotes.values()) {
      let start = series[0]!;
      for (const [i, quote] of series.entries()) {
        if (i === 0) continue;
        pairs += 1;
        if (quote.last !== series[i - 1]!.last) changed += 1;
        if (quote.marketMs - start.marketMs < 1_200_000) continue;
        moves.push(Math.abs(quote.last / start.last - 1));
        start = quote;
      }
    }
    moves.sort((a, b) => a - b);
    expect(moves[moves.length >> 1]).toBeGreaterThan(0.003);
    expect(moves[moves.length >> 1]).toBeLessThan(0.015);
    expect(changed / pairs).toBeGreaterThan(0.8);
  });

  it('keeps prices within sane bounds over a month of market time', () => {
    const market = open({ quotesPerMarketSecond: 0.05 });
    const closes = new Map(market.instruments.map(({ symbol, previousClose }) => [symbol, previousClose]));
    let [lowest, highest] = [1, 1];
    while (market.nextAtMarketMs() < 30 * 86_400_000) {
      const { symbol, bid, ask } = market.next();
      lowest = Math.min(lowest, bid / closes.get(symbol)!);
      highest = Math.max(highest, ask / closes.get(symbol)!);
    }
    expect(lowest).toBeGreaterThan(0.5);
    expect(lowest).toBeLessThan(0.95);
    expect(highest).toBeLessThan(2);
    expect(highest).toBeGreaterThan(1.05);
  });

  it('meets the configured rate within 1 % with 50 symbols, and within 10 % with any other number', () => {
    const rate = (symbols: number, quotes: number) => {
      const market = open({ symbols, quotesPerMarketSecond: 5 });
      for (let i = 0; i < quotes; i++) market.next();
      return quotes / (market.nextAtMarketMs() / 1_000);
    };
    expect(Math.abs(rate(50, 200_000) / 5 - 1)).toBeLessThan(0.01);
    for (const symbols of [1, 3, 7, 23, 130]) {
      expect(Math.abs(rate(symbols, 30_000) / 5 - 1)).toBeLessThan(0.11);
    }
  });

  it('lets quotes of each symbol arrive as a Poisson process, busy and quiet ones, when busy', () => {
    const groups = bySymbol(take(100_000));
    const counts = [...groups.values()].map(({ length }) => length);
    expect(Math.max(...counts) / Math.min(...counts)).toBeGreaterThan(5);
    for (const quotes of groups.values()) {
      const gaps = quotes.slice(1).map((quote, i) => quote.marketMs - quotes[i]!.marketMs);
      const meanGap = mean(gaps);
      expect(distanceFromExponential(gaps.map((gap) => gap / meanGap))).toBeLessThan(1.95);
    }
  });

  it.each<[Partial<MarketConfig>, RegExp]>([
    [{ seed: -1 }, /^The seed must be a whole number from 0 to 9007199254740991, not -1\.$/],
    [{ seed: 1.5 }, /seed/],
    [{ seed: NaN }, /seed/],
    [{ seed: 2 ** 53 }, /seed/],
    [{ symbols: 0 }, /^The number of symbols must be a whole number from 1 to 2000, not 0\.$/],
    [{ symbols: 2_001 }, /symbols/],
    [{ symbols: 2.5 }, /symbols/],
    [{ quotesPerMarketSecond: 0 }, /^The quotes per market second must be above 0/],
    [{ quotesPerMarketSecond: Infinity }, /quotes per market second/],
    [{ quotesPerMarketSecond: NaN }, /quotes per market second/],
    [{ scenario: 'sleepy' as 'calm' }, /^The scenario must be one of calm, busy, .*, not sleepy\.$/],
  ])('refuses %o in one sentence', (config, sentence) => {
    expect(() => open(config)).toThrow(RangeError);
    expect(() => open(config)).toThrow(sentence);
  });

  it.each<Partial<MarketConfig>>([
    { seed: 0 },
    { seed: Number.MAX_SAFE_INTEGER },
    { symbols: 1 },
    { symbols: 2_000 },
  ])('accepts %o', (config) => {
    expect(open(config).next().seq).toBe(1);
  });
});
