import { connect as connectSocket, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Traffic } from '@tickrace/protocol';
import { connect, startApp, until, type LiveApp } from '../test/test-app.ts';

let live: LiveApp;
afterEach(() => live.app.close());

async function trafficOf(reader: string): Promise<Record<string, Traffic>> {
  const answer = await fetch(`${live.origin}/api/status?reader=${reader}&lane=meter`);
  return ((await answer.json()) as { traffic: Record<string, Traffic> }).traffic;
}

/** A bare connection that sends requests one after the other, each answered before the next. */
class BareClient {
  readonly socket: Socket;
  #received = '';

  constructor(port: number) {
    this.socket = connectSocket(port, '127.0.0.1');
    this.socket.on('data', (chunk: Buffer) => (this.#received += chunk.toString('latin1')));
  }

  async request(path: string, headers = ''): Promise<string> {
    this.#received = '';
    this.socket.write(`GET ${path} HTTP/1.1\r\nHost: test\r\n${headers}\r\n`);
    for (;;) {
      await new Promise((resolve) => this.socket.once('data', resolve));
      const [head = '', ...body] = this.#received.split('\r\n\r\n');
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (body.join('\r\n\r\n').length >= length) return this.#received;
    }
  }
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
    client.socket.destroy();
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
    client.socket.destroy();
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

  it('takes no account of requests that name no reader, or none that could be', async () => {
    live = await startApp();
    for (const query of ['', '?reader=reader3', '?reader=reader3&lane=nope', '?reader=A&lane=meter']) {
      await fetch(`${live.origin}/api/quotes${query}`);
    }
    expect(await trafficOf('reader3')).toEqual({});
  });
});
