/** Seeded simulations of lanes under a Poisson market: what theory is held against. */
import type { TapeQuote } from '../src/lane-meter.ts';
import type { Arrival, Timeline } from './timeline.ts';

/** Uniform on [0, 1), the same for the same seed. Source: mulberry32 by Tommy Ettinger, public domain. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function exponential(random: () => number, ratePerMs: number): number {
  return -Math.log1p(-random()) / ratePerMs;
}

/** Quotes of all symbols (named by their index) in order of time, after 0. */
export function poissonMarket(
  random: () => number,
  ratesPerSecond: readonly number[],
  endAtMs: number,
): TapeQuote[] {
  const quotes: TapeQuote[] = [];
  ratesPerSecond.forEach((rate, index) => {
    if (rate === 0) return;
    let atMs = exponential(random, rate / 1000);
    for (let rev = 1; atMs <= endAtMs; rev += 1) {
      quotes.push({ symbol: String(index), rev, atMs, last: 100 + random() });
      atMs += exponential(random, rate / 1000);
    }
  });
  return quotes.sort((a, b) => a.atMs - b.atMs);
}

/** Reader that learns at `readAtMs` of the newest quotes, or of all new ones, and holds them `downMs` later. */
class Reader {
  readonly arrivals: Arrival[] = [];
  readonly #quotes: readonly TapeQuote[];
  readonly #downMs: number;
  readonly #isLossless: boolean;
  #next = 0;

  constructor(quotes: readonly TapeQuote[], downMs: number, contents: 'newest' | 'all') {
    this.#quotes = quotes;
    this.#downMs = downMs;
    this.#isLossless = contents === 'all';
  }

  get nextAtMs(): number {
    return this.#quotes[this.#next]?.atMs ?? Infinity;
  }

  read(readAtMs: number): void {
    const newest = new Map<string, Arrival>();
    for (; this.nextAtMs <= readAtMs; this.#next += 1) {
      const quote = this.#quotes[this.#next] as TapeQuote;
      const arrival = { symbol: quote.symbol, rev: quote.rev, atMs: readAtMs + this.#downMs };
      if (this.#isLossless) this.arrivals.push(arrival);
      else newest.set(quote.symbol, arrival);
    }
    this.arrivals.push(...newest.values());
  }
}

/** A reader whose reads at the server are apart by what `nextIntervalMs` says. */
export function arrivalsOfReads(
  quotes: readonly TapeQuote[],
  options: { nextIntervalMs: () => number; firstAtMs: number; downMs: number; contents: 'newest' | 'all' },
): Arrival[] {
  const reader = new Reader(quotes, options.downMs, options.contents);
  for (let atMs = options.firstAtMs; reader.nextAtMs < Infinity; atMs += options.nextIntervalMs())
    reader.read(atMs);
  return reader.arrivals;
}

/** A request that is held until there is a quote, and is back at the server a round trip after each reply. */
export function arrivalsOfHeldRequests(
  quotes: readonly TapeQuote[],
  options: { upMs: number; downMs: number; contents: 'newest' | 'all' },
): Arrival[] {
  const reader = new Reader(quotes, options.downMs, options.contents);
  for (let atMs = 0; reader.nextAtMs < Infinity; atMs += options.upMs + options.downMs) {
    atMs = Math.max(atMs, reader.nextAtMs);
    reader.read(atMs);
  }
  return reader.arrivals;
}

export function timelineOf(
  quotes: readonly TapeQuote[],
  arrivals: readonly Arrival[],
  { symbolCount, endAtMs }: { symbolCount: number; endAtMs: number },
): Timeline {
  const symbols = Array.from({ length: symbolCount }, (_, index) => String(index));
  return { startAtMs: 0, endAtMs, symbols, quotes, arrivals };
}
