import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Frame, Quote } from '@tickrace/protocol';
import { ManualClock } from '../test/manual-clock.ts';
import { FanOut } from './fan-out.ts';
import { MAX_IN_FLIGHT_BYTES, type Subscriber } from './subscriber.ts';
import { Tape } from './tape/tape.ts';

const SYMBOLS = ['AAA', 'BBB', 'CCC'];

/** A market, a fan-out, and rooms that deliver to their members at once. */
function setUp({ capacity = 10_000 } = {}) {
  const clock = new ManualClock(1_000_000);
  const tape = new Tape({ id: 'tape', keepMs: 1e9, capacity });
  const rooms = new Map<string, Set<TestReader>>();
  const broadcasts: { room: string; frame: Frame }[] = [];
  const flush = { pending: [] as Quote[] };
  const fanOut = new FanOut({
    tape,
    clock,
    flush,
    symbols: SYMBOLS,
    broadcast(room, frame) {
      broadcasts.push({ room, frame });
      for (const reader of rooms.get(room) ?? []) reader.frames.push(frame);
    },
  });

  interface TestReader {
    frames: Frame[];
    inFlightBytes: number;
    subscriber: Subscriber;
  }

  function join(): TestReader {
    const reader: Omit<TestReader, 'subscriber'> & { subscriber?: Subscriber } = {
      frames: [],
      inFlightBytes: 0,
    };
    reader.subscriber = fanOut.add({
      inFlightBytes: () => reader.inFlightBytes,
      send: (frame) => reader.frames.push(frame),
      join: (room) => rooms.set(room, (rooms.get(room) ?? new Set()).add(reader as TestReader)),
      leave: (room) => rooms.get(room)?.delete(reader as TestReader),
    });
    return reader as TestReader;
  }

  function publish(...symbols: string[]): void {
    wait(...symbols);
    passOn();
  }

  /** Passes on what waits for the flush. */
  function passOn(): void {
    const quotes = flush.pending;
    flush.pending = [];
    fanOut.publish(quotes);
  }

  /** Publishes without a flush. */
  function wait(...symbols: string[]): void {
    const quotes = symbols.map((symbol): Quote => {
      const rev = (tape.newestOf(symbol)?.rev ?? 0) + 1;
      const seq = tape.seq + 1;
      const quote = {
        symbol,
        seq,
        rev,
        atMs: clock.nowMs(),
        bid: 9,
        ask: 11,
        last: 10,
        size: 1,
        volume: rev,
      };
      tape.append(quote);
      return quote;
    });
    flush.pending.push(...quotes);
  }

  return { clock, tape, fanOut, broadcasts, join, publish, wait, passOn };
}

function seqs(frame: Frame | undefined): number[] {
  return (frame?.quotes ?? []).map((quote) => quote.seq);
}

