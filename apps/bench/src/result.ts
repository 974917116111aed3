/** Puts a comparison into the form of its contract; nothing leaves here that does not fit the schema. */
import { decode, NETWORK_NAMES } from '@tickrace/protocol';
import { settingsOf } from './bench-lane.ts';
import { AXIS, type LaneStanding, type MeasuredRace } from './measured-race.ts';
import type { CompareOptions } from './options.ts';
import { ResultSchema, type LaneResult, type Result } from './result-schema.ts';
import type { Target } from './target.ts';
import { reasonsToDoubt } from './validity.ts';

export interface Comparison {
  options: CompareOptions;
  environment: Result['environment'];
  target: Target;
  race: MeasuredRace;
  roundTrips: Result['roundTripMs'];
}

/** @throws ProtocolError where it would break the contract */
export function resultOf({ options, environment, target, race, roundTrips }: Comparison): Result {
  const lanes = race.lanes.map((lane) => laneResultOf(lane, lane.shares));
  const reasons = reasonsToDoubt({
    lanes: race.lanes.map(({ figures: { measured } }, index) => ({
      result: lanes[index]!,
      pending: measured.quotes.pending,
      dropped: measured.dropped,
      clockViolations: measured.clockViolations,
      wireBytes: race.wireBytes[index]!,
    })),
    clientLagMs: race.lagMs,
    serverLagMs: race.status.eventLoopLagMs,
    clockBoundMs: race.clock.boundMs,
    observedMs: race.observedMs,
    plannedMs: options.durationS * 1_000,
  });
  return decode(ResultSchema, {
    version: 1,
    config: configOf(options),
    environment,
    clock: { offsetMs: race.clock.offsetMs, boundMs: race.clock.boundMs },
    network: {
      name: target.network?.name ?? 'direct',
      conditions: target.network?.conditions ?? null,
      roundTripMs: race.pathRttMs,
    },
    market: {
      quotes: race.quotes,
      quotesPerSecond: (race.quotes / race.observedMs) * 1_000,
      symbols: race.symbols,
      observedMs: race.observedMs,
      flushIntervalMs: race.status.flushIntervalMs,
    },
    roundTripMs: roundTrips,
    validity: {
      ok: reasons.length === 0,
      reasons,
      eventLoopLagMs: race.lagMs,
      serverEventLoopLagMs: race.status.eventLoopLagMs,
    },
    lanes,
  });
}

function configOf({
  lanes,
  intervalMs,
  durationS,
  warmupS,
  server,
  network,
}: CompareOptions): Result['config'] {
  const isOwn = server.kind === 'own';
  const isCustom = network.kind === 'custom';
  return {
    lanes: [...lanes],
    intervalMs,
    durationS,
    warmupS,
    symbols: isOwn ? server.symbols : null,
    quotesPerSecond: isOwn ? server.quotesPerSecond : null,
    seed: isOwn ? server.seed : null,
    network: network.kind === 'profile' ? network.name : network.kind === 'direct' ? NETWORK_NAMES[0] : null,
    delayMs: isCustom ? network.delayMs : network.kind === 'direct' ? 0 : null,
    jitterMs: isCustom ? network.jitterMs : network.kind === 'direct' ? 0 : null,
    url: isOwn ? null : server.url,
  };
}

const EMPTY_COST = { requests: 0, emptyResponses: 0, frames: 0, wireBytesIn: 0, wireBytesOut: 0 };

/** @param shares of the times to visible, on the axis */
export function laneResultOf({ choice, figures }: LaneStanding, shares: readonly number[]): LaneResult {
  const { measured, predicted, cost } = figures;
  const { requests, emptyResponses, frames, wireBytesIn, wireBytesOut } = cost ?? EMPTY_COST;
  const { onTape, delivered, missed } = measured.quotes;
  return {
    ...settingsOf(choice),
    quotes: { onTape, delivered, missed },
    timeToVisibleMs: figuresOrNull(measured.timeToVisibleMs),
    naiveLatencyMs: figuresOrNull(measured.naiveLatencyMs),
    outOfDateFraction: figureOrNull(measured.outOfDateFraction),
    stalenessMs: figuresOrNull(measured.stalenessMs),
    priceErrorBps: figuresOrNull(measured.priceErrorBps),
    requests,
    emptyResponses,
    frames,
    wireBytesIn,
    wireBytesOut,
    reconnects: cost?.reconnects ?? 0,
    skippedPolls: cost?.skippedPolls ?? 0,
    countedMs: cost?.durationMs ?? 0,
    ...(cost?.serverCpuMs === undefined ? {} : { serverCpuMs: cost.serverCpuMs }),
    predicted,
    distribution: { fromMs: AXIS.fromMs, toMs: AXIS.toMs, shares: [...shares] },
  };
}

function figureOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function figuresOrNull<Key extends string>(
  figures: Readonly<Record<Key, number>>,
): Record<Key, number | null> {
  return Object.fromEntries(
    Object.entries<number>(figures).map(([key, value]) => [key, figureOrNull(value)]),
  ) as Record<Key, number | null>;
}
