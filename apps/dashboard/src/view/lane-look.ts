/** What a lane is called and how it is drawn, in every view alike. */
import type { AvailableLane } from '@tickrace/lanes';
import { intervalText } from './format.ts';

export interface LaneLook {
  /** As a name: on cards and in legends. */
  label: string;
  /** What the reader does: asks or is told. */
  manner: 'Asking' | 'Told';
  colour: string;
}

const looks: Record<AvailableLane, LaneLook> = {
  'short-poll': { label: 'Short poll', manner: 'Asking', colour: 'var(--lane-short-poll)' },
  'socket-io': { label: 'Socket.IO', manner: 'Told', colour: 'var(--lane-socket-io)' },
};

export function laneLook(lane: AvailableLane): LaneLook {
  return looks[lane];
}

/** "Short poll, 2 s" for a lane that asks, "Socket.IO" for one that is told. */
export function laneTitle(lane: AvailableLane, intervalMs: number): string {
  const { label, manner } = looks[lane];
  return manner === 'Asking' ? `${label}, ${intervalText(intervalMs)}` : label;
}
