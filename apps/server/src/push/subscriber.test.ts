import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PATIENCE_MS, seqsOf, setUpFanOut, SYMBOLS } from '../../test/fan-out-rig.ts';
import { MAX_IN_FLIGHT_BYTES } from './subscriber.ts';

describe('A reader that cannot keep up', () => {
  it('claims no more of the tape to a reader of its own rate than flushes have passed on', () => {
    const { clock, join, publish, wait, passOn } = setUpFanOut();
    const reader = join();
    reader.subscriber.subscribe({ symbols: 'all', maxRateHz: 10 });
    publish('AAA');
    publish('BBB');
    wait('CCC');
    clock.advance(100);
    passOn();
    clock.advance(100);
    expect(reader.frames.map((frame) => [frame.seq, seqsOf(frame)])).toEqual([
      [2, [1, 2]],
      [3, [3]],
    ]);
  });

  it('holds back a reader with too much in flight, and gives it one conflated frame when it has drained', () => {
    const { clock, fanOut, join, publish } = setUpFanOut();
    const slow = join();
    const quick = join();
    slow.subscriber.subscribe({ symbols: 'all' });
    quick.subscriber.subscribe({ symbols: 'all' });
    publish('AAA');
    slow.inFlightBytes = MAX_IN_FLIGHT_BYTES + 1;
    publish('AAA');
    publish('AAA', 'BBB');
    clock.advance(1_000);
    expect(slow.frames.map(seqsOf)).toEqual([[1]]);
    expect(quick.frames.map(seqsOf)).toEqual([[1], [2], [3, 4]]);
    expect(fanOut.count()).toEqual({ inStep: 1, held: 1 });

    slow.inFlightBytes = 0;
    clock.advance(20);
    expect(slow.frames.at(-1)).toMatchObject({ seq: 4, conflated: true });
    expect(seqsOf(slow.frames.at(-1))).toEqual([3, 4]);
    publish('CCC');
    expect(slow.frames.map(seqsOf)).toEqual([[1], [3, 4], [5]]);
    expect(fanOut.count()).toEqual({ inStep: 2, held: 0 });
    expect(clock.timers).toBe(0);
  });

  it('does not call a frame conflated where a held-back reader missed nothing', () => {
    const { clock, join, publish } = setUpFanOut();
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
    const { clock, join, publish } = setUpFanOut();
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
    expect(seqsOf(reader.frames.at(-1))).toEqual([100]);
  });

  it('gives a held-back reader that subscribes what it is owed within the snapshot, and only there', () => {
    const { clock, join, publish } = setUpFanOut();
    const slow = join();
    slow.subscriber.subscribe({ symbols: ['AAA'] });
    slow.inFlightBytes = MAX_IN_FLIGHT_BYTES + 1;
    publish('AAA', 'BBB');
    publish('AAA');
    const snapshot = slow.subscriber.subscribe({ symbols: ['BBB'] });
    expect(snapshot).toMatchObject({ seq: 3, conflated: true });
    expect(seqsOf(snapshot)).toEqual([2, 3]);
    slow.inFlightBytes = 0;
    clock.advance(20);
    publish('BBB');
    expect(slow.frames.map(seqsOf)).toEqual([[4]]);
  });

  it('gives up a reader that takes nothing for as long as it is patient, and leaves nothing of it behind', () => {
    const { clock, fanOut, join, publish } = setUpFanOut();
    const stuck = join();
    const quick = join();
    stuck.subscriber.subscribe({ symbols: 'all' });
    quick.subscriber.subscribe({ symbols: 'all' });
    stuck.inFlightBytes = MAX_IN_FLIGHT_BYTES + 1;
    publish('AAA');
    clock.advance(PATIENCE_MS);
    expect(stuck.cutOffs).toEqual([]);
    clock.advance(20);
    expect(stuck.cutOffs).toEqual(['no-progress']);
    expect(fanOut.tally.cutOffs).toEqual({ 'no-progress': 1, 'no-heartbeat': 0, 'unread-answers': 0 });
    publish('BBB');
    expect([stuck.frames.map(seqsOf), quick.frames.map(seqsOf)]).toEqual([[], [[1], [2]]]);
    expect(fanOut.count()).toEqual({ inStep: 1, held: 0 });
    expect(clock.timers).toBe(0);
  });

  it('gives up a reader of its own rate that takes nothing as well', () => {
    const { clock, join, publish } = setUpFanOut();
    const stuck = join();
    stuck.subscriber.subscribe({ symbols: 'all', maxRateHz: 1 });
    stuck.inFlightBytes = 1;
    publish('AAA');
    clock.advance(1_000 + PATIENCE_MS + 40);
    expect(stuck.cutOffs).toEqual(['no-progress']);
  });

  it('is patient with a reader that takes a little now and then, and begins anew when it has drained', () => {
    const { clock, join, publish } = setUpFanOut();
    const slow = join();
    slow.subscriber.subscribe({ symbols: 'all' });
    for (let round = 0; round < 3; round += 1) {
      slow.inFlightBytes = MAX_IN_FLIGHT_BYTES + 1;
      publish('AAA');
      for (let look = 0; look < 10; look += 1) {
        clock.advance(PATIENCE_MS - 40);
        slow.inFlightBytes -= 1_000;
      }
      slow.inFlightBytes = 0;
      clock.advance(40);
    }
    expect(slow.cutOffs).toEqual([]);
    expect(slow.frames.map(seqsOf)).toEqual([[1], [2], [3]]);
  });

  it('counts the frames that it is sent and the quotes that it is not', () => {
    const { clock, fanOut, join, publish } = setUpFanOut();
    const slow = join();
    slow.subscriber.subscribe({ symbols: 'all' });
    join().subscriber.subscribe({ symbols: ['BBB'] });
    publish('AAA', 'BBB');
    slow.inFlightBytes = MAX_IN_FLIGHT_BYTES + 1;
    publish('AAA');
    publish('AAA');
    publish('AAA', 'AAA');
    slow.inFlightBytes = 0;
    clock.advance(20);
    expect(fanOut.tally).toMatchObject({ frames: 3, supersededQuotes: 3 });
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
        const { clock, tape, join, publish } = setUpFanOut();
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
