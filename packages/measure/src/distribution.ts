/**
 * How durations spread: an HDR histogram in microseconds from 1 µs to 1 h that holds three significant digits,
 * beside an exact mean and maximum; distributions are merged, never averaged.
 */
// The package's main entry pulls in WebAssembly, pako and, in browsers, a UMD bundle with a direct eval: five
// times the bytes. This module of it is its plain JavaScript histogram alone.
import { constructorFromBucketSize } from 'hdr-histogram-js/dist/JsHistogramFactory.js';

const HIGHEST_MS = 3_600_000;
const MICROSECONDS_PER_MS = 1000;
const SIGNIFICANT_DIGITS = 3;
const Histogram = constructorFromBucketSize(32);

/** A distribution as data, which can be sent to another process. */
export interface DistributionData {
  /** How often each of the histogram's values was recorded, in microseconds, rising. */
  counts: [valueUs: number, count: number][];
  sumMs: number;
  maxMs: number;
  clampedCount: number;
}

export class Distribution {
  readonly #histogram = new Histogram(1, HIGHEST_MS * MICROSECONDS_PER_MS, SIGNIFICANT_DIGITS);
  #sumMs = 0;
  #maxMs = 0;
  #clampedCount = 0;

  /** The distribution that `toData` was of. */
  static from({ counts, sumMs, maxMs, clampedCount }: DistributionData): Distribution {
    const distribution = new Distribution();
    for (const [valueUs, count] of counts) distribution.#histogram.recordValueWithCount(valueUs, count);
    distribution.#sumMs = sumMs;
    distribution.#maxMs = maxMs;
    distribution.#clampedCount = clampedCount;
    return distribution;
  }

  toData(): DistributionData {
    const histogram = this.#histogram;
    const counts: DistributionData['counts'] = [];
    for (let index = 0; index < histogram.countsArrayLength; index += 1) {
      const count = histogram.getCountAtIndex(index);
      if (count > 0) counts.push([histogram.valueFromIndex(index), count]);
    }
    return { counts, sumMs: this.#sumMs, maxMs: this.#maxMs, clampedCount: this.#clampedCount };
  }

  /**
   * Records a duration in milliseconds. Below 0 counts as 0 and above one hour as one hour; both are counted in
   * `clampedCount`.
   * @throws RangeError if the value is NaN
   */
  record(valueMs: number): void {
    if (Number.isNaN(valueMs)) throw new RangeError('a duration must be a number');
    const heldMs = Math.min(Math.max(valueMs, 0), HIGHEST_MS);
    if (heldMs !== valueMs) this.#clampedCount += 1;
    this.#histogram.recordValue(Math.round(heldMs * MICROSECONDS_PER_MS));
    this.#sumMs += heldMs;
    if (heldMs > this.#maxMs) this.#maxMs = heldMs;
  }

  /** How many values were recorded. */
  get count(): number {
    return this.#histogram.totalCount;
  }

  /** How many of them lay outside 0 .. 1 h. */
  get clampedCount(): number {
    return this.#clampedCount;
  }

  /** Exact mean in milliseconds; NaN when empty. */
  get mean(): number {
    return this.#sumMs / this.count;
  }

  /** Exact maximum in milliseconds; NaN when empty. */
  get max(): number {
    return this.count === 0 ? Number.NaN : this.#maxMs;
  }

  /**
   * The least duration in milliseconds that a share `q` (0 .. 1) of the values doesn't exceed, rounded up by at
   * most 0.1 % or 1 µs; NaN when empty.
   */
  quantile(q: number): number {
    if (this.count === 0) return Number.NaN;
    return Math.min(this.#histogram.getValueAtPercentile(q * 100) / MICROSECONDS_PER_MS, this.#maxMs);
  }

  /** Adds every value of the other distribution to this one. */
  merge(other: Distribution): void {
    this.#histogram.add(other.#histogram);
    this.#sumMs += other.#sumMs;
    this.#maxMs = Math.max(this.#maxMs, other.#maxMs);
    this.#clampedCount += other.#clampedCount;
  }

  reset(): void {
    this.#histogram.reset();
    this.#sumMs = 0;
    this.#maxMs = 0;
    this.#clampedCount = 0;
  }

  /**
   * Shares of the values in `bins` bins of equal width on a logarithmic axis from `fromMs` to `toMs`. They sum to
   * 1, since what lies below or above goes into the first or last bin; all are 0 when empty.
   */
  logBins(fromMs: number, toMs: number, bins: number): number[] {
    const shares = new Array<number>(bins).fill(0);
    const histogram = this.#histogram;
    const binsPerLog = bins / Math.log(toMs / fromMs);
    for (let index = 0; index < histogram.countsArrayLength; index += 1) {
      const count = histogram.getCountAtIndex(index);
      if (count === 0) continue;
      const valueMs = histogram.medianEquivalentValue(histogram.valueFromIndex(index)) / MICROSECONDS_PER_MS;
      const unclamped = Math.floor(Math.log(valueMs / fromMs) * binsPerLog);
      const bin = Math.min(Math.max(unclamped, 0), bins - 1);
      shares[bin] = (shares[bin] ?? 0) + count / this.count;
    }
    return shares;
  }
}
