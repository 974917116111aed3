/** A fan-out by itself, on a clock and a tape of its own, with readers whose networks a test sets by hand. */
import type { Encoding, Frame, Quote } from '@tickrace/protocol';
import { FanOut } from '../src/push/fan-out.ts';
import type { Subscriber } from '../src/push/subscriber.ts';
import { Tape } from '../src/tape/tape.ts';
import { ManualClock } from './manual-clock.ts';

export const SYMBOLS = ['AAA', 'BBB', 'CCC'];

/** A reader that takes nothing for so long is given up. */
export const PATIENCE_MS = 5_000;

/** A market, a fan-out, and rooms that deliver to their members at once. */
export function setUpFanOut({ capacity = 10_000 } = {}) {
  const clock = new ManualClock(1_000_000);
  const tape = new Tape({ id: 'tape', keepMs: 1e9, capacity });
  const rooms = new Map<string, Set<TestReader>>();
  const broadcasts: { room: string; frame: Frame; encoding: Encoding }[] = [];
  const flush = { pending: [] as Quote[] };
  const fanOut = new FanOut({
    tape,
    clock,
    flush,
    symbols: SYMBOLS,
    patienceMs: PATIENCE_MS,
    broadcast(room, frame, encoding) {
      broadcasts.push({ room, frame, encoding });
      for (const reader of rooms.get(room) ?? []) reader.frames.push(frame);
    },
  });

  interface TestReader {
    frames: Frame[];
    inFlightBytes: number;
    /** Why its connection was ended. */
    cutOffs: string[];
    subscriber: Subscriber;
  }

  function join(): TestReader {
    const reader: Omit<TestReader, 'subscriber'> & { subscriber?: Subscriber } = {
      frames: [],
      inFlightBytes: 0,
      cutOffs: [],
    };
    reader.subscriber = fanOut.add({
      inFlightBytes: () => reader.inFlightBytes,
      send: (frame) => reader.frames.push(frame),
      join: (room) => rooms.set(room, (rooms.get(room) ?? new Set()).add(reader as TestReader)),
      leave: (room) => rooms.get(room)?.delete(reader as TestReader),
      cutOff: (reason) => reader.cutOffs.push(reason),
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

export function seqsOf(frame: Frame | undefined): number[] {
  return (frame?.quotes ?? []).map((quote) => quote.seq);
}
