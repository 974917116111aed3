/** What tests ask of the frames that a reader was sent, whatever the lane. */
import { expect } from 'vitest';
import { Compile } from 'typebox/compile';
import { FrameSchema, SnapshotSchema, type Frame, type Quote } from '@tickrace/protocol';

const frame = Compile(FrameSchema);
const snapshot = Compile(SnapshotSchema);

/** The message of a push lane, if it is what it must be: the first one is a snapshot. */
export function frameOf(message: unknown, isFirst: boolean): Frame {
  if ((isFirst ? snapshot : frame).Check(message)) return message;
  throw new Error(`This is no ${isFirst ? 'snapshot' : 'frame'}: ${JSON.stringify(message)}`);
}

export function seqs(quotes: readonly Quote[]): number[] {
  return quotes.map((quote) => quote.seq);
}

/** Whole numbers from one to the other, both included. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** The first frame is the snapshot, and the others hold exactly the quotes after it. */
export function expectEveryQuoteOnce([first, ...others]: readonly Frame[]): void {
  const quotes = others.flatMap(({ quotes }) => quotes);
  const from = (first?.seq ?? 0) + 1;
  expect(seqs(quotes)).toEqual(range(from, from + quotes.length - 1));
  expect(others.every(({ conflated }) => !conflated)).toBe(true);
}

/** No quote comes before an older one, and none is left out by a frame that doesn't say so. */
export function expectSkipsToBeTold(frames: readonly Frame[]): void {
  const held = new Map<string, number>();
  let heldSeq = 0;
  const untold: Quote[] = [];
  for (const { conflated, quotes } of frames) {
    for (const quote of quotes) {
      const { symbol, seq, rev } = quote;
      const isNext = rev === (held.get(symbol) ?? 0) + 1;
      if (seq <= heldSeq || !(isNext || conflated)) untold.push(quote);
      heldSeq = seq;
      held.set(symbol, rev);
    }
  }
  expect(untold).toEqual([]);
}
