/** Theory of a reader who refreshes by hand, at random moments: a Poisson process of its own. */
import { stalenessAtAge } from './poisson-age.ts';
import type { LaneTheory } from './prediction.ts';

/**
 * Refreshes with rate μ = 1/`meanIntervalMs`, replies that take `downMs`: a quote waits exponentially; it is
 * delivered if a refresh (μ) comes before the next quote (λ), μ/(μ + λ), and then after 1/(μ + λ).
 * Source: Cho and Garcia-Molina (2000), freshness and age under purely random synchronisation, delayed by `downMs`.
 */
export function manualTheory(meanIntervalMs: number, downMs: number): LaneTheory {
  return {
    timeToVisibleMs: {
      mean: downMs + meanIntervalMs,
      p50: downMs + meanIntervalMs * Math.LN2,
      p99: downMs + meanIntervalMs * Math.log(100),
    },
    symbol: (ratePerMs) => {
      const deliveredFraction = 1 / (1 + ratePerMs * meanIntervalMs);
      const outOfDateFraction = 1 - Math.exp(-ratePerMs * downMs) * deliveredFraction;
      return {
        deliveredFraction,
        naiveLatencyMs: downMs + meanIntervalMs * deliveredFraction,
        outOfDateFraction,
        stalenessMs: stalenessAtAge(ratePerMs, downMs) + meanIntervalMs * outOfDateFraction,
      };
    },
  };
}
