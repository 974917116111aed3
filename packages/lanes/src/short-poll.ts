/** Short poll: asks for a snapshot at a fixed rate, whether or not there is news. */
import { FixedRatePoll } from './fixed-rate-poll.ts';
import type { Lane, LaneOptions } from './lane.ts';

export function createShortPoll(options: LaneOptions): Lane {
  return new FixedRatePoll('short-poll', options);
}
