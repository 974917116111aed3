/** How things stand between the page and the server, in the words that the page shows. */
import type { LaneState } from '@tickrace/lanes';

export type Connection =
  | { kind: 'connecting' }
  | { kind: 'live' }
  /** Connected, but no quote for longer than chance explains. */
  | { kind: 'stale'; sinceMs: number }
  | { kind: 'reconnecting'; sinceMs: number; attempt: number; retryInMs: number; reason: string }
  /** No lane has reached the server for a while. */
  | { kind: 'gone'; sinceMs: number; retryInMs: number };

export interface Circumstances {
  nowMs: number;
  push: LaneState;
  poll: LaneState;
  /** Of any lane, on the client's clock; undefined before the first. */
  lastNewsAtMs: number | undefined;
  pushNewsAtMs: number | undefined;
  /** Mean over all symbols; 0 while unknown. */
  quotesPerSecond: number;
}

const GONE_AFTER_ATTEMPTS = 4;
const STALE_AFTER_MS = 3_000;
/** In a Poisson stream, a silence of 20 mean gaps comes about once in 500 million gaps. */
const STALE_AFTER_GAPS = 20;

export function connectionOf(circumstances: Circumstances): Connection {
  const { nowMs, push, poll, lastNewsAtMs, pushNewsAtMs, quotesPerSecond } = circumstances;
  if (push.kind === 'reconnecting') {
    const retryInMs = Math.max(0, push.retryAtMs - nowMs);
    const sinceMs = pushNewsAtMs ?? lastNewsAtMs ?? nowMs;
    const pollFails = poll.kind === 'reconnecting';
    if (pollFails && push.attempt >= GONE_AFTER_ATTEMPTS) return { kind: 'gone', sinceMs, retryInMs };
    return { kind: 'reconnecting', sinceMs, attempt: push.attempt, retryInMs, reason: push.reason };
  }
  if (pushNewsAtMs === undefined) return { kind: 'connecting' };
  const patienceMs = Math.max(
    STALE_AFTER_MS,
    quotesPerSecond > 0 ? (STALE_AFTER_GAPS * 1_000) / quotesPerSecond : 0,
  );
  if (nowMs - pushNewsAtMs > patienceMs) return { kind: 'stale', sinceMs: pushNewsAtMs };
  return { kind: 'live' };
}
