/** How late each lane is: its times to visible on one logarithmic axis, so that lanes can be compared by eye. */
import { labelOf } from '../bench-lane.ts';
import { milliseconds } from '../format.ts';
import type { LaneResult } from '../result-schema.ts';
import { markStyle } from './lane-look.ts';
import { logAxis } from './log-axis.ts';
import { element, type Markup } from './markup.ts';

const WIDTH = 960;
const ROW = 52;
const BARS = 38;
const PLOT = { left: 176, right: 860 };

export function distributionChart(lanes: readonly LaneResult[]): Markup {
  const { fromMs = 1, toMs = 10_000 } = lanes[0]?.distribution ?? {};
  const axis = logAxis({ from: fromMs, to: toMs }, { from: PLOT.left, to: PLOT.right });
  const height = lanes.length * ROW + 24;
  const grid = axis.ticks.map((ms) => [
    element('line', { class: 'grid', x1: axis.at(ms), x2: axis.at(ms), y1: 0, y2: lanes.length * ROW }),
    element(
      'text',
      { class: 'axis', x: axis.at(ms), y: height - 6, 'text-anchor': 'middle' },
      ms >= 1_000 ? `${ms / 1_000} s` : `${ms} ms`,
    ),
  ]);
  const rows = lanes.map((lane, index) => row(lane, (index + 1) * ROW, axis));
  return element(
    'svg',
    { viewBox: `0 0 ${WIDTH} ${height}`, role: 'img', 'aria-label': describe(lanes) },
    grid,
    rows,
  );
}

function row(lane: LaneResult, bottom: number, axis: ReturnType<typeof logAxis>): Markup[] {
  const { shares } = lane.distribution;
  const width = (PLOT.right - PLOT.left) / Math.max(1, shares.length);
  const tallest = Math.max(...shares, Number.MIN_VALUE);
  const bars = shares.flatMap((share, index) => {
    if (share === 0) return [];
    const height = Math.max(0.75, (share / tallest) * BARS);
    const at = { x: PLOT.left + index * width + 0.5, y: bottom - height, width: width - 1.75, height };
    return element('rect', { ...at, style: markStyle(lane) });
  });
  const predictedAt = axis.at(lane.predicted.timeToVisibleMs.mean);
  return [
    element('line', { class: 'grid', x1: 0, x2: WIDTH, y1: bottom, y2: bottom }),
    ...bars,
    element('line', {
      class: 'predicted',
      x1: predictedAt,
      x2: predictedAt,
      y1: bottom - BARS - 6,
      y2: bottom,
    }),
    element('text', { class: 'name', x: 0, y: bottom - 14 }, labelOf(lane)),
    element(
      'text',
      { class: 'value', x: WIDTH, y: bottom - 14, 'text-anchor': 'end' },
      milliseconds(lane.timeToVisibleMs.mean),
    ),
  ];
}

function describe(lanes: readonly LaneResult[]): string {
  const means = lanes.map((lane) => `${labelOf(lane)} ${milliseconds(lane.timeToVisibleMs.mean)}`);
  return `Distributions of the time to visible; means: ${means.join(', ')}.`;
}
