/** When stalls begin: a Poisson process, which has no memory, so that it may start anew whenever conditions change. */
import type { NetworkConditions } from '@tickrace/protocol';
import type { ShaperClock } from './clock.ts';

export interface StallProcessOptions {
  clock: ShaperClock;
  /** Uniform on [0, 1). */
  random: () => number;
  /** Stalls everything for so long, from now on. */
  onStall: (stallMs: number) => void;
}

export class StallProcess {
  readonly #options: StallProcessOptions;
  #cancelNext: (() => void) | undefined;

  constructor(options: StallProcessOptions) {
    this.#options = options;
  }

  /** Begins, or goes on under other conditions. */
  start(conditions: NetworkConditions): void {
    this.stop();
    const { stallEveryMs, stallMs } = conditions;
    if (stallEveryMs === 0 || stallMs === 0) return;
    const { clock, random, onStall } = this.#options;
    const waitMs = -Math.log(1 - random()) * stallEveryMs;
    this.#cancelNext = clock.after(waitMs, () => {
      onStall(stallMs);
      this.start(conditions);
    });
  }

  stop(): void {
    this.#cancelNext?.();
    this.#cancelNext = undefined;
  }
}
