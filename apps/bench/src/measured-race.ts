/** Runs the lanes at once: warm-up, one stretch of measuring, and on until its last quote is visible to every lane. */
import type { LaneSurroundings } from '@tickrace/lanes';
import { ClientTraffic } from '@tickrace/lanes/node';
import type { ClockEstimate } from '@tickrace/measure';
import type { Status, Traffic, TrafficKey } from '@tickrace/protocol';
import { Race, type FeedFigures, type LaneChoice, type Measurement } from '@tickrace/race';
import { watchEventLoopLag, type EventLoopLag } from './event-loop-lag.ts';
import { labelOf, settingsOf } from './bench-lane.ts';
import type { Progress } from './progress.ts';
import type { Target } from './target.ts';
import { pause, until } from './waiting.ts';

const CONNECT_PATIENCE_MS = 20_000;
const LEAST_PATIENCE_MS = 10_000;
/** A refresh by hand, at random, takes longer than this many mean intervals once in 20,000 times. */
const PATIENCE_INTERVALS = 10;

/** How long stopped lanes take to close their connections, besides the network. */
const STOP_MS = 200;

/** The axis that every distribution is drawn on. */
export const AXIS = { fromMs: 1, toMs: 10_000, bins: 60 };

/** How a lane does, while it runs or in the end. */
export interface LaneStanding {
  choice: LaneChoice;
  figures: FeedFigures;
}

interface MeasuredLane extends LaneStanding {
  /** Shares of the times to visible on the axis. */
  shares: readonly number[];
}

export interface MeasuredRace {
  lanes: readonly MeasuredLane[];
  quotes: number;
  observedMs: number;
  symbols: number;
  /** The symbol that was quoted least often. */
  quietestSymbol: string;
  clock: ClockEstimate;
  pathRttMs: number;
  status: Status;
  lagMs: EventLoopLag;
  /** Bytes both ways of each lane over its whole life, by the server's count and by this process's. */
  wireBytes: readonly { trafficKey: TrafficKey; byServer: number; byClient: number }[];
}

export interface RaceStretch {
  choices: readonly LaneChoice[];
  warmupMs: number;
  durationMs: number;
  /** The longest interval between two polls. */
  intervalMs: number;
  reader: string;
  surroundings: LaneSurroundings;
}

/** @throws with one sentence where it cannot be measured */
export async function measureRace(
  { origin, laneOrigin }: Target,
  { choices, warmupMs, durationMs, intervalMs, reader, surroundings }: RaceStretch,
  { progress, signal }: { progress: Progress; signal: AbortSignal },
): Promise<MeasuredRace> {
  const race = new Race({
    origin,
    laneOrigin,
    reader,
    choices,
    symbols: 'all',
    surroundings,
    isHidden: () => false,
    listener: {},
  });
  const traffic = new ClientTraffic();
  traffic.start();
  race.start();
  try {
    progress.stage('connecting');
    await begun(race, signal);
    progress.stage('warming up', warmupMs);
    await pause(warmupMs, signal);
    // The clock and the path are read anew too: what was read while code and connections were cold is too long.
    race.resume(undefined);
    const measurement = await begun(race, signal);
    const endLag = watchEventLoopLag();
    progress.stage('measuring', durationMs, () => race.feeds.map((feed) => standingOf(race, feed)));
    await pause(durationMs, signal);
    const lagMs = endLag();
    measurement.finish(Math.max(race.serverNowMs, measurement.startAtMs + measurement.settledMs));
    await race.refreshStatus();
    const costs = race.feeds.map((feed) => measurement.costOf(feed));
    progress.stage('waiting for the last quotes');
    const patienceMs = Math.max(LEAST_PATIENCE_MS, PATIENCE_INTERVALS * intervalMs);
    await until(() => race.measurement !== measurement || measurement.isComplete, { patienceMs, signal });
    if (race.measurement !== measurement) throw new Error(race.notice ?? 'Measuring was interrupted.');
    const { clock, status, pathRttMs } = race;
    if (clock === undefined || status === undefined) throw new Error('The server did not tell its time.');
    return {
      lanes: race.feeds.map((feed, index) => {
        const { choice, figures } = standingOf(race, feed);
        const shares = measurement.binsOf(feed, AXIS.fromMs, AXIS.toMs, AXIS.bins);
        // What is sent after the end of the stretch costs, but is not of it.
        return { choice, figures: { ...figures, cost: costs[index] }, shares };
      }),
      quotes: measurement.quotes,
      observedMs: measurement.settledMs,
      symbols: race.instruments.length,
      quietestSymbol: quietestOf(race, measurement),
      clock,
      pathRttMs,
      status,
      lagMs,
      wireBytes: await wireBytesOf(race, traffic, { reader, signal }),
    };
  } finally {
    race.stop();
    traffic.stop();
  }
}

/** Both counts of what the lanes carried, once they are stopped and what was under way has arrived. */
async function wireBytesOf(
  race: Race,
  traffic: ClientTraffic,
  { reader, signal }: { reader: string; signal: AbortSignal },
): Promise<MeasuredRace['wireBytes']> {
  race.stop();
  await pause(STOP_MS + 2 * race.pathRttMs, signal);
  await race.refreshStatus();
  const sum = (count: Pick<Traffic, 'wireBytesIn' | 'wireBytesOut'> | undefined) =>
    count === undefined ? 0 : count.wireBytesIn + count.wireBytesOut;
  const byClient = traffic.of(reader);
  return race.feeds.map(({ trafficKey }) => ({
    trafficKey,
    byServer: sum(race.status?.traffic[trafficKey]),
    byClient: sum(byClient[trafficKey]),
  }));
}

async function begun(race: Race, signal: AbortSignal): Promise<Measurement> {
  await until(() => race.measurement !== undefined, { patienceMs: CONNECT_PATIENCE_MS, signal });
  if (race.measurement !== undefined) return race.measurement;
  const dead = race.feeds.filter(({ tapeId }) => tapeId === undefined);
  const names = dead.map(({ choice }) => labelOf(settingsOf(choice))).join(', ');
  const seconds = CONNECT_PATIENCE_MS / 1_000;
  throw new Error(
    names === ''
      ? `The server's clock could not be read within ${seconds} s.`
      : `Without any quote after ${seconds} s: ${names}.`,
  );
}

function standingOf(race: Race, feed: Race['feeds'][number]): LaneStanding {
  const figures = race.figuresOf(feed);
  if (figures === undefined) throw new Error(race.notice ?? 'Measuring was interrupted.');
  return { choice: feed.choice, figures };
}

function quietestOf({ instruments }: Race, measurement: Measurement): string {
  const symbols = instruments.map(({ symbol }) => symbol);
  const rates = measurement.ratesPerSecond(symbols);
  return symbols[rates.indexOf(Math.min(...rates))] ?? '';
}
