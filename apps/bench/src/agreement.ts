/** Measured against predicted: how far off, how far is tolerated, and how far chance alone would put it. */
import type { LaneName } from '@tickrace/protocol';
import type { LaneResult, Result } from './result-schema.ts';

/** `chance`: beyond the tolerance, but within three standard errors of so short a sample. */
type Verdict = 'within' | 'chance' | 'off';

export interface Agreement {
  measured: number;
  predicted: number;
  /** Measured less predicted, as are the following in the figure's own unit. */
  difference: number;
  tolerance: number;
  /** Standard error of the measured mean, were the prediction right. */
  standardError: number;
  verdict: Verdict;
}

export interface LaneAgreement {
  meanTimeToVisibleMs: Agreement;
  outOfDateFraction: Agreement;
  meanNaiveLatencyMs: Agreement;
}

const MEAN_TOLERANCE_SHARE = 0.03;
const MEAN_TOLERANCE_MS = 2;
const OUT_OF_DATE_TOLERANCE = 0.02;
const NAIVE_TOLERANCE_SHARE = 0.05;
const CHANCE_STANDARD_ERRORS = 3;

/** Standard deviation of what is uniform on an interval of length 1. */
const UNIFORM_DEVIATION = 1 / Math.sqrt(12);

/** Largest standard deviation, over cycles, of the share of a cycle that is out of date: near λT = 2. */
const CYCLE_DEVIATION = 0.35;

/** What a figure needs to be judged; a figure that was not measured is NaN and off. */
export function agreementOf(lane: LaneResult, market: Result['market'], pathRttMs: number): LaneAgreement {
  const { predicted, quotes } = lane;
  const errors = standardErrorsOf(lane, market, pathRttMs);
  const meanMs = predicted.timeToVisibleMs.mean;
  const naiveMs = predicted.naiveLatencyMs.mean;
  return {
    meanTimeToVisibleMs: judge(lane.timeToVisibleMs.mean, {
      predicted: meanMs,
      tolerance: MEAN_TOLERANCE_SHARE * meanMs + MEAN_TOLERANCE_MS,
      standardError: errors.ofQuotesMs(quotes.onTape),
    }),
    outOfDateFraction: judge(lane.outOfDateFraction, {
      predicted: predicted.outOfDateFraction,
      tolerance: OUT_OF_DATE_TOLERANCE,
      standardError: errors.ofTime,
    }),
    meanNaiveLatencyMs: judge(lane.naiveLatencyMs.mean, {
      predicted: naiveMs,
      tolerance: NAIVE_TOLERANCE_SHARE * naiveMs,
      standardError: errors.ofQuotesMs(quotes.delivered),
    }),
  };
}

function judge(
  measured: number | null,
  { predicted, tolerance, standardError }: Pick<Agreement, 'predicted' | 'tolerance' | 'standardError'>,
): Agreement {
  const difference = (measured ?? NaN) - predicted;
  const isWithin = Math.abs(difference) <= tolerance;
  const isChance = Math.abs(difference) <= CHANCE_STANDARD_ERRORS * standardError;
  const verdict = isWithin ? 'within' : isChance ? 'chance' : 'off';
  return { measured: measured ?? NaN, predicted, difference, tolerance, standardError, verdict };
}

/**
 * Errors of sampling: Poisson quotes fall independently and uniformly on the cycles of a poll. A reader who refreshes
 * at random with m refreshes has a relative error of √(2/m), that of Σg²/2Σg for exponential gaps g (delta method),
 * the same for all quotes. What is told has none, since its delay is taken to be constant.
 */
function standardErrorsOf(
  { lane, intervalMs }: LaneResult,
  { observedMs, symbols }: Result['market'],
  pathRttMs: number,
): { ofQuotesMs(quotes: number): number; ofTime: number } {
  const cycleMs = cycleOf(lane, intervalMs, pathRttMs);
  if (cycleMs === 0) return { ofQuotesMs: () => 0, ofTime: 0 };
  const cycles = Math.max(1, observedMs / cycleMs);
  if (lane === 'manual') {
    const ofQuotesMs = () => cycleMs * Math.sqrt(2 / cycles);
    return { ofQuotesMs, ofTime: CYCLE_DEVIATION * Math.sqrt(2 / cycles) };
  }
  return {
    ofQuotesMs: (quotes) => (UNIFORM_DEVIATION * cycleMs) / Math.sqrt(Math.max(1, quotes)),
    ofTime: CYCLE_DEVIATION / Math.sqrt(cycles * symbols),
  };
}

/** How long quotes are collected before they are handed over at once, in milliseconds; 0 where they are not. */
function cycleOf(lane: LaneName, intervalMs: number | null, pathRttMs: number): number {
  switch (lane) {
    case 'manual':
    case 'short-poll':
    case 'conditional-poll':
      return intervalMs ?? 0;
    case 'long-poll':
    case 'socket-io-polling':
      return pathRttMs;
    case 'sse':
    case 'socket-io':
    case 'websocket':
      return 0;
  }
}
