import { afterEach, describe, expect, it } from 'vitest';
import { decode, SnapshotSchema } from '@tickrace/protocol';
import type { App } from '../app.ts';
import { buildStillApp, fakeMarket } from '../../test/test-app.ts';

let app: App;
afterEach(() => app.close());

async function setUp() {
  const still = await buildStillApp();
  ({ app } = still);
  return {
    clock: still.clock,
    get: (url: string, ifNoneMatch?: string) =>
      app.inject({ url, headers: ifNoneMatch === undefined ? {} : { 'if-none-match': ifNoneMatch } }),
  };
}

describe('GET /api/quotes', () => {
  it('answers with the newest quote of every symbol, and the tape it is on', async () => {
    const { clock, get } = await setUp();
    const answer = await get('/api/quotes');
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(answer.headers['cache-control']).toBe('no-cache');
    const snapshot = decode(SnapshotSchema, answer.json());
    expect(snapshot).toMatchObject({ seq: 100, conflated: false, sentAtMs: clock.nowMs() });
    expect(snapshot.quotes.map((quote) => [quote.symbol, quote.seq])).toEqual([
      ['BBB', 98],
      ['CCC', 99],
      ['AAA', 100],
    ]);
  });

  it('answers with the asked-for symbols only, however often they are named', async () => {
    const { get } = await setUp();
    const snapshot = decode(SnapshotSchema, (await get('/api/quotes?symbols=CCC,%20AAA,CCC')).json());
    expect(snapshot.quotes.map((quote) => quote.symbol)).toEqual(['CCC', 'AAA']);
    expect(snapshot.seq).toBe(100);
  });

  it('says when it was sent, also where the quotes are those of before', async () => {
    const { clock, get } = await setUp();
    const first = (await get('/api/quotes')).json<{ sentAtMs: number }>();
    clock.advance(5);
    const second = (await get('/api/quotes')).json<{ sentAtMs: number }>();
    expect(second).toEqual({ ...first, sentAtMs: first.sentAtMs + 5 });
  });

  it('answers 304 without a body until an asked-for symbol has a newer quote', async () => {
    const { clock, get } = await setUp();
    const url = '/api/quotes?symbols=BBB';
    const etag = String((await get(url)).headers.etag);
    // 101 is BBB's next quote, 102 CCC's, 103 AAA's.
    expect((await get(url, etag)).statusCode).toBe(304);
    expect((await get(url, etag)).body).toBe('');
    clock.advance(10);
    const changed = await get(url, etag);
    expect(changed.statusCode).toBe(200);
    const newEtag = String(changed.headers.etag);
    clock.advance(20);
    expect((await get(url, newEtag)).statusCode).toBe(304);
    expect((await get('/api/quotes', etag)).statusCode).toBe(200);
    clock.advance(10);
    expect((await get(url, newEtag)).statusCode).toBe(200);
  });

  it('understands lists of ETags, strong spellings and the asterisk', async () => {
    const { get } = await setUp();
    const etag = String((await get('/api/quotes')).headers.etag);
    for (const header of [`"x", ${etag}`, etag.replace('W/', ''), '*', ` ${etag},"y"`]) {
      expect((await get('/api/quotes', header)).statusCode).toBe(304);
    }
    for (const header of ['"x"', 'W/"100"', etag.replaceAll('"', '')]) {
      expect((await get('/api/quotes', header)).statusCode).toBe(200);
    }
  });

  it('refuses an unknown symbol, by name', async () => {
    const { get } = await setUp();
    const answer = await get('/api/quotes?symbols=AAA,NOPE');
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toEqual({
      error: { code: 'unknown-symbol', message: 'There is no symbol "NOPE".' },
    });
  });

  it('keeps answering afresh after more selections than it keeps', async () => {
    const symbols = Array.from({ length: 100 }, (_, index) => `S${index}`);
    const still = await buildStillApp({ source: fakeMarket(symbols) });
    ({ app } = still);
    for (const symbol of symbols) {
      const { quotes } = (await app.inject(`/api/quotes?symbols=${symbol}`)).json<{ quotes: object[] }>();
      expect(quotes).toMatchObject([{ symbol }]);
    }
    still.clock.advance(1_000);
    const { quotes } = (await app.inject('/api/quotes?symbols=S0')).json<{ quotes: object[] }>();
    expect(quotes).toMatchObject([{ symbol: 'S0', rev: 2 }]);
  });
});
