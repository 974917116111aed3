import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import {
  CandlesSchema,
  ClosesSchema,
  decode,
  ErrorSchema,
  InstrumentsSchema,
  StatusSchema,
  TapeSchema,
} from '@tickrace/protocol';
import type { App } from './app.ts';
import { buildStillApp, fakeMarket, OPENED_AT_MS } from '../test/test-app.ts';
import { temporaryFolder } from '../test/temporary-folder.ts';

let app: App;
afterEach(() => app.close());

async function setUp(...parameters: Parameters<typeof buildStillApp>) {
  const still = await buildStillApp(...parameters);
  ({ app } = still);
  return still;
}

function codeOf(answer: { json(): unknown }): string {
  return decode(ErrorSchema, answer.json()).error.code;
}

describe('GET /api/instruments', () => {
  it('lists every symbol', async () => {
    await setUp();
    const { instruments } = decode(InstrumentsSchema, (await app.inject('/api/instruments')).json());
    expect(instruments.map((instrument) => instrument.symbol)).toEqual(['AAA', 'BBB', 'CCC']);
  });
});

describe('GET /api/tape', () => {
  it('gives every quote after a seq, and is complete up to now where it reaches the newest', async () => {
    const { clock } = await setUp();
    clock.advance(3);
    const section = decode(TapeSchema, (await app.inject('/api/tape?since=97')).json());
    expect(section).toMatchObject({ fromSeq: 98, toSeq: 100, completeToMs: clock.nowMs() });
    expect(section.quotes.map((quote) => quote.seq)).toEqual([98, 99, 100]);
    expect(decode(TapeSchema, (await app.inject('/api/tape?since=100')).json())).toMatchObject({
      fromSeq: 101,
      toSeq: 100,
      quotes: [],
    });
  });

  it('is complete only up to its last quote where the limit ends it', async () => {
    await setUp();
    const section = decode(TapeSchema, (await app.inject('/api/tape?since=0&limit=10')).json());
    expect(section).toMatchObject({ fromSeq: 1, toSeq: 10 });
    expect(section.completeToMs).toBe(section.quotes.at(-1)?.atMs);
  });

  it('is complete only to before an instant whose quotes it does not hold all', async () => {
    const { clock } = await setUp();
    clock.stall(100);
    const section = decode(TapeSchema, (await app.inject('/api/tape?since=100&limit=5')).json());
    expect(section.quotes.map((quote) => quote.atMs)).toEqual(new Array(5).fill(clock.nowMs()));
    expect(section.completeToMs).toBeLessThan(clock.nowMs());
    expect(section.completeToMs).toBeGreaterThan(OPENED_AT_MS + 1_000);
  });

  it('answers 410 where the quotes have left, are yet to come, or are on another tape', async () => {
    const { clock } = await setUp({}, { tapeMinutes: 1 });
    clock.advance(120_000);
    for (const query of ['since=10', 'since=999999', 'since=12000&tapeId=other']) {
      const answer = await app.inject(`/api/tape?${query}`);
      expect([answer.statusCode, codeOf(answer)]).toEqual([410, 'gone']);
    }
    const { tapeId } = (await app.inject('/api/status')).json<{ tapeId: string }>();
    expect((await app.inject(`/api/tape?since=12000&tapeId=${tapeId}`)).statusCode).toBe(200);
  });

  it.each(['', 'since=', 'since=-1', 'since=1.5', 'since=abc', 'since=1&since=2', 'since=0&limit=20001'])(
    'refuses %j',
    async (query) => {
      await setUp();
      const answer = await app.inject(`/api/tape?${query}`);
      expect([answer.statusCode, codeOf(answer)]).toEqual([400, 'invalid-request']);
    },
  );
});

describe('GET /api/candles/:symbol', () => {
  it('draws the recent past of one symbol', async () => {
    const { clock } = await setUp();
    clock.advance(1_000);
    const answer = await app.inject('/api/candles/AAA?intervalMs=500&limit=3');
    const { symbol, candles } = decode(CandlesSchema, answer.json());
    expect(symbol).toBe('AAA');
    expect(candles.map((candle) => candle.atMs - OPENED_AT_MS)).toEqual([500, 1_000, 1_500]);
    // AAA has every third quote, one per 30 ms, and each adds 10 shares.
    expect(candles.map((candle) => candle.volume)).toEqual([160, 170, 170]);
  });

  it('answers 404 for a symbol that does not exist, and 400 for an interval out of range', async () => {
    await setUp();
    const unknown = await app.inject('/api/candles/NOPE');
    expect([unknown.statusCode, codeOf(unknown)]).toEqual([404, 'unknown-symbol']);
    expect((await app.inject('/api/candles/AAA?intervalMs=99')).statusCode).toBe(400);
    expect((await app.inject('/api/candles/AAA?limit=2001')).statusCode).toBe(400);
  });
});

