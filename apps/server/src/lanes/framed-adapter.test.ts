import { createServer } from 'node:http';
import type { AddressInfo, Socket as TcpSocket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { Server, type Socket } from 'socket.io';
import { io as connectTo, type Socket as Client } from 'socket.io-client';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FramedAdapter } from './framed-adapter.ts';

const servers: Server[] = [];
const clients: Client[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.disconnect();
  await Promise.all(servers.splice(0).map((io) => io.close()));
});

interface Live {
  io: Server;
  origin: string;
}

/** Everybody who connects is in the room "all". */
async function serve({ pingInterval = 25_000, isTrusted = true } = {}): Promise<Live> {
  const io = new Server(createServer(), { adapter: FramedAdapter, serveClient: false, pingInterval });
  servers.push(io);
  io.on('connection', (socket) => void socket.join('all'));
  if (isTrusted) (io.of('/').adapter as FramedAdapter).writeFramed();
  const { httpServer } = io;
  await new Promise<void>((resolve) => httpServer.listen(0, '127.0.0.1', resolve));
  return { io, origin: `http://127.0.0.1:${(httpServer.address() as AddressInfo).port}` };
}

interface Reader {
  client: Client;
  /** The server's end of it. */
  socket: Socket;
  /** First argument of everything that it was sent, in order. */
  seen: unknown[];
  /** Messages that took Socket.IO's way to it. */
  sentByStock(): number;
}

async function join({ io, origin }: Live, transports: string[] = ['websocket']): Promise<Reader> {
  const client = connectTo(origin, { transports, forceNew: true, reconnection: false });
  clients.push(client);
  const seen: unknown[] = [];
  client.onAny((_, first, acknowledge) => {
    seen.push(first);
    if (typeof acknowledge === 'function') acknowledge(first);
  });
  await new Promise<void>((resolve) => client.on('connect', resolve));
  const socket = io.of('/').sockets.get(client.id!)!;
  let sentByStock = 0;
  socket.conn.on('packetCreate', ({ type }: { type: string }) => (sentByStock += type === 'message' ? 1 : 0));
  // Until what was sent on connecting has left.
  await roundTrip(socket);
  return { client, socket, seen: seen.splice(0) && seen, sentByStock: () => sentByStock - 1 };
}

async function roundTrip(socket: Socket): Promise<void> {
  await socket.timeout(5_000).emitWithAck('round trip', 'round trip');
}

function numbersTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

