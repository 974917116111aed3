import { describe, expect, it } from 'vitest';
import { closesOf } from './closes.ts';
import { Tape } from './tape.ts';

const SYMBOLS = new Set(['AAA', 'BBB']);

/** A tape of [symbol, atMs, last]. */
function tapeOf(rows: readonly [string, number, number][], capacity = 100): Tape {
  const tape = new Tape({ id: 'test', keepMs: 1e9, capacity });
  for (const [index, [symbol, atMs, last]] of rows.entries()) {
    const seq = index + 1;
    tape.append({ symbol, seq, rev: seq, atMs, bid: last - 1, ask: last + 1, last, size: 1, volume: 1 });
  }
  return tape;
}

describe('closesOf', () => {
  it('takes the last price of each stretch, and repeats it where a stretch has no quote', () => {
    const tape = tapeOf([
      ['AAA', 1_000, 10],
      ['BBB', 1_100, 50],
      ['AAA', 1_900, 11],
      ['AAA', 4_100, 14],
      ['BBB', 5_999, 51],
      ['AAA', 6_000, 99],
    ]);
    expect(closesOf(tape, SYMBOLS, { intervalMs: 1_000, fromMs: 1_000, points: 5 })).toEqual({
      AAA: [11, 11, 11, 14, 14],
      BBB: [50, 50, 50, 50, 51],
    });
  });

  it('begins with the close before the first stretch, from a quote that has even left the tape', () => {
    const rows: [string, number, number][] = [
      ['BBB', 400, 50],
      ['AAA', 500, 7],
      ['AAA', 3_100, 8],
    ];
    expect(closesOf(tapeOf(rows, 2), SYMBOLS, { intervalMs: 1_000, fromMs: 1_000, points: 3 })).toEqual({
      AAA: [7, 7, 8],
      BBB: [50, 50, 50],
    });
  });

  it('leaves out stretches before the first known quote', () => {
    const tape = tapeOf([['AAA', 3_100, 8]]);
    expect(closesOf(tape, SYMBOLS, { intervalMs: 1_000, fromMs: 1_000, points: 4 })).toEqual({
      AAA: [8, 8],
      BBB: [],
    });
  });
});
