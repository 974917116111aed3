/** The real clock, chance and timers of a browser or of Node. */
import type { LaneSurroundings } from './lane.ts';

/** Epoch milliseconds by the monotonic clock: never jumps while a page or process is awake. */
export function epochNowMs(): number {
  return performance.timeOrigin + performance.now();
}

export const realSurroundings: LaneSurroundings = {
  nowMs: epochNowMs,
  random: Math.random,
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};
