/** The server's one clock: epoch milliseconds that never run backwards, and timers on the same scale. */

export interface Clock {
  /** Epoch milliseconds, fractional, never less than before. */
  nowMs(): number;
  /** Calls back once, `delayMs` from now or slightly later; returns the function that cancels. */
  after(delayMs: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  nowMs: () => performance.timeOrigin + performance.now(),
  after(delayMs, callback) {
    // Rounded up, since a timer that fires early finds nothing due and has to be set again.
    const timer = setTimeout(callback, Math.ceil(delayMs));
    return () => clearTimeout(timer);
  },
};
