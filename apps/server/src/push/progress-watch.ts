/** Tells a reader that drains slowly from one that takes nothing at all. */
export class ProgressWatch {
  #leastBytes = Infinity;
  #progressedAtMs = 0;

  /** How long nothing has been taken, in milliseconds, by what is in flight now; 0 where all of it has been. */
  stalledMs(inFlightBytes: number, nowMs: number): number {
    if (inFlightBytes === 0) {
      this.#leastBytes = Infinity;
      return 0;
    }
    if (inFlightBytes < this.#leastBytes) {
      this.#leastBytes = inFlightBytes;
      this.#progressedAtMs = nowMs;
    }
    return nowMs - this.#progressedAtMs;
  }
}
