/** What a race tells of one of its feeds: measured, predicted and counted over one stretch of measuring. */
import { predict, type LaneFigures, type Prediction } from '@tickrace/measure';
import type { Feed } from './feed.ts';
import type { Cost, Measurement } from './measurement.ts';

export interface FeedFigures {
  measured: LaneFigures;
  predicted: Prediction;
  /** Undefined until the server has told of its traffic twice. */
  cost: Cost | undefined;
}

/** What the prediction rests on besides the feed itself. */
export interface Circumstances {
  measurement: Measurement;
  symbols: readonly string[];
  /** Usual round trip of a small message on the lanes' path, in milliseconds; half of it is taken each way. */
  pathRttMs: number;
  /** W of the server, in milliseconds; on average where it changed. */
  flushIntervalMs: number;
}

/** Undefined where the feed takes no part in the measurement. */
export function figuresOf(feed: Feed, circumstances: Circumstances): FeedFigures | undefined {
  const { measurement, symbols } = circumstances;
  const measured = measurement.figuresOf(feed);
  if (measured === undefined) return undefined;
  return {
    measured,
    predicted: predictFor(feed, circumstances, measurement.ratesPerSecond(symbols)),
    cost: measurement.costOf(feed),
  };
}

/** What theory says of a feed on symbols that are quoted so often per second. */
export function predictFor(
  { choice }: Feed,
  { pathRttMs, flushIntervalMs }: Pick<Circumstances, 'pathRttMs' | 'flushIntervalMs'>,
  ratesPerSecond: readonly number[],
): Prediction {
  return predict(choice.lane, {
    ratesPerSecond,
    intervalMs: choice.intervalMs,
    // A request on a connection of its own sets out when the handshake has crossed and come back.
    upMs: pathRttMs / 2 + (choice.freshConnections ? pathRttMs : 0),
    downMs: pathRttMs / 2,
    flushIntervalMs,
  });
}
