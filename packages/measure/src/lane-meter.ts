/**
 * Holds what one feed knew, and when, against the tape; every quote published after the start is in exactly one of
 * the books' columns, and all figures are settled up to the same instant.
 */
import type { Distribution } from './distribution.ts';
import { LaneTally } from './lane-tally.ts';
import { SymbolSweep } from './symbol-sweep.ts';

/** What the meter needs of a quote on the tape. */
export interface TapeQuote {
  readonly symbol: string;
  readonly rev: number;
  /** When the market published it, on the server's clock. */
  readonly atMs: number;
  readonly last: number;
}

/** Figures settled up to the last `advanceTo`. A mean, quantile, maximum or share of nothing is NaN. */
export interface LaneFigures {
  /** onTape = delivered + missed + pending + dropped. Missed: superseded before it could arrive. */
  readonly quotes: {
    readonly onTape: number;
    readonly delivered: number;
    readonly missed: number;
    readonly pending: number;
    readonly dropped: number;
  };
  /** Of every quote that is visible, missed ones included; pending ones aren't in it yet. */
  readonly timeToVisibleMs: {
    readonly mean: number;
    readonly p50: number;
    readonly p90: number;
    readonly p99: number;
    readonly max: number;
  };
  /** Of delivered quotes only: what flatters polling. */
  readonly naiveLatencyMs: { readonly mean: number; readonly p50: number; readonly p99: number };
  /** Share of time, averaged over symbols. */
  readonly outOfDateFraction: number;
  /** Over time, averaged over symbols; 0 while up to date. */
  readonly stalenessMs: { readonly mean: number; readonly max: number };
  /** |shown − market| in basis points of the market's last, over the time in which both are known. */
  readonly priceErrorBps: { readonly mean: number; readonly max: number };
  /** From the start to the last `advanceTo`, or to the finish. */
  readonly observedMs: number;
  /** Arrivals that, by the converted clock, came before their quote or before what was settled already. */
  readonly clockViolations: number;
  /** Quotes and arrivals lost because a queue was full; anything but 0 makes the run void. */
  readonly dropped: number;
}

const DEFAULT_MAX_PENDING_PER_SYMBOL = 20_000;

export class LaneMeter {
  readonly #startAtMs: number;
  readonly #maxPendingPerSymbol: number;
  readonly #tally = new LaneTally();
  readonly #sweeps = new Map<string, SymbolSweep>();
  #settledAtMs: number;
  #finishAtMs = Infinity;

  /**
   * @param options.startAtMs only quotes published after this time of the server's clock are counted
   * @param options.maxPendingPerSymbol bound of each queue, of quotes and of arrivals (default 20,000)
   * @throws RangeError if maxPendingPerSymbol isn't a positive integer
   */
  constructor({
    startAtMs,
    maxPendingPerSymbol = DEFAULT_MAX_PENDING_PER_SYMBOL,
  }: {
    startAtMs: number;
    maxPendingPerSymbol?: number;
  }) {
    if (!Number.isInteger(maxPendingPerSymbol) || maxPendingPerSymbol < 1) {
      throw new RangeError('maxPendingPerSymbol must be a positive integer');
    }
    this.#startAtMs = startAtMs;
    this.#settledAtMs = startAtMs;
    this.#maxPendingPerSymbol = maxPendingPerSymbol;
  }

  /** Times to visible of all visible quotes, for drawing. */
  get timeToVisible(): Distribution {
    return this.#tally.timeToVisible;
  }

  /** Naive latencies of delivered quotes, for drawing. */
  get naiveLatency(): Distribution {
    return this.#tally.naiveLatency;
  }

  /**
   * The reader held this rev of a symbol at the start, with this price; call it once per symbol. This rev and older
   * ones aren't counted. Without a price, price error is known only from the first arrival, or from the tape if
   * that begins with this rev.
   * @throws Error after the first `advanceTo`
   */
  hold(symbol: string, rev: number, last = Number.NaN): void {
    if (this.#settledAtMs > this.#startAtMs) throw new Error('hold() must come before the first advanceTo()');
    this.#sweepOf(symbol).hold(rev, last);
  }

  /**
   * A quote reached the reader. Call it in order of arrival, for every quote of a frame with the frame's time,
   * oldest first. What isn't newer than what the reader holds is ignored.
   * @param atMs the arrival, converted to the server's clock
   */
  arrived(symbol: string, rev: number, atMs: number): void {
    this.#sweepOf(symbol).arrive(rev, atMs);
  }

  /**
   * A quote from the tape, in order of seq; repeated ones are ignored. Start with each symbol's newest quote at the
   * start (a snapshot): those set the market, and tell which symbols to average over, without being counted.
   */
  published(quote: TapeQuote): void {
    this.#sweepOf(quote.symbol).publish(quote.rev, quote.atMs, quote.last);
  }

  /**
   * Settles the figures up to a time of the server's clock. Promise: every quote published up to it has been given
   * to `published`, and every arrival up to it to `arrived`. Earlier times are ignored.
   */
  advanceTo(atMs: number): void {
    if (!(atMs > this.#settledAtMs)) return;
    for (const sweep of this.#sweeps.values()) sweep.advanceTo(atMs);
    this.#settledAtMs = atMs;
  }

  /**
   * Ends the counting at a time of the server's clock that is not settled yet. Go on with tape and arrivals until
   * `pending` is 0: quotes published up to then still become visible, later ones are not counted.
   * @throws Error where the figures are settled beyond that time already
   */
  finish(atMs: number): void {
    if (atMs < this.#settledAtMs) throw new Error('finish() must not lie before what is settled already');
    this.#finishAtMs = atMs;
    for (const sweep of this.#sweeps.values()) sweep.finish(atMs);
  }

  read(): LaneFigures {
    const tally = this.#tally;
    const { timeToVisible, naiveLatency } = tally;
    const observedMs = Math.min(this.#settledAtMs, this.#finishAtMs) - this.#startAtMs;
    const symbolMs = observedMs * this.#sweeps.size;
    return {
      quotes: {
        onTape: tally.onTape,
        delivered: tally.delivered,
        missed: tally.missed,
        pending: tally.pending,
        dropped: tally.dropped,
      },
      timeToVisibleMs: {
        mean: timeToVisible.mean,
        p50: timeToVisible.quantile(0.5),
        p90: timeToVisible.quantile(0.9),
        p99: timeToVisible.quantile(0.99),
        max: timeToVisible.max,
      },
      naiveLatencyMs: {
        mean: naiveLatency.mean,
        p50: naiveLatency.quantile(0.5),
        p99: naiveLatency.quantile(0.99),
      },
      outOfDateFraction: tally.outOfDateMs / symbolMs,
      stalenessMs: {
        mean: tally.stalenessMsMs / symbolMs,
        max: symbolMs > 0 ? tally.maxStalenessMs : Number.NaN,
      },
      priceErrorBps: {
        mean: tally.priceErrorBpsMs / tally.pricedMs,
        max: tally.pricedMs > 0 ? tally.maxPriceErrorBps : Number.NaN,
      },
      observedMs,
      clockViolations: tally.clockViolations,
      dropped: tally.dropped + tally.droppedArrivals,
    };
  }

  #sweepOf(symbol: string): SymbolSweep {
    let sweep = this.#sweeps.get(symbol);
    if (sweep === undefined) {
      sweep = new SymbolSweep(this.#tally, this.#startAtMs, this.#maxPendingPerSymbol);
      sweep.finish(this.#finishAtMs);
      this.#sweeps.set(symbol, sweep);
    }
    return sweep;
  }
}
