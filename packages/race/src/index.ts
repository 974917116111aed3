/** Lanes run at once on one market and measured against its tape: what the dashboard shows and the bench prints. */
export { Feed } from './feed.ts';
export type { FeedFigures } from './figures.ts';
export { isSameChoice, type LaneChoice } from './lane-choice.ts';
export { Measurement } from './measurement.ts';
export { Tasks } from './tasks.ts';
export { Race, type RaceListener, type RaceOptions } from './race.ts';
