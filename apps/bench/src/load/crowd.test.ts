import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Crowd } from './crowd.ts';

const STREAM = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
const EVENT = 'data: {"quotes":[{"rev":1},{"rev":2}]}\n\n';
const CHUNK = `${EVENT.length.toString(16)}\r\n${EVENT}\r\n`;

describe('A crowd', () => {
  let server: Server;
  let crowd: Crowd;
  const sockets: Socket[] = [];

  beforeEach(async () => {
    server = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined).once('data', () => socket.write(STREAM));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    crowd = new Crowd({
      lane: 'sse',
      origin: `http://127.0.0.1:${port}`,
      reader: 'test',
      readers: 8,
      slow: 2,
      intervalMs: 1_000,
    });
  });

  afterEach(() => {
    crowd.close();
    for (const socket of sockets.splice(0)) socket.destroy();
    server.close();
  });

  it('connects as large a share as it is asked to, and then the rest', async () => {
    await crowd.connect(0.5, 0);
    expect(crowd.tally.connected).toBe(4);
    await crowd.connect(1, 0);
    expect(crowd.tally.connected).toBe(8);
    expect(sockets).toHaveLength(8);
  });

  it('counts the messages and quotes of those that read, from the last reset on', async () => {
    await crowd.connect(1, 0);
    for (const socket of sockets) socket.write(CHUNK);
    await vi.waitFor(() => expect(crowd.tally).toMatchObject({ messages: 6, quotes: 12 }));
    crowd.reset();
    for (const socket of sockets) socket.write(CHUNK + CHUNK);
    await vi.waitFor(() => expect(crowd.tally).toMatchObject({ messages: 12, quotes: 24, connected: 8 }));
  });

  it('counts readers that are lost apart from slow ones that are cut off, and both connect again', async () => {
    await crowd.connect(1, 0);
    for (const socket of sockets.slice(0, 8)) socket.destroy();
    await vi.waitFor(
      () => {
        expect(crowd.tally).toMatchObject({ lost: 6, cutOff: 2, connected: 8 });
      },
      { timeout: 10_000 },
    );
  }, 15_000);
});
