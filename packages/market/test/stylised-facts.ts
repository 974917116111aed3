/** Statistics that tests hold the market against; after Cont, "Empirical properties of asset returns" (2001). */
import type { QuoteSource } from '../src/index.ts';

/** Logarithm of each symbol's mid price at the end of every market minute, in the order of instruments. */
export function sampleLogMids(market: QuoteSource, minutes: number): Float64Array[] {
  const indexOf = new Map(market.instruments.map(({ symbol }, index) => [symbol, index]));
  const newest = market.instruments.map(({ previousClose }) => Math.log(previousClose));
  const samples = newest.map(() => new Float64Array(minutes));
  for (let minute = 0; minute < minutes; minute++) {
    while (market.nextAtMarketMs() < (minute + 1) * 60_000) {
      const { symbol, bid, ask } = market.next();
      newest[indexOf.get(symbol)!] = Math.log((bid + ask) / 2);
    }
    newest.forEach((logMid, index) => (samples[index]![minute] = logMid));
  }
  return samples;
}

/** Differences over so many samples, not overlapping. */
export function returnsOver(logPrices: ArrayLike<number>, samples: number): number[] {
  const returns = [];
  for (let i = samples; i < logPrices.length; i += samples)
    returns.push(logPrices[i]! - logPrices[i - samples]!);
  return returns;
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Mean of the products of the deviations from the mean. */
export function covariance(one: readonly number[], other: readonly number[]): number {
  const [oneMean, otherMean] = [mean(one), mean(other)];
  return mean(one.map((value, i) => (value - oneMean) * (other[i]! - otherMean)));
}

export const correlation = (one: readonly number[], other: readonly number[]): number =>
  covariance(one, other) / Math.sqrt(covariance(one, one) * covariance(other, other));

export function autocorrelation(values: readonly number[], lag: number): number {
  return correlation(values.slice(lag), values.slice(0, values.length - lag));
}

/** Fourth moment over squared variance, less the 3 of a normal distribution. */
export function excessKurtosis(values: readonly number[]): number {
  const centre = mean(values);
  return mean(values.map((value) => (value - centre) ** 4)) / covariance(values, values) ** 2 - 3;
}

/** Tail index by Hill (1975), from the largest share of the absolute values. */
export function hillIndex(values: readonly number[], share: number): number {
  const sizes = values.map(Math.abs).sort((a, b) => b - a);
  const count = Math.floor(share * sizes.length);
  const threshold = Math.log(sizes[count]!);
  return 1 / mean(sizes.slice(0, count).map((size) => Math.log(size) - threshold));
}

/**
 * Largest distance between the values' distribution and the exponential one of mean 1 (Kolmogorov, Smirnov), times
 * the square root of their number: above 1.95 in one case of a thousand where the values are exponential.
 */
export function distanceFromExponential(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  const distances = sorted.map((value, i) => {
    const expected = 1 - Math.exp(-value);
    return Math.max(Math.abs(expected - i / n), Math.abs(expected - (i + 1) / n));
  });
  return Math.max(...distances) * Math.sqrt(n);
}