describe('GET /api/closes', () => {
  it('gives the closes of all symbols over the same stretches, read at most once a second', async () => {
    const { clock } = await setUp();
    clock.advance(500);
    const url = '/api/closes?intervalMs=500&points=3';
    const first = decode(ClosesSchema, (await app.inject(url)).json());
    expect(Object.keys(first.closes)).toEqual(['AAA', 'BBB', 'CCC']);
    expect(first.closes['AAA']).toHaveLength(3);
    clock.advance(900);
    expect((await app.inject(url)).json()).toEqual(first);
    clock.advance(200);
    expect((await app.inject(url)).json()).not.toEqual(first);
    expect((await app.inject('/api/closes?points=121')).statusCode).toBe(400);
  });

  it('repeats the price of a symbol whose only quote has left the tape', async () => {
    const symbols = Array.from({ length: 6_500 }, (_, index) => `S${index}`);
    const { clock } = await setUp({ source: fakeMarket(symbols) }, { tapeMinutes: 1 });
    clock.advance(62_000);
    expect((await app.inject('/api/tape?since=0')).statusCode).toBe(410);
    const { closes } = (await app.inject('/api/closes?points=2')).json<{ closes: object }>();
    expect(closes).toMatchObject({ S0: [100.01, 100.01], S6400: [] });
  });
});

describe('GET /api/status', () => {
  it('says what the figures of this server rest on', async () => {
    const { clock } = await setUp();
    const status = decode(StatusSchema, (await app.inject('/api/status?reader=reader1')).json());
    expect(status).toMatchObject({
      seq: 100,
      serverNowMs: clock.nowMs(),
      market: { speed: 60, marketMs: 60_000, openedAtMs: OPENED_AT_MS, symbols: 3, scenario: 'busy' },
      flushIntervalMs: 0,
      traffic: {},
    });
  });

  it('refuses a reader id that is none', async () => {
    await setUp();
    expect((await app.inject('/api/status?reader=X')).statusCode).toBe(400);
  });
});

describe('health', () => {
  it('is good once the market has its history', async () => {
    await setUp();
    expect((await app.inject('/healthz')).json()).toEqual({ ok: true });
    expect((await app.inject('/readyz')).json()).toEqual({ ok: true });
  });
});

describe('documentation', () => {
  it('describes every route, its query and its answers', async () => {
    await setUp();
    const { paths, components } = (await app.inject('/docs/json')).json<{
      paths: Record<string, { get: { responses: object; parameters?: { name: string }[] } }>;
      components: { schemas: object };
    }>();
    expect(Object.keys(paths).sort()).toEqual([
      '/api/candles/{symbol}',
      '/api/clock',
      '/api/closes',
      '/api/instruments',
      '/api/network',
      '/api/quotes',
      '/api/quotes/next',
      '/api/status',
      '/api/stream',
      '/api/tape',
      '/healthz',
      '/metrics',
      '/readyz',
    ]);
    expect(paths['/api/tape']?.get.parameters?.map(({ name }) => name)).toContain('since');
    expect(Object.keys(paths['/api/quotes']?.get.responses ?? {})).toEqual(['200', '304', '400']);
    expect(Object.keys(paths['/api/quotes/next']?.get.responses ?? {})).toEqual(['200', '204', '400']);
    expect(paths['/api/stream']?.get.responses).toMatchObject({
      200: { content: { 'text/event-stream': {} } },
    });
    expect(Object.keys(components.schemas)).toContain('Quote');
  });

  it('has a page with a policy that lets it work', async () => {
    await setUp();
    const page = await app.inject('/docs/');
    expect(page.headers['content-type']).toContain('text/html');
    expect(page.headers['content-security-policy']).toContain("style-src 'self' 'unsafe-inline'");
    expect(page.body).not.toMatch(/<script(?![^>]*\ssrc=)/);
  });
});

