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
  /** The lane whose prices the page lives by: one that is told, where there is one. */
  primary: LaneState;
  /** Its last news, on the client's clock; undefined before the first. */
  newsAtMs: number | undefined;
  /** How often it can have news at most; 0 where it is told. */
  expectedEveryMs: number;
  others: readonly LaneState[];
  /** Mean over all symbols; 0 while unknown. */
  quotesPerSecond: number;
}

const GONE_AFTER_ATTEMPTS = 4;
const STALE_AFTER_MS = 3_000;
/** In a Poisson stream, a silence of 20 mean gaps comes about once in 500 million gaps. */
const STALE_AFTER_GAPS = 20;

export function connectionOf(circumstances: Circumstances): Connection {
  const { nowMs, primary, newsAtMs, expectedEveryMs, others, quotesPerSecond } = circumstances;
  if (primary.kind === 'reconnecting') {
    const { attempt, retryAtMs, reason } = primary;
    const retryInMs = Math.max(0, retryAtMs - nowMs);
    const sinceMs = newsAtMs ?? nowMs;
    const allFail = others.every(({ kind }) => kind === 'reconnecting');
    if (allFail && attempt >= GONE_AFTER_ATTEMPTS) return { kind: 'gone', sinceMs, retryInMs };
    return { kind: 'reconnecting', sinceMs, attempt, retryInMs, reason };
  }
  if (newsAtMs === undefined) return { kind: 'connecting' };
  const gapsMs = quotesPerSecond > 0 ? (STALE_AFTER_GAPS * 1_000) / quotesPerSecond : 0;
  const patienceMs = expectedEveryMs + Math.max(STALE_AFTER_MS, gapsMs);
  return nowMs - newsAtMs > patienceMs ? { kind: 'stale', sinceMs: newsAtMs } : { kind: 'live' };
}
