import type { Quote } from '@tickrace/protocol';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../test/manual-clock.ts';
import { FlushSchedule } from './flush-schedule.ts';

function quote(seq: number): Quote {
  return { symbol: 'AAA', seq, rev: seq, atMs: 0, bid: 1, ask: 2, last: 1, size: 1, volume: seq };
}

/** A schedule whose sweeps take as long as the test says, fed one quote every millisecond. */
function scheduleWith(sweepMs: () => number) {
  const clock = new ManualClock(1_000);
  const schedule = new FlushSchedule(clock);
  const flushes: { atMs: number; seqs: number[] }[] = [];
  schedule.onFlush((quotes) => {
    flushes.push({ atMs: clock.nowMs(), seqs: quotes.map(({ seq }) => seq) });
    clock.stall(sweepMs());
  });
  let seq = 0;
  return {
    clock,
    schedule,
    flushes,
    run(forMs: number): void {
      for (const endMs = clock.nowMs() + forMs; clock.nowMs() < endMs; clock.advance(1)) {
        seq += 1;
        schedule.add([quote(seq)]);
      }
    },
  };
}

describe('FlushSchedule', () => {
  it('passes quotes on in the turn of publication while sweeps cost little', () => {
    const { schedule, flushes, run } = scheduleWith(() => 0.1);
    run(50);
    expect(schedule.intervalMs).toBe(0);
    expect(flushes.every(({ seqs }) => seqs.length === 1)).toBe(true);
  });

  it('waits longer as sweeps take longer, so that they keep to half of the core', () => {
    const { schedule, flushes, run } = scheduleWith(() => 10);
    run(2_000);
    expect(schedule.intervalMs).toBeCloseTo(20, 0);
    const settled = flushes.slice(-20);
    const spanMs = (settled.at(-1)?.atMs ?? 0) - (settled[0]?.atMs ?? 0);
    expect((19 * 10) / spanMs).toBeLessThanOrEqual(0.52);
  });

  it('goes back to passing on at once when the readers have gone', () => {
    let sweepMs = 10;
    const { schedule, run } = scheduleWith(() => sweepMs);
    run(1_000);
    sweepMs = 0.05;
    run(1_000);
    expect(schedule.intervalMs).toBe(0);
  });

  it('loses and repeats nothing, whatever the interval', () => {
    const { schedule, flushes, run, clock } = scheduleWith(() => 7);
    run(500);
    clock.advance(1_000);
    expect(schedule.pending).toEqual([]);
    const seqs = flushes.flatMap((flush) => flush.seqs);
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
  });
});
