/** The real clock, chance, timers and connections of a browser. */
import type { LaneSurroundings } from './lane.ts';

/** Epoch milliseconds by the monotonic clock: never jumps while a page or process is awake. */
export function epochNowMs(): number {
  return performance.timeOrigin + performance.now();
}

/** Node has the same, but for the WebSocket before version 22; `@tickrace/lanes/node` has it all. */
export const realSurroundings: LaneSurroundings = {
  nowMs: epochNowMs,
  random: Math.random,
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
  fetch: (url, init) => fetch(url, init),
  openWebSocket: (url) => new WebSocket(url),
};
