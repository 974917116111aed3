import { describe, expect, it } from 'vitest';
import { legendOf, listingOf } from './legend.ts';

const instruments = ['KSTR', 'ALTA', 'QUIL'].map((symbol, place) => ({ symbol, tickSize: 1 / (place + 1) }));
const listing = listingOf(instruments);
const many = Array.from({ length: 65_537 }, (_, place) => ({ symbol: `S${place}`, tickSize: 0.01 }));

describe('the legend', () => {
  it('says the place of each symbol in the listing', () => {
    expect(legendOf(listing, 'all')).toEqual([
      { index: 0, symbol: 'KSTR', tickSize: 1 },
      { index: 1, symbol: 'ALTA', tickSize: 1 / 2 },
      { index: 2, symbol: 'QUIL', tickSize: 1 / 3 },
    ]);
    expect(listing.get('ALTA')).toEqual({ index: 1, symbol: 'ALTA', tickSize: 1 / 2 });
  });

  it('has only the symbols of the selection, with the indices that they have for everybody', () => {
    const legend = legendOf(listing, ['KSTR', 'NOPE', 'QUIL', 'KSTR']);
    expect(legend.map(({ index, symbol }) => [index, symbol])).toEqual([
      [0, 'KSTR'],
      [2, 'QUIL'],
    ]);
  });

  it('ends where sixteen bits do', () => {
    const indexed = listingOf(many);
    expect(legendOf(indexed, 'all')).toHaveLength(65_536);
    expect(legendOf(indexed, ['S65535', 'S65536']).map(({ index }) => index)).toEqual([65_535]);
  });
});
