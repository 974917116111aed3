/** A real server on loopback that can be stopped, started again on the same port and tape, and watched. */
import type { AddressInfo } from 'node:net';
import type { Status } from '@tickrace/protocol';
import { buildApp, type App } from '../../apps/server/src/app.ts';
import { parseConfig } from '../../apps/server/src/config.ts';

export class LiveServer {
  readonly #openedAtMs = performance.timeOrigin + performance.now() - 30_000;
  readonly #quotesPerSecond: number;
  #app: App | undefined;
  port = 0;
  /** TCP connections that were accepted so far. */
  accepted = 0;

  constructor({ quotesPerSecond = 200 } = {}) {
    this.#quotesPerSecond = quotesPerSecond;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const settings = {
      PORT: '0',
      SEED: '11',
      LOG_LEVEL: 'silent',
      QUOTES_PER_SECOND: String(this.#quotesPerSecond),
    };
    const parsed = parseConfig([], settings);
    if (parsed.kind !== 'config') throw new Error('The settings of the test are wrong.');
    this.#app = buildApp(parsed.config, { openedAtMs: this.#openedAtMs });
    this.#app.server.on('connection', () => (this.accepted += 1));
    await this.#app.listen({ port: this.port, host: '127.0.0.1' });
    this.port = (this.#app.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const app = this.#app;
    this.#app = undefined;
    await app?.close();
  }

  async get(path: string): Promise<unknown> {
    return (await fetch(this.origin + path)).json();
  }

  /** What the server says of a reader's traffic, by lane. */
  async trafficOf(reader: string): Promise<Status['traffic']> {
    return ((await this.get(`/api/status?reader=${reader}`)) as Status).traffic;
  }

  /** TCP connections that clients hold at this moment. */
  connections(): Promise<number> {
    return new Promise((resolve, reject) => {
      if (this.#app === undefined) return resolve(0);
      this.#app.server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
    });
  }
}
