import { describe, expect, it } from 'vitest';
import { seqsOf, setUpFanOut } from '../../test/fan-out-rig.ts';
import { MAX_IN_FLIGHT_BYTES } from './subscriber.ts';

describe('FanOut', () => {
  it('does not tell again what a snapshot told while it was waiting for the flush', () => {
    const { join, publish, wait, passOn } = setUpFanOut();
    publish('AAA', 'BBB');
    wait('AAA', 'BBB');
    const reader = join();
    const snapshot = reader.subscriber.subscribe({ symbols: 'all' });
    expect(snapshot.seq).toBe(4);
    wait('CCC');
    passOn();
    publish('AAA');
    expect(reader.frames.map(seqsOf)).toEqual([[5], [6]]);
  });

  it('tells a reader that adds a symbol, in the answer, what its others were waiting for', () => {
    const { join, publish, wait, passOn } = setUpFanOut();
    publish('AAA', 'BBB');
    const reader = join();
    reader.subscriber.subscribe({ symbols: ['AAA'] });
    wait('AAA', 'BBB');
    const snapshot = reader.subscriber.subscribe({ symbols: ['BBB'] });
    expect(snapshot.quotes.map(({ seq }) => seq)).toEqual([3, 4]);
    passOn();
    publish('AAA', 'BBB');
    expect(reader.frames.map(seqsOf)).toEqual([[5, 6]]);
  });

  it('sends one frame per turn to all readers of the same symbols, in whatever order they named them', () => {
    const { broadcasts, join, publish } = setUpFanOut();
    join().subscriber.subscribe({ symbols: 'all' });
    join().subscriber.subscribe({ symbols: 'all' });
    join().subscriber.subscribe({ symbols: ['AAA', 'CCC'] });
    join().subscriber.subscribe({ symbols: ['CCC', 'AAA', 'CCC'] });
    publish('AAA', 'BBB', 'AAA');
    expect(broadcasts.map(({ frame }) => seqsOf(frame))).toEqual([
      [1, 2, 3],
      [1, 3],
    ]);
  });

  it('gives readers that differ in encoding alone a frame each, and moves one that changes its mind', () => {
    const { broadcasts, join, publish } = setUpFanOut();
    const fickle = join();
    fickle.subscriber.subscribe({ symbols: 'all' });
    join().subscriber.subscribe({ symbols: 'all', encoding: 'binary' });
    join().subscriber.subscribe({ symbols: 'all', encoding: 'binary' });
    publish('AAA');
    fickle.subscriber.subscribe({ symbols: ['AAA'], encoding: 'binary' });
    publish('BBB');
    fickle.subscriber.subscribe({ symbols: ['AAA'], encoding: 'json' });
    publish('CCC');
    expect(broadcasts.map(({ frame, encoding }) => [frame.seq, encoding])).toEqual([
      [1, 'json'],
      [1, 'binary'],
      [2, 'binary'],
      [3, 'binary'],
      [3, 'json'],
    ]);
    expect(fickle.frames.map(seqsOf)).toEqual([[1], [2], [3]]);
  });

  it('tells a reader of some symbols how far the whole tape is, and nothing in turns without its symbols', () => {
    const { join, publish } = setUpFanOut();
    const reader = join();
    reader.subscriber.subscribe({ symbols: ['AAA'] });
    publish('BBB', 'CCC');
    expect(reader.frames).toEqual([]);
    publish('AAA', 'BBB');
    expect(reader.frames).toMatchObject([{ seq: 4, conflated: false, sentAtMs: 1_000_000 }]);
    expect(seqsOf(reader.frames[0])).toEqual([3]);
  });

  it('adds symbols to those that a reader has, and takes them away again', () => {
    const { join, publish } = setUpFanOut();
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
    expect(frames.map(seqsOf)).toEqual([[1, 2], [5], [7, 9]]);
  });

  it('answers with the newest quote of each asked-for symbol where nothing is resumed', () => {
    const { join, publish } = setUpFanOut();
    publish('AAA', 'BBB', 'AAA', 'CCC');
    const snapshot = join().subscriber.subscribe({ symbols: ['AAA', 'BBB'] });
    expect(snapshot).toMatchObject({ seq: 4, conflated: false, tapeId: 'tape' });
    expect(seqsOf(snapshot)).toEqual([2, 3]);
  });

  it('resumes with every missed quote of the asked-for symbols, in order of seq', () => {
    const { join, publish } = setUpFanOut();
    publish('AAA', 'BBB', 'AAA', 'CCC', 'AAA');
    const snapshot = join().subscriber.subscribe({ symbols: ['AAA', 'CCC'], sinceSeq: 1, tapeId: 'tape' });
    expect(snapshot).toMatchObject({ seq: 5, conflated: false });
    expect(seqsOf(snapshot)).toEqual([3, 4, 5]);
  });

  it.each([
    ['the tape no longer reaches back', { sinceSeq: 0 }],
    ['the seq is yet to come', { sinceSeq: 99 }],
    ['the seq counts on another tape', { sinceSeq: 5, tapeId: 'other' }],
  ])('answers with the newest of each symbol, marked conflated, where %s', (_what, resume) => {
    const { join, publish } = setUpFanOut({ capacity: 3 });
    publish('AAA', 'BBB', 'AAA', 'CCC', 'AAA');
    const snapshot = join().subscriber.subscribe({ symbols: 'all', ...resume });
    expect(snapshot.conflated).toBe(true);
    expect(seqsOf(snapshot)).toEqual([2, 4, 5]);
  });

  it('answers with the newest of each symbol where more were missed than may be sent one by one', () => {
    const { join, publish } = setUpFanOut({ capacity: 30_000 });
    for (let turn = 0; turn < 201; turn += 1) publish(...new Array<string>(100).fill('AAA'));
    expect(join().subscriber.subscribe({ symbols: ['AAA'], sinceSeq: 100 })).toMatchObject({
      conflated: false,
    });
    const snapshot = join().subscriber.subscribe({ symbols: ['AAA'], sinceSeq: 99 });
    expect(snapshot.conflated).toBe(true);
    expect(seqsOf(snapshot)).toEqual([20_100]);
  });

  it('leaves neither room nor timer behind when a reader goes, held back or not', () => {
    const { clock, fanOut, broadcasts, join, publish } = setUpFanOut();
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
});
