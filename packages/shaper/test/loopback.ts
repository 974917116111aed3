/** Servers, clients and a shaper between them over real loopback sockets, all gone after each test. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { NetworkConditions } from '@tickrace/protocol';
import { onTestFinished } from 'vitest';
import { systemClock } from '../src/clock.ts';
import { createShaper, NETWORK_PROFILES, type Shaper, type ShaperClock } from '../src/index.ts';

const HOST = '127.0.0.1';

/** Starts a server that treats each connection so; returns its port. */
export async function serve(onConnection: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  server.listen(0, HOST);
  await once(server, 'listening');
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

export const serveEcho = (): Promise<number> => serve((socket) => socket.pipe(socket));

/** Connects; what is wrong with the socket later shows in `leaving`. */
export async function open(port: number): Promise<Socket> {
  const socket = connect({ host: HOST, port, noDelay: true, allowHalfOpen: true });
  await once(socket, 'connect');
  socket.on('error', () => undefined);
  onTestFinished(() => {
    socket.destroy();
  });
  return socket;
}

/**
 * How the other end leaves: the code of an error, or `end`. Bytes and a reset that are seen at once are reported by
 * libuv as an end, so that `ECONNRESET` is certain only where nothing was received just before.
 */
export function leaving(socket: Socket): Promise<string | undefined> {
  return new Promise((resolve) => {
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    socket.on('end', () => resolve('end'));
    // A socket that isn't read from does not learn of it.
    socket.resume();
  });
}

/** A shaper before the port, with these conditions and otherwise none. */
export async function shape(
  targetPort: number,
  conditions: Partial<NetworkConditions>,
  clock?: ShaperClock,
): Promise<{ shaper: Shaper; port: number }> {
  const shaper = createShaper({
    target: { host: HOST, port: targetPort },
    conditions: { ...NETWORK_PROFILES.none, ...conditions },
    ...(clock && { clock }),
  });
  onTestFinished(() => shaper.close());
  return { shaper, port: await shaper.listen({ port: 0, host: HOST }) };
}

/** Sends the text and resolves with the time in ms until as many bytes have come back. */
export async function roundTripMs(socket: Socket, text = '?'): Promise<number> {
  const startedAtMs = performance.now();
  socket.write(text);
  for (let received = 0; received < text.length;)
    received += ((await once(socket, 'data')) as [Buffer])[0].length;
  return performance.now() - startedAtMs;
}

/** Everything that the socket receives until the other end has finished. */
export async function receiveAll(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.resume();
  await once(socket, 'end');
  return Buffer.concat(chunks);
}

/** Resolves as soon as the condition holds; looks again every millisecond. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** The real clock, and how many of its timers are pending. */
export function countingClock(): ShaperClock & { pending(): number } {
  const timers = new Set<() => void>();
  return {
    nowMs: systemClock.nowMs,
    after(delayMs, callback) {
      const cancel = systemClock.after(delayMs, () => {
        timers.delete(cancel);
        callback();
      });
      timers.add(cancel);
      return () => {
        timers.delete(cancel);
        cancel();
      };
    },
    pending: () => timers.size,
  };
}
