import type { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { Traffic } from '@tickrace/protocol';
import { BareClient } from '../test/bare-client.ts';
import { ManualClock } from '../test/manual-clock.ts';
import { StreamReader } from '../test/stream-reader.ts';
import { connect, OPENED_AT_MS, startApp, until, type LiveApp } from '../test/test-app.ts';
import { WebSocketReader } from '../test/web-socket-reader.ts';

let live: LiveApp;
afterEach(() => live.app.close());

async function trafficOf(reader: string): Promise<Record<string, Traffic>> {
  const answer = await fetch(`${live.origin}/api/status?reader=${reader}&lane=meter`);
  return ((await answer.json()) as { traffic: Record<string, Traffic> }).traffic;
}

/** 100 quotes are on the tape; nothing moves but by the clock. */
async function startStill(): Promise<ManualClock> {
  const clock = new ManualClock(OPENED_AT_MS + 1_000);
  live = await startApp({ clock, openedAtMs: OPENED_AT_MS });
  return clock;
}

/** What has crossed a client's end of a connection, as the server calls it. */
function wireBytesOf(socket: Socket) {
  return { wireBytesIn: socket.bytesWritten, wireBytesOut: socket.bytesRead };
}

describe('TrafficLedger', () => {
  it('counts every byte of requests and answers, by lane, on one connection', async () => {
    live = await startApp();
    const client = new BareClient(live.port);
    const first = await client.request('/api/quotes?reader=reader1&lane=short-poll');
    await client.request('/api/quotes?reader=reader1&lane=short-poll');
    const pollsIn = client.socket.bytesWritten;
    const pollsOut = client.socket.bytesRead;
    await client.request('/api/instruments');
    const beforeMeter = { in: client.socket.bytesWritten, out: client.socket.bytesRead };
    await client.request('/api/tape?since=0&reader=reader1&lane=meter');
    const meter = {
      in: client.socket.bytesWritten - beforeMeter.in,
      out: client.socket.bytesRead - beforeMeter.out,
    };

    const traffic = await trafficOf('reader1');
    expect(first.length).toBeGreaterThan(500);
    expect(traffic['short-poll']).toEqual({
      requests: 2,
      emptyResponses: 0,
      wireBytesIn: pollsIn,
      wireBytesOut: pollsOut,
    });
    expect(traffic['meter']).toMatchObject({ requests: 1, wireBytesIn: meter.in, wireBytesOut: meter.out });
  });

  it('counts answers without quotes', async () => {
    live = await startApp();
    const client = new BareClient(live.port);
    const path = '/api/quotes?reader=reader1&lane=conditional-poll';
    await client.request(path, 'If-None-Match: *\r\n');
    await client.request(path);
    expect((await trafficOf('reader1'))['conditional-poll']).toMatchObject({
      requests: 2,
      emptyResponses: 1,
    });
  });

  it('counts a WebSocket from its upgrade on, while it is open and after it has closed', async () => {
    live = await startApp();
    const client = await connect(live.origin, { query: { reader: 'reader2', lane: 'socket-io' } });
    let frames = 0;
    client.on('frame', () => (frames += 1));
    await client.emitWithAck('subscribe', { symbols: 'all' });
    await until(client, () => frames >= 5);
    const { 'socket-io': open } = await trafficOf('reader2');
    const websocket = (client.io.engine as unknown as { transport: { ws: { _socket: Socket } } }).transport.ws
      ._socket;
    expect(open).toMatchObject({ requests: 1, emptyResponses: 0 });
    expect(open?.wireBytesIn).toBe(websocket.bytesWritten);

    const gone = new Promise((resolve) => websocket.once('close', resolve));
    client.disconnect();
    await gone;
    const { 'socket-io': closed } = await trafficOf('reader2');
    expect(closed?.wireBytesIn).toBe(websocket.bytesWritten);
    expect(closed?.wireBytesOut).toBe(websocket.bytesRead);
  });

  it('counts what a long poll has cost while it is held, and the rest when it is answered', async () => {
    const clock = await startStill();
    const client = new BareClient(live.port);
    const timers = clock.timers;
    client.ask('/api/quotes/next?since=100&reader=reader1&lane=long-poll');
    while (clock.timers === timers) await setImmediate();
    expect((await trafficOf('reader1'))['long-poll']).toEqual({
      requests: 1,
      emptyResponses: 0,
      ...wireBytesOf(client.socket),
    });
    clock.advance(10);
    await client.until((received) => received.endsWith('}'));
    await client.request('/api/quotes/next?since=101&timeoutMs=0&reader=reader1&lane=long-poll');
    expect(client.received).toMatch(/^HTTP\/1\.1 204 /);
    expect((await trafficOf('reader1'))['long-poll']).toEqual({
      requests: 2,
      emptyResponses: 1,
      ...wireBytesOf(client.socket),
    });
  });

  it('counts a stream of events as it goes, and after it has ended', async () => {
    const clock = await startStill();
    const reader = new StreamReader(live.port, 'reader=reader1&lane=sse');
    for (let frames = 1; frames <= 3; frames += 1) {
      await reader.untilFrames(frames);
      const { sse } = await trafficOf('reader1');
      expect(sse).toEqual({ requests: 1, emptyResponses: 0, ...wireBytesOf(reader.socket) });
      clock.advance(10);
    }
    await reader.untilFrames(4);
    const wireBytes = wireBytesOf(reader.socket);
    reader.socket.destroy();
    await reader.closed;
    expect((await trafficOf('reader1'))['sse']).toMatchObject(wireBytes);
  });

  it('counts a bare WebSocket from its upgrade on', async () => {
    const clock = await startStill();
    const reader = new WebSocketReader(live.port, 'reader=reader1&lane=websocket');
    await reader.untilFrames(1);
    clock.advance(10);
    reader.send({ id: 1, clock: { clientSentAtMs: 1 } });
    await reader.until(() => reader.answers.length === 1 && reader.frames.length === 2);
    expect((await trafficOf('reader1'))['websocket']).toEqual({
      requests: 1,
      emptyResponses: 0,
      ...wireBytesOf(reader.socket),
    });
  });

  it("counts Socket.IO's own polling: the requests that fetch, and those that send", async () => {
    const clock = await startStill();
    const client = new BareClient(live.port);
    const query = 'EIO=4&transport=polling&reader=reader1&lane=socket-io-polling';
    const open = await client.request(`/socket.io/?${query}`);
    const url = `/socket.io/?${query}&sid=${/"sid":"([^"]+)"/.exec(open)?.[1]}`;
    const post = async (packet: string): Promise<void> => {
      const head = `POST ${url} HTTP/1.1\r\nHost: test\r\nContent-Length: ${packet.length}\r\n\r\n`;
      await client.exchange(`${head}${packet}`);
      expect(client.received).toMatch(/ok$/);
    };
    await post('40');
    expect(await client.request(url)).toContain('40{"sid"');
    await post('420["subscribe",{"symbols":"all"}]');
    expect(await client.request(url)).toContain('"seq":100');
    clock.advance(10);
    expect(await client.request(url)).toContain('42["frame",{"seq":101');
    expect((await trafficOf('reader1'))['socket-io-polling']).toEqual({
      requests: 6,
      emptyResponses: 0,
      ...wireBytesOf(client.socket),
    });
  });

  it('counts a lane that makes a new connection for every request apart, with all of each connection', async () => {
    await startStill();
    const total = { wireBytesIn: 0, wireBytesOut: 0 };
    for (let poll = 0; poll < 2; poll += 1) {
      const client = new BareClient(live.port);
      await client.request('/api/quotes?connection=close&reader=reader1&lane=short-poll.close');
      await client.closed;
      expect(client.received).toMatch(/\r\nconnection: close\r\n/i);
      total.wireBytesIn += client.socket.bytesWritten;
      total.wireBytesOut += client.socket.bytesRead;
    }
    expect(await trafficOf('reader1')).toEqual({
      'short-poll.close': { requests: 2, emptyResponses: 0, ...total },
    });
  });

  it('leaves out the very answer that tells of it, until it has been given', async () => {
    live = await startApp();
    expect(await trafficOf('reader1')).toEqual({});
    expect(await trafficOf('reader1')).toMatchObject({ meter: { requests: 1 } });
  });

  it('takes no account of requests that name no reader, or none that could be', async () => {
    live = await startApp();
    for (const query of ['', '?reader=reader3', '?reader=reader3&lane=nope', '?reader=A&lane=meter']) {
      await fetch(`${live.origin}/api/quotes${query}`);
    }
    expect(await trafficOf('reader3')).toEqual({});
  });
});
