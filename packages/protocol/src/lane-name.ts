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
