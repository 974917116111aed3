/**
 * Sweeps the tape and the arrivals of one symbol in order of time and adds what follows to a tally; each quote is
 * counted once, when the sweep passes its publication, and visible once, when the reader holds it or a newer one.
 */
import type { LaneTally } from './lane-tally.ts';
import { NumberQueue } from './number-queue.ts';

const BASIS_POINTS = 10_000;

export class SymbolSweep {
  readonly #tally: LaneTally;
  readonly #startAtMs: number;
  readonly #maxPending: number;

  // The tape, oldest first: the reader hasn't seen the first #unseen quotes; the sweep hasn't reached the others.
  readonly #tapeRevs = new NumberQueue();
  readonly #tapeAtMs = new NumberQueue();
  readonly #tapeLasts = new NumberQueue();
  #unseen = 0;
  #newestTapeRev = 0;

  readonly #arrivalRevs = new NumberQueue();
  readonly #arrivalAtMs = new NumberQueue();
  #newestArrivalRev = 0;

  /** What happens later settles what came before, and is itself not counted. */
  #finishAtMs = Infinity;
  #nowMs: number;
  #marketRev = 0;
  #marketLast = Number.NaN;
  #heldRev = 0;
  #heldLast = Number.NaN;
  #heldAtStartRev = 0;

  constructor(tally: LaneTally, startAtMs: number, maxPending: number) {
    this.#tally = tally;
    this.#startAtMs = startAtMs;
    this.#maxPending = maxPending;
    this.#nowMs = startAtMs;
  }

  hold(rev: number, last: number): void {
    this.#heldRev = rev;
    this.#heldLast = last;
    this.#heldAtStartRev = rev;
    this.#newestArrivalRev = Math.max(this.#newestArrivalRev, rev);
  }

  finish(atMs: number): void {
    this.#finishAtMs = atMs;
  }

  arrive(rev: number, atMs: number): void {
    if (rev <= this.#newestArrivalRev) return;
    this.#newestArrivalRev = rev;
    if (this.#arrivalRevs.length === this.#maxPending) {
      this.#arrivalRevs.shift();
      this.#arrivalAtMs.shift();
      this.#tally.droppedArrivals += 1;
    }
    this.#arrivalRevs.push(rev);
    this.#arrivalAtMs.push(atMs);
  }

  publish(rev: number, atMs: number, last: number): void {
    if (rev <= this.#newestTapeRev) return;
    this.#newestTapeRev = rev;
    if (this.#tapeRevs.length === this.#maxPending) this.#dropOldest();
    this.#tapeRevs.push(rev);
    this.#tapeAtMs.push(atMs);
    this.#tapeLasts.push(last);
  }

  /** Passes every event up to a time. An arrival that the tape hasn't caught up with waits for its quote. */
  advanceTo(atMs: number): void {
    for (;;) {
      const nextTapeAtMs = this.#unseen < this.#tapeRevs.length ? this.#tapeAtMs.at(this.#unseen) : Infinity;
      if (this.#arrivalIsDueBefore(Math.min(nextTapeAtMs, atMs))) this.#passArrival();
      else if (nextTapeAtMs <= atMs) this.#passPublication();
      else break;
    }
    this.#integrateTo(atMs);
  }

  #arrivalIsDueBefore(atMs: number): boolean {
    return (
      this.#arrivalRevs.length > 0 &&
      this.#arrivalRevs.at(0) <= this.#marketRev &&
      this.#arrivalAtMs.at(0) <= atMs
    );
  }

  #passPublication(): void {
    const rev = this.#tapeRevs.at(this.#unseen);
    this.#integrateTo(this.#tapeAtMs.at(this.#unseen));
    this.#marketRev = rev;
    this.#marketLast = this.#tapeLasts.at(this.#unseen);
    if (rev <= this.#heldRev) {
      if (rev === this.#heldRev) this.#heldLast = this.#marketLast;
      this.#shiftTape();
      return;
    }
    if (this.#counts(this.#unseen)) {
      this.#tally.onTape += 1;
      this.#tally.pending += 1;
    }
    this.#unseen += 1;
  }

  #passArrival(): void {
    const tally = this.#tally;
    const rev = this.#arrivalRevs.shift();
    const arrivedAtMs = this.#arrivalAtMs.shift();
    this.#integrateTo(arrivedAtMs);
    if (this.#nowMs > arrivedAtMs) tally.clockViolations += 1;
    this.#heldRev = rev;
    this.#heldLast = Number.NaN;
    while (this.#unseen > 0 && this.#tapeRevs.at(0) <= rev) {
      const isDelivered = this.#tapeRevs.at(0) === rev;
      if (isDelivered) this.#heldLast = this.#tapeLasts.at(0);
      if (this.#counts(0)) {
        const waitedMs = this.#nowMs - this.#tapeAtMs.at(0);
        tally.timeToVisible.record(waitedMs);
        tally.pending -= 1;
        if (isDelivered) {
          tally.naiveLatency.record(waitedMs);
          tally.delivered += 1;
        } else tally.missed += 1;
      }
      this.#shiftTape();
      this.#unseen -= 1;
    }
  }

  #integrateTo(atMs: number): void {
    if (!(atMs > this.#nowMs)) return;
    const elapsedMs = Math.max(0, Math.min(atMs, this.#finishAtMs) - this.#nowMs);
    if (elapsedMs > 0) this.#integrateOver(elapsedMs);
    this.#nowMs = atMs;
  }

  #integrateOver(elapsedMs: number): void {
    const tally = this.#tally;
    if (this.#unseen > 0) {
      const staleForMs = this.#nowMs - this.#tapeAtMs.at(0);
      tally.outOfDateMs += elapsedMs;
      tally.stalenessMsMs += elapsedMs * (staleForMs + elapsedMs / 2);
      tally.maxStalenessMs = Math.max(tally.maxStalenessMs, staleForMs + elapsedMs);
    }
    const errorBps = (Math.abs(this.#heldLast - this.#marketLast) / this.#marketLast) * BASIS_POINTS;
    if (!Number.isNaN(errorBps)) {
      tally.pricedMs += elapsedMs;
      tally.priceErrorBpsMs += elapsedMs * errorBps;
      tally.maxPriceErrorBps = Math.max(tally.maxPriceErrorBps, errorBps);
    }
  }

  #dropOldest(): void {
    if (this.#counts(0)) {
      if (this.#unseen > 0) this.#tally.pending -= 1;
      else this.#tally.onTape += 1;
      this.#tally.dropped += 1;
    }
    if (this.#unseen > 0) this.#unseen -= 1;
    this.#shiftTape();
  }

  #counts(index: number): boolean {
    const atMs = this.#tapeAtMs.at(index);
    const isWithin = atMs > this.#startAtMs && atMs <= this.#finishAtMs;
    return isWithin && this.#tapeRevs.at(index) > this.#heldAtStartRev;
  }

  #shiftTape(): void {
    this.#tapeRevs.shift();
    this.#tapeAtMs.shift();
    this.#tapeLasts.shift();
  }
}
