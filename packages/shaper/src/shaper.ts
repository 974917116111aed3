/** Listens on a port of its own and relays every connection to the target, as if over a network with the conditions. */
import { createServer, type AddressInfo, type Server } from 'node:net';
import type { NetworkConditions } from '@tickrace/protocol';
import { systemClock, type ShaperClock } from './clock.ts';
import { Connection } from './connection.ts';
import { StallProcess } from './stall-process.ts';

export interface ShaperOptions {
  /** Where connections are relayed to. */
  target: { host: string; port: number };
  conditions: NetworkConditions;
  /** Uniform on [0, 1): jitter and stalls are drawn from it. */
  random?: () => number;
  clock?: ShaperClock;
}

export interface Shaper {
  /** Begins to accept; resolves with the port, a free one for 0; rejects if the address can't be had. */
  listen(address: { port: number; host: string }): Promise<number>;
  readonly conditions: NetworkConditions;
  /** Takes effect for what arrives from now on, on open connections too. */
  change(conditions: NetworkConditions): void;
  /** Nothing passes either way on any connection for so long; a longer stall that is underway stays as it is. */
  stallNow(stallMs: number): void;
  /** Resets every connection, in the middle of what is underway on it. */
  cutAll(): void;
  /** Connections that are not yet closed at both ends. */
  readonly connections: number;
  /** Bytes held at this moment, over all connections and both directions. */
  readonly heldBytes: number;
  /** Stops accepting and drops every connection; resolves when nothing is left. */
  close(): Promise<void>;
}

/** A shaper that doesn't listen yet. */
export function createShaper(options: ShaperOptions): Shaper {
  return new TcpShaper(options);
}

class TcpShaper implements Shaper {
  readonly #server: Server;
  readonly #clock: ShaperClock;
  readonly #stalls: StallProcess;
  readonly #connections = new Set<Connection>();
  #conditions: NetworkConditions;
  #stalledUntilMs = -Infinity;

  constructor({ target, conditions, random = Math.random, clock = systemClock }: ShaperOptions) {
    this.#conditions = conditions;
    this.#clock = clock;
    this.#stalls = new StallProcess({ clock, random, onStall: (stallMs) => this.stallNow(stallMs) });
    this.#server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
      const connection = new Connection({
        client,
        target,
        clock,
        random,
        conditions: () => this.#conditions,
        stalledUntilMs: this.#stalledUntilMs,
      });
      this.#connections.add(connection);
      void connection.closed.then(() => this.#connections.delete(connection));
    });
  }

  get conditions(): NetworkConditions {
    return this.#conditions;
  }

  get connections(): number {
    return this.#connections.size;
  }

  get heldBytes(): number {
    return [...this.#connections].reduce((sum, connection) => sum + connection.heldBytes, 0);
  }

  async listen(address: { port: number; host: string }): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(address, () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
    this.#stalls.start(this.#conditions);
    return (this.#server.address() as AddressInfo).port;
  }

  change(conditions: NetworkConditions): void {
    this.#conditions = conditions;
    if (this.#server.listening) this.#stalls.start(conditions);
  }

  stallNow(stallMs: number): void {
    this.#stalledUntilMs = Math.max(this.#stalledUntilMs, this.#clock.nowMs() + stallMs);
    for (const connection of this.#connections) connection.stall(this.#stalledUntilMs);
  }

  cutAll(): void {
    for (const connection of this.#connections) connection.cut();
  }

  async close(): Promise<void> {
    this.#stalls.stop();
    const connections = [...this.#connections];
    for (const connection of connections) connection.destroy();
    if (this.#server.listening) await new Promise((resolve) => this.#server.close(resolve));
    await Promise.all(connections.map(({ closed }) => closed));
  }
}
