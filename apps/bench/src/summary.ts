/** A result as a terminal shows it: what was run, the lanes, the two ways, and what to doubt. */
import { residual } from '@tickrace/measure';
import { labelOf } from './bench-lane.ts';
import { count, decimal, deviation, milliseconds, share } from './format.ts';
import type { LaneResult, Result, RoundTripName } from './result-schema.ts';
import { textTable } from './text-table.ts';

const TITLES = [
  'lane',
  'time to\nvisible',
  'p50',
  'p99',
  'theory',
  'residual',
  'out of\ndate',
  'missed',
  'naive\nmean',
  'req.\n/s',
  'wire\nkB/s',
  'server\nCPU',
];

export const ROUND_TRIP_LABELS: Record<RoundTripName, string> = {
  'http-new-connection': 'HTTP, new connection',
  'http-keep-alive': 'HTTP, kept alive',
  'socket-io': 'Socket.IO',
  websocket: 'WebSocket',
};

export const NAIVE_NOTE =
  'The naive mean is over quotes that arrived, as most comparisons report it; it leaves out what polling never saw.';

/** `40 s on 50 symbols at 99.8 quotes/s, with 20 ms each way`. */
export function circumstancesOf({ market, network, config }: Result): string {
  const seconds = decimal(market.observedMs / 1_000, 0);
  const rate = decimal(market.quotesPerSecond, market.quotesPerSecond < 10 ? 1 : 0);
  return `${seconds} s on ${count(market.symbols)} symbols at ${rate} quotes/s, ${networkOf({ network, config })}`;
}

function networkOf({ network, config }: Pick<Result, 'network' | 'config'>): string {
  const { name, conditions } = network;
  if (conditions === null) return config.url === null ? 'over loopback' : 'straight to the server';
  const { delayMs, jitterMs } = conditions;
  const jitter = jitterMs > 0 ? ` and up to ${jitterMs} ms of jitter` : '';
  const profile = name === 'custom' ? '' : `${name}: `;
  return `${profile}${delayMs} ms${jitter} each way`;
}

/** `9 lanes at once`, or the name of the only one. */
export function lanesAtOnce(lanes: readonly LaneResult[]): string {
  return lanes.length === 1 ? labelOf(lanes[0]!) : `${lanes.length} lanes at once`;
}

/** The lanes one below the other, 118 columns wide at most. */
export function laneTable(lanes: readonly LaneResult[]): string {
  return textTable(
    TITLES,
    lanes.map((lane) => {
      const { timeToVisibleMs: visible, naiveLatencyMs, predicted, quotes, countedMs } = lane;
      const perSecond = (amount: number) => (countedMs > 0 ? (amount / countedMs) * 1_000 : null);
      return [
        labelOf(lane),
        milliseconds(visible.mean),
        milliseconds(visible.p50),
        milliseconds(visible.p99),
        milliseconds(predicted.timeToVisibleMs.mean),
        deviation(residual(visible.mean ?? NaN, predicted.timeToVisibleMs.mean)),
        share(lane.outOfDateFraction),
        share(quotes.onTape > 0 ? quotes.missed / quotes.onTape : null),
        milliseconds(naiveLatencyMs.mean),
        decimal(perSecond(lane.requests), 1),
        decimal(perSecond((lane.wireBytesIn + lane.wireBytesOut) / 1_000), 1),
        share(lane.serverCpuMs === undefined || countedMs === 0 ? null : lane.serverCpuMs / countedMs, 2),
      ];
    }),
  );
}

function roundTripTable(roundTripMs: Result['roundTripMs']): string {
  const rows = Object.entries(roundTripMs).map(([name, { p50, p99, wireBytes }]) => [
    ROUND_TRIP_LABELS[name as RoundTripName],
    milliseconds(p50),
    milliseconds(p99),
    count(wireBytes),
  ]);
  return textTable(['question and answer', 'p50', 'p99', 'wire bytes'], rows);
}

/** The whole result; warnings are apart, since they go to stderr. */
export function summaryOf(result: Result): string {
  const { lanes, roundTripMs } = result;
  const parts = [`${lanesAtOnce(lanes)}: ${circumstancesOf(result)}.`, laneTable(lanes), NAIVE_NOTE];
  if (Object.keys(roundTripMs).length > 0) {
    parts.push('Two ways: a small question, while quotes keep arriving on the same connection.');
    parts.push(roundTripTable(roundTripMs));
  }
  return `${parts.join('\n\n')}\n`;
}

/** Undefined where there is nothing to doubt. */
export function warningOf({ validity }: Result): string | undefined {
  if (validity.ok) return undefined;
  return ['Doubtful:', ...validity.reasons.map((reason) => `  ${reason}`)].join('\n');
}
