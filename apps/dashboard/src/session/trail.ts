/** What a price was, and when: the recent steps of one symbol as one party saw them, bounded in time and number. */

/** Steps closer together than this are drawn as one: at 20 s across, a pixel is wider. */
const MERGE_MS = 10;

export class Trail {
  readonly atMs: number[] = [];
  readonly price: number[] = [];
  readonly rev: number[] = [];
  readonly #spanMs: number;

  constructor(spanMs: number) {
    this.#spanMs = spanMs;
  }

  get length(): number {
    return this.atMs.length;
  }

  /** From `atMs` on, the price is that of `rev`. Steps come in order of time. */
  step(atMs: number, price: number, rev: number): void {
    const newest = this.length - 1;
    const newestAtMs = this.atMs[newest];
    if (newestAtMs !== undefined && newest > 0 && atMs - (this.atMs[newest - 1] ?? 0) < MERGE_MS) {
      this.price[newest] = price;
      this.rev[newest] = rev;
      return;
    }
    this.atMs.push(Math.max(atMs, newestAtMs ?? atMs));
    this.price.push(price);
    this.rev.push(rev);
    this.#trim(atMs - this.#spanMs);
  }

  /** Puts older steps before the ones that are there; those that overlap are left out. */
  precede(steps: readonly { atMs: number; price: number }[]): void {
    const firstAtMs = this.atMs[0] ?? Infinity;
    const older = steps.filter(({ atMs }) => atMs < firstAtMs);
    this.atMs.unshift(...older.map(({ atMs }) => atMs));
    this.price.unshift(...older.map(({ price }) => price));
    this.rev.unshift(...older.map(() => 0));
  }

  clear(): void {
    this.atMs.length = 0;
    this.price.length = 0;
    this.rev.length = 0;
  }

  /** Index of the step in force at `atMs`; −1 before the first. */
  indexAt(atMs: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.atMs[middle] ?? Infinity) <= atMs) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** Drops what is older, but for the step in force then; in chunks, so that the cost per step stays constant. */
  #trim(oldestMs: number): void {
    const inForce = this.indexAt(oldestMs);
    if (inForce < 256 && inForce * 2 < this.length) return;
    this.atMs.splice(0, inForce);
    this.price.splice(0, inForce);
    this.rev.splice(0, inForce);
  }
}