describe('the framed adapter', () => {
  it('writes a message to a room past Socket.IO, to a client that knows nothing of it', async () => {
    const live = await serve();
    const readers = [await join(live), await join(live), await join(live)];
    live.io.to('all').emit('frame', { text: 'ä€😀', numbers: [1.5, -2] }, 'second');
    for (const { client, seen, sentByStock } of readers) {
      await vi.waitFor(() => expect(seen).toEqual([{ text: 'ä€😀', numbers: [1.5, -2] }]));
      expect(sentByStock()).toBe(0);
      expect(client.connected).toBe(true);
    }
  });

  it('is Socket.IO’s own adapter until it is told that it fits', async () => {
    const live = await serve({ isTrusted: false });
    const { seen, sentByStock } = await join(live);
    live.io.to('all').emit('frame', 1);
    await vi.waitFor(() => expect(seen).toEqual([1]));
    expect(sentByStock()).toBe(1);
  });

  it('keeps the order of messages to a room and to one reader, of acks and of heartbeats', async () => {
    const live = await serve({ pingInterval: 10 });
    const { client, socket, seen, sentByStock } = await join(live);
    let pings = 0;
    client.io.on('ping', () => (pings += 1));
    const acknowledged: Promise<unknown>[] = [];
    let sent = 0;
    while (pings < 5 || sent < 2_000) {
      if (sent % 7 === 3) socket.emit('note', sent);
      else if (sent % 7 === 5) acknowledged.push(socket.timeout(5_000).emitWithAck('question', sent));
      else live.io.to('all').emit('frame', sent);
      sent += 1;
      if (sent % 3 === 0) await setImmediate();
    }
    await vi.waitFor(() => expect(seen).toHaveLength(sent));
    expect(seen).toEqual(numbersTo(sent));
    expect(await Promise.all(acknowledged)).toEqual(numbersTo(sent).filter((index) => index % 7 === 5));
    expect(sentByStock()).toBeLessThan(sent);
  });

  it('takes readers that poll, and those that are being upgraded, Socket.IO’s way', async () => {
    const live = await serve();
    const polling = await join(live, ['polling']);
    const ready = await join(live);
    const upgrading = connectTo(live.origin, { transports: ['polling', 'websocket'], forceNew: true });
    clients.push(upgrading);
    const seen: number[] = [];
    upgrading.on('frame', (index: number) => seen.push(index));
    let sentBefore: number | undefined;
    let sent = 0;
    upgrading.io.on('open', () => upgrading.io.engine.once('upgrade', () => (sentBefore = sent)));
    while (sentBefore === undefined || sent < sentBefore + 100) {
      live.io.to('all').emit('frame', sent);
      sent += 1;
      await setImmediate();
    }
    for (const reader of [polling, ready])
      await vi.waitFor(() => expect(reader.seen).toEqual(numbersTo(sent)));
    await vi.waitFor(() => expect(seen.at(-1)).toBe(sent - 1));
    expect(seen).toEqual(numbersTo(sent).slice(seen[0]));
    expect(seen[0]).toBeLessThan(sentBefore);
    expect(polling.sentByStock()).toBe(sent);
    const { conn } = live.io.of('/').sockets.get(upgrading.id!)!;
    const sentByStock: unknown[] = [];
    conn.on('packetCreate', (packet: unknown) => sentByStock.push(packet));
    live.io.to('all').emit('frame', sent);
    await vi.waitFor(() => expect(seen.at(-1)).toBe(sent));
    expect(sentByStock).toEqual([]);
  });

  it('lets what a reader does not take wait where Socket.IO lets it wait, and loses none of it', async () => {
    const live = await serve();
    const { client, socket, seen } = await join(live);
    const { seen: others } = await join(live);
    const text = 'x'.repeat(256 * 1024);
    const clientTcp = tcpUnder(client.io.engine.transport, 'ws');
    const serverTcp = tcpUnder(socket.conn.transport, 'socket');
    clientTcp.pause();
    const count = 100;
    for (let index = 0; index < count; index += 1) {
      live.io.to('all').emit('frame', index, text);
      await setImmediate();
      // One that was written directly and one that Engine.IO tried after it.
      expect(serverTcp.writableLength).toBeLessThan(2.1 * text.length);
    }
    expect(serverTcp.writableLength).toBeGreaterThan(0);
    await vi.waitFor(() => expect(others).toEqual(numbersTo(count)), 5_000);
    expect(seen.length).toBeLessThan(count);
    clientTcp.resume();
    await vi.waitFor(() => expect(seen).toEqual(numbersTo(count)), 5_000);
  });

  it.each<[string, (live: Live, readers: Reader[]) => unknown, number[]]>([
    ['to several rooms, once each', ({ io }) => io.to('all').to('some').emit('frame', 1), [0, 1, 2]],
    ['to nobody in particular', ({ io }) => io.emit('frame', 1), [0, 1, 2]],
    ['to all but one room', ({ io }) => io.to('all').except('some').emit('frame', 1), [1, 2]],
    ['from one reader to the others', (_, [reader]) => reader!.socket.to('all').emit('frame', 1), [1, 2]],
    ['that may be lost', ({ io }) => io.to('all').volatile.emit('frame', 1), [0, 1, 2]],
    ['with a part that is binary', ({ io }) => io.to('all').emit('frame', 1, Buffer.of(1, 2)), [0, 1, 2]],
    ['that wants an ack', ({ io }) => io.to('all').timeout(5_000).emitWithAck('frame', 1), [0, 1, 2]],
  ])('passes on a message %s', async (_, emit, receivers) => {
    const live = await serve();
    const readers = [await join(live), await join(live), await join(live)];
    await readers[0]!.socket.join('some');
    const answers = emit(live, readers);
    if (answers instanceof Promise) expect(await answers).toEqual([1, 1, 1]);
    for (const index of receivers) await vi.waitFor(() => expect(readers[index]!.seen).toEqual([1]));
    for (const { socket } of readers) await roundTrip(socket);
    for (const [index, { seen }] of readers.entries()) {
      expect(seen.filter((first) => first === 1)).toHaveLength(receivers.includes(index) ? 1 : 0);
    }
  });

  it('shows messages to whoever watches what a reader is sent', async () => {
    const live = await serve();
    const { socket, seen } = await join(live);
    const watched: unknown[] = [];
    live.io.to('all').emit('frame', 1);
    await vi.waitFor(() => expect(seen).toEqual([1]));
    socket.onAnyOutgoing((event, first) => watched.push([event, first]));
    live.io.to('all').emit('frame', 2);
    await vi.waitFor(() => expect(seen).toEqual([1, 2]));
    expect(watched).toEqual([['frame', 2]]);
  });

  it('writes to those who are in the room now, whoever came, left, or broke off', async () => {
    const live = await serve();
    const [first, second] = [await join(live), await join(live)];
    live.io.to('all').emit('frame', 1);
    await second.socket.leave('all');
    live.io.to('all').emit('frame', 2);
    const third = await join(live);
    tcpUnder(first.client.io.engine.transport, 'ws').destroy();
    live.io.to('all').emit('frame', 3);
    await second.socket.join('all');
    live.io.to('all').emit('frame', 4);
    for (const { socket } of [second, third]) await roundTrip(socket);
    expect(second.seen).toEqual([1, 4, 'round trip']);
    expect(third.seen).toEqual([3, 4, 'round trip']);
    await vi.waitFor(() => expect(first.socket.connected).toBe(false));
    second.client.disconnect();
    third.client.disconnect();
    await vi.waitFor(() => expect(live.io.of('/').adapter.rooms.size).toBe(0));
    live.io.to('all').emit('frame', 5);
  });
});

/** The TCP socket under a transport of either end. */
function tcpUnder(transport: unknown, webSocket: 'ws' | 'socket'): TcpSocket {
  return (transport as Record<string, { _socket: TcpSocket }>)[webSocket]!._socket;
}
