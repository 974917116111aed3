/** The app as tests need it: silent, remembering nothing, on the fake market and, if wanted, a manual clock. */
import type { AddressInfo } from 'node:net';
import { io, type Socket } from 'socket.io-client';
import type { ClientToServerEvents, ServerToClientEvents } from '@tickrace/protocol';
import { buildApp, type App, type Seams } from '../src/app.ts';
import type { Config } from '../src/config.ts';
import { systemClock } from '../src/clock.ts';
import { createFakeMarket } from './fake-market.ts';
import { ManualClock } from './manual-clock.ts';

export const SYMBOLS = ['AAA', 'BBB', 'CCC'];

/** A multiple of every interval that tests use, so that stretches of time begin with it. */
export const OPENED_AT_MS = 1_700_000_400_000;

const TEST_CONFIG: Config = {
  port: 0,
  host: '127.0.0.1',
  seed: 1,
  symbols: SYMBOLS.length,
  quotesPerSecond: 100,
  marketSpeed: 60,
  scenario: 'busy',
  tapeMinutes: 5,
  shapedPort: 0,
  network: 'none',
  stalledReaderSeconds: 20,
  logLevel: 'silent',
};

/** 100 quotes a second at speed 60, the symbols taking turns. */
export function fakeMarket(symbols: readonly string[] = SYMBOLS) {
  return createFakeMarket({ symbols, everyMarketMs: 600 });
}

/** Opened a second ago: 100 quotes are on the tape; moves with the clock only. */
export async function buildStillApp(seams: Seams = {}, config: Partial<Config> = {}) {
  const clock = new ManualClock(OPENED_AT_MS + 1_000);
  const app = buildApp(
    { ...TEST_CONFIG, ...config },
    { clock, source: fakeMarket(), openedAtMs: OPENED_AT_MS, ...seams },
  );
  await app.ready();
  return { app, clock };
}

export interface LiveApp {
  app: App;
  port: number;
  origin: string;
}

/** Listens on loopback, on a real clock. */
export async function startApp(seams: Seams = {}, config: Partial<Config> = {}): Promise<LiveApp> {
  const app = buildApp(
    { ...TEST_CONFIG, ...config },
    { source: fakeMarket(), openedAtMs: systemClock.nowMs() - 1_000, ...seams },
  );
  await app.listen({ port: config.port ?? 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  await app.shapedPort?.open(port);
  return { app, port, origin: `http://127.0.0.1:${port}` };
}

export type Client = Socket<ServerToClientEvents, ClientToServerEvents>;

export interface ConnectOptions {
  query?: Record<string, string>;
  transport?: 'websocket' | 'polling';
}

export async function connect(origin: string, options: ConnectOptions = {}): Promise<Client> {
  const { query = {}, transport = 'websocket' } = options;
  const client: Client = io(origin, { transports: [transport], query, forceNew: true, reconnection: false });
  await new Promise<void>((resolve, reject) => {
    client.on('connect', resolve);
    client.on('connect_error', reject);
  });
  return client;
}

/** Calls back whenever frames arrive until it says that it has seen enough; rejects after five seconds. */
export function until(client: Client, isEnough: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('what was waited for did not happen')), 5_000);
    const look = (): void => {
      if (!isEnough()) return;
      clearTimeout(timer);
      client.off('frame', look);
      resolve();
    };
    client.on('frame', look);
    look();
  });
}
