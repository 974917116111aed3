/** The round trip of a small message on the lanes' path: what theory takes the delay from. */
import { ClockSampler, type LaneSurroundings } from '@tickrace/lanes';

/** Readings that the median is taken over, and how many there must be. */
const WINDOW = 40;
/** Often enough that what a page's start or a change of the network did to readings is forgotten in some seconds. */
const INTERVAL_MS = 200;
const FEWEST = 8;

export class PathRtt {
  readonly #sampler: ClockSampler;
  readonly #recentMs: number[] = [];

  constructor(options: { origin: string; reader: string; surroundings: LaneSurroundings }) {
    this.#sampler = new ClockSampler({
      ...options,
      intervalMs: INTERVAL_MS,
      onReading: ({ clientSentAtMs, clientReceivedAtMs }) => {
        this.#recentMs.push(clientReceivedAtMs - clientSentAtMs);
        if (this.#recentMs.length > WINDOW) this.#recentMs.shift();
      },
    });
  }

  get isKnown(): boolean {
    return this.#recentMs.length >= FEWEST;
  }

  /** The usual round trip, in milliseconds; undefined before the first. A median: a busy start inflates a mean. */
  get medianMs(): number | undefined {
    const sorted = this.#recentMs.toSorted((one, other) => one - other);
    const middle = sorted.length >> 1;
    const upper = sorted[middle];
    const lower = sorted.length % 2 === 0 ? sorted[middle - 1] : upper;
    return lower === undefined || upper === undefined ? undefined : (lower + upper) / 2;
  }

  start(): void {
    this.#sampler.start();
  }

  /** Forgets what was before a sleep or a change of the network. */
  restart(): void {
    this.#recentMs.length = 0;
    this.#sampler.restart();
  }

  stop(): void {
    this.#sampler.stop();
  }
}
