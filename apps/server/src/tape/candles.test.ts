import { describe, expect, it } from 'vitest';
import type { Quote } from '@tickrace/protocol';
import { candlesOf } from './candles.ts';

/** Quotes of one symbol, given oldest first as [atMs, last, volume], returned newest first. */
function quotes(rows: readonly [number, number, number][], firstRev = 1): Quote[] {
  return rows
    .map(([atMs, last, volume], index) => {
      const rev = firstRev + index;
      return { symbol: 'AAA', seq: rev, rev, atMs, bid: last - 1, ask: last + 1, last, size: 1, volume };
    })
    .reverse();
}

describe('candlesOf', () => {
  it('draws quotes of one stretch together, with the volume traded within it', () => {
    const rows = quotes([
      [1_000, 10, 5],
      [1_400, 12, 8],
      [1_999, 9, 20],
      [2_000, 11, 21],
    ]);
    expect(candlesOf(rows, { intervalMs: 1_000, limit: 10 })).toEqual([
      { atMs: 1_000, open: 10, high: 12, low: 9, close: 9, volume: 20 },
      { atMs: 2_000, open: 11, high: 11, low: 11, close: 11, volume: 1 },
    ]);
  });

  it('leaves out stretches without a quote', () => {
    const rows = quotes([
      [1_000, 10, 5],
      [9_500, 12, 9],
    ]);
    const candles = candlesOf(rows, { intervalMs: 1_000, limit: 10 });
    expect(candles.map((candle) => [candle.atMs, candle.volume])).toEqual([
      [1_000, 5],
      [9_000, 4],
    ]);
  });

  it('keeps the newest up to the limit, with their true volume', () => {
    const rows = quotes([
      [1_000, 10, 5],
      [2_000, 11, 7],
      [3_000, 12, 10],
    ]);
    expect(candlesOf(rows, { intervalMs: 1_000, limit: 2 })).toMatchObject([
      { atMs: 2_000, volume: 2 },
      { atMs: 3_000, volume: 3 },
    ]);
  });

  it('counts no volume that was traded before the first quote at hand', () => {
    const rows = quotes(
      [
        [1_000, 10, 500],
        [1_100, 11, 520],
      ],
      40,
    );
    expect(candlesOf(rows, { intervalMs: 1_000, limit: 2 })[0]?.volume).toBe(20);
  });

  it('has no candles without quotes', () => {
    expect(candlesOf([], { intervalMs: 1_000, limit: 10 })).toEqual([]);
  });
});
