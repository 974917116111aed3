import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../clock.ts';
import { HEART_BEAT_MS } from '../heart-beat.ts';
import { BareClient } from '../../test/bare-client.ts';
import { EventStreamParser } from '../../test/event-stream-parser.ts';
import { createFakeMarket } from '../../test/fake-market.ts';
import { expectEveryQuoteOnce, expectSkipsToBeTold, range, seqs } from '../../test/frames.ts';
import { ManualClock } from '../../test/manual-clock.ts';
import { StreamReader } from '../../test/stream-reader.ts';
import { fakeMarket, OPENED_AT_MS, startApp, SYMBOLS, type LiveApp } from '../../test/test-app.ts';

const apps: LiveApp[] = [];
afterEach(async () => {
  await Promise.all(apps.splice(0).map(({ app }) => app.close()));
});

async function start(...parameters: Parameters<typeof startApp>): Promise<LiveApp> {
  const live = await startApp(...parameters);
  apps.push(live);
  return live;
}

/** 100 quotes are on the tape; nothing moves but by the clock. */
async function startStill() {
  const clock = new ManualClock(OPENED_AT_MS + 1_000);
  return { clock, ...(await start({ clock, openedAtMs: OPENED_AT_MS })) };
}

describe('GET /api/stream', () => {
  it('begins with a snapshot, and goes on with exactly the quotes after it', async () => {
    const { port } = await start();
    const reader = new StreamReader(port);
    const frames = await reader.untilFrames(10);
    expect(frames[0]).toMatchObject({ conflated: false, tapeId: expect.any(String) });
    expect(frames[0]?.quotes).toHaveLength(3);
    expectEveryQuoteOnce(frames);
    expect(reader.parser.events.every(({ event }) => event === 'frame')).toBe(true);
    expect(reader.parser.events.map(({ id }) => Number(id))).toEqual(frames.map(({ seq }) => seq));
    expect(reader.parser.retryMs).toBe(1_000);
  });

  it('speaks to a reader of HTTP/1.0 without chunks', async () => {
    const { clock, port } = await startStill();
    const client = new BareClient(port);
    client.socket.write('GET /api/stream HTTP/1.0\r\n\r\n');
    await client.until((received) => received.includes('"seq":100'));
    clock.advance(10);
    await client.until((received) => received.includes('"seq":101'));
    const [head = '', ...body] = client.received.split('\r\n\r\n');
    expect(head.toLowerCase()).not.toContain('chunked');
    const parser = new EventStreamParser();
    parser.feed(body.join('\r\n\r\n'));
    expect(parser.events.map(({ event, id }) => [event, id])).toEqual([
      ['frame', '100'],
      ['frame', '101'],
    ]);
    expect(client.received).not.toMatch(/^[0-9a-f]+\r$/m);
  });

  it('waits with its events for the answer to an earlier request of the same connection', async () => {
    const { clock, port } = await startStill();
    const client = new BareClient(port);
    const ask = (path: string) => `GET ${path} HTTP/1.1\r\nHost: test\r\n\r\n`;
    client.socket.write(ask('/api/quotes/next?since=100&symbols=BBB') + ask('/api/stream?symbols=CCC'));
    for (let turn = 0; turn < 5; turn += 1) await setImmediate();
    clock.advance(60);
    await client.until((received) => /event: frame[^]*event: frame/.test(received));
    clock.advance(30);
    await client.until((received) => received.split('event: frame').length >= 5);
    const stream = client.received.slice(client.received.indexOf('text/event-stream'));
    expect(client.received.indexOf('application/json')).toBeLessThan(
      client.received.indexOf('text/event-stream'),
    );
    expect([...stream.matchAll(/\nid: (\d+)/g)].map(([, id]) => Number(id))).toEqual([100, 102, 105, 108]);
  });

  it('carries headers that let it pass through proxies that buffer', async () => {
    const { port } = await start();
    const reader = new StreamReader(port);
    await reader.untilFrames(1);
    const head = reader.head.toLowerCase();
    expect(head).toMatch(/^http\/1\.1 200 /);
    expect(head).toContain('\r\ncontent-type: text/event-stream\r\n');
    expect(head).toContain('\r\nx-accel-buffering: no\r\n');
    expect(head).toContain('\r\ncache-control: no-cache, no-transform\r\n');
    expect(head).toContain('\r\nx-content-type-options: nosniff\r\n');
  });

  it('tells a reader of some symbols of those only', async () => {
    const { port } = await start();
    const frames = await new StreamReader(port, 'symbols=BBB,CCC').untilFrames(8);
    const symbols = new Set(frames.flatMap(({ quotes }) => quotes.map(({ symbol }) => symbol)));
    expect([...symbols].sort()).toEqual(['BBB', 'CCC']);
  });

  it('resumes after Last-Event-ID over a restart of the server, on the same tape, without a gap', async () => {
    const openedAtMs = systemClock.nowMs() - 1_000;
    const first = await start({ openedAtMs, source: fakeMarket() });
    const before = new StreamReader(first.port);
    const [snapshot] = await before.untilFrames(4);
    const heldSeq = Number(before.parser.events.at(-1)?.id);
    await first.app.close();

    const second = await start({ openedAtMs, source: fakeMarket() });
    // The URL is that of the first connection, as with a browser's own EventSource.
    const query = `since=1&tapeId=${snapshot?.tapeId}`;
    const after = new StreamReader(second.port, query, `Last-Event-ID: ${heldSeq}\r\n`);
    const frames = await after.untilFrames(4);
    const quotes = frames.flatMap((frame) => frame.quotes);
    expect(frames[0]).toMatchObject({ tapeId: snapshot?.tapeId, conflated: false });
    expect(seqs(quotes)).toEqual(range(heldSeq + 1, heldSeq + quotes.length));
  });

  it('resumes after `since`, unless that counts on another tape', async () => {
    const { port } = await startStill();
    const [missed] = await new StreamReader(port, 'since=90').untilFrames(1);
    expect(seqs(missed?.quotes ?? [])).toEqual(range(91, 100));
    const [newest] = await new StreamReader(port, 'since=90&tapeId=other').untilFrames(1);
    expect(newest).toMatchObject({ conflated: true });
    expect(seqs(newest?.quotes ?? [])).toEqual([98, 99, 100]);
  });

  it('gives a sign of life at every beat', async () => {
    const { clock, port } = await startStill();
    const reader = new StreamReader(port);
    await reader.untilFrames(1);
    for (let beat = 1; beat <= 2; beat += 1) {
      clock.advance(HEART_BEAT_MS);
      await reader.until(() => reader.parser.comments >= beat);
    }
    expect(reader.parser.comments).toBe(2);
  });

  it('spends a bounded amount on a reader that takes nothing, and takes it to the newest when it does', async () => {
    const clock = new ManualClock(OPENED_AT_MS);
    // 100 quotes a millisecond, so that it all happens while the server is patient.
    const source = createFakeMarket({ symbols: SYMBOLS, everyMarketMs: 0.6 });
    const { port } = await start({ clock, source, openedAtMs: OPENED_AT_MS });
    const slow = new StreamReader(port);
    const quick = new StreamReader(port);
    await Promise.all([slow.untilFrames(1), quick.untilFrames(1)]);
    slow.socket.pause();
    const seq = 150_000;
    for (let turn = 0; turn < 300; turn += 1) {
      const before = quick.frames.length;
      clock.stall(5);
      await quick.untilFrames(before + 1);
    }
    expectEveryQuoteOnce(quick.frames);
    expect(quick.frames.at(-1)?.seq).toBeGreaterThanOrEqual(seq - 1);

    slow.socket.resume();
    while (Number(slow.parser.events.at(-1)?.id) < seq) {
      clock.advance(1);
      await setImmediate();
    }
    const { frames } = slow;
    expectSkipsToBeTold(frames);
    expect(frames.filter((frame) => frame.conflated)).toHaveLength(1);
    expect(frames.flatMap((frame) => frame.quotes).length).toBeLessThan(seq / 2);
  });

  it('leaves nothing behind of a reader that has gone', async () => {
    const { app, clock, port } = await startStill();
    const reader = new StreamReader(port);
    await reader.untilFrames(1);
    const spentMs = async () =>
      (await app.inject('/api/status')).json<{ laneCpuMs: { sse?: number } }>().laneCpuMs.sse ?? 0;
    clock.advance(10);
    await reader.untilFrames(2);
    const whileTold = await spentMs();
    expect(whileTold).toBeGreaterThan(0);
    reader.socket.destroy();
    // A lane without readers costs nothing: the first publication that it takes no part in says that they are gone.
    for (let before = -1, after = whileTold; before !== after; before = after, after = await spentMs()) {
      clock.advance(10);
      await setImmediate();
    }
    const whenGone = await spentMs();
    clock.advance(1_000);
    expect(await spentMs()).toBe(whenGone);
  });

  it('ends its answers when the server stops', async () => {
    const { app, port } = await start();
    const reader = new StreamReader(port);
    await reader.untilFrames(2);
    await app.close();
    await reader.closed;
    expectEveryQuoteOnce(reader.frames);
  });

  it.each([
    ['an unknown symbol', 'symbols=NOPE', '', 'unknown-symbol'],
    ['a since below zero', 'since=-1', '', 'invalid-request'],
    ['a since given twice', 'since=1&since=2', '', 'invalid-request'],
    ['an event id that is no seq', '', 'abc', 'invalid-request'],
  ])('refuses %s', async (_what, query, lastEventId, code) => {
    const { app } = await startStill();
    const headers = lastEventId === '' ? {} : { 'last-event-id': lastEventId };
    const answer = await app.inject({ url: `/api/stream?${query}`, headers });
    expect([answer.statusCode, answer.json()]).toMatchObject([400, { error: { code } }]);
  });
});
