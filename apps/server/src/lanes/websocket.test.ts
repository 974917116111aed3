import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { decode, ErrorSchema, WebSocketAnswerSchema } from '@tickrace/protocol';
import { systemClock } from '../clock.ts';
import { HEART_BEAT_MS } from '../heart-beat.ts';
import { BareClient } from '../../test/bare-client.ts';
import { createFakeMarket } from '../../test/fake-market.ts';
import { expectEveryQuoteOnce, expectSkipsToBeTold, range, seqs } from '../../test/frames.ts';
import { ManualClock } from '../../test/manual-clock.ts';
import { fakeMarket, OPENED_AT_MS, startApp, SYMBOLS, type LiveApp } from '../../test/test-app.ts';
import { WebSocketReader } from '../../test/web-socket-reader.ts';

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

describe('/ws', () => {
  it('begins with a snapshot, and goes on with exactly the quotes after it', async () => {
    const { port } = await start();
    const frames = await new WebSocketReader(port).untilFrames(10);
    expect(frames[0]).toMatchObject({ conflated: false, tapeId: expect.any(String) });
    expect(frames[0]?.quotes).toHaveLength(3);
    expectEveryQuoteOnce(frames);
  });

  it('tells a reader of some symbols of those only', async () => {
    const { port } = await start();
    const frames = await new WebSocketReader(port, 'symbols=BBB,CCC').untilFrames(8);
    const symbols = new Set(frames.flatMap(({ quotes }) => quotes.map(({ symbol }) => symbol)));
    expect([...symbols].sort()).toEqual(['BBB', 'CCC']);
  });

  it('resumes by seq over a restart of the server, on the same tape, without a gap', async () => {
    const openedAtMs = systemClock.nowMs() - 1_000;
    const first = await start({ openedAtMs, source: fakeMarket() });
    const before = new WebSocketReader(first.port);
    await before.untilFrames(4);
    await first.app.close();
    expect(await before.closed).toBe(1001);
    const heldSeq = before.frames.at(-1)?.seq ?? 0;
    const { tapeId } = before.frames[0] ?? {};

    const second = await start({ openedAtMs, source: fakeMarket() });
    const frames = await new WebSocketReader(second.port, `since=${heldSeq}&tapeId=${tapeId}`).untilFrames(4);
    const quotes = frames.flatMap((frame) => frame.quotes);
    expect(frames[0]).toMatchObject({ tapeId, conflated: false });
    expect(seqs(quotes)).toEqual(range(heldSeq + 1, heldSeq + quotes.length));
  });

  it('begins with the newest of each symbol, marked conflated, where `since` counts on another tape', async () => {
    const { port } = await startStill();
    const [newest] = await new WebSocketReader(port, 'since=90&tapeId=other').untilFrames(1);
    expect(newest).toMatchObject({ conflated: true });
    expect(seqs(newest?.quotes ?? [])).toEqual([98, 99, 100]);
  });

  it('answers a question of the clock by its id, while frames go on', async () => {
    const { port } = await start();
    const reader = new WebSocketReader(port);
    await reader.untilFrames(1);
    const clientSentAtMs = systemClock.nowMs();
    reader.send({ id: 7, clock: { clientSentAtMs } });
    await reader.until(() => reader.answers.length > 0);
    const { id, clock } = decode(WebSocketAnswerSchema, reader.answers[0]);
    expect(id).toBe(7);
    expect(clock.serverReceivedAtMs).toBeGreaterThanOrEqual(clientSentAtMs);
    expect(clock.serverSentAtMs).toBeGreaterThanOrEqual(clock.serverReceivedAtMs);
    expect(systemClock.nowMs()).toBeGreaterThanOrEqual(clock.serverSentAtMs);
    expectEveryQuoteOnce(await reader.untilFrames(5));
  });

  it.each([
    ['no JSON', '{"id":', 'malformed-json'],
    ['no object', 7, 'invalid-payload'],
    ['null', null, 'invalid-payload'],
    ['no id', { clock: { clientSentAtMs: 1 } }, 'invalid-payload'],
    ['an id below zero', { id: -1, clock: { clientSentAtMs: 1 } }, 'invalid-payload'],
    ['a time that is none', { id: 1, clock: { clientSentAtMs: 'now' } }, 'invalid-payload'],
    ['what is not known', { id: 1, clock: { clientSentAtMs: 1 }, symbols: ['AAA'] }, 'invalid-payload'],
  ])('refuses a message with %s, and goes on', async (_what, message, code) => {
    const { port } = await start();
    const reader = new WebSocketReader(port);
    await reader.untilFrames(1);
    reader.send(message);
    await reader.until(() => reader.answers.length > 0);
    expect(decode(ErrorSchema, reader.answers[0]).error.code).toBe(code);
    const count = reader.frames.length;
    expectEveryQuoteOnce(await reader.untilFrames(count + 3));
  });

  it('refuses a binary message', async () => {
    const { port } = await start();
    const reader = new WebSocketReader(port);
    await reader.untilFrames(1);
    reader.webSocket.send(Buffer.from('{"id":1,"clock":{"clientSentAtMs":1}}'));
    await reader.until(() => reader.answers.length > 0);
    expect(decode(ErrorSchema, reader.answers[0]).error.code).toBe('invalid-payload');
  });

  it('cuts off a reader whose message is too long, and nobody else', async () => {
    const { port } = await start();
    const [offender, witness] = [new WebSocketReader(port), new WebSocketReader(port)];
    await Promise.all([offender.untilFrames(1), witness.untilFrames(1)]);
    offender.send('x'.repeat(5_000));
    expect(await offender.closed).toBe(1009);
    const count = witness.frames.length;
    expectEveryQuoteOnce(await witness.untilFrames(count + 3));
  });

  it('keeps readers that answer its pings, and ends those that do not', async () => {
    const { clock, port } = await startStill();
    const answering = new WebSocketReader(port);
    const silent = new WebSocketReader(port, '', { autoPong: false });
    await Promise.all([answering.untilFrames(1), silent.untilFrames(1)]);
    for (let beat = 1; beat <= 2; beat += 1) {
      const pinged = new Promise((resolve) => answering.webSocket.once('ping', resolve));
      clock.advance(HEART_BEAT_MS);
      await pinged;
      // An answer says that the pong before it has arrived.
      answering.send({ id: beat, clock: { clientSentAtMs: 1 } });
      await answering.until(() => answering.answers.length === beat);
    }
    expect(await silent.closed).toBe(1006);
    expectEveryQuoteOnce(answering.frames);
  });

  it('spends a bounded amount on a reader that takes nothing, and takes it to the newest when it does', async () => {
    const clock = new ManualClock(OPENED_AT_MS);
    // 100 quotes a millisecond, so that it all happens before the next beat.
    const source = createFakeMarket({ symbols: SYMBOLS, everyMarketMs: 0.6 });
    const { port } = await start({ clock, source, openedAtMs: OPENED_AT_MS });
    const slow = new WebSocketReader(port);
    const quick = new WebSocketReader(port);
    await Promise.all([slow.untilFrames(1), quick.untilFrames(1)]);
    slow.socket.pause();
    const seq = 150_000;
    for (let turn = 0; turn < 750; turn += 1) {
      const before = quick.frames.length;
      clock.stall(2);
      await quick.untilFrames(before + 1);
    }
    expectEveryQuoteOnce(quick.frames);
    expect(quick.frames.at(-1)?.seq).toBeGreaterThanOrEqual(seq - 1);

    slow.socket.resume();
    while ((slow.frames.at(-1)?.seq ?? 0) < seq) {
      clock.advance(1);
      await setImmediate();
    }
    expectSkipsToBeTold(slow.frames);
    expect(slow.frames.filter((frame) => frame.conflated)).toHaveLength(1);
    // Of 16 MB and more, about what may be in flight.
    expect(slow.frames.flatMap((frame) => frame.quotes).length).toBeLessThan(seq / 20);
  });

  it.each([
    ['an unknown symbol', '/ws?symbols=NOPE', 'Sec-WebSocket-Version: 13\r\n', 400, 'unknown-symbol'],
    ['a since that is no seq', '/ws?since=x', 'Sec-WebSocket-Version: 13\r\n', 400, 'invalid-request'],
    ['a since given twice', '/ws?since=1&since=2', 'Sec-WebSocket-Version: 13\r\n', 400, 'invalid-request'],
    ['another version', '/ws', 'Sec-WebSocket-Version: 7\r\n', 400, 'malformed-upgrade'],
    ['another path', '/wss', 'Sec-WebSocket-Version: 13\r\n', 404, 'not-found'],
  ])('refuses an upgrade with %s, in words', async (_what, path, version, statusCode, code) => {
    const { port } = await startStill();
    const client = new BareClient(port);
    const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
    client.ask(path, `Connection: Upgrade\r\nUpgrade: websocket\r\n${key}${version}`);
    await client.closed;
    const [head = '', body = ''] = client.received.split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${statusCode} `));
    expect(decode(ErrorSchema, JSON.parse(body)).error.code).toBe(code);
  });

  it('is no page', async () => {
    const { app } = await startStill();
    const answer = await app.inject('/ws');
    expect([answer.statusCode, answer.json()]).toMatchObject([404, { error: { code: 'not-found' } }]);
  });
});
