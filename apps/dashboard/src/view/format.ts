/** How numbers are written: significant digits, fitting units, a true minus sign; components only place them. */

const MINUS = '−';
const NOTHING = '–';

/** A number and its unit, which is set smaller and greyer. */
export interface Figure {
  number: string;
  unit: string;
}

const fixed = [0, 1, 2, 3, 4].map(
  (digits) => new Intl.NumberFormat('en', { minimumFractionDigits: digits, maximumFractionDigits: digits }),
);

function toFixed(value: number, digits: number): string {
  const text = (fixed[digits] ?? new Intl.NumberFormat('en')).format(Math.abs(value));
  // What rounds to zero has no sign.
  return value < 0 && /[1-9]/.test(text) ? MINUS + text : text;
}

/** Decimals that prices on this tick grid need: 0.01 → 2. */
export function decimalsOf(tickSize: number): number {
  return Math.max(0, Math.min(4, Math.ceil(-Math.log10(tickSize) - 1e-9)));
}

export function price(value: number | undefined, tickSize: number): string {
  return value === undefined ? NOTHING : toFixed(value, decimalsOf(tickSize));
}

/** With its sign, also when positive; zero has none. */
export function signed(value: number, digits: number): string {
  const text = toFixed(value, digits);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

export function share(fraction: number): string {
  return Number.isFinite(fraction) ? `${toFixed(fraction * 100, 1)} %` : NOTHING;
}

/** Three significant digits in the fitting unit: 0.41 ms, 41.2 ms, 1.04 s, 2.3 min. */
export function duration(ms: number | undefined): Figure {
  if (ms === undefined || !Number.isFinite(ms)) return { number: NOTHING, unit: '' };
  const size = Math.abs(ms);
  if (size < 9.995) return { number: toFixed(ms, 2), unit: 'ms' };
  if (size < 99.95) return { number: toFixed(ms, 1), unit: 'ms' };
  if (size < 999.5) return { number: toFixed(ms, 0), unit: 'ms' };
  if (size < 9_995) return { number: toFixed(ms / 1_000, 2), unit: 's' };
  if (size < 99_950) return { number: toFixed(ms / 1_000, 1), unit: 's' };
  return { number: toFixed(ms / 60_000, 1), unit: 'min' };
}

/** How old something is, to the tenth of a second: 0.4 s, 12.0 s, 3.5 min. */
export function ageText(ms: number): string {
  const seconds = Math.max(0, ms) / 1_000;
  return seconds < 100 ? `${toFixed(seconds, 1)}\u00a0s` : `${toFixed(seconds / 60, 1)}\u00a0min`;
}

/** A duration in running text, with a space that does not break. */
export function durationText(ms: number | undefined): string {
  const { number, unit } = duration(ms);
  return unit === '' ? number : `${number}\u00a0${unit}`;
}

/** An interval as people say it: 250 ms, 2 s. */
export function intervalText(ms: number): string {
  return ms < 1_000 ? `${ms}\u00a0ms` : `${ms / 1_000}\u00a0s`;
}

export function integer(value: number): string {
  return toFixed(value, 0);
}

export function kilobytesPerSecond(bytes: number, ms: number): string {
  return ms > 0 ? `${toFixed(bytes / ms, 1)} kB/s` : NOTHING;
}

export function perSecond(count: number, ms: number): string {
  return ms > 0 ? `${toFixed((count * 1_000) / ms, 1)} /s` : NOTHING;
}

/** Hours, minutes and seconds of a market day that opens at half past nine. */
export function marketClock(marketMs: number): string {
  const seconds = Math.floor(marketMs / 1_000) + 9.5 * 3_600;
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `${two((seconds / 3_600) % 24)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** How far a measurement is from its prediction: relative, or in milliseconds where both are tiny. */
export function residualText(measuredMs: number, predictedMs: number): string {
  if (!Number.isFinite(measuredMs) || !Number.isFinite(predictedMs)) return NOTHING;
  const differenceMs = measuredMs - predictedMs;
  if (predictedMs < 10) return `${signed(differenceMs, 2)} ms`;
  return `${signed((100 * differenceMs) / predictedMs, 1)} %`;
}
