/** Conditional poll: asks at a fixed rate and names what it holds (ETag); where nothing is new, nothing is sent. */
import { FixedRatePoll } from './fixed-rate-poll.ts';
import type { Lane, LaneOptions } from './lane.ts';

export function createConditionalPoll(options: LaneOptions): Lane {
  return new FixedRatePoll('conditional-poll', options);
}