describe('the dashboard', () => {
  async function setUpWithFiles() {
    const dashboardFolder = temporaryFolder();
    mkdirSync(join(dashboardFolder, 'assets'));
    writeFileSync(join(dashboardFolder, 'index.html'), '<!doctype html>');
    writeFileSync(join(dashboardFolder, 'favicon.svg'), '<svg/>');
    writeFileSync(join(dashboardFolder, 'assets', 'index-B1gH4sh.js'), '1;');
    await setUp({ dashboardFolder });
  }

  it('is revalidated, but for files with a hash in their name, which are kept for good', async () => {
    await setUpWithFiles();
    const page = await app.inject('/');
    expect(page.headers['cache-control']).toBe('no-cache');
    const etag = String(page.headers.etag);
    expect((await app.inject({ url: '/', headers: { 'if-none-match': etag } })).statusCode).toBe(304);
    const asset = await app.inject('/assets/index-B1gH4sh.js');
    expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect((await app.inject('/favicon.svg')).headers['cache-control']).toBe('public, max-age=300');
    expect((await app.inject('/assets/other.js')).statusCode).toBe(404);
    expect((await app.inject('/../package.json')).statusCode).toBe(404);
  });

  it('is guarded by headers that work over plain HTTP on a LAN address', async () => {
    await setUpWithFiles();
    const { headers } = await app.inject('/');
    expect(headers['content-security-policy']).toContain("script-src 'self'");
    expect(headers['content-security-policy']).toContain("connect-src 'self' ws: wss:");
    expect(headers['content-security-policy']).not.toContain('upgrade-insecure-requests');
    expect(headers['x-content-type-options']).toBe('nosniff');
    for (const name of ['strict-transport-security', 'cross-origin-opener-policy', 'origin-agent-cluster']) {
      expect(headers).not.toHaveProperty(name);
    }
  });

  it('may talk to the shaped port of the host that it was reached by, and to no other', async () => {
    const dashboardFolder = temporaryFolder();
    writeFileSync(join(dashboardFolder, 'index.html'), '<!doctype html>');
    await setUp({ dashboardFolder }, { shapedPort: 3001 });
    const policyAt = async (host: string) =>
      String((await app.inject({ url: '/', headers: { host } })).headers['content-security-policy']);
    expect(await policyAt('localhost:3000')).toContain("connect-src 'self' ws: wss: http://localhost:3001;");
    expect(await policyAt('192.168.1.5:3000')).toContain(
      "connect-src 'self' ws: wss: http://192.168.1.5:3001;",
    );
    expect(await policyAt('[::1]:3000')).toContain("connect-src 'self' ws: wss: http:;");
    expect(await policyAt('a;script-src *')).toContain("connect-src 'self' ws: wss:;");
  });

  it('says how to build it where it is not there', async () => {
    await setUp({ dashboardFolder: join(temporaryFolder(), 'nowhere') });
    const answer = await app.inject('/');
    expect([answer.statusCode, codeOf(answer)]).toEqual([503, 'dashboard-not-built']);
    expect(answer.body).toContain('npm run build');
  });
});

describe('errors', () => {
  it.each([
    [{ url: '/nope' }, 404, 'not-found'],
    [{ url: '/api/nope?x=1' }, 404, 'not-found'],
    [{ url: '/api/quotes', method: 'POST' }, 404, 'not-found'],
    [{ url: '/%zz' }, 400, 'malformed-url'],
    [
      {
        url: '/api/quotes',
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        payload: '{"symbols":',
      },
      400,
      'malformed-json',
    ],
  ] as const)('have one shape: %j', async (request, statusCode, code) => {
    await setUp();
    const answer = await app.inject(request);
    expect([answer.statusCode, codeOf(answer)]).toEqual([statusCode, code]);
  });

  it('tell nothing of what went wrong inside', async () => {
    const { instruments } = fakeMarket();
    const source = { instruments, nextAtMarketMs: () => Infinity, next: fakeMarket().next };
    const broken = { ...source, instruments: [...instruments] };
    await setUp({ source: broken });
    Object.defineProperty(broken.instruments, Symbol.iterator, {
      value: () => {
        throw new Error('secret');
      },
    });
    const answer = await app.inject('/api/instruments');
    expect([answer.statusCode, codeOf(answer)]).toEqual([500, 'internal']);
    expect(answer.body).not.toContain('secret');
  });
});
