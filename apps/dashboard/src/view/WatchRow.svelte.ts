/** One row of the watchlist: an instrument, its newest quote, and the change that is being pointed out. */
import type { Instrument, Quote } from '@tickrace/protocol';

export class WatchRow {
  readonly instrument: Instrument;
  quote = $state.raw<Quote | undefined>(undefined);
  /** Direction of the last change of price; alternates in number, so that a repeated one shows as well. */
  flash = $state.raw<'' | 'up-0' | 'up-1' | 'down-0' | 'down-1'>('');
  #flashes = 0;

  constructor(instrument: Instrument) {
    this.instrument = instrument;
  }

  readonly change = $derived.by(() =>
    this.quote === undefined ? undefined : this.quote.last - this.instrument.previousClose,
  );

  readonly changePercent = $derived.by(() =>
    this.change === undefined ? undefined : (100 * this.change) / this.instrument.previousClose,
  );

  update(quote: Quote): void {
    const before = this.quote?.last;
    this.quote = quote;
    if (before === undefined || before === quote.last) return;
    this.#flashes = 1 - this.#flashes;
    this.flash = `${quote.last > before ? 'up' : 'down'}-${this.#flashes === 0 ? 0 : 1}`;
  }
}
