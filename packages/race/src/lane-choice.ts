/** Which lane runs, and how: what makes one reader of a race differ from another. */
import type { LaneName } from '@tickrace/protocol';

export interface LaneChoice {
  lane: LaneName;
  /** Time between two polls, in milliseconds; lanes that are told, and the long poll, have no use for it. */
  intervalMs: number;
  /** Whether every request makes a connection of its own; polling lanes only. */
  freshConnections: boolean;
}

export function isSameChoice(one: LaneChoice, other: LaneChoice): boolean {
  return (
    one.lane === other.lane &&
    one.intervalMs === other.intervalMs &&
    one.freshConnections === other.freshConnections
  );
}
