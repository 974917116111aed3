/** The result of a load as a contract: fields are only ever added; `load-result.schema.json` is the same for others. */
import { LANE_NAMES } from '@tickrace/protocol';
import { Type, type Static, type TSchema } from 'typebox';
import { EnvironmentSchema } from '../result-schema.ts';

const Count = Type.Integer({ minimum: 0 });
const Duration = Type.Number({ minimum: 0 });
const PerSecond = Type.Number({ minimum: 0 });

function orNull<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()]);
}

const ConfigSchema = Type.Object(
  {
    lane: Type.Enum([...LANE_NAMES]),
    readers: Count,
    slow: Count,
    workers: Count,
    durationS: Duration,
    rampS: Duration,
    intervalMs: orNull(Duration),
    symbols: orNull(Count),
    quotesPerSecond: orNull(Duration),
    seed: orNull(Count),
    url: orNull(Type.String()),
  },
  { description: 'the options in force; null where the server at `url` decides, or the lane has none' },
);

const WorkerSchema = Type.Object({
  cpuShare: Type.Number({ minimum: 0, description: 'of one core' }),
  eventLoopUtilisation: Type.Number({ minimum: 0 }),
  lagMs: Type.Object({ p99: Type.Number(), max: Type.Number() }),
});

const ServerSchema = Type.Object({
  cpuShare: Type.Number({ minimum: 0, description: 'of one core, over the measured stretch' }),
  cpuUsPerMessage: orNull(Duration),
  memoryBytesPerReader: Type.Number({
    description: 'resident set after the ramp minus before, over all readers',
  }),
  residentBytes: Type.Object(
    { begin: Count, end: Count, greatest: Count },
    { description: 'resident set over the measured stretch' },
  ),
});

export const LoadResultSchema = Type.Object(
  {
    version: Type.Literal(1),
    config: ConfigSchema,
    environment: EnvironmentSchema,
    messagesPerSecond: PerSecond,
    quotesPerSecond: PerSecond,
    wireBytesPerSecond: PerSecond,
    publishedQuotesPerSecond: PerSecond,
    timeToVisibleMs: Type.Object(
      { p50: orNull(Duration), p99: orNull(Duration), max: orNull(Duration), count: Count, pending: Count },
      { description: 'of every quote on the tape, superseded ones included, to every timed reader' },
    ),
    timedReaders: Count,
    clockBoundMs: Duration,
    readers: Type.Object({
      connected: Type.Integer({ minimum: 0, description: 'in the end, slow ones included' }),
      lost: Type.Integer({ minimum: 0, description: 'times that one that reads lost its connection' }),
      slow: Count,
      cutOff: Type.Integer({ minimum: 0, description: 'times that the connection of a slow one ended' }),
    }),
    flushIntervalMs: Type.Object({ least: Duration, greatest: Duration }),
    readersHeldBack: orNull(Count),
    server: orNull(ServerSchema),
    workers: Type.Array(WorkerSchema),
    machineIdleShare: Type.Number({ minimum: 0, description: "of all cores' time" }),
    verdict: Type.Object({
      bottleneck: Type.Enum(['none', 'server', 'generator', 'machine']),
      sentences: Type.Array(Type.String()),
    }),
  },
  {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Tickrace load',
    description: 'what many readers of one lane got, how late, and what it cost the server',
  },
);

export type LoadResult = Static<typeof LoadResultSchema>;
