/** The command that makes a comparison again. */
import { DEFAULT_LANES } from './bench-lane.ts';
import type { Result } from './result-schema.ts';

/** What a running server decides is left out, and so are the lanes where they are all. */
export function commandOf(config: Result['config']): string {
  const {
    lanes,
    intervalMs,
    durationS,
    warmupS,
    symbols,
    quotesPerSecond,
    seed,
    network,
    delayMs,
    jitterMs,
    url,
  } = config;
  const shape = delayMs === null ? { network } : { delay: delayMs, jitter: jitterMs };
  const options = {
    lanes: lanes.join() === DEFAULT_LANES.join() ? null : lanes.join(),
    interval: intervalMs,
    duration: durationS,
    warmup: warmupS,
    symbols,
    rate: quotesPerSecond,
    seed,
    ...shape,
    url,
  };
  const given = Object.entries(options).filter(([, value]) => value !== null);
  return `npm run compare -- ${given.map(([name, value]) => `--${name} ${value}`).join(' ')}`;
}
