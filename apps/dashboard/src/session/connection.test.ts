import { describe, expect, it } from 'vitest';
import { connectionOf, type Circumstances } from './connection.ts';

const calm: Circumstances = {
  nowMs: 100_000,
  push: { kind: 'live' },
  poll: { kind: 'live' },
  lastNewsAtMs: 99_990,
  pushNewsAtMs: 99_990,
  quotesPerSecond: 100,
};
const broken = (attempt: number) =>
  ({ kind: 'reconnecting', attempt, retryAtMs: 101_500, reason: 'connection lost' }) as const;

describe('connectionOf', () => {
  it('is connecting until the first quotes are there', () => {
    const { pushNewsAtMs: _none, ...before } = calm;
    expect(connectionOf({ ...before, pushNewsAtMs: undefined, push: { kind: 'connecting' } }).kind).toBe(
      'connecting',
    );
  });

  it('is live while quotes arrive', () => {
    expect(connectionOf(calm)).toEqual({ kind: 'live' });
  });

  it('is stale when a busy market falls silent for three seconds, though connected', () => {
    expect(connectionOf({ ...calm, pushNewsAtMs: 97_100 }).kind).toBe('live');
    expect(connectionOf({ ...calm, pushNewsAtMs: 96_900 })).toEqual({ kind: 'stale', sinceMs: 96_900 });
  });

  it('has more patience with a quiet market', () => {
    expect(connectionOf({ ...calm, quotesPerSecond: 1, pushNewsAtMs: 85_000 }).kind).toBe('live');
  });

  it('tells the attempt and the time to the next while reconnecting', () => {
    expect(connectionOf({ ...calm, push: broken(2) })).toEqual({
      kind: 'reconnecting',
      sinceMs: 99_990,
      attempt: 2,
      retryInMs: 1_500,
      reason: 'connection lost',
    });
  });

  it('calls the server gone only when polling fails as well, and not at once', () => {
    expect(connectionOf({ ...calm, push: broken(9) }).kind).toBe('reconnecting');
    expect(connectionOf({ ...calm, push: broken(2), poll: broken(1) }).kind).toBe('reconnecting');
    expect(connectionOf({ ...calm, push: broken(9), poll: broken(3) }).kind).toBe('gone');
  });
});
