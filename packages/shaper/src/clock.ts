/** The shaper's one clock: milliseconds that never run backwards, and timers on the same scale. */
import { performance } from 'node:perf_hooks';

export interface ShaperClock {
  /** Milliseconds since some fixed moment, fractional, never less than before. */
  nowMs(): number;
  /** Calls back once, in about `delayMs`; returns the function that cancels. */
  after(delayMs: number, callback: () => void): () => void;
}

export const systemClock: ShaperClock = {
  nowMs: () => performance.now(),
  after(delayMs, callback) {
    // Node cuts off the fraction; rounded, a timer is on average neither early nor late.
    const timer = setTimeout(callback, Math.round(delayMs));
    return () => clearTimeout(timer);
  },
};
