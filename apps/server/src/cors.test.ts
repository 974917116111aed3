import { afterEach, describe, expect, it } from 'vitest';
import type { App } from './app.ts';
import { StreamReader } from '../test/stream-reader.ts';
import { buildStillApp, startApp } from '../test/test-app.ts';

let app: App;
afterEach(() => app.close());

const origin = 'http://localhost:3000';

describe('pages of another origin', () => {
  it('may read every answer of the API, refusals included, and its ETag', async () => {
    ({ app } = await buildStillApp());
    for (const url of [
      '/api/quotes',
      '/api/quotes?symbols=NOPE',
      '/api/quotes/next',
      '/api/nope',
      '/api/tape',
    ]) {
      const { headers } = await app.inject({ url, headers: { origin } });
      expect(headers).toMatchObject({
        'access-control-allow-origin': '*',
        'access-control-expose-headers': 'ETag',
      });
    }
  });

  it('may read the stream of events', async () => {
    const live = await startApp();
    ({ app } = live);
    const reader = new StreamReader(live.port, '', `Origin: ${origin}\r\n`);
    await reader.untilFrames(1);
    expect(reader.head).toMatch(/\r\naccess-control-allow-origin: \*\r\n/i);
  });

  it("may use Socket.IO's polling", async () => {
    const live = await startApp();
    ({ app } = live);
    const url = `${live.origin}/socket.io/?EIO=4&transport=polling`;
    const allowed = async (headers: Record<string, string>) =>
      (await fetch(url, { headers })).headers.get('access-control-allow-origin');
    expect(await allowed({ origin })).toBe('*');
    expect(await allowed({})).toBeNull();
  });

  it('are told in a preflight what they may do, which does not include changing anything', async () => {
    ({ app } = await buildStillApp());
    const answer = await app.inject({
      method: 'OPTIONS',
      url: '/api/quotes?symbols=AAA',
      headers: { origin, 'access-control-request-method': 'GET' },
    });
    expect(answer).toMatchObject({ statusCode: 204, body: '' });
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, HEAD',
      'access-control-allow-headers': 'If-None-Match, Last-Event-ID, Content-Type',
      'access-control-max-age': '7200',
    });
  });

  it('cost nothing to those who name no origin, and get no pages', async () => {
    ({ app } = await buildStillApp());
    for (const request of [{ url: '/api/quotes' }, { url: '/docs/', headers: { origin } }]) {
      expect((await app.inject(request)).headers).not.toHaveProperty('access-control-allow-origin');
    }
  });
});
