/** What the server says of itself and of one reader's traffic, so that figures can name their conditions. */
import { Type, type Static } from 'typebox';
import { NetworkSchema } from './network.ts';

/** Bytes that really crossed the socket, headers and framing included, without TCP/IP's own. */
export const TrafficSchema = Type.Object({
  requests: Type.Integer({ minimum: 0, description: 'HTTP requests, an upgrade included' }),
  emptyResponses: Type.Integer({ minimum: 0, description: 'answers 204 and 304' }),
  wireBytesIn: Type.Integer({ minimum: 0, description: 'client → server' }),
  wireBytesOut: Type.Integer({ minimum: 0, description: 'server → client' }),
});

export type Traffic = Static<typeof TrafficSchema>;

export const StatusSchema = Type.Object({
  protocolVersion: Type.Integer(),
  tapeId: Type.String(),
  seq: Type.Integer({ minimum: 0 }),
  serverNowMs: Type.Number({ description: "epoch milliseconds of the server's clock" }),
  market: Type.Object({
    scenario: Type.String(),
    speed: Type.Number({ description: 'market milliseconds per wall millisecond' }),
    symbols: Type.Integer(),
    quotesPerSecond: Type.Number({ description: 'configured mean over all symbols, per wall second' }),
    marketMs: Type.Number({ description: 'market milliseconds since it opened' }),
    openedAtMs: Type.Number({ description: 'wall time at which marketMs was 0, in epoch milliseconds' }),
  }),
  flushIntervalMs: Type.Number({
    description: 'W: the interval between frames in force; 0 = sent in the turn of publication',
  }),
  network: Type.Optional(NetworkSchema),
  eventLoopLagMs: Type.Object({ p99: Type.Number(), max: Type.Number() }),
  traffic: Type.Record(Type.String(), TrafficSchema, {
    description:
      "the asking reader's traffic by lane, since its first request; empty where no reader is named",
  }),
  laneCpuMs: Type.Optional(
    Type.Record(Type.String(), Type.Number({ minimum: 0 }), {
      description:
        "milliseconds that the server's JavaScript took by lane, for all readers since its start: handling what " +
        'was asked, encoding and writing what is told; without parsing HTTP, and most of the kernel',
    }),
  ),
});

export type Status = Static<typeof StatusSchema>;
