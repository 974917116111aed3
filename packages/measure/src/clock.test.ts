import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClockSync } from './clock.ts';
import type { ClockSample } from './clock.ts';

const EPOCH_MS = 1_750_000_000_000;

interface Exchange {
  sentAtMs: number;
  upMs: number;
  servingMs: number;
  downMs: number;
}

function sampleOf({ sentAtMs, upMs, servingMs, downMs }: Exchange, offsetMs: number): ClockSample {
  const clientSentAtMs = EPOCH_MS + sentAtMs;
  return {
    clientSentAtMs,
    serverReceivedAtMs: clientSentAtMs + upMs + offsetMs,
    serverSentAtMs: clientSentAtMs + upMs + servingMs + offsetMs,
    clientReceivedAtMs: clientSentAtMs + upMs + servingMs + downMs,
  };
}

const delay = fc.double({ min: 0, max: 5000, noNaN: true });
const exchange = fc.record({
  sentAtMs: fc.double({ min: 0, max: 1e7, noNaN: true }),
  upMs: delay,
  servingMs: delay,
  downMs: delay,
});

describe('clock sync', () => {
  it('always holds the true offset within its bound, whatever the asymmetry of the two ways', () => {
    fc.assert(
      fc.property(
        fc.array(exchange, { minLength: 1, maxLength: 40 }),
        fc.double({ min: -1e8, max: 1e8, noNaN: true }),
        (exchanges, offsetMs) => {
          const sync = new ClockSync();
          for (const each of exchanges) {
            const estimate = sync.add(sampleOf(each, offsetMs));
            if (estimate === undefined) continue;
            // Epoch milliseconds have a resolution of a quarter of a microsecond in a double.
            expect(Math.abs(estimate.offsetMs - offsetMs)).toBeLessThanOrEqual(estimate.boundMs + 0.002);
          }
        },
      ),
    );
  });

  it('takes the exact offset from a symmetric exchange, without the time spent in the server', () => {
    const sync = new ClockSync();
    const estimate = sync.add(sampleOf({ sentAtMs: 0, upMs: 20, servingMs: 500, downMs: 20 }, -7000));
    expect(estimate).toEqual({ offsetMs: -7000, boundMs: 20, rttMs: 40 });
  });

  it('keeps the sample of least round trip until it leaves the window', () => {
    const sync = new ClockSync({ window: 3 });
    const rttOf = (rttMs: number) =>
      sync.add(sampleOf({ sentAtMs: 0, upMs: rttMs / 2, servingMs: 0, downMs: rttMs / 2 }, 0))?.rttMs;
    expect([80, 10, 50, 60, 70].map(rttOf)).toEqual([80, 10, 10, 10, 50]);
  });

  it('prefers the newest of equal round trips, since clocks drift', () => {
    const sync = new ClockSync();
    for (const offsetMs of [3, 4])
      sync.add(sampleOf({ sentAtMs: 0, upMs: 5, servingMs: 0, downMs: 5 }, offsetMs));
    expect(sync.estimate?.offsetMs).toBe(4);
  });

  it('ignores samples that cannot be and says nothing before the first good one', () => {
    const sync = new ClockSync();
    const good = sampleOf({ sentAtMs: 0, upMs: 5, servingMs: 1, downMs: 5 }, 3);
    expect(sync.add({ ...good, clientReceivedAtMs: good.clientSentAtMs - 1 })).toBeUndefined();
    expect(sync.add({ ...good, serverSentAtMs: Number.NaN })).toBeUndefined();
    expect(sync.add(good)?.rttMs).toBe(10);
    expect(sync.add({ ...good, serverSentAtMs: Infinity })?.rttMs).toBe(10);
  });

  it('forgets everything at a reset', () => {
    const sync = new ClockSync();
    sync.add(sampleOf({ sentAtMs: 0, upMs: 1, servingMs: 0, downMs: 1 }, 0));
    sync.reset();
    expect(sync.estimate).toBeUndefined();
    sync.add(sampleOf({ sentAtMs: 0, upMs: 50, servingMs: 0, downMs: 50 }, 9));
    expect(sync.estimate).toEqual({ offsetMs: 9, boundMs: 50, rttMs: 100 });
  });

  it('refuses a window that holds nothing', () => {
    expect(() => new ClockSync({ window: 0 })).toThrow(RangeError);
  });
});
