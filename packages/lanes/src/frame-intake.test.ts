import { encodeBinaryFrame, ProtocolError, type Frame, type LegendEntry } from '@tickrace/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { frameOf } from '../test/frames.ts';
import { FrameIntake } from './frame-intake.ts';
import { StatusBoard } from './status-board.ts';

const entryOf = (index: number, symbol: string): LegendEntry => ({ index, symbol, tickSize: 0.01 });
const KSTR = entryOf(0, 'KSTR');
const ALTA = entryOf(1, 'ALTA');

/** A frame of one quote as the bytes that a server with these symbols sends. */
function bytesOf(seq: number, { index, symbol }: LegendEntry): Uint8Array {
  const quotes = frameOf([seq]).quotes.map((quote) => ({ ...quote, symbol }));
  return encodeBinaryFrame(frameOf([seq], { quotes }), new Map([[symbol, entryOf(index, symbol)]]))!;
}

describe('the intake of binary frames', () => {
  let frames: Frame[];
  let intake: FrameIntake;

  beforeEach(() => {
    frames = [];
    const listener = { onFrame: (frame: Frame) => frames.push(frame), onState: () => undefined };
    intake = new FrameIntake(listener, new StatusBoard(listener));
  });

  const symbols = () => frames.flatMap(({ quotes }) => quotes.map(({ symbol }) => symbol));
  const begin = (seq: number, tapeId: string, legend: LegendEntry[]) =>
    intake.takeSnapshot({ ...frameOf([seq], { tapeId }), legend }, 0);

  it('reads them by the legend of the snapshot, between frames as JSON', () => {
    begin(1, 'one', [KSTR]);
    expect(intake.takeFrame(bytesOf(2, KSTR), 0)).toBe('news');
    expect(intake.takeFrame(frameOf([3]), 0)).toBe('news');
    expect(intake.takeFrame(bytesOf(4, KSTR), 0)).toBe('news');
    expect(frames.slice(1)).toEqual([frameOf([2]), frameOf([3]), frameOf([4])]);
  });

  it('keeps what earlier snapshots of the tape have named', () => {
    begin(1, 'one', [KSTR]);
    begin(2, 'one', [ALTA]);
    intake.takeFrame(bytesOf(3, KSTR), 0);
    intake.takeFrame(bytesOf(4, ALTA), 0);
    expect(symbols().slice(2)).toEqual(['KSTR', 'ALTA']);
  });

  it('forgets what was named when the market opens anew', () => {
    begin(1, 'one', [KSTR, ALTA]);
    begin(1, 'two', [entryOf(0, 'ALTA')]);
    intake.takeFrame(bytesOf(2, entryOf(0, 'ALTA')), 0);
    expect(symbols().at(-1)).toBe('ALTA');
    expect(() => intake.takeFrame(bytesOf(3, ALTA), 0)).toThrow(ProtocolError);
  });

  it('takes none without a legend, and none for a snapshot', () => {
    expect(() => intake.takeSnapshot(bytesOf(1, KSTR), 0)).toThrow(ProtocolError);
    begin(1, 'one', []);
    expect(() => intake.takeFrame(bytesOf(2, KSTR), 0)).toThrow(ProtocolError);
    expect(frames).toHaveLength(1);
  });
});
