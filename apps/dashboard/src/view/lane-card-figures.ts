/** What a lane's card tells: measured, predicted and counted over one stretch of measuring. */
import { predict, type LaneFigures, type Prediction } from '@tickrace/measure';
import type { Feed } from '../session/feed.ts';
import type { Measurement } from '../session/measurement.ts';
import type { Session } from '../session/session.ts';

/** Below this, figures would say more about chance than about the lane. */
const FEWEST_QUOTES = 20;

export const HISTOGRAM_FROM_MS = 1;
export const HISTOGRAM_TO_MS = 10_000;
const HISTOGRAM_BINS = 48;

export interface LaneCardFigures {
  measured: LaneFigures;
  predicted: Prediction;
  bins: readonly number[];
  /** Requests and bytes by the server's count; undefined until it has told twice. */
  traffic: ReturnType<Measurement['trafficOf']>;
}

/** Undefined while there is too little to tell. */
export function laneCardFigures(session: Session, feed: Feed): LaneCardFigures | undefined {
  const { measurement, clock, status } = session;
  const measured = measurement?.figuresOf(feed);
  if (measurement === undefined || measured === undefined || clock === undefined) return undefined;
  if (measured.quotes.delivered + measured.quotes.missed < FEWEST_QUOTES) return undefined;
  const oneWayMs = clock.rttMs / 2;
  return {
    measured,
    predicted: predict(feed.laneName, {
      ratesPerSecond: measurement.ratesPerSecond(session.instruments.map(({ symbol }) => symbol)),
      intervalMs: feed.intervalMs,
      upMs: oneWayMs,
      downMs: oneWayMs,
      flushIntervalMs: status?.flushIntervalMs ?? 0,
    }),
    bins: measurement.binsOf(feed, HISTOGRAM_FROM_MS, HISTOGRAM_TO_MS, HISTOGRAM_BINS),
    traffic: measurement.trafficOf(feed.laneName),
  };
}

/** Mean staleness that theory predicts for the polled price of one symbol, in milliseconds. */
export function predictedStalenessMs(
  { measurement, clock, poll }: Session,
  symbol: string,
): number | undefined {
  if (measurement === undefined || clock === undefined || measurement.settledMs < 5_000) return undefined;
  const oneWayMs = clock.rttMs / 2;
  return predict('short-poll', {
    ratesPerSecond: measurement.ratesPerSecond([symbol]),
    intervalMs: poll.intervalMs,
    upMs: oneWayMs,
    downMs: oneWayMs,
    flushIntervalMs: 0,
  }).stalenessMs.mean;
}
