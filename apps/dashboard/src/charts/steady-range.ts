/** A scale that holds still: it changes in steps, only when the data leave it or fill too little of it. */

export interface Range {
  min: number;
  max: number;
  /** Distance between two grid lines. */
  step: number;
}

const GRID_LINES = 6;
/** The data may shrink to this part of the scale before the scale follows. */
const SMALLEST_FILL = 0.4;

/** `smallestStep` bounds how far the scale may zoom in, such as to a tick. */
export function steadyRange(
  before: Range | undefined,
  min: number,
  max: number,
  smallestStep: number,
): Range {
  if (before !== undefined && min >= before.min && max <= before.max) {
    const shrunk = max - min < SMALLEST_FILL * (before.max - before.min);
    if (!shrunk || rangeFor(min, max, smallestStep).step >= before.step) return before;
  }
  return rangeFor(min, max, smallestStep);
}

function rangeFor(min: number, max: number, smallestStep: number): Range {
  const step = niceStep(Math.max((max - min) / GRID_LINES, smallestStep));
  const low = Math.floor(min / step) * step;
  return { min: low, max: Math.max(Math.ceil(max / step) * step, low + step), step };
}

/** The smallest of 1, 2, 5 times a power of ten that is at least `step`. */
function niceStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step) + 1e-9);
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= step * (1 - 1e-9)) ?? 10;
  return factor * power;
}
