/** The client's end of every lane: one contract, one class per lane, one registry. */
import type { LaneName } from '@tickrace/protocol';
import type { Lane, LaneOptions } from './lane.ts';
import { ShortPollLane } from './short-poll.ts';
import { SocketIoLane } from './socket-io.ts';

export * from './lane.ts';
export { ClockSampler, type ClockReading } from './clock-sampler.ts';
export { ask, attribute } from './http.ts';
export { Journal, type JournalListener } from './journal.ts';
export { epochNowMs, realSurroundings } from './surroundings.ts';

const lanes = {
  'short-poll': ShortPollLane,
  'socket-io': SocketIoLane,
} satisfies Partial<Record<LaneName, new (options: LaneOptions) => Lane>>;

/** Lanes that can be created here. */
export type AvailableLane = keyof typeof lanes;

export const AVAILABLE_LANES = Object.keys(lanes) as AvailableLane[];

/** A lane that is not started yet. */
export function createLane(name: AvailableLane, options: LaneOptions): Lane {
  return new lanes[name](options);
}
