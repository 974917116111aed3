/** The stairs: what each lane showed of one symbol, against the market, with the gap that asking leaves shaded. */
import type { Trail } from '../session/trail.ts';
import { withAlpha } from './colour.ts';
import type { LaneLine } from './lane-line.ts';
import { steadyRange, type Range } from './steady-range.ts';
import { fillStepPoints, type ChartPoint } from './step-points.ts';
import { createTimeChart, setFrame, type ChartColours, type LineDataset } from './time-chart.ts';

interface StairInput {
  market: Trail;
  /** In the order of the chart's lanes. */
  shown: readonly Trail[];
  nowMs: number;
  spanS: number;
  tickSize: number;
}

export interface StairChart {
  draw(input: StairInput): void;
  destroy(): void;
}

export function createStairChart(
  canvas: HTMLCanvasElement,
  colours: ChartColours,
  lanes: readonly LaneLine[],
  priceText: (value: number) => string,
): StairChart {
  const lines: ChartPoint[][] = lanes.map(() => []);
  const market: ChartPoint[] = [];
  const step = { stepped: 'before' as const, clip: 8 };
  const datasets: LineDataset[] = lanes.map(({ word, colour, dash, isShaded }, index) => ({
    ...step,
    label: word,
    data: lines[index] ?? [],
    borderColor: colour,
    borderWidth: 2,
    borderDash: [...dash],
    endDot: true,
    order: index,
    fill: isShaded && {
      target: lanes.length,
      above: withAlpha(colour, 0.14),
      below: withAlpha(colour, 0.14),
    },
  }));
  datasets.push({
    ...step,
    label: 'market',
    data: market,
    borderColor: colours.ink3,
    borderWidth: 1,
    order: lanes.length,
  });
  const chart = createTimeChart(canvas, { datasets, colours, valueText: priceText, showTimes: true });
  let range: Range | undefined;
  return {
    draw(input) {
      const { nowMs, spanS, tickSize, shown } = input;
      const fromMs = nowMs - spanS * 1_000;
      fillStepPoints(market, input.market, fromMs, nowMs);
      shown.forEach((trail, index) => {
        const points = lines[index];
        if (points !== undefined) fillStepPoints(points, trail, fromMs, nowMs);
      });
      let low = Infinity;
      let high = -Infinity;
      for (const points of [market, ...lines]) {
        for (const { y } of points) {
          low = Math.min(low, y);
          high = Math.max(high, y);
        }
      }
      if (low > high) return;
      range = steadyRange(range, low, high, tickSize);
      setFrame(chart, spanS, range);
      chart.update('none');
    },
    destroy: () => chart.destroy(),
  };
}
