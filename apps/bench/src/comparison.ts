/** One comparison from start to end: opens the server, races the lanes, asks both ways, and leaves nothing behind. */
import { createNodeSurroundings } from '@tickrace/lanes/node';
import { choiceOf } from './bench-lane.ts';
import { readEnvironment } from './environment.ts';
import { measureRace } from './measured-race.ts';
import type { CompareOptions } from './options.ts';
import type { Progress } from './progress.ts';
import { resultOf, type Comparison } from './result.ts';
import type { Result } from './result-schema.ts';
import { measureTwoWays } from './two-ways.ts';
import { openTarget, type Target } from './target.ts';

interface Watch {
  progress: Progress;
  signal: AbortSignal;
}

/** @throws with one sentence where it cannot be measured, and the signal's reason when that is aborted */
export async function compare(options: CompareOptions, watch: Watch): Promise<Result> {
  const environment = readEnvironment(new Date());
  watch.progress.stage('starting');
  try {
    const target = await openTarget(options.server, options.network);
    try {
      watch.signal.throwIfAborted();
      return resultOf({ options, environment, target, ...(await measure(options, target, watch)) });
    } finally {
      await target.release();
    }
  } finally {
    watch.progress.end();
  }
}

async function measure(
  options: CompareOptions,
  target: Target,
  watch: Watch,
): Promise<Pick<Comparison, 'race' | 'roundTrips'>> {
  const surroundings = createNodeSurroundings();
  const reader = `bench${Math.random().toString(36).slice(2, 12)}`;
  const stretch = {
    choices: options.lanes.map((lane) => choiceOf(lane, options.intervalMs)),
    warmupMs: options.warmupS * 1_000,
    durationMs: options.durationS * 1_000,
    intervalMs: options.intervalMs,
    reader,
    surroundings,
  };
  const race = await measureRace(target, stretch, watch);
  // Afterwards, so that neither disturbs the other.
  watch.progress.stage('asking both ways');
  const roundTrips = await measureTwoWays({
    origin: target.laneOrigin,
    reader: `${reader}q`,
    quietestSymbol: race.quietestSymbol,
    pathRttMs: race.pathRttMs,
    surroundings,
    signal: watch.signal,
  });
  return { race, roundTrips };
}
