/** All figures of the lanes, and of the two ways, as tables: what the charts leave to the eye, to be read off. */
import { residual } from '@tickrace/measure';
import { labelOf } from '../bench-lane.ts';
import { count, decimal, deviation, milliseconds, share } from '../format.ts';
import type { LaneResult, Result, RoundTripName } from '../result-schema.ts';
import { ROUND_TRIP_LABELS } from '../summary.ts';
import { colourOf } from './lane-look.ts';
import { element, type Child, type Markup } from './markup.ts';

interface Column<Row> {
  title: string;
  cell(row: Row): Child;
  /** Greyed, since it misleads or is beside the point. */
  isQuiet?: true;
}

function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): Markup {
  const head = columns.map(({ title }) => element('th', { scope: 'col' }, title));
  const body = rows.map((row) =>
    element(
      'tr',
      {},
      columns.map(({ cell, isQuiet }) => element('td', isQuiet ? { class: 'quiet' } : {}, cell(row))),
    ),
  );
  const inner = [element('thead', {}, element('tr', {}, head)), element('tbody', {}, body)];
  return element('div', { class: 'scroll' }, element('table', {}, inner));
}

const LANE: Column<LaneResult> = {
  title: 'lane',
  cell: (lane) => [
    element('span', { class: 'swatch', style: `background:${colourOf(lane)}` }),
    labelOf(lane),
  ],
};

/** Of an amount, per second of the time in which it was counted. */
const perSecond = (lane: LaneResult, amount: number): number | null =>
  lane.countedMs > 0 ? (amount / lane.countedMs) * 1_000 : null;

export function latenessTable(lanes: readonly LaneResult[]): Markup {
  return table(
    [
      LANE,
      { title: 'mean', cell: ({ timeToVisibleMs }) => milliseconds(timeToVisibleMs.mean) },
      { title: 'p50', cell: ({ timeToVisibleMs }) => milliseconds(timeToVisibleMs.p50) },
      { title: 'p90', cell: ({ timeToVisibleMs }) => milliseconds(timeToVisibleMs.p90) },
      { title: 'p99', cell: ({ timeToVisibleMs }) => milliseconds(timeToVisibleMs.p99) },
      { title: 'max', cell: ({ timeToVisibleMs }) => milliseconds(timeToVisibleMs.max) },
      { title: 'predicted\nmean', cell: ({ predicted }) => milliseconds(predicted.timeToVisibleMs.mean) },
      { title: 'residual', cell: meanResidual },
      {
        title: 'naive\nmean',
        cell: ({ naiveLatencyMs }) => milliseconds(naiveLatencyMs.mean),
        isQuiet: true,
      },
    ],
    lanes,
  );
}

function meanResidual({ timeToVisibleMs, predicted }: LaneResult): string {
  return deviation(residual(timeToVisibleMs.mean ?? NaN, predicted.timeToVisibleMs.mean));
}

export function wrongnessTable(lanes: readonly LaneResult[]): Markup {
  return table(
    [
      LANE,
      { title: 'out of\ndate', cell: ({ outOfDateFraction }) => share(outOfDateFraction) },
      { title: 'predicted', cell: ({ predicted }) => share(predicted.outOfDateFraction) },
      { title: 'mean\nstaleness', cell: ({ stalenessMs }) => milliseconds(stalenessMs.mean) },
      { title: 'predicted', cell: ({ predicted }) => milliseconds(predicted.stalenessMs.mean) },
      {
        title: 'missed',
        cell: ({ quotes }) => share(quotes.onTape > 0 ? quotes.missed / quotes.onTape : null),
      },
      { title: 'predicted', cell: ({ predicted }) => share(1 - predicted.deliveredFraction) },
      { title: 'mean price\nerror', cell: ({ priceErrorBps }) => `${decimal(priceErrorBps.mean, 2)} bp` },
      { title: 'largest', cell: ({ priceErrorBps }) => `${decimal(priceErrorBps.max, 0)} bp` },
    ],
    lanes,
  );
}

export function costTable(lanes: readonly LaneResult[]): Markup {
  const withCpu = lanes.some(({ serverCpuMs }) => serverCpuMs !== undefined);
  const cpu: Column<LaneResult> = {
    title: 'server CPU',
    cell: (lane) =>
      share(lane.serverCpuMs === undefined ? null : (perSecond(lane, lane.serverCpuMs) ?? NaN) / 1_000, 2),
  };
  return table(
    [
      LANE,
      { title: 'requests /s', cell: (lane) => decimal(perSecond(lane, lane.requests), 2) },
      { title: 'empty answers', cell: ({ emptyResponses }) => count(emptyResponses) },
      { title: 'frames /s', cell: (lane) => decimal(perSecond(lane, lane.frames), 1) },
      { title: 'sent, kB/s', cell: (lane) => decimal(perSecond(lane, lane.wireBytesIn / 1_000), 2) },
      { title: 'received, kB/s', cell: (lane) => decimal(perSecond(lane, lane.wireBytesOut / 1_000), 1) },
      {
        title: 'bytes per quote shown',
        cell: ({ wireBytesIn, wireBytesOut, quotes }) =>
          count(quotes.delivered > 0 ? (wireBytesIn + wireBytesOut) / quotes.delivered : null),
      },
      ...(withCpu ? [cpu] : []),
    ],
    lanes,
  );
}

export function roundTripTable(roundTripMs: Result['roundTripMs']): Markup {
  return table(
    [
      { title: 'question and answer over', cell: ([name]) => ROUND_TRIP_LABELS[name as RoundTripName] },
      { title: 'p50', cell: ([, { p50 }]) => milliseconds(p50) },
      { title: 'p99', cell: ([, { p99 }]) => milliseconds(p99) },
      { title: 'wire bytes', cell: ([, { wireBytes }]) => count(wireBytes) },
      { title: 'asked', cell: ([, { count: asked }]) => count(asked) },
    ],
    Object.entries(roundTripMs),
  );
}
