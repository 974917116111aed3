/** What the page's charts have in common: lines over the last seconds, a fixed frame, values at the pointer. */
import {
  Chart,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  type ChartDataset,
  type Plugin,
} from 'chart.js';
import type { Range } from './steady-range.ts';
import type { ChartPoint } from './step-points.ts';

Chart.register(LineController, LineElement, PointElement, LinearScale, Filler);

/** Both charts keep this much room for their values, so that their time axes line up. */
const VALUE_AXIS_PX = 52;

export type LineDataset = ChartDataset<'line', ChartPoint[]> & { endDot?: boolean };
export type TimeChart = Chart<'line', ChartPoint[]>;

export interface ChartColours {
  background: string;
  line: string;
  ink3: string;
}

export interface TimeChartOptions {
  datasets: LineDataset[];
  colours: ChartColours;
  /** Writes a value beside the pointer and on the axis. */
  valueText: (value: number) => string;
  showTimes: boolean;
}

export function createTimeChart(canvas: HTMLCanvasElement, options: TimeChartOptions): TimeChart {
  const { datasets, colours, valueText, showTimes } = options;
  const font = { family: getComputedStyle(canvas).fontFamily, size: 11 };
  const spanTicks = (value: number | string) => (Number(value) === 0 ? 'now' : `−${-Number(value)} s`);
  return new Chart(canvas, {
    type: 'line',
    data: { datasets },
    plugins: [endDots, pointerLine(colours, valueText, font.family)],
    options: {
      animation: false,
      parsing: false,
      normalized: true,
      responsive: true,
      maintainAspectRatio: false,
      events: ['mousemove', 'mouseout', 'touchstart', 'touchmove'],
      interaction: { mode: 'nearest', intersect: false },
      layout: { padding: { top: 6, left: 0, right: 0, bottom: 0 } },
      elements: { line: { borderJoinStyle: 'round' }, point: { radius: 0, hoverRadius: 0, hitRadius: 0 } },
      scales: {
        x: {
          type: 'linear',
          grid: { display: false },
          border: { display: false },
          ticks: {
            display: showTimes,
            color: colours.ink3,
            font,
            maxRotation: 0,
            align: 'inner',
            callback: spanTicks,
          },
        },
        y: {
          type: 'linear',
          position: 'right',
          grid: { color: colours.line, drawTicks: false },
          border: { display: false },
          ticks: {
            color: colours.ink3,
            font,
            padding: 10,
            callback: (value) => valueText(Number(value)),
          },
          afterFit: (scale) => {
            scale.width = VALUE_AXIS_PX;
          },
        },
      },
    },
  });
}

/** Sets what the axes reach, without drawing. */
export function setFrame(chart: TimeChart, spanS: number, range: Range): void {
  const { x, y } = chart.options.scales ?? {};
  if (x === undefined || y === undefined) return;
  Object.assign(x, { min: -spanS, max: 0 });
  Object.assign(x.ticks ?? {}, { stepSize: spanS / 4 });
  Object.assign(y, { min: range.min, max: range.max });
  Object.assign(y.ticks ?? {}, { stepSize: range.step });
}

const endDots: Plugin<'line'> = {
  id: 'end-dots',
  afterDatasetsDraw(chart) {
    chart.data.datasets.forEach((dataset, index) => {
      const last = chart.getDatasetMeta(index).data.at(-1);
      if ((dataset as LineDataset).endDot !== true || last === undefined) return;
      chart.ctx.beginPath();
      chart.ctx.arc(last.x, last.y, 3.5, 0, 2 * Math.PI);
      chart.ctx.fillStyle = String(dataset.borderColor);
      chart.ctx.fill();
    });
  },
};

/** A hairline at the pointer, with each line's value beside it in the line's colour. */
function pointerLine(
  colours: ChartColours,
  valueText: (value: number) => string,
  family: string,
): Plugin<'line'> {
  let pointerX: number | undefined;
  return {
    id: 'pointer-line',
    afterEvent(_chart, { event, inChartArea }) {
      pointerX = event.type !== 'mouseout' && inChartArea && event.x !== null ? event.x : undefined;
    },
    afterDatasetsDraw(chart) {
      const { ctx, chartArea, scales } = chart;
      if (pointerX === undefined || scales['x'] === undefined) return;
      const x = pointerX;
      const atS = scales['x'].getValueForPixel(x) ?? 0;
      ctx.save();
      ctx.strokeStyle = colours.ink3;
      ctx.lineWidth = 1;
      ctx.beginPath();
      ctx.moveTo(x, chartArea.top);
      ctx.lineTo(x, chartArea.bottom);
      ctx.stroke();
      ctx.font = `500 11.5px ${family}`;
      ctx.textBaseline = 'middle';
      const rightward = x < (chartArea.left + chartArea.right) / 2;
      ctx.textAlign = rightward ? 'left' : 'right';
      let row = 0;
      for (const dataset of chart.data.datasets) {
        if (dataset.label === undefined) continue;
        const value = valueAt(dataset.data as ChartPoint[], atS, dataset.stepped !== undefined);
        if (value === undefined) continue;
        ctx.fillStyle = String(dataset.borderColor);
        const text = `${dataset.label} ${valueText(value)}`;
        const textX = rightward ? x + 8 : x - 8;
        ctx.lineWidth = 4;
        ctx.strokeStyle = colours.background;
        ctx.strokeText(text, textX, chartArea.top + 10 + 16 * row);
        ctx.fillText(text, textX, chartArea.top + 10 + 16 * row);
        row += 1;
      }
      ctx.restore();
    },
  };
}

function valueAt(points: readonly ChartPoint[], x: number, stepped: boolean): number | undefined {
  const next = points.findIndex((point) => point.x > x);
  const before = points[next === -1 ? points.length - 1 : next - 1];
  const after = points[next];
  if (stepped || before === undefined || after === undefined || after.x === before.x) return before?.y;
  return before.y + ((after.y - before.y) * (x - before.x)) / (after.x - before.x);
}
