import { describe, expect, it } from 'vitest';
import { connectionOf, type Circumstances } from './connection.ts';

const calm: Circumstances = {
  nowMs: 100_000,
  primary: { kind: 'live' },
  newsAtMs: 99_990,
  expectedEveryMs: 0,
  others: [{ kind: 'live' }],
  quotesPerSecond: 100,
};
const broken = (attempt: number) =>
  ({ kind: 'reconnecting', attempt, retryAtMs: 101_500, reason: 'connection lost' }) as const;

describe('connectionOf', () => {
  it('is connecting until the first quotes are there', () => {
    const before = { ...calm, newsAtMs: undefined, primary: { kind: 'connecting' } as const };
    expect(connectionOf(before)).toEqual({ kind: 'connecting' });
  });

  it('is live while quotes arrive', () => {
    expect(connectionOf(calm)).toEqual({ kind: 'live' });
  });

  it('is stale when a busy market falls silent for three seconds, though connected', () => {
    expect(connectionOf({ ...calm, newsAtMs: 97_100 }).kind).toBe('live');
    expect(connectionOf({ ...calm, newsAtMs: 96_900 })).toEqual({ kind: 'stale', sinceMs: 96_900 });
  });

  it('has more patience with a quiet market, and with a lane that asks rarely', () => {
    expect(connectionOf({ ...calm, quotesPerSecond: 1, newsAtMs: 85_000 }).kind).toBe('live');
    expect(connectionOf({ ...calm, expectedEveryMs: 10_000, newsAtMs: 88_000 }).kind).toBe('live');
  });

  it('tells the attempt and the time to the next while reconnecting', () => {
    expect(connectionOf({ ...calm, primary: broken(2) })).toEqual({
      kind: 'reconnecting',
      sinceMs: 99_990,
      attempt: 2,
      retryInMs: 1_500,
      reason: 'connection lost',
    });
  });

  it('calls the server gone only when no lane reaches it, and not at once', () => {
    expect(connectionOf({ ...calm, primary: broken(9) }).kind).toBe('reconnecting');
    expect(connectionOf({ ...calm, primary: broken(2), others: [broken(1)] }).kind).toBe('reconnecting');
    expect(connectionOf({ ...calm, primary: broken(9), others: [broken(3)] }).kind).toBe('gone');
    expect(connectionOf({ ...calm, primary: broken(9), others: [] }).kind).toBe('gone');
  });
});
