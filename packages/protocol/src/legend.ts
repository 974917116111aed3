/** What binary frames leave out: the symbol and tick size behind each index, told once with the snapshot. */
import { Type, type Static } from 'typebox';
import type { Instrument } from './instrument.ts';
import type { SymbolSelection } from './symbols.ts';

/** Most symbols that an index of 16 bits can tell apart; what is listed beyond travels as JSON. */
const MOST_INDEXED = 65_536;

export const LegendEntrySchema = Type.Object({
  index: Type.Integer({
    minimum: 0,
    maximum: MOST_INDEXED - 1,
    description: "the instrument's place in the server's listing, from 0",
  }),
  symbol: Type.String({ minLength: 1, maxLength: 12 }),
  tickSize: Type.Number({ exclusiveMinimum: 0, description: 'smallest step of a price' }),
});

export type LegendEntry = Static<typeof LegendEntrySchema>;

/** By symbol: what the encoder looks up. */
export type Listing = ReadonlyMap<string, LegendEntry>;

/** By index: what the decoder looks up. */
export type Legend = ReadonlyMap<number, LegendEntry>;

/** The listing of a server that lists its instruments in this order. */
export function listingOf(instruments: readonly Pick<Instrument, 'symbol' | 'tickSize'>[]): Listing {
  return new Map(
    instruments
      .slice(0, MOST_INDEXED)
      .map(({ symbol, tickSize }, index) => [symbol, { index, symbol, tickSize }]),
  );
}

/** What a selection's indices stand for; symbols that are not listed are left out. */
export function legendOf(listing: Listing, symbols: SymbolSelection): LegendEntry[] {
  if (symbols === 'all') return [...listing.values()];
  return [...new Set(symbols)].flatMap((symbol) => listing.get(symbol) ?? []);
}
