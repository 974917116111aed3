/** The sawtooth: how stale the price on screen was, lane by lane, with the mean that theory predicts dashed. */
import type { Trail } from '../session/trail.ts';
import { withAlpha } from './colour.ts';
import { stalenessLine } from './staleness-line.ts';
import { steadyRange, type Range } from './steady-range.ts';
import type { ChartPoint } from './step-points.ts';
import { createTimeChart, setFrame, type ChartColours, type LineDataset } from './time-chart.ts';

interface StalenessInput {
  market: Trail;
  poll: Trail;
  push: Trail;
  nowMs: number;
  spanS: number;
  /** Predicted mean staleness of the polled price; undefined while unknown. */
  predictedMs: number | undefined;
}

export interface StalenessChart {
  draw(input: StalenessInput): void;
  destroy(): void;
}

const SMALLEST_STEP_S = 0.1;
const FEWEST_LINES = 2;

export function createStalenessChart(canvas: HTMLCanvasElement, colours: ChartColours): StalenessChart {
  const datasets: LineDataset[] = [
    {
      label: 'short poll',
      data: [],
      borderColor: colours.shortPoll,
      borderWidth: 1.5,
      fill: { target: 'origin', above: withAlpha(colours.shortPoll, 0.14), below: 'transparent' },
    },
    { label: 'Socket.IO', data: [], borderColor: colours.socketIo, borderWidth: 2 },
    { data: [], borderColor: colours.shortPoll, borderWidth: 1, borderDash: [4, 4] },
  ];
  const chart = createTimeChart(canvas, {
    datasets,
    colours,
    valueText: (seconds) => `${Number(seconds.toFixed(2))} s`,
    showTimes: false,
  });
  let range: Range | undefined;
  return {
    draw({ market, poll, push, nowMs, spanS, predictedMs }) {
      const fromMs = nowMs - spanS * 1_000;
      const toPoints = (feed: Trail): ChartPoint[] =>
        stalenessLine(market, feed, fromMs, nowMs).map(({ atMs, stalenessMs }) => ({
          x: (atMs - nowMs) / 1_000,
          y: stalenessMs / 1_000,
        }));
      const lines = [toPoints(poll), toPoints(push)];
      const predictedS = (predictedMs ?? NaN) / 1_000;
      lines.push(Number.isFinite(predictedS) ? [{ x: -spanS, y: predictedS }, { x: 0, y: predictedS }] : []); // prettier-ignore
      let highest = FEWEST_LINES * SMALLEST_STEP_S;
      lines.forEach((points, index) => {
        const dataset = datasets[index];
        if (dataset !== undefined) dataset.data = points;
        for (const { y } of points) highest = Math.max(highest, y);
      });
      // Two or three grid lines are enough for a chart this low.
      range = steadyRange(range, 0, highest, Math.max(SMALLEST_STEP_S, highest / 2));
      setFrame(chart, spanS, range);
      chart.update('none');
    },
    destroy: () => chart.destroy(),
  };
}
