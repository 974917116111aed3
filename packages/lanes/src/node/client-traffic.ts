/**
 * Counts the bytes that really crossed this process's HTTP and WebSocket connections, by the reader and lane that
 * requests name in their URL: by the rules of the server's ledger, with which it must agree to the byte.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import type { Traffic, TrafficKey } from '@tickrace/protocol';

/** In and out as the server sees it: `wireBytesIn` is what the client sent. TCP's and TLS's own bytes aren't in it. */
export type ClientTrafficCount = Pick<Traffic, 'requests' | 'wireBytesIn' | 'wireBytesOut'>;

/** Published by Node for every request, those of ws and Socket.IO included, when it is sent. */
const REQUEST_CHANNEL = 'http.client.request.start';

/** A request without its whole answer yet, or an upgraded connection. */
interface Ongoing {
  socket: Socket;
  count: ClientTrafficCount;
}

/** How far a connection's bytes have been counted. */
interface Mark {
  bytesRead: number;
  bytesWritten: number;
}

export class ClientTraffic {
  readonly #counts = new Map<string, Map<TrafficKey, ClientTrafficCount>>();
  readonly #ongoing = new Set<Ongoing>();
  readonly #marks = new WeakMap<Socket, Mark>();
  readonly #onRequest = (message: unknown): void => {
    this.#countRequest((message as { request: ClientRequest }).request);
  };

  /** Counts from now on. */
  start(): void {
    subscribe(REQUEST_CHANNEL, this.#onRequest);
  }

  /** Counts no request any more that begins from now on. */
  stop(): void {
    unsubscribe(REQUEST_CHANNEL, this.#onRequest);
  }

  /** A reader's traffic by lane, up to this moment, and including what is still open. */
  of(reader: string): Partial<Record<TrafficKey, ClientTrafficCount>> {
    for (const ongoing of this.#ongoing) this.#settle(ongoing);
    const counts = this.#counts.get(reader) ?? [];
    return Object.fromEntries([...counts].map(([key, count]) => [key, { ...count }]));
  }

  #countRequest(request: ClientRequest): void {
    const query = new URLSearchParams(request.path.split('?')[1]);
    const reader = query.get('reader');
    const key = query.get('lane') as TrafficKey | null;
    if (reader === null || key === null) return;
    const count = this.#countOf(reader, key);
    const follow = (socket: Socket): void => {
      const ongoing = { socket, count };
      count.requests += 1;
      this.#ongoing.add(ongoing);
      const end = (): void => {
        this.#settle(ongoing);
        this.#ongoing.delete(ongoing);
      };
      // An upgrade outlives its request.
      if (request.hasHeader('upgrade')) socket.once('close', end);
      else request.once('close', end);
    };
    if (request.socket === null) request.once('socket', follow);
    else follow(request.socket);
  }

  #countOf(reader: string, key: TrafficKey): ClientTrafficCount {
    const counts = this.#counts.get(reader) ?? new Map<TrafficKey, ClientTrafficCount>();
    this.#counts.set(reader, counts);
    const count = counts.get(key) ?? { requests: 0, wireBytesIn: 0, wireBytesOut: 0 };
    counts.set(key, count);
    return count;
  }

  #settle({ socket, count }: Ongoing): void {
    const { bytesRead, bytesWritten } = socket;
    const mark = this.#marks.get(socket) ?? { bytesRead: 0, bytesWritten: 0 };
    count.wireBytesIn += bytesWritten - mark.bytesWritten;
    count.wireBytesOut += bytesRead - mark.bytesRead;
    this.#marks.set(socket, { bytesRead, bytesWritten });
  }
}
