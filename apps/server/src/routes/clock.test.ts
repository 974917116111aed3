import { afterEach, describe, expect, it } from 'vitest';
import { ClockReplySchema, decode } from '@tickrace/protocol';
import type { App } from '../app.ts';
import { buildStillApp } from '../../test/test-app.ts';

let app: App;
afterEach(() => app.close());

describe('GET /api/clock', () => {
  it("tells the server's clock, and is never answered from a cache", async () => {
    const still = await buildStillApp();
    ({ app } = still);
    const answer = await app.inject('/api/clock?clientSentAtMs=1.5');
    const nowMs = still.clock.nowMs();
    expect(decode(ClockReplySchema, answer.json())).toEqual({
      serverReceivedAtMs: nowMs,
      serverSentAtMs: nowMs,
    });
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('keeps the connection, or ends it where that is asked for', async () => {
    ({ app } = await buildStillApp());
    expect((await app.inject('/api/clock?clientSentAtMs=1')).headers.connection).toBe('keep-alive');
    const answer = await app.inject('/api/clock?clientSentAtMs=1&connection=close');
    expect(answer.headers.connection).toBe('close');
  });

  it.each([
    '',
    'clientSentAtMs=now',
    'clientSentAtMs=1&clientSentAtMs=2',
    'clientSentAtMs=1&connection=open',
  ])('refuses %j', async (query) => {
    ({ app } = await buildStillApp());
    const answer = await app.inject(`/api/clock?${query}`);
    expect([answer.statusCode, answer.json()]).toMatchObject([400, { error: { code: 'invalid-request' } }]);
  });
});
