import fc from 'fast-check';
import type { NetworkConditions } from '@tickrace/protocol';
import { describe, expect, it } from 'vitest';
import { Line, SEGMENT_BYTES, type Load } from './line.ts';
import { NETWORK_PROFILES } from './network-profiles.ts';

interface Event {
  atMs: number;
  load: Load;
}

interface Stall {
  fromMs: number;
  untilMs: number;
}

/** A microsecond, for sums of floating-point numbers. */
const TOLERANCE_MS = 1e-3;

const bytesOf = (length: number, value = 0): Load => ({
  kind: 'bytes',
  bytes: new Uint8Array(length).fill(value),
});
const sizeOf = ({ load }: Event) => (load.kind === 'bytes' ? load.bytes.length : 0);
const under = (conditions: Partial<NetworkConditions>) => ({ ...NETWORK_PROFILES.none, ...conditions });

/** Everything that leaves, when each load is taken at the moment of its departure and each stall begins on time. */
function run(
  line: Line,
  arrivals: readonly Event[],
  conditions: NetworkConditions,
  stalls: Stall[] = [],
): Event[] {
  const departures: Event[] = [];
  const departUntil = (untilMs: number) => {
    for (let atMs = line.nextDepartureMs; atMs !== undefined && atMs <= untilMs; atMs = line.nextDepartureMs)
      departures.push({ atMs, load: line.leave()! });
  };
  const happenings = [
    ...arrivals.map(({ atMs, load }) => ({ atMs, happen: () => line.enter(load, atMs, conditions) })),
    ...stalls.map(({ fromMs, untilMs }) => ({ atMs: fromMs, happen: () => line.stall(fromMs, untilMs) })),
  ].sort((a, b) => a.atMs - b.atMs);
  for (const { atMs, happen } of happenings) {
    departUntil(atMs);
    happen();
  }
  departUntil(Infinity);
  return departures;
}

const openLine = (random: () => number = () => 0, openFromMs = 0) => new Line({ random, openFromMs });

const arbitraryConditions = fc.record({
  delayMs: fc.double({ min: 0, max: 300, noNaN: true }),
  jitterMs: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 100, noNaN: true })),
  kilobitsPerSecond: fc.oneof(fc.constant(0), fc.integer({ min: 100, max: 1_000_000 })),
  stallEveryMs: fc.constant(0),
  stallMs: fc.constant(0),
});

const arbitraryArrivals = fc
  .array(
    fc.record({
      gapMs: fc.double({ min: 0, max: 50, noNaN: true }),
      length: fc.integer({ min: 1, max: 20_000 }),
    }),
    {
      minLength: 1,
      maxLength: 40,
    },
  )
  .map((loads) => {
    let atMs = 0;
    return loads.map(({ gapMs, length }, i): Event => ({ atMs: (atMs += gapMs), load: bytesOf(length, i) }));
  });

const arbitraryStalls = fc.array(
  fc
    .tuple(fc.double({ min: 0, max: 1_000, noNaN: true }), fc.double({ min: 1, max: 200, noNaN: true }))
    .map(([fromMs, lengthMs]): Stall => ({ fromMs, untilMs: fromMs + lengthMs })),
  { maxLength: 5 },
);

const arbitraryRandom = fc
  .infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }))
  .map((draws) => () => draws.next().value as number);

const join = (events: readonly Event[]) =>
  Buffer.concat(events.map(({ load }) => (load.kind === 'bytes' ? load.bytes : new Uint8Array())));

