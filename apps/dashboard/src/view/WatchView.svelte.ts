/** The watchlist as components see it: which rows, in which order; rows never reorder by themselves. */
import type { Instrument } from '@tickrace/protocol';
import type { Session } from '../session/session.ts';
import { WatchRow } from './WatchRow.svelte.ts';

export const SORT_KEYS = ['symbol', 'last', 'change', 'bid', 'ask', 'volume'] as const;
export type SortKey = (typeof SORT_KEYS)[number];

export class WatchView {
  #rows = $state.raw<readonly WatchRow[]>([]);
  search = $state('');
  sortKey = $state.raw<SortKey>('symbol');
  /** Largest first; names run from A to Z. */
  descending = $state.raw(false);
  /** Server's epoch milliseconds, for the ages of quotes; moves a few times a second. */
  nowMs = $state.raw(0);
  readonly #bySymbol = new Map<string, WatchRow>();
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  get total(): number {
    return this.#rows.length;
  }

  /** The rows that the search leaves, in the chosen order. */
  readonly shown = $derived.by(() => {
    const wanted = this.search.trim().toLowerCase();
    if (wanted === '') return this.#rows;
    return this.#rows.filter(
      ({ instrument: { symbol, name, sector } }) =>
        symbol.toLowerCase().startsWith(wanted) ||
        name.toLowerCase().includes(wanted) ||
        sector.toLowerCase().startsWith(wanted),
    );
  });

  setInstruments(instruments: readonly Instrument[]): void {
    this.#bySymbol.clear();
    for (const instrument of instruments) this.#bySymbol.set(instrument.symbol, new WatchRow(instrument));
    for (const quote of this.#session.market.newest.values()) this.#bySymbol.get(quote.symbol)?.update(quote);
    this.#sort();
  }

  /** Orders the rows by how they stand now; the same key again turns the order round. */
  sortBy(key: SortKey): void {
    this.descending = key === this.sortKey ? !this.descending : key !== 'symbol';
    this.sortKey = key;
    this.#sort();
  }

  /** Hands the newest quotes to their rows; only rows that changed are drawn again. */
  refresh(): void {
    const { market } = this.#session;
    for (const symbol of market.takeChanged()) {
      const quote = market.newest.get(symbol);
      if (quote !== undefined) this.#bySymbol.get(symbol)?.update(quote);
    }
  }

  refreshAges(): void {
    this.nowMs = this.#session.race.serverNowMs;
  }

  #sort(): void {
    const sign = this.descending ? -1 : 1;
    const ordered = [...this.#bySymbol.values()].sort(
      (one, other) => sign * compare(one, other, this.sortKey),
    );
    this.#rows = ordered;
  }
}

function compare(one: WatchRow, other: WatchRow, key: SortKey): number {
  const bySymbol = one.instrument.symbol < other.instrument.symbol ? -1 : 1;
  if (key === 'symbol') return bySymbol;
  return valueOf(one, key) - valueOf(other, key) || bySymbol;
}

function valueOf(row: WatchRow, key: Exclude<SortKey, 'symbol'>): number {
  if (key === 'change') return row.changePercent ?? -Infinity;
  return row.quote?.[key] ?? -Infinity;
}
