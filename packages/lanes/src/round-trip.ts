/** How long one small question and its answer take over each way: whether push is "faster" because it is full-duplex. */
import { WAY_NAMES, ways, type WayName, type WayOptions } from './way.ts';

/** Longest pause before a question; its length is random, so that questions fall on any phase of the market. */
const LONGEST_PAUSE_MS = 20;

/** The first exchanges bear the handshake of what stays open, and take what others left open. */
const WARM_UP = 2;

export interface RoundTripOptions extends WayOptions {
  /** Questions per way that count. */
  samples: number;
}

/**
 * Round trips in milliseconds by way, in order of asking: one question at a time, one way after the other, while
 * quotes keep arriving on the ways that are told.
 * @throws Error where the server cannot be reached or does not answer in time.
 */
export async function measureRoundTrips(
  options: RoundTripOptions,
): Promise<Record<WayName, readonly number[]>> {
  const roundTrips: [WayName, number[]][] = [];
  for (const name of WAY_NAMES) roundTrips.push([name, await sample(name, options)]);
  return Object.fromEntries(roundTrips) as Record<WayName, number[]>;
}

async function sample(name: WayName, options: RoundTripOptions): Promise<number[]> {
  const { nowMs, random, after } = options.surroundings;
  const way = await ways[name](options);
  const roundTripsMs: number[] = [];
  try {
    for (let question = -WARM_UP; question < options.samples; question += 1) {
      await new Promise<void>((resolve) => after(random() * LONGEST_PAUSE_MS, resolve));
      const askedAtMs = nowMs();
      await way.ask();
      if (question >= 0) roundTripsMs.push(nowMs() - askedAtMs);
    }
  } finally {
    way.close();
  }
  return roundTripsMs;
}
