/** Measured against predicted: how far off each lane is, in two figures, beside what this project tolerates. */
import { labelOf } from '../bench-lane.ts';
import { agreementOf, type Agreement } from '../agreement.ts';
import { decimal, deviation, milliseconds } from '../format.ts';
import type { LaneResult, Result } from '../result-schema.ts';
import { colourOf, markStyle } from './lane-look.ts';
import { element, type Child, type Markup } from './markup.ts';

const WIDTH = 960;
const ROW = 30;
const HEAD = 26;

interface Panel {
  title: string;
  left: number;
  right: number;
  /** Ends of the axis, and the step between its labels, in its unit. */
  end: number;
  step: number;
  label(value: number): string;
}

const PERCENT: Panel = {
  title: 'mean time to visible',
  left: 210,
  right: 470,
  end: 0.2,
  step: 0.1,
  label: (value) => `${signed(value * 100, 0)} %`,
};

const POINTS: Panel = {
  title: 'share of time out of date',
  left: 610,
  right: 870,
  end: 0.05,
  step: 0.025,
  label: (value) => `${signed(value * 100, 1)} pp`,
};

interface Residuals {
  lane: LaneResult;
  /** Relative to the prediction. */
  mean: Residual;
  outOfDate: Residual;
}

type Residual = Pick<Agreement, 'difference' | 'tolerance' | 'standardError'>;

export function agreementChart({ lanes, market, network }: Result): Markup {
  const rows = lanes.map((lane) => residualsOf(lane, agreementOf(lane, market, network.roundTripMs)));
  const bottom = HEAD + lanes.length * ROW;
  const height = bottom + 24;
  return element(
    'svg',
    { viewBox: `0 0 ${WIDTH} ${height}`, role: 'img', 'aria-label': describe(rows) },
    rows.map((residuals, index) => row(residuals, HEAD + index * ROW)),
    axisOf(PERCENT, bottom),
    axisOf(POINTS, bottom),
    rows.map((residuals, index) => marks(residuals, HEAD + (index + 0.5) * ROW)),
  );
}

function residualsOf(
  lane: LaneResult,
  { meanTimeToVisibleMs: mean, outOfDateFraction }: ReturnType<typeof agreementOf>,
): Residuals {
  const relative = (value: number) => value / mean.predicted;
  return {
    lane,
    mean: {
      difference: relative(mean.difference),
      tolerance: relative(mean.tolerance),
      standardError: relative(mean.standardError),
    },
    outOfDate: outOfDateFraction,
  };
}

function row({ lane, mean, outOfDate }: Residuals, top: number): Child {
  return [
    element('line', { class: 'grid', x1: 0, x2: WIDTH, y1: top, y2: top }),
    band(PERCENT, top, mean.tolerance),
    band(POINTS, top, outOfDate.tolerance),
    element('text', { class: 'name', x: 0, y: top + ROW / 2 + 4 }, labelOf(lane)),
  ];
}

function band(panel: Panel, top: number, tolerance: number): Markup {
  const x = placeOf(panel, -tolerance);
  return element('rect', {
    class: 'band',
    x,
    y: top + 1,
    width: placeOf(panel, tolerance) - x,
    height: ROW - 1,
  });
}

function marks({ lane, mean, outOfDate }: Residuals, middle: number): Child {
  const { difference } = outOfDate;
  const points = Number.isFinite(difference) ? `${signed(difference * 100, 1)} pp` : '–';
  const value = { class: 'value', y: middle + 4, 'text-anchor': 'end' };
  return [
    mark(lane, { panel: PERCENT, residual: mean, middle }),
    mark(lane, { panel: POINTS, residual: outOfDate, middle }),
    element('text', { ...value, x: PERCENT.right + 68 }, deviation(mean.difference)),
    element('text', { ...value, x: WIDTH }, points),
  ];
}

/** A dot with two standard errors of sampling to either side; what lies beyond the axis stands at its end. */
function mark(
  lane: LaneResult,
  { panel, residual, middle }: { panel: Panel; residual: Residual; middle: number },
): Child {
  const { difference, standardError } = residual;
  if (!Number.isFinite(difference)) return [];
  const x1 = placeOf(panel, difference - 2 * standardError);
  const x2 = placeOf(panel, difference + 2 * standardError);
  return [
    element('line', { x1, x2, y1: middle, y2: middle, style: `stroke:${colourOf(lane)}` }),
    element('circle', { cx: placeOf(panel, difference), cy: middle, r: 4.5, style: markStyle(lane) }),
  ];
}

function axisOf(panel: Panel, bottom: number): Child {
  const steps = Math.round(panel.end / panel.step);
  return [
    element('text', { x: panel.left, y: HEAD - 10 }, panel.title),
    ...Array.from({ length: 2 * steps + 1 }, (_, index) => {
      const value = (index - steps) * panel.step;
      const x = placeOf(panel, value);
      return [
        element('line', { class: value === 0 ? 'zero' : 'grid', x1: x, x2: x, y1: HEAD, y2: bottom }),
        element('text', { class: 'axis', x, y: bottom + 18, 'text-anchor': 'middle' }, panel.label(value)),
      ];
    }),
  ];
}

function placeOf({ left, right, end }: Panel, value: number): number {
  const share = (Math.min(Math.max(value, -end), end) + end) / (2 * end);
  return left + share * (right - left);
}

function signed(value: number, decimals: number): string {
  return value > 0 ? `+${decimal(value, decimals)}` : decimal(value, value === 0 ? 0 : decimals);
}

function describe(rows: readonly Residuals[]): string {
  const parts = rows.map(({ lane, mean }) => {
    const predicted = milliseconds(lane.predicted.timeToVisibleMs.mean);
    return `${labelOf(lane)} predicted ${predicted}, off by ${deviation(mean.difference)}`;
  });
  return `Residuals: ${parts.join('; ')}.`;
}
