import { describe, expect, it } from 'vitest';
import type { Quote } from '@tickrace/protocol';
import { Tape } from './tape.ts';

const SYMBOLS = ['AAA', 'BBB', 'CCC'];

function quoteOf(seq: number, atMs = seq): Quote {
  const symbol = SYMBOLS[(seq - 1) % SYMBOLS.length] ?? '';
  const rev = Math.ceil(seq / SYMBOLS.length);
  return { symbol, seq, rev, atMs, bid: 9, ask: 11, last: 10, size: 1, volume: rev };
}

function tapeWith(quotes: number, { keepMs = 1e9, capacity = 1_000 } = {}): Tape {
  const tape = new Tape({ id: 'test', keepMs, capacity });
  for (let seq = 1; seq <= quotes; seq += 1) tape.append(quoteOf(seq));
  return tape;
}

function seqs(quotes: readonly Quote[] | 'gone' | 'too-many'): number[] | string {
  return typeof quotes === 'string' ? quotes : quotes.map((quote) => quote.seq);
}

describe('Tape', () => {
  it('gives the newest quote of each symbol that has one after a seq, and says whether that is all', () => {
    const tape = tapeWith(9);
    const after = (selection: string[] | 'all', seq: number) => {
      const { quotes, conflated } = tape.newestAfter(selection, seq);
      return [seqs(quotes), conflated];
    };
    expect(after('all', 9)).toEqual([[], false]);
    expect(after('all', 7)).toEqual([[8, 9], false]);
    expect(after('all', 6)).toEqual([[7, 8, 9], false]);
    expect(after('all', 5)).toEqual([[7, 8, 9], true]);
    expect(after(['CCC', 'BBB', 'CCC'], 6)).toEqual([[8, 9], false]);
    expect(after(['BBB'], 8)).toEqual([[], false]);
    expect(after(['BBB'], 4)).toEqual([[8], true]);
  });

  it('calls what is newest after a seq conflated where it no longer reaches back to that', () => {
    const tape = tapeWith(3, { capacity: 4 });
    tape.append(quoteOf(4));
    for (let seq = 5; seq <= 8; seq += 1) tape.append({ ...quoteOf(seq), symbol: 'AAA' });
    expect(tape.newestAfter(['BBB'], 1)).toMatchObject({ quotes: [{ seq: 2 }], conflated: true });
    expect(tape.newestAfter(['BBB'], 2)).toEqual({ quotes: [], conflated: false });
  });

  it('gives every quote after a seq, oldest first, up to the limit', () => {
    const tape = tapeWith(9);
    expect(seqs(tape.since(0, 100))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(seqs(tape.since(6, 2))).toEqual([7, 8]);
    expect(seqs(tape.since(9, 2))).toEqual([]);
  });

  it('says that a seq is gone once the quote after it has left, or where it is yet to come', () => {
    const tape = tapeWith(10, { capacity: 4 });
    expect(tape.oldestSeq).toBe(7);
    expect(seqs(tape.since(6, 10))).toEqual([7, 8, 9, 10]);
    expect(tape.since(5, 10)).toBe('gone');
    expect(tape.since(11, 10)).toBe('gone');
  });

  it('knows how far it was before any time', () => {
    const tape = new Tape({ id: 'test', keepMs: 1e9, capacity: 4 });
    for (const [index, atMs] of [10, 20, 20, 20, 30, 40].entries()) tape.append(quoteOf(index + 1, atMs));
    expect([0, 20, 20.5, 30, 30.5, 99].map((ms) => tape.seqBefore(ms))).toEqual([2, 2, 4, 4, 5, 6]);
    expect(new Tape({ id: 'empty', keepMs: 1, capacity: 1 }).seqBefore(5)).toBe(0);
  });

  it('drops quotes that are older than it keeps', () => {
    const tape = tapeWith(10, { keepMs: 4 });
    expect(seqs(tape.since(5, 10))).toEqual([6, 7, 8, 9, 10]);
    expect(tape.since(4, 10)).toBe('gone');
  });

  it('refuses a quote that leaves a gap or repeats one', () => {
    const tape = tapeWith(3);
    expect(() => tape.append(quoteOf(5))).toThrow(RangeError);
    expect(() => tape.append(quoteOf(3))).toThrow(RangeError);
    expect(tape.seq).toBe(3);
  });

  it('knows the newest quote of a symbol even when it has left the tape', () => {
    const tape = tapeWith(7, { capacity: 2 });
    expect(seqs(tape.newest('all'))).toEqual([5, 6, 7]);
    expect(seqs(tape.newest(['CCC', 'AAA', 'AAA']))).toEqual([6, 7]);
    expect(tape.newestOf('BBB')?.seq).toBe(5);
  });

  it('reads one symbol newest first, and stops where its quotes have left', () => {
    const tape = tapeWith(10, { capacity: 6 });
    expect(seqs([...tape.newestFirst('AAA')])).toEqual([10, 7]);
    expect(seqs([...tape.newestFirst('BBB')])).toEqual([8, 5]);
    expect(seqs([...tape.newestFirst('ZZZ')])).toEqual([]);
  });

  it('gives the missed quotes of some symbols in order of seq, or says that they are too many', () => {
    const tape = tapeWith(12);
    expect(seqs(tape.missed(['CCC', 'AAA'], 4, 10))).toEqual([6, 7, 9, 10, 12]);
    expect(tape.missed(['CCC', 'AAA'], 4, 4)).toBe('too-many');
    expect(seqs(tape.missed('all', 9, 3))).toEqual([10, 11, 12]);
    expect(tape.missed('all', 8, 3)).toBe('too-many');
    expect(tape.missed('all', 13, 3)).toBe('gone');
  });
});
