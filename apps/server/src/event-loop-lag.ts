/** How late the server's event loop runs: the figure that says whether its other figures can be trusted. */
import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 10;
const WINDOW_MS = 10_000;

export interface EventLoopLag {
  /** Of the last 10 to 20 seconds, in milliseconds. */
  read(): { p99: number; max: number };
  stop(): void;
}

export function watchEventLoopLag(): EventLoopLag {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  // The histogram counts the timer's own interval as delay.
  const now = () => ({
    p99: Math.max(0, delays.percentile(99) / 1e6 - RESOLUTION_MS),
    max: Math.max(0, delays.max / 1e6 - RESOLUTION_MS),
  });
  let before = { p99: 0, max: 0 };
  const timer = setInterval(() => {
    before = now();
    delays.reset();
  }, WINDOW_MS).unref();
  return {
    read() {
      const { p99, max } = now();
      return { p99: Math.max(p99, before.p99), max: Math.max(max, before.max) };
    },
    stop() {
      clearInterval(timer);
      delays.disable();
    },
  };
}
