/** A logarithmic axis: places of values, and the round values to label. */

export interface LogAxis {
  /** Place of a value on the drawing; what lies beyond the axis is put at its end. */
  at(value: number): number;
  /** Powers of ten, or one, two and five of each where the axis is short. */
  ticks: readonly number[];
}

interface Span {
  from: number;
  to: number;
}

/** An axis of fewer decades has finer ticks. */
const SHORT_DECADES = 2.5;

export function logAxis(domain: Span, range: Span): LogAxis {
  const span = Math.log(domain.to / domain.from);
  const isShort = Math.log10(domain.to / domain.from) < SHORT_DECADES;
  return {
    at(value) {
      const share = Math.log(Math.max(value, Number.MIN_VALUE) / domain.from) / span;
      return range.from + Math.min(Math.max(share, 0), 1) * (range.to - range.from);
    },
    ticks: roundValues(domain, isShort ? [1, 2, 5] : [1]),
  };
}

/** From one, two or five of a power of ten below all values to one above, with room beside the outermost. */
export function domainAround(values: readonly number[]): Span {
  const least = Math.min(...values) / ROOM;
  const most = Math.max(...values) * ROOM;
  const candidates = roundValues({ from: least / 10, to: most * 10 }, [1, 2, 5]);
  return {
    from: candidates.findLast((value) => value <= least) ?? least,
    to: candidates.find((value) => value >= most) ?? most,
  };
}

const ROOM = 1.25;

function roundValues({ from, to }: Span, steps: readonly number[]): number[] {
  const first = Math.floor(Math.log10(from));
  const decades = Array.from({ length: Math.ceil(Math.log10(to)) - first + 1 }, (_, at) => first + at);
  return decades
    .flatMap((decade) => steps.map((step) => Number(`${step}e${decade}`)))
    .filter((value) => value >= from && value <= to);
}
