/** Frames of a market of one symbol, in which seq and rev are the same. */
import type { Frame } from '@tickrace/protocol';

export function frameOf(seqs: readonly number[], more: Partial<Frame> = {}): Frame {
  const quotes = seqs.map((seq) => {
    return { symbol: 'KSTR', seq, rev: seq, atMs: seq, bid: 1, ask: 2, last: 1, size: 1, volume: seq };
  });
  return { seq: seqs.at(-1) ?? 0, sentAtMs: 0, conflated: false, quotes, ...more };
}
