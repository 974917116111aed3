/**
 * Relates a client's clock to the server's; the true offset lies within the stated bound whatever the asymmetry
 * of the two ways, as long as neither clock was set or stopped between the samples held.
 */

/** The four timestamps of one exchange, in epoch milliseconds of the clock that took each. */
export interface ClockSample {
  readonly clientSentAtMs: number;
  readonly serverReceivedAtMs: number;
  readonly serverSentAtMs: number;
  readonly clientReceivedAtMs: number;
}

export interface ClockEstimate {
  /** Server time = client time + offsetMs. */
  readonly offsetMs: number;
  /** The true offset lies within offsetMs ± boundMs: half the round trip of the sample used. */
  readonly boundMs: number;
  /** Round trip of the sample used, without the server's own time between receiving and sending. */
  readonly rttMs: number;
}

const DEFAULT_WINDOW = 16;

export class ClockSync {
  readonly #window: number;
  #estimates: ClockEstimate[] = [];
  #best: ClockEstimate | undefined;

  /**
   * @param options.window how many of the newest samples are considered (default 16). Quartz drifts by some
   * 20 µs a second, which the bound doesn't contain: keep the window's span to a minute or less.
   * @throws RangeError if the window isn't a positive integer
   */
  constructor({ window = DEFAULT_WINDOW }: { window?: number } = {}) {
    if (!Number.isInteger(window) || window < 1) throw new RangeError('window must be a positive integer');
    this.#window = window;
  }

  /** The estimate in force; undefined before the first acceptable sample. */
  get estimate(): ClockEstimate | undefined {
    return this.#best;
  }

  /**
   * Takes a sample and returns the estimate then in force: that of the least round trip in the window, the newest
   * of equals. A sample that isn't finite or has a negative round trip (a clock was set meanwhile) is ignored.
   * Source: RFC 5905, section 8 (offset and delay) and section 10 (the clock filter's minimum delay).
   */
  add(sample: ClockSample): ClockEstimate | undefined {
    const wayUpMs = sample.serverReceivedAtMs - sample.clientSentAtMs;
    const wayDownMs = sample.clientReceivedAtMs - sample.serverSentAtMs;
    const rttMs = wayUpMs + wayDownMs;
    if (!Number.isFinite(rttMs) || rttMs < 0) return this.#best;
    this.#estimates.push({ offsetMs: (wayUpMs - wayDownMs) / 2, boundMs: rttMs / 2, rttMs });
    if (this.#estimates.length > this.#window) this.#estimates.shift();
    this.#best = this.#estimates.reduce((best, next) => (next.rttMs <= best.rttMs ? next : best));
    return this.#best;
  }

  /** Forgets every sample: after a sleep, a resume or a change of visibility the old ones prove nothing. */
  reset(): void {
    this.#estimates = [];
    this.#best = undefined;
  }
}