describe('Line', () => {
  it('delivers every byte in order, none before its delay is over, and holds nothing afterwards', () => {
    fc.assert(
      fc.property(
        arbitraryArrivals,
        arbitraryConditions,
        arbitraryStalls,
        arbitraryRandom,
        (arrivals, conditions, stalls, random) => {
          const line = openLine(random);
          const departures = run(line, arrivals, conditions, stalls);
          expect(join(departures).equals(join(arrivals))).toBe(true);
          expect(line.heldBytes).toBe(0);
          let previousMs = 0;
          let [arrived, departed, index] = [0, 0, -1];
          for (const departure of departures) {
            expect(departure.atMs).toBeGreaterThanOrEqual(previousMs);
            previousMs = departure.atMs;
            departed += sizeOf(departure);
            while (arrived < departed) arrived += sizeOf(arrivals[++index]!);
            expect(departure.atMs).toBeGreaterThanOrEqual(arrivals[index]!.atMs + conditions.delayMs);
          }
        },
      ),
    );
  });

  it('lets no more than the bandwidth through, over any window', () => {
    fc.assert(
      fc.property(
        arbitraryArrivals,
        arbitraryConditions,
        arbitraryStalls,
        arbitraryRandom,
        (arrivals, conditions, stalls, random) => {
          fc.pre(conditions.kilobitsPerSecond > 0);
          const departures = run(openLine(random), arrivals, conditions, stalls);
          departures.forEach((first, i) => {
            let bits = 0;
            for (const last of departures.slice(i + 1)) {
              bits += sizeOf(last) * 8;
              const windowMs = last.atMs - first.atMs + TOLERANCE_MS;
              expect(bits).toBeLessThanOrEqual(conditions.kilobitsPerSecond * windowMs);
            }
          });
        },
      ),
      { numRuns: 50 },
    );
  });

  it('lets nothing through in a stall', () => {
    fc.assert(
      fc.property(arbitraryArrivals, arbitraryConditions, arbitraryStalls, (arrivals, conditions, stalls) => {
        const departures = run(openLine(), arrivals, conditions, stalls);
        for (const { fromMs, untilMs } of stalls)
          for (const { atMs } of departures)
            expect(atMs > fromMs + TOLERANCE_MS && atMs < untilMs - TOLERANCE_MS).toBe(false);
      }),
    );
  });

  it('adds nothing without conditions', () => {
    fc.assert(
      fc.property(arbitraryArrivals, (arrivals) => {
        const departures = run(openLine(), arrivals, NETWORK_PROFILES.none);
        expect(departures.map(({ atMs }) => atMs)).toEqual(arrivals.map(({ atMs }) => atMs));
      }),
    );
  });

  it('delays by the delay and a share of the jitter, drawn once for what arrives at once', () => {
    const draws = [0, 0.25, 0.999].values();
    const arrivals = [0, 100, 200].map((atMs): Event => ({ atMs, load: bytesOf(3 * SEGMENT_BYTES) }));
    const departures = run(
      openLine(() => draws.next().value!),
      arrivals,
      under({ delayMs: 40, jitterMs: 10 }),
    );
    expect(departures.map(({ atMs }) => atMs)).toEqual([40, 142.5, 249.99]);
  });

  it('does not let what follows overtake: it leaves with what it would have overtaken', () => {
    const draws = [0.9, 0].values();
    const arrivals = [0, 5].map((atMs): Event => ({ atMs, load: bytesOf(100) }));
    const departures = run(
      openLine(() => draws.next().value!),
      arrivals,
      under({ delayMs: 40, jitterMs: 10 }),
    );
    expect(departures.map(({ atMs }) => atMs)).toEqual([49, 49]);
  });

  it('sends segment by segment under a limit, back to back while there is more', () => {
    // 11.68 Mbit/s is a segment of 1,460 bytes in a millisecond.
    const arrivals = [
      { atMs: 0, load: bytesOf(2.5 * SEGMENT_BYTES) },
      { atMs: 1, load: bytesOf(SEGMENT_BYTES) },
      { atMs: 20, load: bytesOf(SEGMENT_BYTES) },
    ];
    const departures = run(openLine(), arrivals, under({ delayMs: 10, kilobitsPerSecond: 11_680 }));
    expect(departures.map(({ atMs }) => atMs)).toEqual([11, 12, 12.5, 13.5, 31]);
  });

  it('has the handshake delay what enters before it is over, and nothing after', () => {
    const arrivals = [0, 10, 200].map((atMs): Event => ({ atMs, load: bytesOf(100) }));
    const departures = run(
      openLine(() => 0, 80),
      arrivals,
      under({ delayMs: 40 }),
    );
    expect(departures.map(({ atMs }) => atMs)).toEqual([120, 120, 240]);
  });

  it('keeps what is underway under its own conditions when they change, and the order', () => {
    const line = openLine();
    line.enter(bytesOf(1, 1), 0, under({ delayMs: 100 }));
    line.enter(bytesOf(1, 2), 10, under({ delayMs: 5 }));
    line.enter(bytesOf(1, 3), 200, under({ delayMs: 5 }));
    const departures = run(line, [], NETWORK_PROFILES.none);
    expect(departures.map(({ atMs }) => atMs)).toEqual([100, 100, 205]);
    expect([...join(departures)]).toEqual([1, 2, 3]);
  });

  it('carries the end of the stream and a reset as late as bytes, after the bytes before', () => {
    const arrivals: Event[] = [
      { atMs: 0, load: bytesOf(SEGMENT_BYTES) },
      { atMs: 0, load: { kind: 'end' } },
      { atMs: 30, load: { kind: 'reset' } },
    ];
    const departures = run(openLine(), arrivals, under({ delayMs: 10, kilobitsPerSecond: 11_680 }));
    expect(departures.map(({ atMs, load }) => [atMs, load.kind])).toEqual([
      [11, 'bytes'],
      [11, 'end'],
      [40, 'reset'],
    ]);
  });

  it('resumes after a stall where it was: a load that was half through needs its other half', () => {
    // A segment takes ten milliseconds.
    const conditions = under({ kilobitsPerSecond: 1_168 });
    const arrivals = [{ atMs: 0, load: bytesOf(2 * SEGMENT_BYTES) }];
    const stalls = [
      { fromMs: 4, untilMs: 104 },
      { fromMs: 10, untilMs: 50 },
      { fromMs: 50, untilMs: 204 },
    ];
    const departures = run(openLine(), arrivals, conditions, stalls);
    expect(departures.map(({ atMs }) => atMs)).toEqual([210, 220]);
  });

  it('holds what was due before a stall but not taken until after it', () => {
    const line = openLine();
    line.enter(bytesOf(100), 0, under({ delayMs: 10 }));
    line.stall(20, 120);
    expect(line.nextDepartureMs).toBe(120);
  });
});
