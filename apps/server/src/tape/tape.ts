/** The last minutes of the market in order of seq: bounded by time and by count, without gaps within. */
import type { Quote, SymbolSelection } from '@tickrace/protocol';

export interface TapeOptions {
  /** Names the tape that seq counts on. */
  id: string;
  /** How far back quotes are kept, in milliseconds before the newest one. */
  keepMs: number;
  /** Most quotes that are kept, whatever their age. */
  capacity: number;
}

export class Tape {
  readonly id: string;
  readonly #keepMs: number;
  readonly #capacity: number;
  /** Slot of a quote: its seq modulo the capacity. */
  readonly #slots: (Quote | undefined)[];
  /** By slot: seq of the quote before it of the same symbol, so that one symbol is read without the others. */
  readonly #previousSeqs: Float64Array;
  /** In order of seq. Kept even where the quote itself has left the tape: a quiet symbol still has a price. */
  readonly #newest = new Map<string, Quote>();
  #oldestSeq = 1;
  #seq = 0;

  constructor({ id, keepMs, capacity }: TapeOptions) {
    this.id = id;
    this.#keepMs = keepMs;
    this.#capacity = capacity;
    this.#slots = new Array<Quote | undefined>(capacity).fill(undefined);
    this.#previousSeqs = new Float64Array(capacity);
  }

  /** The newest quote's seq; 0 before the first. */
  get seq(): number {
    return this.#seq;
  }

  /** The oldest kept quote's seq; `seq + 1` where none is kept. */
  get oldestSeq(): number {
    return this.#oldestSeq;
  }

  /**
   * Adds the quote that follows the newest one.
   * @throws RangeError where it doesn't follow.
   */
  append(quote: Quote): void {
    if (quote.seq !== this.#seq + 1) {
      throw new RangeError(`Quote ${quote.seq} does not follow quote ${this.#seq}.`);
    }
    if (quote.seq - this.#oldestSeq === this.#capacity) this.#dropOldest();
    const slot = quote.seq % this.#capacity;
    this.#slots[slot] = quote;
    this.#previousSeqs[slot] = this.#newest.get(quote.symbol)?.seq ?? 0;
    // Deleted first, so that the map's order of insertion is the order of seq.
    this.#newest.delete(quote.symbol);
    this.#newest.set(quote.symbol, quote);
    this.#seq = quote.seq;
    const keepFromMs = quote.atMs - this.#keepMs;
    while ((this.at(this.#oldestSeq)?.atMs ?? Infinity) < keepFromMs) this.#dropOldest();
  }

  /** The quote with that seq, if it is kept. */
  at(seq: number): Quote | undefined {
    return seq >= this.#oldestSeq && seq <= this.#seq ? this.#slots[seq % this.#capacity] : undefined;
  }

  /** Seq of the newest quote published before `ms`, epoch milliseconds; `oldestSeq - 1` where none is kept. */
  seqBefore(ms: number): number {
    let low = this.#oldestSeq - 1;
    let high = this.#seq;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.at(middle)?.atMs ?? Infinity) < ms) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** True where every quote after `seq` is kept; false where some have left, or `seq` is yet to come. */
  reaches(seq: number): boolean {
    return seq >= this.#oldestSeq - 1 && seq <= this.#seq;
  }

  /** At most `limit` quotes after `seq`, oldest first. */
  since(seq: number, limit: number): Quote[] | 'gone' {
    if (!this.reaches(seq)) return 'gone';
    const quotes: Quote[] = [];
    const toSeq = Math.min(this.#seq, seq + limit);
    for (let next = seq + 1; next <= toSeq; next += 1) {
      const quote = this.#slots[next % this.#capacity];
      if (quote !== undefined) quotes.push(quote);
    }
    return quotes;
  }

  /** All selected quotes after `seq`, oldest first, unless they are more than `limit` or have left the tape. */
  missed(selection: SymbolSelection, seq: number, limit: number): Quote[] | 'gone' | 'too-many' {
    if (!this.reaches(seq)) return 'gone';
    if (selection === 'all') return this.#seq - seq > limit ? 'too-many' : this.since(seq, limit);
    const quotes: Quote[] = [];
    for (const symbol of new Set(selection)) {
      for (const quote of this.newestFirst(symbol)) {
        if (quote.seq <= seq) break;
        if (quotes.length === limit) return 'too-many';
        quotes.push(quote);
      }
    }
    return quotes.sort((a, b) => a.seq - b.seq);
  }

  /** The newest quote of every selected symbol that has had one, in order of seq. */
  newest(selection: SymbolSelection): Quote[] {
    if (selection === 'all') return [...this.#newest.values()];
    const quotes = [...new Set(selection)].flatMap((symbol) => this.#newest.get(symbol) ?? []);
    return quotes.sort((a, b) => a.seq - b.seq);
  }

  /**
   * The newest quote of every selected symbol that has had one after `seq`, in order of seq; `conflated` where
   * older ones after `seq` are left out, or may have been, since the tape no longer reaches back to it.
   */
  newestAfter(selection: SymbolSelection, seq: number): { quotes: Quote[]; conflated: boolean } {
    const quotes = this.newest(selection).filter((quote) => quote.seq > seq);
    const isSuperseding = (quote: Quote) => (this.#previousSeqs[quote.seq % this.#capacity] ?? 0) > seq;
    return { quotes, conflated: quotes.length > 0 && (!this.reaches(seq) || quotes.some(isSuperseding)) };
  }

  /** The newest quote of a symbol, kept for good. */
  newestOf(symbol: string): Quote | undefined {
    return this.#newest.get(symbol);
  }

  /** The kept quotes of one symbol, newest first, at no cost for those of the others. */
  *newestFirst(symbol: string): Generator<Quote, void> {
    let quote = this.at(this.#newest.get(symbol)?.seq ?? 0);
    while (quote !== undefined) {
      yield quote;
      quote = this.at(this.#previousSeqs[quote.seq % this.#capacity] ?? 0);
    }
  }

  #dropOldest(): void {
    this.#slots[this.#oldestSeq % this.#capacity] = undefined;
    this.#oldestSeq += 1;
  }
}
