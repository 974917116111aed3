import { describe, expect, it } from 'vitest';
import { NETWORK_PROFILES } from './network-profiles.ts';
import { StallProcess } from './stall-process.ts';

/** Timers that elapse when told to. */
class ManualTimers {
  nowMs = 0;
  pending: { atMs: number; callback: () => void } | undefined;

  readonly clock = {
    nowMs: () => this.nowMs,
    after: (delayMs: number, callback: () => void) => {
      const timer = { atMs: this.nowMs + delayMs, callback };
      this.pending = timer;
      return () => {
        if (this.pending === timer) this.pending = undefined;
      };
    },
  };

  elapse(): void {
    const timer = this.pending!;
    this.pending = undefined;
    this.nowMs = timer.atMs;
    timer.callback();
  }
}

describe('StallProcess', () => {
  const stalling = { ...NETWORK_PROFILES.none, stallEveryMs: 1_000, stallMs: 70 };

  it('stalls at intervals that are exponentially distributed around their mean', () => {
    const timers = new ManualTimers();
    const startsMs: number[] = [];
    const count = 1_000;
    // Evenly spread draws give the mean and the median of the distribution without chance.
    let draw = 0;
    const process = new StallProcess({
      clock: timers.clock,
      random: () => (draw++ + 0.5) / count,
      onStall: (stallMs) => {
        expect(stallMs).toBe(70);
        startsMs.push(timers.nowMs);
      },
    });
    process.start(stalling);
    for (let i = 0; i < count - 1; i++) timers.elapse();
    const intervalsMs = startsMs.map((startMs, i) => startMs - (startsMs[i - 1] ?? 0));
    expect(startsMs.at(-1)! / count).toBeCloseTo(1_000, -2);
    expect(intervalsMs[count / 2]!).toBeCloseTo(1_000 * Math.LN2, -1);
    process.stop();
  });

  it('forgets what was to come when conditions change, and everything when stopped', () => {
    const timers = new ManualTimers();
    const process = new StallProcess({ clock: timers.clock, random: () => 0.5, onStall: () => undefined });
    process.start(stalling);
    process.start({ ...stalling, stallEveryMs: 10 });
    expect(timers.pending?.atMs).toBeCloseTo(10 * Math.LN2);
    process.stop();
    expect(timers.pending).toBeUndefined();
  });

  it('sets no timer where nothing stalls', () => {
    const timers = new ManualTimers();
    const process = new StallProcess({ clock: timers.clock, random: () => 0.5, onStall: () => undefined });
    process.start(NETWORK_PROFILES.none);
    process.start({ ...stalling, stallMs: 0 });
    expect(timers.pending).toBeUndefined();
  });
});
