/** A lane as the command line names it: `short-poll`, or `short-poll.close` with a new connection for every request. */
import { LANE_NAMES, POLLING_LANES, type LaneName, type TrafficKey } from '@tickrace/protocol';
import type { LaneChoice } from '@tickrace/race';

export type BenchLane = Exclude<TrafficKey, 'meter'>;

/** What runs where no lanes are named: every lane, and what a connection for every request costs. */
export const DEFAULT_LANES: readonly BenchLane[] = LANE_NAMES.flatMap((lane): BenchLane[] =>
  lane === 'short-poll' ? [lane, 'short-poll.close'] : [lane],
);

export const BENCH_LANES: readonly BenchLane[] = [
  ...DEFAULT_LANES,
  ...POLLING_LANES.filter((lane) => lane !== 'short-poll').map((lane) => `${lane}.close` as const),
];

const LABELS: Record<LaneName, string> = {
  manual: 'manual refresh',
  'short-poll': 'short poll',
  'conditional-poll': 'conditional poll',
  'long-poll': 'long poll',
  sse: 'SSE',
  'socket-io': 'Socket.IO',
  'socket-io-polling': 'Socket.IO polling',
  websocket: 'WebSocket',
};

const WITH_INTERVAL: readonly LaneName[] = ['manual', 'short-poll', 'conditional-poll'];

const hasInterval = (lane: LaneName): boolean => WITH_INTERVAL.includes(lane);

const isPolling = (lane: LaneName): boolean => (POLLING_LANES as readonly LaneName[]).includes(lane);

export function choiceOf(benchLane: BenchLane, intervalMs: number): LaneChoice {
  const [lane, close] = benchLane.split('.') as [LaneName, 'close' | undefined];
  return { lane, intervalMs, freshConnections: close !== undefined };
}

/** What the result says of how a lane ran. */
export function settingsOf({ lane, intervalMs, freshConnections }: LaneChoice) {
  return {
    lane,
    ...(isPolling(lane)
      ? { connection: freshConnections ? ('close' as const) : ('keep-alive' as const) }
      : {}),
    intervalMs: hasInterval(lane) ? intervalMs : null,
  };
}

/** The lane's name for readers: `short poll, new conn.`. */
export function labelOf({
  lane,
  connection,
}: {
  lane: LaneName;
  connection?: 'keep-alive' | 'close';
}): string {
  return connection === 'close' ? `${LABELS[lane]}, new conn.` : LABELS[lane];
}
