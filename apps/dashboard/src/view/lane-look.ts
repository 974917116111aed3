/** What a lane is called and how it is drawn, in every view alike. */
import type { LaneName } from '@tickrace/protocol';
import type { LaneChoice } from '@tickrace/race';
import { hasInterval, isTold } from '../session/lane-kind.ts';
import { intervalText } from './format.ts';

interface LaneLook {
  /** As a name: on cards and in menus. */
  label: string;
  /** In a legend and within a sentence. */
  word: string;
  /** Tells relatives in colour apart; empty for a full line. */
  dash: readonly number[];
}

const looks: Record<LaneName, LaneLook> = {
  manual: { label: 'Manual refresh', word: 'manual refresh', dash: [2, 3] },
  'short-poll': { label: 'Short poll', word: 'short poll', dash: [] },
  'conditional-poll': { label: 'Conditional poll', word: 'conditional poll', dash: [7, 3] },
  'long-poll': { label: 'Long poll', word: 'long poll', dash: [] },
  sse: { label: 'SSE', word: 'SSE', dash: [] },
  'socket-io': { label: 'Socket.IO', word: 'Socket.IO', dash: [] },
  'socket-io-polling': { label: 'Socket.IO, HTTP', word: 'Socket.IO over HTTP', dash: [7, 3] },
  websocket: { label: 'WebSocket', word: 'WebSocket', dash: [2, 3] },
};

export function laneColour(lane: LaneName): string {
  return `var(--lane-${lane})`;
}

/** Distances of dash and gap in pixels. A lane with new connections is its lane, dotted. */
export function laneDash({ lane, freshConnections }: LaneChoice): readonly number[] {
  return freshConnections ? [1, 3] : looks[lane].dash;
}

/** As in a legend: "short poll", "short poll, new connections". */
export function laneWord({ lane, freshConnections }: LaneChoice): string {
  return freshConnections ? `${looks[lane].word}, new connections` : looks[lane].word;
}

/** As on a card: "Short poll, 2 s", "Socket.IO". */
export function laneTitle({ lane, intervalMs, freshConnections }: LaneChoice): string {
  const label = freshConnections ? `${looks[lane].label} (new)` : looks[lane].label;
  return hasInterval(lane) ? `${label}, ${intervalText(intervalMs)}` : label;
}

/** What the reader does on this lane. */
export function laneManner(lane: LaneName): 'Asking' | 'Told' {
  return isTold(lane) ? 'Told' : 'Asking';
}
