/**
 * When what the market published is passed on to those who are told: in the turn of publication while that costs
 * little, and less often as sweeps over the readers take longer, so that telling never takes more than its share
 * of the core and lateness rises smoothly instead of queues.
 */
import type { Quote } from '@tickrace/protocol';
import type { Clock } from '../clock.ts';

/** Share of the core that sweeps may take. */
const SHARE = 0.5;

/** Weight of the newest sweep in the running mean: it follows a change within some ten sweeps. */
const WEIGHT = 0.2;

/** A shorter interval than a timer can keep is none. */
const SHORTEST_INTERVAL_MS = 2;

/** A longer interval than this would be felt as a stall. */
const LONGEST_INTERVAL_MS = 1_000;

export type FlushListener = (quotes: readonly Quote[]) => void;

export class FlushSchedule {
  readonly #clock: Clock;
  readonly #listeners = new Set<FlushListener>();
  #pending: Quote[] = [];
  #meanSweepMs = 0;
  #notBeforeMs = 0;
  #cancelTimer: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** W: the interval between flushes in force, in milliseconds; 0 while quotes leave in the turn of publication. */
  get intervalMs(): number {
    const intervalMs = this.#meanSweepMs / SHARE;
    return intervalMs < SHORTEST_INTERVAL_MS ? 0 : Math.min(intervalMs, LONGEST_INTERVAL_MS);
  }

  /** Published, and not passed on yet; oldest first. */
  get pending(): readonly Quote[] {
    return this.#pending;
  }

  /** Called once per flush, with the quotes since the one before. Returns the function that ends the listening. */
  onFlush(listener: FlushListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes the quotes of one turn; passes them on at once, or when the interval is over. */
  add(quotes: readonly Quote[]): void {
    for (const quote of quotes) this.#pending.push(quote);
    const waitMs = this.#notBeforeMs - this.#clock.nowMs();
    if (waitMs <= 0) this.#flush();
    else this.#cancelTimer ??= this.#clock.after(waitMs, () => this.#flush());
  }

  stop(): void {
    this.#cancelTimer?.();
  }

  #flush(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const quotes = this.#pending;
    this.#pending = [];
    const startedAtMs = this.#clock.nowMs();
    for (const listener of this.#listeners) listener(quotes);
    const sweepMs = this.#clock.nowMs() - startedAtMs;
    this.#meanSweepMs += WEIGHT * (sweepMs - this.#meanSweepMs);
    this.#notBeforeMs = startedAtMs + this.intervalMs;
  }
}
