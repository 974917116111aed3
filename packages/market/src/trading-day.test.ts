import { describe, expect, it } from 'vitest';
import { covariance, mean } from '../test/stylised-facts.ts';
import { createMarket, SCENARIO_NAMES, type MarketQuote, type ScenarioName } from './index.ts';

const SEEDS = [1, 2, 3];

const open = (scenario: ScenarioName, seed: number, quotesPerMarketSecond: number) =>
  createMarket({ seed, symbols: 50, quotesPerMarketSecond, scenario });

/** Mean log-price of all symbols relative to their previous close, every 10 s of market time. */
function indexEveryTenSeconds(scenario: ScenarioName, seed: number, minutes: number): number[] {
  const market = open(scenario, seed, 20);
  const closes = new Map(market.instruments.map(({ symbol, previousClose }) => [symbol, previousClose]));
  const logPrices = new Map<string, number>([...closes.keys()].map((symbol) => [symbol, 0]));
  const levels: number[] = [];
  for (let step = 1; step <= minutes * 6; step++) {
    while (market.nextAtMarketMs() < step * 10_000) {
      const { symbol, last } = market.next();
      logPrices.set(symbol, Math.log(last / closes.get(symbol)!));
    }
    levels.push(mean([...logPrices.values()]));
  }
  return levels;
}

describe('every scenario', () => {
  it.each(SCENARIO_NAMES)('meets the configured rate in the long run: %s', (scenario) => {
    for (const seed of SEEDS) {
      const market = open(scenario, seed, 0.5);
      let quotes = 0;
      for (; market.nextAtMarketMs() < 200_000_000; quotes++) market.next();
      expect(Math.abs(quotes / 200_000 / 0.5 - 1)).toBeLessThan(0.03);
    }
  });
});

describe('calm, busy and volatile', () => {
  it('differ in how far prices move and how wide spreads are', () => {
    const measure = (scenario: ScenarioName) => {
      const market = open(scenario, 1, 5);
      const previous = new Map<string, MarketQuote>();
      const moves: number[] = [];
      const spreads: number[] = [];
      for (let i = 0; i < 60_000; i++) {
        const quote = market.next();
        const before = previous.get(quote.symbol);
        previous.set(quote.symbol, quote);
        if (before === undefined) continue;
        const seconds = (quote.marketMs - before.marketMs) / 1_000;
        moves.push(Math.log((quote.bid + quote.ask) / (before.bid + before.ask)) ** 2 / Math.max(seconds, 1));
        spreads.push((quote.ask - quote.bid) / quote.bid);
      }
      return { move: Math.sqrt(mean(moves)), spread: mean(spreads) };
    };
    const [calm, busy, volatile] = [measure('calm'), measure('busy'), measure('volatile')];
    expect(busy.move).toBeGreaterThan(2 * calm.move);
    expect(volatile.move).toBeGreaterThan(1.7 * busy.move);
    expect(busy.spread).toBeGreaterThan(1.2 * calm.spread);
    expect(volatile.spread).toBeGreaterThan(1.5 * busy.spread);
  });

  it('have bursts of quotes only when volatile: gaps vary more than in a Poisson process', () => {
    const gapDispersion = (scenario: ScenarioName, seed: number) => {
      const market = open(scenario, seed, 5);
      const gaps: number[] = [];
      let beforeMs = 0;
      for (let i = 0; i < 100_000; i++) {
        const { symbol, marketMs } = market.next();
        if (symbol !== 'KSTR') continue;
        gaps.push(marketMs - beforeMs);
        beforeMs = marketMs;
      }
      return covariance(gaps, gaps) / mean(gaps) ** 2;
    };
    for (const seed of SEEDS) {
      for (const scenario of ['calm', 'busy'] as const) {
        expect(Math.abs(gapDispersion(scenario, seed) - 1)).toBeLessThan(0.2);
      }
      expect(gapDispersion('volatile', seed)).toBeGreaterThan(1.5);
    }
  });

  it('widen the spread of a symbol while its price moves much', () => {
    const market = open('busy', 1, 5);
    const windows: { move: number; spread: number }[] = [];
    let quotes: MarketQuote[] = [];
    for (let i = 0; i < 600_000; i++) {
      const quote = market.next();
      if (quote.symbol !== 'ANVL') continue;
      quotes.push(quote);
      if (quotes.length < 30) continue;
      const moves = quotes.slice(1).map(({ last }, j) => Math.abs(Math.log(last / quotes[j]!.last)));
      windows.push({ move: mean(moves), spread: mean(quotes.map(({ bid, ask }) => (ask - bid) / bid)) });
      quotes = [];
    }
    windows.sort((a, b) => a.move - b.move);
    const spreadOf = (part: typeof windows) => mean(part.map(({ spread }) => spread));
    const third = Math.floor(windows.length / 3);
    expect(spreadOf(windows.slice(-third))).toBeGreaterThan(1.3 * spreadOf(windows.slice(0, third)));
  });
});

describe('flash-crash', () => {
  it('drops the whole market by 5 to 11 % within two minutes, again and again, and recovers most in eight', () => {
    for (const seed of SEEDS) {
      const levels = indexEveryTenSeconds('flash-crash', seed, 180);
      const starts: number[] = [];
      for (let i = 0; i + 48 < levels.length; i++) {
        const isFalling = levels[i + 9]! - levels[i]! < -0.045;
        if (isFalling && i - (starts.at(-1) ?? -Infinity) > 48) starts.push(i);
      }
      expect(starts.length).toBeGreaterThanOrEqual(7);
      expect(starts.length).toBeLessThanOrEqual(11);
      expect(starts[0]! / 6).toBeGreaterThan(2);
      expect(starts[0]! / 6).toBeLessThan(9);
      for (const start of starts) {
        const trough = Math.min(...levels.slice(start, start + 15));
        const fall = levels[start]! - trough;
        expect(fall).toBeGreaterThan(0.05);
        expect(fall).toBeLessThan(0.11);
        expect(levels[start + 48]! - trough).toBeGreaterThan(0.6 * fall);
      }
    }
  });
});

describe('halt', () => {
  it('falls sharply, has no quotes of any symbol for eight minutes, and reopens with a gap, again and again', () => {
    for (const seed of SEEDS) {
      const levels = indexEveryTenSeconds('halt', seed, 180);
      const market = open('halt', seed, 20);
      const haltsMs: number[] = [];
      let beforeMs = 0;
      while (market.nextAtMarketMs() < 180 * 60_000) {
        const { marketMs } = market.next();
        if (marketMs - beforeMs > 60_000) haltsMs.push(beforeMs);
        if (marketMs - beforeMs > 60_000) expect((marketMs - beforeMs) / 60_000).toBeCloseTo(8, 0);
        beforeMs = marketMs;
      }
      expect(haltsMs.length).toBeGreaterThanOrEqual(5);
      expect(haltsMs.length).toBeLessThanOrEqual(7);
      for (const haltMs of haltsMs) {
        const halted = Math.ceil(haltMs / 10_000);
        expect(levels[halted]! - levels[halted - 12]!).toBeLessThan(-0.015);
        const reopened = levels[halted + 50];
        if (reopened !== undefined) expect(Math.abs(reopened - levels[halted]!)).toBeGreaterThan(0.004);
      }
    }
  });
});
