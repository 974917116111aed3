/** The result of a comparison as a contract: fields are only ever added; `result.schema.json` is the same for others. */
import { LANE_NAMES, NetworkConditionsSchema } from '@tickrace/protocol';
import { Type, type Static, type TSchema } from 'typebox';

/** A mean, quantile or share of nothing is null. */
const Figure = Type.Union([Type.Number(), Type.Null()]);
const Count = Type.Integer({ minimum: 0 });
const Duration = Type.Number({ minimum: 0 });

function orNull<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()]);
}

const ConfigSchema = Type.Object(
  {
    lanes: Type.Array(Type.String()),
    intervalMs: Duration,
    durationS: Duration,
    warmupS: Duration,
    symbols: orNull(Count),
    quotesPerSecond: orNull(Duration),
    seed: orNull(Count),
    network: orNull(Type.String()),
    delayMs: orNull(Duration),
    jitterMs: orNull(Duration),
    url: orNull(Type.String()),
  },
  { description: 'the options in force; null where the server at `url`, or the named network, decides' },
);

export const EnvironmentSchema = Type.Object({
  node: Type.String(),
  cpu: Type.String(),
  cores: Count,
  memoryGb: Type.Number(),
  os: Type.String(),
  startedAt: Type.String({ description: 'ISO 8601' }),
});

const LagSchema = Type.Object({ p99: Type.Number(), max: Type.Number() });

const RoundTripSchema = Type.Object({
  p50: Figure,
  p99: Figure,
  wireBytes: Type.Number({ description: 'mean of one question and its answer, both ways, quotes left out' }),
  count: Count,
});

const ConnectionSchema = Type.Union([Type.Literal('keep-alive'), Type.Literal('close')], {
  description: 'polling lanes only: whether every request makes a connection of its own',
});

const PredictedSchema = Type.Object({
  timeToVisibleMs: Type.Object({ mean: Type.Number(), p50: Type.Number(), p99: Type.Number() }),
  naiveLatencyMs: Type.Object({ mean: Type.Number() }),
  outOfDateFraction: Type.Number(),
  stalenessMs: Type.Object({ mean: Type.Number() }),
  deliveredFraction: Type.Number(),
});

const LaneResultSchema = Type.Object({
  lane: Type.Enum([...LANE_NAMES]),
  connection: Type.Optional(ConnectionSchema),
  intervalMs: Type.Union([Duration, Type.Null()], { description: 'null for lanes that have none' }),
  quotes: Type.Object({ onTape: Count, delivered: Count, missed: Count }),
  timeToVisibleMs: Type.Object({ mean: Figure, p50: Figure, p90: Figure, p99: Figure, max: Figure }),
  naiveLatencyMs: Type.Object({ mean: Figure, p50: Figure, p99: Figure }),
  outOfDateFraction: Figure,
  stalenessMs: Type.Object({ mean: Figure, max: Figure }),
  priceErrorBps: Type.Object({ mean: Figure, max: Figure }),
  requests: Count,
  emptyResponses: Count,
  frames: Count,
  wireBytesIn: Count,
  wireBytesOut: Count,
  reconnects: Count,
  skippedPolls: Type.Integer({ minimum: 0, description: 'left out since the one before was unanswered' }),
  countedMs: Type.Number({ minimum: 0, description: 'how long requests, frames and bytes were counted' }),
  serverCpuMs: Type.Optional(Duration),
  predicted: PredictedSchema,
  distribution: Type.Object(
    { fromMs: Duration, toMs: Duration, shares: Type.Array(Type.Number()) },
    { description: 'shares of the times to visible in bins of equal width on a logarithmic axis' },
  ),
});

export const ResultSchema = Type.Object(
  {
    version: Type.Literal(1),
    config: ConfigSchema,
    environment: EnvironmentSchema,
    clock: Type.Object({ offsetMs: Type.Number(), boundMs: Duration }),
    network: Type.Object({
      name: Type.String({ description: "a profile's name, custom, or direct" }),
      conditions: orNull(NetworkConditionsSchema),
      roundTripMs: Type.Number({ description: 'mean of a small message; the predictions rest on it' }),
    }),
    market: Type.Object({
      quotes: Count,
      quotesPerSecond: Type.Number(),
      symbols: Count,
      observedMs: Duration,
      flushIntervalMs: Duration,
    }),
    roundTripMs: Type.Object({
      'http-new-connection': Type.Optional(RoundTripSchema),
      'http-keep-alive': Type.Optional(RoundTripSchema),
      'socket-io': Type.Optional(RoundTripSchema),
      websocket: Type.Optional(RoundTripSchema),
    }),
    validity: Type.Object({
      ok: Type.Boolean(),
      reasons: Type.Array(Type.String()),
      eventLoopLagMs: LagSchema,
      serverEventLoopLagMs: LagSchema,
    }),
    lanes: Type.Array(LaneResultSchema),
  },
  {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Tickrace comparison',
    description: 'lanes run at once on one market, measured against its tape and predicted by theory',
  },
);

export type Result = Static<typeof ResultSchema>;
export type LaneResult = Result['lanes'][number];
export type RoundTripName = keyof Result['roundTripMs'];
