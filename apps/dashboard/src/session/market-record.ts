/** The market's true price by symbol, pieced together in order of seq from whoever tells it first. */
import type { Quote } from '@tickrace/protocol';
import { Trails } from './trails.ts';

export class MarketRecord {
  /** Newest quote by symbol that anyone has told of. */
  readonly newest = new Map<string, Quote>();
  /** The market's steps, at the times of their publication. */
  readonly trails = new Trails();
  #changed = new Set<string>();

  /** Takes quotes in order of seq; those that are known already are passed over. */
  add(quotes: readonly Quote[]): void {
    for (const quote of quotes) {
      const known = this.newest.get(quote.symbol);
      if (known !== undefined && known.rev >= quote.rev) continue;
      this.newest.set(quote.symbol, quote);
      this.trails.of(quote.symbol).step(quote.atMs, quote.last, quote.rev);
      this.#changed.add(quote.symbol);
    }
  }

  /** The symbols whose newest quote changed since the last call. */
  takeChanged(): ReadonlySet<string> {
    const changed = this.#changed;
    this.#changed = new Set();
    return changed;
  }

  clear(): void {
    this.newest.clear();
    this.trails.clear();
    this.#changed.clear();
  }
}
