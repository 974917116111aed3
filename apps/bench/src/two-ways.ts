/** Puts "faster because it is full-duplex" to the test: a small question and its answer, over each way of asking. */
import { measureRoundTrips, WAY_NAMES, type LaneSurroundings } from '@tickrace/lanes';
import { measureExchangeBytes } from '@tickrace/lanes/node';
import { Distribution } from '@tickrace/measure';
import type { Result } from './result-schema.ts';
import { unlessAborted } from './waiting.ts';

/** At 40 ms of round trip, 100 questions over each of the ways take some 25 s; this keeps all of it below 10. */
const LONGEST_MS = 8_000;
const MOST_SAMPLES = 100;
const FEWEST_SAMPLES = 20;

export interface TwoWaysOptions {
  /** Where the lanes connect. */
  origin: string;
  /** Of these questions alone. */
  reader: string;
  /** What the bytes are counted beside, so that few quotes fall between. */
  quietestSymbol: string;
  /** Round trip of the path, from which follows how many questions there is time for. */
  pathRttMs: number;
  surroundings: LaneSurroundings;
  signal: AbortSignal;
}

/** @throws where a way gives no answer in time */
export async function measureTwoWays(options: TwoWaysOptions): Promise<Result['roundTripMs']> {
  const { origin, reader, quietestSymbol, pathRttMs, surroundings, signal } = options;
  const questions = { origin, reader, surroundings };
  const samples = samplesIn(pathRttMs);
  const roundTripsMs = await unlessAborted(
    measureRoundTrips({ ...questions, symbols: 'all', samples }),
    signal,
  );
  const wireBytes = await unlessAborted(
    measureExchangeBytes({ ...questions, reader: `${reader}b`, symbol: quietestSymbol }),
    signal,
  );
  const results = WAY_NAMES.map((name) => {
    const distribution = new Distribution();
    for (const ms of roundTripsMs[name]) distribution.record(ms);
    return [
      name,
      {
        p50: distribution.quantile(0.5),
        p99: distribution.quantile(0.99),
        wireBytes: wireBytes[name],
        count: distribution.count,
      },
    ];
  });
  return Object.fromEntries(results) as Result['roundTripMs'];
}

/** A question over a new connection takes two round trips, the others one, and each a pause of some 10 ms before. */
function samplesIn(pathRttMs: number): number {
  const roundMs = 5 * pathRttMs + WAY_NAMES.length * 10;
  return Math.round(Math.min(MOST_SAMPLES, Math.max(FEWEST_SAMPLES, LONGEST_MS / roundMs)));
}
