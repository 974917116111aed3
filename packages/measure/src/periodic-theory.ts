/** Theory of lanes that hand over quotes at fixed intervals: polls at a fixed rate, and pushes with a flush interval. */
import { ageOfLastQuote, phi, stalenessOverAges } from './poisson-age.ts';
import type { LaneTheory, SymbolPrediction } from './prediction.ts';

/** Mean, p50 and p99 of a time to visible that is uniform on [downMs, downMs + spanMs]. */
function uniformTimeToVisible(spanMs: number, downMs: number): LaneTheory['timeToVisibleMs'] {
  return { mean: downMs + spanMs / 2, p50: downMs + spanMs / 2, p99: downMs + 0.99 * spanMs };
}

/** The reader's knowledge is that of the last handover: between downMs and downMs + spanMs old, uniformly. */
function freshness(
  ratePerMs: number,
  spanMs: number,
  downMs: number,
): Pick<SymbolPrediction, 'outOfDateFraction' | 'stalenessMs'> {
  return {
    outOfDateFraction: 1 - Math.exp(-ratePerMs * downMs) * phi(1, ratePerMs * spanMs),
    stalenessMs: stalenessOverAges(ratePerMs, downMs, spanMs),
  };
}

/**
 * A poll that reads the newest quote of each symbol every `periodMs` (> 0), at a random phase to the market, with
 * replies that take `downMs`. Polls may overlap; a poller that skips one while another is under way has a longer
 * period than its interval as soon as the round trip exceeds it. A poll that sleeps T after each reply has period
 * T + up + down.
 * Source: Cho and Garcia-Molina (2000), freshness and age under fixed-order synchronisation, delayed by `downMs`.
 */
export function pollTheory(periodMs: number, downMs: number): LaneTheory {
  return {
    timeToVisibleMs: uniformTimeToVisible(periodMs, downMs),
    symbol: (ratePerMs) => ({
      deliveredFraction: phi(1, ratePerMs * periodMs),
      naiveLatencyMs: downMs + ageOfLastQuote(ratePerMs, periodMs),
      ...freshness(ratePerMs, periodMs, downMs),
    }),
  };
}

/**
 * A push that takes `downMs` and carries every quote, sent at once (`flushIntervalMs` 0) or with the others of its
 * flush, at fixed intervals whatever the market does.
 * Source: Kaul, Yates and Gruteser, "Real-time status: how often should one update?" (2012), without queueing.
 */
export function pushTheory(flushIntervalMs: number, downMs: number): LaneTheory {
  const timeToVisibleMs = uniformTimeToVisible(flushIntervalMs, downMs);
  return {
    timeToVisibleMs,
    symbol: (ratePerMs) => ({
      deliveredFraction: 1,
      naiveLatencyMs: timeToVisibleMs.mean,
      ...freshness(ratePerMs, flushIntervalMs, downMs),
    }),
  };
}
