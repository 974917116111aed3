/** One connection through the shaper: two sockets, a carrier each way, and a handshake that takes its round trip. */
import { connect, type Socket } from 'node:net';
import type { NetworkConditions } from '@tickrace/protocol';
import { Carrier } from './carrier.ts';
import type { ShaperClock } from './clock.ts';
import { drawCrossingMs, Line } from './line.ts';
import { reset } from './reset.ts';

export interface ConnectionOptions {
  /** The accepted socket; allows half-open. */
  client: Socket;
  target: { host: string; port: number };
  clock: ShaperClock;
  random: () => number;
  conditions: () => NetworkConditions;
  /** The end of the stall that the connection is opened in, if any. */
  stalledUntilMs: number;
}

export class Connection {
  /** Resolves when both sockets are closed and no timer is left. */
  readonly closed: Promise<void>;
  readonly #sockets: readonly [client: Socket, server: Socket];
  readonly #carriers: readonly [up: Carrier, down: Carrier];

  constructor(options: ConnectionOptions) {
    const { client, target, clock, random, conditions, stalledUntilMs } = options;
    const server = connect({ ...target, noDelay: true, allowHalfOpen: true });
    this.#sockets = [client, server];

    // The kernel has accepted at once. Over a network, SYN and SYN-ACK cross before the client may speak, and the
    // client's ACK before a server may that speaks first (RFC 9293, section 3.5). That ACK crosses with the client's
    // first bytes, so that it has no jitter of its own: an answer to them waits for nothing more.
    const now = conditions();
    const synSentAtMs = Math.max(clock.nowMs(), stalledUntilMs);
    const clientMaySpeakAtMs = synSentAtMs + drawCrossingMs(now, random) + drawCrossingMs(now, random);
    const serverMaySpeakAtMs = clientMaySpeakAtMs + now.delayMs;

    const carry = (source: Socket, sink: Socket, openFromMs: number) =>
      new Carrier({ source, sink, clock, conditions, line: new Line({ random, openFromMs }) });
    this.#carriers = [carry(client, server, clientMaySpeakAtMs), carry(server, client, serverMaySpeakAtMs)];

    // What is wrong shows as a close with an error, which the carriers propagate.
    for (const socket of this.#sockets) socket.on('error', () => undefined);
    const closings = this.#sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    this.closed = Promise.all(closings).then(() => undefined);
  }

  get heldBytes(): number {
    return this.#carriers.reduce((sum, carrier) => sum + carrier.heldBytes, 0);
  }

  /** Nothing passes either way until `untilMs`. */
  stall(untilMs: number): void {
    for (const carrier of this.#carriers) carrier.stall(untilMs);
  }

  /** Resets both ends at once; each has received half of what was underway to it first, if anything was. */
  cut(): void {
    for (const carrier of this.#carriers) carrier.departByHalf();
    for (const socket of this.#sockets) reset(socket);
  }

  /** Drops both ends without further ado. */
  destroy(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
