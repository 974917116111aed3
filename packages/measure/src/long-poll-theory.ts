/**
 * Theory of requests that the server holds until there is something to say. After each reply at time 0 the next
 * request is back at r = up + down; quotes of that window wait for it, and without any, the next quote is answered
 * at once: after a wait of 1/Λ that begins with probability e^(−Λr). A cycle so lasts r + e^(−Λr)/Λ on average.
 * Assumes that a held request doesn't reach its timeout.
 */
import { ageOfLastQuote, phi, stalenessAtAge, stalenessUpToAge } from './poisson-age.ts';
import type { LaneTheory, SymbolPrediction } from './prediction.ts';

/**
 * Long poll that answers with the newest quote of each symbol; Λ of all asked-for symbols, in quotes per ms. The
 * times to visible, of which a share stands at `downMs` and the rest is uniform up to downMs + r, and all
 * figures of a symbol are exact for Poisson arrivals: by renewal over the cycle above.
 * Source: RFC 6202, section 2.2 (the latency of long polling: one to three ways); the means are derived here.
 */
export function longPollTheory(totalRatePerMs: number, upMs: number, downMs: number): LaneTheory {
  const roundTripMs = upMs + downMs;
  const inWindow = totalRatePerMs * roundTripMs;
  const atOnce = Math.exp(-inWindow);
  // Quotes per cycle: the expected length of a cycle in units of 1/Λ, which stays finite without any quote.
  const perCycle = inWindow + atOnce;
  const quantile = (q: number): number => {
    const shareAtOnce = atOnce / perCycle;
    return q <= shareAtOnce ? downMs : downMs + (roundTripMs * (q - shareAtOnce)) / (1 - shareAtOnce);
  };

  const symbol = (ratePerMs: number): SymbolPrediction => {
    const seenInWindow = inWindow * phi(1, ratePerMs * roundTripMs);
    const deliveredFraction = (seenInWindow + atOnce) / perCycle;
    const stalenessInWindow =
      totalRatePerMs *
      (stalenessUpToAge(ratePerMs, downMs + roundTripMs) - stalenessUpToAge(ratePerMs, downMs));
    return {
      deliveredFraction,
      naiveLatencyMs:
        downMs + (seenInWindow * ageOfLastQuote(ratePerMs, roundTripMs)) / (seenInWindow + atOnce),
      // A Poisson stream sees time averages: at the server, a symbol is known as often as its quotes are delivered.
      outOfDateFraction: 1 - Math.exp(-ratePerMs * downMs) * deliveredFraction,
      stalenessMs: (stalenessInWindow + atOnce * stalenessAtAge(ratePerMs, downMs)) / perCycle,
    };
  };

  return {
    timeToVisibleMs: {
      mean: downMs + (inWindow * roundTripMs) / (2 * perCycle),
      p50: quantile(0.5),
      p99: quantile(0.99),
    },
    symbol,
  };
}

/**
 * Long polling as a transport of a push lane (Socket.IO's `polling`): the same waits, but a reply carries every
 * quote since the last one. A flush interval isn't in it: it must be short beside the round trip.
 */
export function pollingTransportTheory(totalRatePerMs: number, upMs: number, downMs: number): LaneTheory {
  const longPoll = longPollTheory(totalRatePerMs, upMs, downMs);
  return {
    timeToVisibleMs: longPoll.timeToVisibleMs,
    symbol: (ratePerMs) => ({
      ...longPoll.symbol(ratePerMs),
      deliveredFraction: 1,
      naiveLatencyMs: longPoll.timeToVisibleMs.mean,
    }),
  };
}
