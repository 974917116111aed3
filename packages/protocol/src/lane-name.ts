/** The ways for quotes to travel from server to client. */
export const LANE_NAMES = [
  'manual',
  'short-poll',
  'conditional-poll',
  'long-poll',
  'sse',
  'socket-io',
  'socket-io-polling',
  'websocket',
] as const;

export type LaneName = (typeof LANE_NAMES)[number];

/** Lanes that ask over and over, and may therefore do so over a new connection each time. */
export const POLLING_LANES = [
  'manual',
  'short-poll',
  'conditional-poll',
  'long-poll',
] as const satisfies LaneName[];

/**
 * Whom a request belongs to in the server's ledger of traffic: a lane, a lane that makes a new connection for
 * every request (`short-poll.close`), or the meter.
 */
export type TrafficKey = LaneName | `${(typeof POLLING_LANES)[number]}.close` | 'meter';

export const TRAFFIC_KEYS: readonly TrafficKey[] = [
  ...LANE_NAMES,
  ...POLLING_LANES.map((lane) => `${lane}.close` as const),
  'meter',
];
