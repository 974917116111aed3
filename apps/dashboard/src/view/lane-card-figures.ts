/** What a lane's card tells: the race's figures of its feed, and their distribution for drawing. */
import type { Feed, FeedFigures, Race } from '@tickrace/race';

/** Below these, figures would say more about chance than about the lane. */
const FEWEST_QUOTES = 20;
const FEWEST_INTERVALS = 3;

export const HISTOGRAM_FROM_MS = 1;
export const HISTOGRAM_TO_MS = 10_000;
const HISTOGRAM_BINS = 48;

export interface LaneCardFigures extends FeedFigures {
  bins: readonly number[];
}

/** Undefined while there is too little to tell. */
export function laneCardFigures(race: Race, feed: Feed): LaneCardFigures | undefined {
  const figures = race.figuresOf(feed);
  if (figures === undefined || race.measurement === undefined) return undefined;
  const { delivered, missed } = figures.measured.quotes;
  const isEarly = race.measurement.settledMs < FEWEST_INTERVALS * feed.choice.intervalMs;
  if (isEarly || delivered + missed < FEWEST_QUOTES) return undefined;
  return {
    ...figures,
    bins: race.measurement.binsOf(feed, HISTOGRAM_FROM_MS, HISTOGRAM_TO_MS, HISTOGRAM_BINS),
  };
}
