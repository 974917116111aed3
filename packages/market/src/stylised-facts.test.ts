import { describe, expect, it } from 'vitest';
import {
  autocorrelation,
  correlation,
  excessKurtosis,
  hillIndex,
  mean,
  returnsOver,
  sampleLogMids,
} from '../test/stylised-facts.ts';
import { createMarket } from './index.ts';

const DAYS = 10;
const SYMBOLS = 18;

describe.each([1, 2, 3])('the busy market of seed %i has the stylised facts of Cont (2001):', (seed) => {
  const market = createMarket({
    seed,
    symbols: SYMBOLS,
    quotesPerMarketSecond: SYMBOLS / 12,
    scenario: 'busy',
  });
  const logMids = sampleLogMids(market, DAYS * 1_440);
  const minutely = logMids.map((series) => returnsOver(series, 1));

  it('heavy tails: a Hill index between 2 and 5 from the largest 2 % and 5 % of minute returns', () => {
    for (const returns of minutely) {
      for (const share of [0.02, 0.05]) {
        expect(hillIndex(returns, share)).toBeGreaterThan(2);
        expect(hillIndex(returns, share)).toBeLessThan(5);
      }
    }
  });

  it('no memory in returns: autocorrelation about 0', () => {
    for (const lag of [1, 2, 3, 5, 10, 30, 60]) {
      expect(Math.abs(mean(minutely.map((returns) => autocorrelation(returns, lag))))).toBeLessThan(0.02);
      for (const returns of minutely) expect(Math.abs(autocorrelation(returns, lag))).toBeLessThan(0.06);
    }
  });

  it('clustering: autocorrelation of absolute returns positive over many lags, and slowly falling', () => {
    const sizes = minutely.map((returns) => returns.map(Math.abs));
    const atLag = (lag: number) => mean(sizes.map((series) => autocorrelation(series, lag)));
    for (const lag of [1, 2, 5, 10, 20, 30, 60]) {
      for (const series of sizes) expect(autocorrelation(series, lag)).toBeGreaterThan(0);
    }
    expect(atLag(5)).toBeGreaterThan(0.08);
    expect(atLag(60)).toBeGreaterThan(0.03);
    expect(atLag(5)).toBeGreaterThan(atLag(30));
    expect(atLag(30)).toBeGreaterThan(atLag(120));
  });

  it('aggregational normality: excess kurtosis falls as returns span more time', () => {
    const over = (minutes: number) =>
      mean(logMids.map((series) => excessKurtosis(returnsOver(series, minutes))));
    expect(over(1)).toBeGreaterThan(7.5); // at most 7.1 without jumps
    expect(over(5)).toBeLessThan(over(1));
    expect(over(60)).toBeLessThan(over(5));
    expect(over(240)).toBeLessThan(over(60));
  });

  it('correlation that is higher within a sector than across sectors, and positive in both', () => {
    const returns = logMids.map((series) => returnsOver(series, 5));
    const within: number[] = [];
    const across: number[] = [];
    for (let i = 0; i < SYMBOLS; i++) {
      for (let j = 0; j < i; j++) {
        const same = market.instruments[i]!.sector === market.instruments[j]!.sector;
        (same ? within : across).push(correlation(returns[i]!, returns[j]!));
      }
    }
    expect(mean(within)).toBeGreaterThan(mean(across) + 0.1);
    expect(Math.min(...across)).toBeGreaterThan(0.1);
  });
});
