/** The stairs: what each lane showed of one symbol, against the market, with the gap that asking leaves shaded. */
import type { Trail } from '../session/trail.ts';
import { withAlpha } from './colour.ts';
import { steadyRange, type Range } from './steady-range.ts';
import { fillStepPoints, type ChartPoint } from './step-points.ts';
import { createTimeChart, setFrame, type ChartColours, type LineDataset } from './time-chart.ts';

interface StairInput {
  market: Trail;
  poll: Trail;
  push: Trail;
  nowMs: number;
  spanS: number;
  tickSize: number;
}

export interface StairChart {
  draw(input: StairInput): void;
  /** Forgets the scale, as for another symbol. */
  rescale(): void;
  destroy(): void;
}

export function createStairChart(
  canvas: HTMLCanvasElement,
  colours: ChartColours,
  priceText: (value: number) => string,
): StairChart {
  const market: ChartPoint[] = [];
  const poll: ChartPoint[] = [];
  const push: ChartPoint[] = [];
  const shade = withAlpha(colours.shortPoll, 0.14);
  const line = (label: string, data: ChartPoint[], colour: string, more: Partial<LineDataset>) => ({
    label,
    data,
    borderColor: colour,
    borderWidth: 2,
    stepped: 'before' as const,
    clip: 8,
    ...more,
  });
  const datasets: LineDataset[] = [
    line('short poll', poll, colours.shortPoll, {
      order: 1,
      endDot: true,
      fill: { target: 2, above: shade, below: shade },
    }),
    line('Socket.IO', push, colours.socketIo, { order: 2, endDot: true }),
    line('market', market, colours.ink3, { order: 3, borderWidth: 1 }),
  ];
  const chart = createTimeChart(canvas, { datasets, colours, valueText: priceText, showTimes: true });
  let range: Range | undefined;
  return {
    draw({ nowMs, spanS, tickSize, ...trails }) {
      const fromMs = nowMs - spanS * 1_000;
      fillStepPoints(market, trails.market, fromMs, nowMs);
      fillStepPoints(poll, trails.poll, fromMs, nowMs);
      fillStepPoints(push, trails.push, fromMs, nowMs);
      let low = Infinity;
      let high = -Infinity;
      for (const points of [market, poll, push]) {
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
    rescale() {
      range = undefined;
    },
    destroy: () => chart.destroy(),
  };
}
