import { describe, expect, it } from 'vitest';
import type { Frame } from '@tickrace/protocol';
import { Position } from './position.ts';

type Revision = [symbol: string, seq: number, rev: number];

function frame(seq: number, revisions: Revision[], more: Partial<Frame> = {}): Frame {
  const quotes = revisions.map(([symbol, quoteSeq, rev]) => ({
    symbol,
    seq: quoteSeq,
    rev,
    atMs: 0,
    bid: 1,
    ask: 2,
    last: 1,
    size: 1,
    volume: 1,
  }));
  return { seq, sentAtMs: 0, conflated: false, quotes, ...more };
}

describe('Position', () => {
  const snapshot = frame(10, [['A', 9, 4], ['B', 10, 6]], { tapeId: 'one' }); // prettier-ignore

  it('follows frames in order', () => {
    const position = new Position();
    expect(position.advance(snapshot)).toBe('news');
    expect(position.advance(frame(12, [['A', 11, 5], ['A', 12, 6]]))).toBe('news'); // prettier-ignore
    expect(position.seq).toBe(12);
    expect(position.tapeId).toBe('one');
  });

  it('never goes back to a frame that it already has', () => {
    const position = new Position();
    position.advance(snapshot);
    expect(position.advance(snapshot)).toBe('old');
    expect(position.advance(frame(8, [['A', 8, 3]]))).toBe('old');
    expect(position.seq).toBe(10);
  });

  it('reports quotes that are missing without a word, and stays where it was', () => {
    const position = new Position();
    position.advance(snapshot);
    expect(position.advance(frame(13, [['A', 13, 6]]))).toBe('gap');
    expect(position.seq).toBe(10);
  });

  it('accepts a jump that the frame owns up to', () => {
    const position = new Position();
    position.advance(snapshot);
    expect(position.advance(frame(13, [['A', 13, 6]], { conflated: true }))).toBe('news');
  });

  it('starts over on another tape, even where its seq is lower', () => {
    const position = new Position();
    position.advance(snapshot);
    expect(position.advance(frame(2, [['A', 1, 1]], { tapeId: 'two' }))).toBe('news');
    expect(position.seq).toBe(2);
  });
});