describe('FanOut', () => {
  it('does not tell again what a snapshot told while it was waiting for the flush', () => {
    const { join, publish, wait, passOn } = setUp();
    publish('AAA', 'BBB');
    wait('AAA', 'BBB');
    const reader = join();
    const snapshot = reader.subscriber.subscribe({ symbols: 'all' });
    expect(snapshot.seq).toBe(4);
    wait('CCC');
    passOn();
    publish('AAA');
    expect(reader.frames.map(seqs)).toEqual([[5], [6]]);
  });

  it('tells a reader that adds a symbol, in the answer, what its others were waiting for', () => {
    const { join, publish, wait, passOn } = setUp();
    publish('AAA', 'BBB');
    const reader = join();
    reader.subscriber.subscribe({ symbols: ['AAA'] });
    wait('AAA', 'BBB');
    const snapshot = reader.subscriber.subscribe({ symbols: ['BBB'] });
    expect(snapshot.quotes.map(({ seq }) => seq)).toEqual([3, 4]);
    passOn();
    publish('AAA', 'BBB');
    expect(reader.frames.map(seqs)).toEqual([[5, 6]]);
  });

  it('claims no more of the tape to a reader of its own rate than flushes have passed on', () => {
    const { clock, join, publish, wait, passOn } = setUp();
    const reader = join();
    reader.subscriber.subscribe({ symbols: 'all', maxRateHz: 10 });
    publish('AAA');
    publish('BBB');
    wait('CCC');
    clock.advance(100);
    passOn();
    clock.advance(100);
    expect(reader.frames.map((frame) => [frame.seq, seqs(frame)])).toEqual([
      [2, [1, 2]],
      [3, [3]],
    ]);
  });

  it('sends one frame per turn to all readers of the same symbols, in whatever order they named them', () => {
    const { broadcasts, join, publish } = setUp();
    join().subscriber.subscribe({ symbols: 'all' });
    join().subscriber.subscribe({ symbols: 'all' });
    join().subscriber.subscribe({ symbols: ['AAA', 'CCC'] });
    join().subscriber.subscribe({ symbols: ['CCC', 'AAA', 'CCC'] });
    publish('AAA', 'BBB', 'AAA');
    expect(broadcasts.map(({ frame }) => seqs(frame))).toEqual([
      [1, 2, 3],
      [1, 3],
    ]);
  });

  it('tells a reader of some symbols how far the whole tape is, and nothing in turns without its symbols', () => {
    const { join, publish } = setUp();
    const reader = join();
    reader.subscriber.subscribe({ symbols: ['AAA'] });
    publish('BBB', 'CCC');
    expect(reader.frames).toEqual([]);
    publish('AAA', 'BBB');
    expect(reader.frames).toMatchObject([{ seq: 4, conflated: false, sentAtMs: 1_000_000 }]);
    expect(seqs(reader.frames[0])).toEqual([3]);
  });

  it('adds symbols to those that a reader has, and takes them away again', () => {
    const { join, publish } = setUp();
    const { subscriber, frames } = join();
    subscriber.subscribe({ symbols: ['AAA'] });
    subscriber.subscribe({ symbols: ['BBB'] });
    publish('AAA', 'BBB', 'CCC');
    subscriber.unsubscribe(['AAA', 'CCC']);
    publish('AAA', 'BBB', 'CCC');
    subscriber.subscribe({ symbols: 'all' });
    subscriber.unsubscribe(['BBB']);
    publish('AAA', 'BBB', 'CCC');
    subscriber.unsubscribe('all');
    publish('AAA', 'BBB', 'CCC');
    expect(frames.map(seqs)).toEqual([[1, 2], [5], [7, 9]]);
  });

  it('answers with the newest quote of each asked-for symbol where nothing is resumed', () => {
    const { join, publish } = setUp();
    publish('AAA', 'BBB', 'AAA', 'CCC');
    const snapshot = join().subscriber.subscribe({ symbols: ['AAA', 'BBB'] });
    expect(snapshot).toMatchObject({ seq: 4, conflated: false, tapeId: 'tape' });
    expect(seqs(snapshot)).toEqual([2, 3]);
  });

  it('resumes with every missed quote of the asked-for symbols, in order of seq', () => {
    const { join, publish } = setUp();
    publish('AAA', 'BBB', 'AAA', 'CCC', 'AAA');
    const snapshot = join().subscriber.subscribe({ symbols: ['AAA', 'CCC'], sinceSeq: 1, tapeId: 'tape' });
    expect(snapshot).toMatchObject({ seq: 5, conflated: false });
    expect(seqs(snapshot)).toEqual([3, 4, 5]);
  });

  it.each([
    ['the tape no longer reaches back', { sinceSeq: 0 }],
    ['the seq is yet to come', { sinceSeq: 99 }],
    ['the seq counts on another tape', { sinceSeq: 5, tapeId: 'other' }],
  ])('answers with the newest of each symbol, marked conflated, where %s', (_what, resume) => {
    const { join, publish } = setUp({ capacity: 3 });
    publish('AAA', 'BBB', 'AAA', 'CCC', 'AAA');
    const snapshot = join().subscriber.subscribe({ symbols: 'all', ...resume });
    expect(snapshot.conflated).toBe(true);
    expect(seqs(snapshot)).toEqual([2, 4, 5]);
  });

  it('answers with the newest of each symbol where more were missed than may be sent one by one', () => {
    const { join, publish } = setUp({ capacity: 30_000 });
    for (let turn = 0; turn < 201; turn += 1) publish(...new Array<string>(100).fill('AAA'));
    expect(join().subscriber.subscribe({ symbols: ['AAA'], sinceSeq: 100 })).toMatchObject({
      conflated: false,
    });
    const snapshot = join().subscriber.subscribe({ symbols: ['AAA'], sinceSeq: 99 });
    expect(snapshot.conflated).toBe(true);
    expect(seqs(snapshot)).toEqual([20_100]);
  });

  it('holds back a reader with too much in flight, and gives it one conflated frame when it has drained', () => {
    const { clock, fanOut, join, publish } = setUp();
    const slow = join();
    const quick = join();
    slow.subscriber.subscribe({ symbols: 'all' });
    quick.subscriber.subscribe({ symbols: 'all' });
    publish('AAA');
    slow.inFlightBytes = MAX_IN_FLIGHT_BYTES + 1;
    publish('AAA');
    publish('AAA', 'BBB');
    clock.advance(1_000);
    expect(slow.frames.map(seqs)).toEqual([[1]]);
    expect(quick.frames.map(seqs)).toEqual([[1], [2], [3, 4]]);
    expect(fanOut.count()).toEqual({ inStep: 1, held: 1 });

    slow.inFlightBytes = 0;
    clock.advance(20);
    expect(slow.frames.at(-1)).toMatchObject({ seq: 4, conflated: true });
    expect(seqs(slow.frames.at(-1))).toEqual([3, 4]);
    publish('CCC');
    expect(slow.frames.map(seqs)).toEqual([[1], [3, 4], [5]]);
    expect(fanOut.count()).toEqual({ inStep: 2, held: 0 });
    expect(clock.timers).toBe(0);
  });

  it('does not call a frame conflated where a held-back reader missed nothing', () => {
    const { clock, join, publish } = setUp();
    const slow = join();
    slow.subscriber.subscribe({ symbols: 'all' });
    slow.inFlightBytes = MAX_IN_FLIGHT_BYTES + 1;
    publish('AAA');
    publish('BBB');
    slow.inFlightBytes = 0;
    clock.advance(20);
    expect(slow.frames).toMatchObject([{ seq: 2, conflated: false }]);
  });

  it('keeps a reader to the rate that it asked for, marking what it leaves out', () => {
    const { clock, join, publish } = setUp();
    const reader = join();
    reader.subscriber.subscribe({ symbols: 'all', maxRateHz: 10 });
    for (let turn = 0; turn < 100; turn += 1) {
      clock.advance(10);
      publish('AAA');
    }
    clock.advance(100);
    expect(reader.frames.length).toBeGreaterThanOrEqual(9);
    expect(reader.frames.length).toBeLessThanOrEqual(11);
    expect(reader.frames.slice(0, -1).every((frame) => frame.conflated)).toBe(true);
    expect(reader.frames.every((frame) => frame.quotes.length === 1)).toBe(true);
    expect(seqs(reader.frames.at(-1))).toEqual([100]);
  });

  it('gives a held-back reader that subscribes what it is owed within the snapshot, and only there', () => {
    const { clock, join, publish } = setUp();
    const slow = join();
    slow.subscriber.subscribe({ symbols: ['AAA'] });
    slow.inFlightBytes = MAX_IN_FLIGHT_BYTES + 1;
    publish('AAA', 'BBB');
    publish('AAA');
    const snapshot = slow.subscriber.subscribe({ symbols: ['BBB'] });
    expect(snapshot).toMatchObject({ seq: 3, conflated: true });
    expect(seqs(snapshot)).toEqual([2, 3]);
    slow.inFlightBytes = 0;
    clock.advance(20);
    publish('BBB');
    expect(slow.frames.map(seqs)).toEqual([[4]]);
  });

  it('leaves neither room nor timer behind when a reader goes, held back or not', () => {
    const { clock, fanOut, broadcasts, join, publish } = setUp();
    const readers = [join(), join(), join()];
    readers[0]?.subscriber.subscribe({ symbols: ['AAA'] });
    readers[1]?.subscriber.subscribe({ symbols: 'all' });
    readers[2]?.subscriber.subscribe({ symbols: 'all', maxRateHz: 1 });
    if (readers[1] !== undefined) readers[1].inFlightBytes = MAX_IN_FLIGHT_BYTES + 1;
    publish('AAA');
    for (const reader of readers) reader.subscriber.close();
    broadcasts.length = 0;
    publish('AAA');
    expect(broadcasts).toEqual([]);
    expect(fanOut.count()).toEqual({ inStep: 0, held: 0 });
    expect(clock.timers).toBe(0);
  });

  it('takes every reader to the newest quote of its symbols, never backwards, and tells it of every skip', () => {
    const step = fc.oneof(
      fc.record({
        publish: fc.array(fc.constantFrom(...SYMBOLS), { minLength: 1, maxLength: 4 }),
      }),
      fc.record({ inFlightBytes: fc.constantFrom(0, 1, MAX_IN_FLIGHT_BYTES + 1) }),
      fc.record({ advanceMs: fc.integer({ min: 1, max: 60 }) }),
    );
    const readers = fc.record({
      symbols: fc.constantFrom<string[] | 'all'>('all', ['AAA'], ['BBB', 'CCC']),
      maxRateHz: fc.option(fc.constantFrom(5, 100), { nil: undefined }),
    });
    fc.assert(
      fc.property(readers, fc.array(step, { maxLength: 60 }), ({ symbols, maxRateHz }, steps) => {
        const { clock, tape, join, publish } = setUp();
        const reader = join();
        publish('AAA', 'BBB', 'CCC');
        const snapshot = reader.subscriber.subscribe({
          symbols,
          ...(maxRateHz === undefined ? {} : { maxRateHz }),
        });
        for (const action of steps) {
          if ('publish' in action) publish(...action.publish);
          else if ('inFlightBytes' in action) reader.inFlightBytes = action.inFlightBytes;
          else clock.advance(action.advanceMs);
        }
        reader.inFlightBytes = 0;
        clock.advance(1_000);

        const held = new Map<string, number>();
        let heldSeq = 0;
        let toldSeq = 0;
        for (const frame of [snapshot, ...reader.frames]) {
          let skipped = 0;
          for (const quote of frame.quotes) {
            expect(quote.seq).toBeGreaterThan(heldSeq);
            heldSeq = quote.seq;
            if (frame !== snapshot) skipped += quote.rev - (held.get(quote.symbol) ?? 0) - 1;
            held.set(quote.symbol, quote.rev);
          }
          if (frame !== snapshot) expect(frame.conflated).toBe(skipped > 0);
          expect(frame.seq).toBeGreaterThanOrEqual(Math.max(heldSeq, toldSeq));
          toldSeq = frame.seq;
        }
        for (const symbol of symbols === 'all' ? SYMBOLS : symbols) {
          expect(held.get(symbol)).toBe(tape.newestOf(symbol)?.rev);
        }
      }),
    );
  });
});
