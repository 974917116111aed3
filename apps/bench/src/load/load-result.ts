/** Puts a load into the form of its contract: what processes counted is added up, what they timed is merged. */
import { Distribution } from '@tickrace/measure';
import { decode } from '@tickrace/protocol';
import { choiceOf, settingsOf } from '../bench-lane.ts';
import type { LoadOptions } from './load-options.ts';
import { LoadResultSchema, type LoadResult } from './load-result-schema.ts';
import type { ServerSample } from './server-watch.ts';
import type { Times } from './timed-feeds.ts';
import { verdictOf } from './verdict.ts';
import type { WorkerReport } from './worker-messages.ts';

export interface MeasuredLoad {
  options: LoadOptions;
  environment: LoadResult['environment'];
  /** Timed readers of all processes. */
  timedReaders: number;
  reports: readonly WorkerReport[];
  times: readonly Times[];
  /** Of the server before any reader came, and over the stretch, the ends included. */
  before: ServerSample;
  samples: readonly ServerSample[];
  machineIdleShare: number;
}

/** @throws ProtocolError where it would break the contract */
export function loadResultOf(load: MeasuredLoad): LoadResult {
  const { options, environment, timedReaders, reports, times, samples, machineIdleShare } = load;
  const sum = (figureOf: (report: WorkerReport) => number) =>
    reports.reduce((total, report) => total + figureOf(report), 0);
  const perSecond = (what: 'messages' | 'quotes' | 'wireBytes') =>
    sum(({ tally, elapsedMs }) => (tally[what] / elapsedMs) * 1_000);
  const timeToVisible = new Distribution();
  for (const each of times) timeToVisible.merge(Distribution.from(each.timeToVisible));
  const pending = times.reduce((total, each) => total + each.pending, 0);
  const lost = sum(({ tally }) => tally.lost);
  const messagesPerSecond = perSecond('messages');
  const server = serverFigures(load, messagesPerSecond);
  const [first, last] = endsOf(samples);
  const flushIntervalsMs = samples.map(({ flushIntervalMs }) => flushIntervalMs);
  const held = samples.flatMap((sample) => sample.held ?? []);
  return decode(LoadResultSchema, {
    version: 1,
    config: configOf(options),
    environment,
    messagesPerSecond,
    quotesPerSecond: perSecond('quotes'),
    wireBytesPerSecond: perSecond('wireBytes'),
    publishedQuotesPerSecond: ((last.seq - first.seq) / (last.atMs - first.atMs)) * 1_000,
    timeToVisibleMs: {
      p50: figureOrNull(timeToVisible.quantile(0.5)),
      p99: figureOrNull(timeToVisible.quantile(0.99)),
      max: figureOrNull(timeToVisible.max),
      count: timeToVisible.count,
      pending,
    },
    timedReaders,
    clockBoundMs: Math.max(...times.map(({ clockBoundMs }) => clockBoundMs)),
    readers: {
      connected: sum(({ tally }) => tally.connected),
      lost,
      slow: options.slow,
      cutOff: sum(({ tally }) => tally.cutOff),
    },
    flushIntervalMs: { least: Math.min(...flushIntervalsMs), greatest: Math.max(...flushIntervalsMs) },
    readersHeldBack: held.length > 0 ? Math.max(...held) : null,
    server,
    workers: reports.map((report) => report.load),
    machineIdleShare,
    verdict: verdictOf({
      workers: reports.map((report) => report.load),
      serverCpuShare: server?.cpuShare,
      machineIdleShare,
      timeToVisibleP99Ms: timeToVisible.quantile(0.99),
      lost,
      pending,
    }),
  });
}

/** Null where the server does not tell of its process. */
function serverFigures(
  { options, timedReaders, before, samples }: MeasuredLoad,
  messagesPerSecond: number,
): LoadResult['server'] {
  const [first, last] = endsOf(samples);
  if (first.cpuSeconds === undefined || last.cpuSeconds === undefined) return null;
  const { residentBytes: begin } = first;
  const { residentBytes: end } = last;
  if (before.residentBytes === undefined || begin === undefined || end === undefined) return null;
  const cpuShare = ((last.cpuSeconds - first.cpuSeconds) / (last.atMs - first.atMs)) * 1_000;
  return {
    cpuShare,
    cpuUsPerMessage: figureOrNull((cpuShare * 1e6) / messagesPerSecond),
    memoryBytesPerReader: (begin - before.residentBytes) / (options.readers + timedReaders),
    residentBytes: { begin, end, greatest: Math.max(...samples.map((sample) => sample.residentBytes ?? 0)) },
  };
}

/** The first and the last; there are two at least. */
function endsOf(samples: readonly ServerSample[]): [ServerSample, ServerSample] {
  return [samples[0]!, samples.at(-1)!];
}

function configOf({ server, lane, intervalMs, json: _, ...options }: LoadOptions): LoadResult['config'] {
  const isOwn = server.kind === 'own';
  return {
    ...options,
    lane,
    intervalMs: settingsOf(choiceOf(lane, intervalMs)).intervalMs,
    symbols: isOwn ? server.symbols : null,
    quotesPerSecond: isOwn ? server.quotesPerSecond : null,
    seed: isOwn ? server.seed : null,
    url: isOwn ? null : server.url,
  };
}

function figureOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
