/** Whatever a network makes of a lane's frames, the reader goes forward only, and the meter's books balance. */
import { LaneMeter } from '@tickrace/measure';
import type { Frame, Quote } from '@tickrace/protocol';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FrameIntake } from '../../packages/lanes/src/frame-intake.ts';
import { StatusBoard } from '../../packages/lanes/src/status-board.ts';

const SYMBOLS = ['AAA', 'BBB', 'CCC'];

/** A tape on which quote number n is published at n milliseconds. */
function tapeOf(symbols: readonly string[]): Quote[] {
  const revs = new Map<string, number>();
  return symbols.map((symbol, at) => {
    const rev = (revs.get(symbol) ?? 0) + 1;
    revs.set(symbol, rev);
    const seq = at + 1;
    return { symbol, seq, rev, atMs: seq, bid: 1, ask: 2, last: 1, size: 1, volume: seq };
  });
}

const newestOf = (quotes: readonly Quote[]): Quote[] =>
  [...new Map(quotes.map((quote) => [quote.symbol, quote])).values()].sort(
    (one, other) => one.seq - other.seq,
  );

/** A frame with every quote of a stretch that begins no later than where its reader is, or the newest of each symbol. */
interface Delivery {
  from: number;
  length: number;
  conflated: boolean;
}

const arbitraryDelivery = fc.record<Delivery>({
  from: fc.nat(60),
  length: fc.integer({ min: 1, max: 20 }),
  conflated: fc.boolean(),
});

it('balances, whatever is repeated, late, out of order or left out', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...SYMBOLS), { minLength: 1, maxLength: 60 }),
      fc.array(arbitraryDelivery, { maxLength: 40 }),
      (symbols, deliveries) => {
        const tape = tapeOf(symbols);
        const meter = new LaneMeter({ startAtMs: 0 });
        for (const quote of tape) meter.published(quote);
        let nowMs = tape.length;
        const handedOver: Frame[] = [];
        const listener = {
          onFrame(frame: Frame, atMs: number) {
            handedOver.push(frame);
            for (const { symbol, rev } of frame.quotes) meter.arrived(symbol, rev, atMs);
          },
          onState: () => undefined,
        };
        const intake = new FrameIntake(listener, new StatusBoard(listener));
        const deliver = ({ from, length, conflated }: Delivery) => {
          const begin = conflated ? from : from % (intake.position.seq + 1);
          const quotes = tape.slice(begin, begin + length);
          const seq = quotes.at(-1)?.seq ?? 0;
          const sent = conflated ? newestOf(tape.slice(0, seq)) : quotes;
          intake.takeFrame({ seq, sentAtMs: nowMs, conflated, quotes: sent }, (nowMs += 1));
          meter.advanceTo(nowMs);
          const { onTape, delivered, missed, pending, dropped } = meter.read().quotes;
          expect(delivered + missed + pending + dropped).toBe(onTape);
        };
        for (const delivery of deliveries) deliver(delivery);
        deliver({ from: 0, length: tape.length, conflated: true });

        const seqs = handedOver.map(({ seq }) => seq);
        expect(seqs).toEqual([...new Set(seqs)].sort((one, other) => one - other));
        expect(intake.position.seq).toBe(tape.length);
        const { onTape, delivered, missed, pending, dropped } = meter.read().quotes;
        expect({ onTape, pending, dropped }).toEqual({ onTape: tape.length, pending: 0, dropped: 0 });
        expect(delivered + missed).toBe(onTape);
      },
    ),
  );
});
