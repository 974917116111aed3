/** Notices that nothing was heard for too long, with one timer however often something is heard. */
import type { LaneSurroundings } from './lane.ts';

export class SilenceWatch {
  readonly #surroundings: LaneSurroundings;
  readonly #longestMs: number;
  readonly #onSilence: () => void;
  #cancelTimer: (() => void) | undefined;
  #heardAtMs = 0;

  /** Calls `onSilence` once nothing was heard for `longestMs`, and watches no longer then. */
  constructor(surroundings: LaneSurroundings, longestMs: number, onSilence: () => void) {
    this.#surroundings = surroundings;
    this.#longestMs = longestMs;
    this.#onSilence = onSilence;
  }

  start(): void {
    this.stop();
    this.heard();
    this.#watchFor(this.#longestMs);
  }

  heard(): void {
    this.#heardAtMs = this.#surroundings.nowMs();
  }

  stop(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  #watchFor(delayMs: number): void {
    this.#cancelTimer = this.#surroundings.after(delayMs, () => {
      this.#cancelTimer = undefined;
      const leftMs = this.#heardAtMs + this.#longestMs - this.#surroundings.nowMs();
      // Timers fire a fraction of a millisecond early.
      if (leftMs < 1) this.#onSilence();
      else this.#watchFor(leftMs);
    });
  }
}
