/** Whether a lane asks for prices or is told of them, and what it keeps a browser's connections busy with. */
import type { LaneName } from '@tickrace/protocol';

const TOLD: ReadonlySet<LaneName> = new Set(['sse', 'socket-io', 'socket-io-polling', 'websocket']);

export function isTold(lane: LaneName): boolean {
  return TOLD.has(lane);
}

/** Whether it asks at an interval of its own. */
export function hasInterval(lane: LaneName): boolean {
  return lane === 'manual' || lane === 'short-poll' || lane === 'conditional-poll';
}
