import { describe, expect, it } from 'vitest';
import type { Quote } from '@tickrace/protocol';
import { createFakeMarket } from '../test/fake-market.ts';
import { ManualClock } from '../test/manual-clock.ts';
import { MarketRunner } from './market-runner.ts';
import { Tape } from './tape/tape.ts';

const OPENED_AT_MS = 1_700_000_000_000;

/** A market at 60 times wall speed with a quote every 100 ms of wall time, which opened `ageMs` ago. */
function setUp({ ageMs = 0, everyMarketMs = 6_000 } = {}) {
  const clock = new ManualClock(OPENED_AT_MS + ageMs);
  const tape = new Tape({ id: 'test', keepMs: 60_000, capacity: 100_000 });
  const shifts: number[] = [];
  const runner = new MarketRunner({
    source: createFakeMarket({ symbols: ['AAA', 'BBB'], everyMarketMs }),
    speed: 60,
    openedAtMs: OPENED_AT_MS,
    tape,
    clock,
    onShifted: (openedAtMs) => shifts.push(openedAtMs),
  });
  const batches: Quote[][] = [];
  runner.onPublished((quotes) => batches.push([...quotes]));
  return { clock, tape, runner, shifts, batches };
}

describe('MarketRunner', () => {
  it('publishes each quote when its market time has come', async () => {
    const { clock, tape, runner, batches } = setUp();
    await runner.start();
    clock.advance(99);
    expect(tape.seq).toBe(0);
    clock.advance(1);
    expect(tape.seq).toBe(1);
    clock.advance(900);
    expect(batches.map((batch) => batch.map((quote) => quote.atMs - OPENED_AT_MS))).toEqual(
      [100, 200, 300, 400, 500, 600, 700, 800, 900, 1_000].map((atMs) => [atMs]),
    );
  });

  it('gives the time before its start a history at the times when quotes were due, unannounced', async () => {
    const { tape, runner, batches } = setUp({ ageMs: 10_000 });
    await runner.start();
    expect(tape.seq).toBe(100);
    expect(tape.at(37)?.atMs).toBe(OPENED_AT_MS + 3_700);
    expect(batches).toEqual([]);
    expect(runner.phase).toBe('live');
  });

  it('publishes all quotes that are due in one turn as one batch, with the time of the turn', async () => {
    const { clock, runner, batches } = setUp();
    await runner.start();
    clock.stall(350);
    expect(batches).toHaveLength(1);
    expect(batches[0]?.map((quote) => [quote.seq, quote.atMs - OPENED_AT_MS])).toEqual([
      [1, 350],
      [2, 350],
      [3, 350],
    ]);
  });

  it('sleeps when its machine sleeps, rather than publishing hours of quotes at once', async () => {
    const { clock, tape, runner, shifts } = setUp();
    await runner.start();
    clock.advance(1_000);
    clock.stall(3_600_000);
    expect(tape.seq).toBeLessThanOrEqual(12);
    expect(shifts).toHaveLength(1);
    expect(runner.openedAtMs).toBe(shifts[0]);
    const before = tape.seq;
    clock.advance(1_000);
    expect(tape.seq).toBe(before + 10);
  });

  it('never lets atMs run backwards, from history to now and through a sleep', async () => {
    const { clock, tape, runner } = setUp({ ageMs: 1_050 });
    await runner.start();
    clock.advance(500);
    clock.stall(5_000);
    clock.advance(500);
    const times = tape.since(0, 1_000);
    expect(times).not.toBe('gone');
    const atMs = (times as Quote[]).map((quote) => quote.atMs);
    expect(atMs).toEqual([...atMs].sort((a, b) => a - b));
  });

  it('bounds the work of one turn and catches up in the following ones', async () => {
    const { clock, runner, batches } = setUp({ everyMarketMs: 6 });
    await runner.start();
    clock.stall(1_500);
    expect(batches.flat().map((quote) => quote.seq)).toEqual(
      Array.from({ length: 15_000 }, (_, index) => index + 1),
    );
    expect(Math.max(...batches.map((batch) => batch.length))).toBe(5_000);
  });

  it('leaves no timer behind when stopped', async () => {
    const { clock, tape, runner } = setUp();
    await runner.start();
    runner.stop();
    expect(clock.timers).toBe(0);
    clock.advance(1_000);
    expect(tape.seq).toBe(0);
  });
});
