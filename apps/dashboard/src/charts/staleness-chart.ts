/** The sawtooth: how stale the price on screen was, lane by lane, with the mean that theory predicts dashed. */
import type { Trail } from '../session/trail.ts';
import { withAlpha } from './colour.ts';
import type { LaneLine } from './lane-line.ts';
import { stalenessLine } from './staleness-line.ts';
import { steadyRange, type Range } from './steady-range.ts';
import type { ChartPoint } from './step-points.ts';
import { createTimeChart, setFrame, type ChartColours, type LineDataset } from './time-chart.ts';

interface StalenessInput {
  market: Trail;
  /** In the order of the chart's lanes. */
  shown: readonly Trail[];
  nowMs: number;
  spanS: number;
  /** Predicted mean staleness of the shaded lane's price; undefined while unknown. */
  predictedMs: number | undefined;
}

export interface StalenessChart {
  draw(input: StalenessInput): void;
  destroy(): void;
}

const SMALLEST_STEP_S = 0.1;
const FEWEST_STEPS = 2;

export function createStalenessChart(
  canvas: HTMLCanvasElement,
  colours: ChartColours,
  lanes: readonly LaneLine[],
): StalenessChart {
  const datasets: LineDataset[] = lanes.map(({ word, colour, dash, isShaded }) => ({
    label: word,
    data: [],
    borderColor: colour,
    borderWidth: isShaded ? 1.5 : 2,
    borderDash: [...dash],
    fill: isShaded && { target: 'origin', above: withAlpha(colour, 0.14), below: 'transparent' },
  }));
  const predicted: LineDataset = {
    data: [],
    borderColor: lanes.find(({ isShaded }) => isShaded)?.colour ?? colours.ink3,
    borderWidth: 1,
    borderDash: [4, 4],
  };
  const chart = createTimeChart(canvas, {
    datasets: [...datasets, predicted],
    colours,
    valueText: (seconds) => `${Number(seconds.toFixed(2))} s`,
    showTimes: false,
  });
  let range: Range | undefined;
  return {
    draw({ market, shown, nowMs, spanS, predictedMs }) {
      const fromMs = nowMs - spanS * 1_000;
      let highest = FEWEST_STEPS * SMALLEST_STEP_S;
      const put = (dataset: LineDataset | undefined, points: ChartPoint[]) => {
        if (dataset !== undefined) dataset.data = points;
        for (const { y } of points) highest = Math.max(highest, y);
      };
      shown.forEach((trail, index) => {
        const line = stalenessLine(market, trail, fromMs, nowMs);
        const points = line.map(({ atMs, stalenessMs }) => ({
          x: (atMs - nowMs) / 1_000,
          y: stalenessMs / 1_000,
        }));
        put(datasets[index], points);
      });
      const y = (predictedMs ?? NaN) / 1_000;
      put(predicted, Number.isFinite(y) ? [{ x: -spanS, y }, { x: 0, y }] : []); // prettier-ignore
      // Two or three grid lines are enough for a chart this low.
      range = steadyRange(range, 0, highest, Math.max(SMALLEST_STEP_S, highest / 2));
      setFrame(chart, spanS, range);
      chart.update('none');
    },
    destroy: () => chart.destroy(),
  };
}
