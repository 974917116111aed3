/** `GET /api/status`: what the server says of itself, and of the asking reader's traffic. */
import { Type } from 'typebox';
import { PROTOCOL_VERSION, StatusSchema, type Status } from '@tickrace/protocol';
import type { App } from '../app.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { EventLoopLag } from '../event-loop-lag.ts';
import type { FlushSchedule } from '../push/flush-schedule.ts';
import type { LaneCpu } from '../lane-cpu.ts';
import type { MarketRunner } from '../market-runner.ts';
import type { ShapedPort } from '../shaped-port.ts';
import type { Tape } from '../tape/tape.ts';
import { READER_PATTERN, type TrafficLedger } from '../traffic.ts';
import { AskingReader } from './query.ts';

export interface StatusSources {
  config: Config;
  tape: Tape;
  clock: Clock;
  runner: MarketRunner;
  flush: FlushSchedule;
  lag: EventLoopLag;
  ledger: TrafficLedger;
  cpu: LaneCpu;
  shapedPort: ShapedPort | undefined;
}

export function serveStatus(app: App, sources: StatusSources): void {
  const { config, tape, clock, runner, flush, lag, ledger, cpu, shapedPort } = sources;
  const schema = {
    summary: "The server's conditions, and one reader's traffic by lane",
    tags: ['server'],
    querystring: Type.Object({
      reader: Type.Optional(Type.String({ pattern: READER_PATTERN, description: 'whose traffic to tell' })),
      lane: AskingReader.lane,
    }),
    response: { 200: StatusSchema },
  };
  app.get('/api/status', { schema }, (request, reply): Status => {
    const { reader } = request.query;
    void reply.header('cache-control', 'no-store');
    return {
      protocolVersion: PROTOCOL_VERSION,
      tapeId: tape.id,
      seq: tape.seq,
      serverNowMs: clock.nowMs(),
      market: {
        scenario: config.scenario,
        speed: config.marketSpeed,
        symbols: config.symbols,
        quotesPerSecond: config.quotesPerSecond,
        marketMs: runner.marketMs(),
        openedAtMs: runner.openedAtMs,
      },
      flushIntervalMs: flush.intervalMs,
      ...(shapedPort === undefined ? {} : { network: shapedPort.network }),
      eventLoopLagMs: lag.read(),
      traffic: reader === undefined ? {} : ledger.of(reader),
      laneCpuMs: cpu.read(),
    };
  });
}
