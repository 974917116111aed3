/** Numbers for readers, in tables and pages alike; what is not known is an en dash. */

const UNKNOWN = '–';

type Known = number | null | undefined;

/** A duration in the fitting unit, with three significant digits: `0.21 ms`, `41.2 ms`, `1.04 s`. */
export function milliseconds(ms: Known): string {
  if (!isKnown(ms)) return UNKNOWN;
  const inSeconds = Math.abs(ms) >= 999.5;
  return `${significant(inSeconds ? ms / 1_000 : ms)} ${inSeconds ? 's' : 'ms'}`;
}

/** A share of 1 in per cent. */
export function share(fraction: Known, decimals = 1): string {
  return isKnown(fraction) ? `${fixed(fraction * 100, decimals)} %` : UNKNOWN;
}

/** A relative deviation in per cent, with its sign; beyond tenfold it says no more than that. */
export function deviation(relative: Known): string {
  if (!isKnown(relative) || Math.abs(relative) > 10) return UNKNOWN;
  const percent = (relative * 100).toFixed(1);
  return `${relative < 0 ? '−' : '+'}${percent.replace('-', '')} %`;
}

export function count(value: Known): string {
  return isKnown(value) ? grouped.format(value) : UNKNOWN;
}

/** A quantity with so many decimals. */
export function decimal(value: Known, decimals: number): string {
  return isKnown(value) ? fixed(value, decimals) : UNKNOWN;
}

const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

function isKnown(value: Known): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function significant(value: number): string {
  const size = Math.abs(value);
  return fixed(value, size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2);
}

function fixed(value: number, decimals: number): string {
  return value.toFixed(decimals).replace(/^-/, '−');
}
