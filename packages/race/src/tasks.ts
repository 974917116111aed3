/** Timers and repeated work that all end together. */
import type { LaneSurroundings } from '@tickrace/lanes';

export class Tasks {
  readonly #surroundings: LaneSurroundings;
  readonly #cancels = new Set<() => void>();
  #stopped = false;

  constructor(surroundings: LaneSurroundings) {
    this.#surroundings = surroundings;
  }

  after(delayMs: number, callback: () => void): void {
    if (this.#stopped) return;
    const cancel = this.#surroundings.after(delayMs, () => {
      this.#cancels.delete(cancel);
      callback();
    });
    this.#cancels.add(cancel);
  }

  /** Does the work now and again `intervalMs` after it ended, failed or not, until it is done. */
  repeat(intervalMs: number, work: () => Promise<void>, isDone = () => false): void {
    const again = () => {
      if (!isDone()) this.after(intervalMs, () => this.repeat(intervalMs, work, isDone));
    };
    // A failure shows in the lanes' states; here the work is only tried again.
    work().then(again, again);
  }

  stop(): void {
    this.#stopped = true;
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
  }
}
