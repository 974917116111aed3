/** What to expect of a lane before measuring it: one prediction for all symbols together, comparable to `LaneFigures`. */
import { longPollTheory, pollingTransportTheory } from './long-poll-theory.ts';
import { manualTheory } from './manual-theory.ts';
import { pollTheory, pushTheory } from './periodic-theory.ts';
import type { Conditions, LaneTheory, Prediction } from './prediction.ts';

/** Every lane, and the poll that sleeps after each reply rather than keep a fixed rate. */
export type PredictedLane =
  | 'manual'
  | 'short-poll'
  | 'sleeping-poll'
  | 'conditional-poll'
  | 'long-poll'
  | 'sse'
  | 'socket-io'
  | 'socket-io-polling'
  | 'websocket';

const MS_PER_SECOND = 1000;

/**
 * Predicts a lane's figures. What is counted per quote is weighted by each symbol's rate (naive latency by its
 * delivered quotes), what is a share of time is averaged over symbols, as the meter does.
 * @throws RangeError if a condition is negative or not finite, or a lane that needs an interval has none
 */
export function predict(lane: PredictedLane, conditions: Conditions): Prediction {
  const { intervalMs, upMs, downMs, flushIntervalMs } = conditions;
  const ratesPerMs = conditions.ratesPerSecond.map((rate) => rate / MS_PER_SECOND);
  for (const value of [...ratesPerMs, intervalMs, upMs, downMs, flushIntervalMs]) {
    if (!Number.isFinite(value) || value < 0)
      throw new RangeError('conditions must be finite and not negative');
  }
  if (ratesPerMs.length === 0) ratesPerMs.push(0);
  return averageOverSymbols(theoryOf(lane, conditions, sum(ratesPerMs)), ratesPerMs);
}

function theoryOf(lane: PredictedLane, conditions: Conditions, totalRatePerMs: number): LaneTheory {
  const { intervalMs, upMs, downMs, flushIntervalMs } = conditions;
  switch (lane) {
    case 'manual':
      return manualTheory(positive(intervalMs), downMs);
    case 'short-poll':
    case 'conditional-poll':
      return pollTheory(positive(intervalMs), downMs);
    case 'sleeping-poll':
      return pollTheory(positive(intervalMs + upMs + downMs), downMs);
    case 'long-poll':
      return longPollTheory(totalRatePerMs, upMs, downMs);
    case 'socket-io-polling':
      return pollingTransportTheory(totalRatePerMs, upMs, downMs);
    case 'sse':
    case 'socket-io':
    case 'websocket':
      return pushTheory(flushIntervalMs, downMs);
  }
}

function averageOverSymbols(theory: LaneTheory, ratesPerMs: readonly number[]): Prediction {
  const symbols = ratesPerMs.map((ratePerMs) => theory.symbol(ratePerMs));
  const isSilent = sum(ratesPerMs) === 0;
  // Where no symbol quotes, the limit of ever rarer quotes: all count alike.
  const weights = ratesPerMs.map((ratePerMs) => (isSilent ? 1 : ratePerMs));
  const deliveredWeights = symbols.map((symbol, index) => symbol.deliveredFraction * (weights[index] ?? 0));
  return {
    timeToVisibleMs: theory.timeToVisibleMs,
    naiveLatencyMs: {
      mean:
        sum(symbols.map((symbol, index) => symbol.naiveLatencyMs * (deliveredWeights[index] ?? 0))) /
        sum(deliveredWeights),
    },
    outOfDateFraction: sum(symbols.map((symbol) => symbol.outOfDateFraction)) / symbols.length,
    stalenessMs: { mean: sum(symbols.map((symbol) => symbol.stalenessMs)) / symbols.length },
    deliveredFraction: sum(deliveredWeights) / sum(weights),
  };
}

/**
 * How far a measurement lies from its prediction, relative to the prediction: 0.1 is 10 % above. Where 0 was
 * predicted: 0 if 0 was measured, else infinite. NaN if either is.
 */
export function residual(measured: number, predicted: number): number {
  return measured === predicted ? 0 : (measured - predicted) / predicted;
}

function positive(intervalMs: number): number {
  if (intervalMs === 0) throw new RangeError('this lane needs an interval above 0');
  return intervalMs;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
