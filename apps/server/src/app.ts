/** The house: everything that is served, in one list. Builds without listening. */
import { fileURLToPath } from 'node:url';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type RawServerDefault } from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { listingOf } from '@tickrace/protocol';
import { createMarket, type MarketConfig, type QuoteSource } from '@tickrace/market';
import { systemClock, type Clock } from './clock.ts';
import type { Config } from './config.ts';
import { endConnectionsOnClose } from './connections.ts';
import { allowOtherOrigins } from './cors.ts';
import { answerClientError, answerError, answerErrors } from './errors.ts';
import { FlushSchedule } from './push/flush-schedule.ts';
import { watchEventLoopLag } from './event-loop-lag.ts';
import { LaneCpu } from './lane-cpu.ts';
import { serveLongPoll } from './lanes/long-poll.ts';
import { servePolling } from './lanes/polling.ts';
import { serveSocketIo, SOCKET_IO_PATH } from './lanes/socket-io.ts';
import { serveSse } from './lanes/sse.ts';
import { serveWebSocket, WEB_SOCKET_PATH } from './lanes/websocket.ts';
import { loggerOptions } from './logging.ts';
import { chooseOpening, openAt, openingFile, openingMemory } from './market-opening.ts';
import { MarketRunner } from './market-runner.ts';
import { metricsOf } from './metrics.ts';
import type { PushSources } from './push/push-lane.ts';
import { serveCandles, serveCloses } from './routes/candles.ts';
import { serveClock } from './routes/clock.ts';
import { serveDashboard } from './routes/dashboard.ts';
import { serveDocs } from './routes/docs.ts';
import { serveHealth } from './routes/health.ts';
import { serveInstruments } from './routes/instruments.ts';
import { serveMetrics } from './routes/metrics.ts';
import { serveNetwork } from './routes/network.ts';
import { serveStatus } from './routes/status.ts';
import { serveTape } from './routes/tape.ts';
import { forbidSniffing } from './security-headers.ts';
import { ShapedPort } from './shaped-port.ts';
import { Tape } from './tape/tape.ts';
import { TrafficLedger } from './traffic.ts';
import { refuseOtherUpgrades } from './upgrades.ts';
import { validateBySchema } from './validation.ts';

export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

declare module 'fastify' {
  interface FastifyInstance {
    /** To be opened once the app listens; absent where none is configured. */
    readonly shapedPort: ShapedPort | undefined;
  }
}

/** What tests put in place of the world. */
export interface Seams {
  clock?: Clock;
  source?: QuoteSource;
  /** When the market opened, in epoch milliseconds; it is not remembered then. */
  openedAtMs?: number;
  /** Where the built dashboard lies. */
  dashboardFolder?: string;
}

/** Seen from src/app.ts as from the built dist/server.js. */
const DASHBOARD_FOLDER = fileURLToPath(new URL('../../dashboard/dist/', import.meta.url));

/** Room for ten thousand symbols in a URL, so that they are refused in words rather than by the HTTP parser. */
const MAX_HEAD_BYTES = 256 * 1024;

/** About 200 MB of quotes. */
const MAX_TAPE_QUOTES = 1_000_000;

export function buildApp(config: Config, seams: Seams = {}): App {
  const app: App = Fastify({
    logger: loggerOptions(config.logLevel),
    http: { maxHeaderSize: MAX_HEAD_BYTES },
    clientErrorHandler: answerClientError,
    frameworkErrors: answerError,
    return503OnClosing: false,
    // Replaying hours of a market takes longer than a plugin may.
    pluginTimeout: 0,
  }).withTypeProvider<TypeBoxTypeProvider>();

  const clock = seams.clock ?? systemClock;
  const memory = openingMemory(
    seams.openedAtMs === undefined && config.port !== 0 ? openingFile(config.port) : undefined,
    (error) => app.log.warn(error, 'the opening of the market cannot be remembered'),
  );
  const opening =
    seams.openedAtMs === undefined
      ? chooseOpening(config, clock.nowMs(), memory.recall())
      : openAt(config, seams.openedAtMs);
  const source = seams.source ?? createMarket(marketConfigOf(config));
  const tape = new Tape({
    id: opening.tapeId,
    keepMs: config.tapeMinutes * 60_000,
    capacity: tapeCapacityOf(config),
  });
  const runner = new MarketRunner({
    source,
    speed: config.marketSpeed,
    openedAtMs: opening.openedAtMs,
    tape,
    clock,
    onShifted: (openedAtMs) => memory.remember({ ...opening, openedAtMs }),
  });
  const lag = watchEventLoopLag();
  const ledger = new TrafficLedger();
  const cpu = new LaneCpu();
  const shapedPort = config.shapedPort === 0 ? undefined : new ShapedPort(config);
  const symbols = new Set(source.instruments.map((instrument) => instrument.symbol));
  const flush = new FlushSchedule(clock);
  runner.onPublished((quotes) => flush.add(quotes));
  const push: PushSources = {
    tape,
    clock,
    runner,
    flush,
    symbols,
    listing: listingOf(source.instruments),
    patienceMs: config.stalledReaderSeconds * 1_000,
    cpu,
    fanOuts: new Map(),
  };

  validateBySchema(app);
  answerErrors(app);
  forbidSniffing(app);
  allowOtherOrigins(app);
  serveDocs(app);
  app.register(async () => {
    serveInstruments(app, source.instruments);
    servePolling(app, { tape, clock, symbols });
    serveLongPoll(app, push);
    serveSse(app, push);
    serveClock(app, clock);
    serveTape(app, { tape, clock });
    serveCandles(app, { tape, clock, symbols });
    serveCloses(app, { tape, clock, symbols });
    serveStatus(app, { config, tape, clock, runner, flush, lag, ledger, cpu, shapedPort });
    serveNetwork(app, shapedPort);
    serveHealth(app, runner);
    serveMetrics(app, metricsOf({ ...push, lag }));
  });
  serveDashboard(app, {
    folder: seams.dashboardFolder ?? DASHBOARD_FOLDER,
    shapedPort: config.shapedPort,
  });
  serveSocketIo(app, push);
  serveWebSocket(app, push);
  refuseOtherUpgrades(app, [SOCKET_IO_PATH, WEB_SOCKET_PATH]);
  ledger.watch(app.server);
  cpu.watch(app.server);
  endConnectionsOnClose(app);

  app.addHook('onReady', () => runner.start());
  // Not before it listens: a server that finds its port taken must not disturb the memory of the one there.
  app.addHook('onListen', async () => memory.remember({ ...opening, openedAtMs: runner.openedAtMs }));
  app.addHook('preClose', async () => {
    runner.stop();
    flush.stop();
  });
  app.decorate('shapedPort', shapedPort);
  app.addHook('onClose', async () => {
    lag.stop();
    await shapedPort?.close();
  });
  return app;
}

function marketConfigOf({ seed, symbols, quotesPerSecond, marketSpeed, scenario }: Config): MarketConfig {
  return { seed, symbols, quotesPerMarketSecond: quotesPerSecond / marketSpeed, scenario };
}

/** Twice what the tape's minutes hold on average, for busy hours, within what fits in memory. */
function tapeCapacityOf({ quotesPerSecond, tapeMinutes }: Config): number {
  return Math.min(MAX_TAPE_QUOTES, 1_000 + Math.ceil(2 * quotesPerSecond * tapeMinutes * 60));
}
