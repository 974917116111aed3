/** The client's end of every lane: one contract, one file per lane, one registry. */
import type { LaneName } from '@tickrace/protocol';
import { createConditionalPoll } from './conditional-poll.ts';
import type { Lane, LaneOptions } from './lane.ts';
import { LongPollLane } from './long-poll.ts';
import { ManualLane } from './manual.ts';
import { createShortPoll } from './short-poll.ts';
import { createSocketIoPolling } from './socket-io-polling.ts';
import { createSocketIo } from './socket-io.ts';
import { SseLane } from './sse.ts';
import { WebSocketLane } from './websocket.ts';

export * from './lane.ts';
export { ClockSampler, type ClockReading } from './clock-sampler.ts';
export { ask } from './http.ts';
export { Journal, type JournalListener } from './journal.ts';
export { attribute } from './lane-url.ts';
export type { ManualLane } from './manual.ts';
export { measureRoundTrips, type RoundTripOptions } from './round-trip.ts';
export { epochNowMs, realSurroundings } from './surroundings.ts';
export { WAY_NAMES, type WayName } from './way.ts';

const lanes = {
  manual: (options) => new ManualLane(options),
  'short-poll': createShortPoll,
  'conditional-poll': createConditionalPoll,
  'long-poll': (options) => new LongPollLane(options),
  sse: (options) => new SseLane(options),
  'socket-io': createSocketIo,
  'socket-io-polling': createSocketIoPolling,
  websocket: (options) => new WebSocketLane(options),
} satisfies Record<LaneName, (options: LaneOptions) => Lane>;

/** A lane that is not started yet; the manual one can be refreshed besides. */
export function createLane<Name extends LaneName>(
  name: Name,
  options: LaneOptions,
): ReturnType<(typeof lanes)[Name]>;
export function createLane(name: LaneName, options: LaneOptions): Lane {
  return lanes[name](options);
}
