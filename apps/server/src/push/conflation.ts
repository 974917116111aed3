/** What a reader that cannot take quotes now is owed: at most one quote per symbol, and a count of the rest. */
import type { Quote } from '@tickrace/protocol';

export interface Owed {
  /** In order of seq. */
  quotes: Quote[];
  /** Quotes that a newer one of the same symbol replaced. */
  superseded: number;
}

export class Conflation {
  readonly #pending = new Map<string, { quote: Quote; superseded: number }>();

  get isEmpty(): boolean {
    return this.#pending.size === 0;
  }

  /** Adds a quote that is newer than all before. */
  add(quote: Quote): void {
    const before = this.#pending.get(quote.symbol);
    // Deleted first, so that the map's order of insertion is the order of seq.
    this.#pending.delete(quote.symbol);
    this.#pending.set(quote.symbol, { quote, superseded: before === undefined ? 0 : before.superseded + 1 });
  }

  /** Forgets a symbol that is no longer asked for. */
  forget(symbol: string): void {
    this.#pending.delete(symbol);
  }

  /** Hands over everything owed and starts afresh. */
  take(): Owed {
    const owed: Owed = { quotes: [], superseded: 0 };
    for (const { quote, superseded } of this.#pending.values()) {
      owed.quotes.push(quote);
      owed.superseded += superseded;
    }
    this.#pending.clear();
    return owed;
  }
}
