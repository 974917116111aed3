/** What being late saves: bytes on the wire against the mean time to visible, both on logarithmic axes. */
import { labelOf } from '../bench-lane.ts';
import type { LaneResult } from '../result-schema.ts';
import { markStyle } from './lane-look.ts';
import { domainAround, logAxis, type LogAxis } from './log-axis.ts';
import { element, type Child, type Markup } from './markup.ts';

const WIDTH = 960;
const HEIGHT = 400;
const PLOT = { left: 56, right: 800, top: 8, bottom: HEIGHT - 44 };
const LABEL_HEIGHT = 16;
const LABEL_OFFSET = 12;

interface Point {
  lane: LaneResult;
  x: number;
  y: number;
}

/** Lanes of which either is not known are left out. */
export function costChart(lanes: readonly LaneResult[]): Markup {
  const known = lanes.filter((lane) => kilobytesPerSecond(lane) > 0 && (lane.timeToVisibleMs.mean ?? 0) > 0);
  if (known.length === 0) return element('svg', { viewBox: `0 0 ${WIDTH} 1` });
  const x = logAxis(domainAround(known.map(kilobytesPerSecond)), { from: PLOT.left, to: PLOT.right });
  const y = logAxis(domainAround(known.map(meanMs)), { from: PLOT.bottom, to: PLOT.top });
  const points = known.map((lane) => ({ lane, x: x.at(kilobytesPerSecond(lane)), y: y.at(meanMs(lane)) }));
  return element(
    'svg',
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': 'Bytes on the wire against lateness.' },
    grid(x, y),
    labels(points),
    points.map(({ lane, x: cx, y: cy }) => element('circle', { cx, cy, r: 5.5, style: markStyle(lane) })),
  );
}

const meanMs = ({ timeToVisibleMs }: LaneResult): number => timeToVisibleMs.mean ?? NaN;

function kilobytesPerSecond({ wireBytesIn, wireBytesOut, countedMs }: LaneResult): number {
  return countedMs > 0 ? (wireBytesIn + wireBytesOut) / countedMs : 0;
}

function grid(x: LogAxis, y: LogAxis): Child {
  return [
    ...x.ticks.map((kilobytes) => [
      element('line', {
        class: 'grid',
        x1: x.at(kilobytes),
        x2: x.at(kilobytes),
        y1: PLOT.top,
        y2: PLOT.bottom,
      }),
      element(
        'text',
        { class: 'axis', x: x.at(kilobytes), y: PLOT.bottom + 18, 'text-anchor': 'middle' },
        String(kilobytes),
      ),
    ]),
    ...y.ticks.map((ms) => [
      element('line', { class: 'grid', x1: PLOT.left, x2: PLOT.right, y1: y.at(ms), y2: y.at(ms) }),
      element(
        'text',
        { class: 'axis', x: PLOT.left - 10, y: y.at(ms) + 4, 'text-anchor': 'end' },
        ms >= 1_000 ? `${ms / 1_000} s` : `${ms} ms`,
      ),
    ]),
    element('text', { x: PLOT.right, y: HEIGHT - 6, 'text-anchor': 'end' }, 'wire, kB/s, both ways together'),
  ];
}

/** Names at the right of their points, moved down past those that are in the way, with a hairline to the point. */
function labels(points: readonly Point[]): Child {
  const placed: { x: number; y: number }[] = [];
  return points
    .toSorted((one, other) => one.y - other.y || one.x - other.x)
    .map(({ lane, x, y }) => {
      let at = y;
      const isTaken = () =>
        placed.some((other) => Math.abs(other.x - x) < 150 && Math.abs(other.y - at) < LABEL_HEIGHT);
      while (isTaken()) at += 1;
      placed.push({ x, y: at });
      const line = element('line', { class: 'grid', x1: x, y1: y, x2: x + LABEL_OFFSET - 2, y2: at });
      const name = element('text', { class: 'name', x: x + LABEL_OFFSET, y: at + 4 }, labelOf(lane));
      return at === y ? name : [line, name];
    });
}
