/** What a reader that cannot take quotes now is owed: at most one quote per symbol, and a count of the rest. */
import type { Quote } from '@tickrace/protocol';

export interface Owed {
  /** In order of seq. */
  quotes: Quote[];
  /** Quotes that a newer one of the same symbol replaced. */
  superseded: number;
}

interface Pending {
  quote: Quote;
  /** Quotes of its symbol before it that were left out. */
  superseded: number;
}

export class Conflation {
  readonly #pending = new Map<string, Pending>();

  get isEmpty(): boolean {
    return this.#pending.size === 0;
  }

  /** Adds a quote that is newer than all before; without garbage where its symbol has one already. */
  add(quote: Quote): void {
    const pending = this.#pending.get(quote.symbol);
    if (pending === undefined) {
      this.#pending.set(quote.symbol, { quote, superseded: 0 });
    } else {
      pending.quote = quote;
      pending.superseded += 1;
    }
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
    owed.quotes.sort((a, b) => a.seq - b.seq);
    return owed;
  }
}
