/** How late this process's event loop ran over a stretch of measuring: what arrives is stamped no earlier than that. */
import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 10;
const NANOSECONDS_PER_MS = 1e6;

export interface EventLoopLag {
  p99: number;
  max: number;
}

/** Begins now; the function that it returns ends it and gives the lag in milliseconds. */
export function watchEventLoopLag(): () => EventLoopLag {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  // The histogram counts the timer's own interval as delay.
  const lagMs = (nanoseconds: number) => Math.max(0, nanoseconds / NANOSECONDS_PER_MS - RESOLUTION_MS);
  return () => {
    delays.disable();
    return { p99: lagMs(delays.percentile(99)), max: lagMs(delays.max) };
  };
}
