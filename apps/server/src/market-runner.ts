/** Publishes the market's quotes onto the tape as they fall due: in order, once, and never in a long burst. */
import { setImmediate } from 'node:timers/promises';
import type { Quote } from '@tickrace/protocol';
import type { QuoteSource } from '@tickrace/market';
import type { Clock } from './clock.ts';
import type { Tape } from './tape/tape.ts';

/** A market that is later than this has slept, as its laptop did, and goes on where it was. */
const SLEPT_MS = 2_000;

/** Most quotes that one turn of the event loop publishes. */
const MAX_QUOTES_PER_TURN = 5_000;

/** Quotes replayed before other work gets its turn. */
const REPLAYED_PER_TURN = 20_000;

export interface MarketRunnerOptions {
  source: QuoteSource;
  /** Market milliseconds per wall millisecond. */
  speed: number;
  /** Wall time at which market time is 0, in epoch milliseconds. */
  openedAtMs: number;
  tape: Tape;
  clock: Clock;
  /** The market slept: market time 0 now counts as this later wall time. */
  onShifted?: (openedAtMs: number) => void;
}

/** Called once per turn with the quotes that were published in it, after they are on the tape. */
export type PublishedListener = (quotes: readonly Quote[]) => void;

export type RunnerPhase = 'waiting' | 'replaying' | 'live' | 'stopped';

export class MarketRunner {
  readonly #options: MarketRunnerOptions;
  readonly #listeners = new Set<PublishedListener>();
  #phase: RunnerPhase = 'waiting';
  #openedAtMs: number;
  #publishedAtMs = 0;
  #cancelTimer = (): void => undefined;

  constructor(options: MarketRunnerOptions) {
    this.#options = options;
    this.#openedAtMs = options.openedAtMs;
  }

  get phase(): RunnerPhase {
    return this.#phase;
  }

  /** Wall time at which market time is 0, in epoch milliseconds. */
  get openedAtMs(): number {
    return this.#openedAtMs;
  }

  /** Market milliseconds since the market opened. */
  marketMs(): number {
    return (this.#options.clock.nowMs() - this.#openedAtMs) * this.#options.speed;
  }

  /** Returns the function that ends the listening. */
  onPublished(listener: PublishedListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Puts everything due since the opening onto the tape, as if published at its time, and then runs. */
  async start(): Promise<void> {
    this.#phase = 'replaying';
    while (this.#phase === 'replaying') {
      const nowMs = this.#options.clock.nowMs();
      for (let count = 0; count < REPLAYED_PER_TURN && this.#nextDueMs() <= nowMs; count += 1) {
        this.#publish(this.#nextDueMs());
      }
      if (this.#nextDueMs() > nowMs) {
        this.#phase = 'live';
        this.#wait();
      } else {
        await setImmediate();
      }
    }
  }

  stop(): void {
    this.#phase = 'stopped';
    this.#cancelTimer();
  }

  #wait(): void {
    const dueMs = this.#nextDueMs();
    if (dueMs === Infinity) return;
    const delayMs = Math.max(0, dueMs - this.#options.clock.nowMs());
    this.#cancelTimer = this.#options.clock.after(delayMs, () => this.#turn());
  }

  #turn(): void {
    const nowMs = this.#options.clock.nowMs();
    const lateMs = nowMs - this.#nextDueMs();
    if (lateMs > SLEPT_MS) {
      this.#openedAtMs += lateMs;
      this.#options.onShifted?.(this.#openedAtMs);
    }
    const quotes: Quote[] = [];
    while (quotes.length < MAX_QUOTES_PER_TURN && this.#nextDueMs() <= nowMs) {
      quotes.push(this.#publish(nowMs));
    }
    if (quotes.length > 0) for (const listener of this.#listeners) listener(quotes);
    if (this.#phase === 'live') this.#wait();
  }

  #publish(atMs: number): Quote {
    this.#publishedAtMs = Math.max(this.#publishedAtMs, atMs);
    const { symbol, seq, rev, bid, ask, last, size, volume } = this.#options.source.next();
    const quote: Quote = { symbol, seq, rev, atMs: this.#publishedAtMs, bid, ask, last, size, volume };
    this.#options.tape.append(quote);
    return quote;
  }

  #nextDueMs(): number {
    return this.#openedAtMs + this.#options.source.nextAtMarketMs() / this.#options.speed;
  }
}
