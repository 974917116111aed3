/** What the command line of a load asks for. */
import { availableParallelism } from 'node:os';
import { LANE_NAMES } from '@tickrace/protocol';
import type { LightLane } from '@tickrace/lanes/node';
import {
  asksForHelp,
  numberOf,
  OptionError,
  readOptions,
  type Given,
  type NumberOption,
} from '../command-line.ts';
import { MARKET_NUMBERS, serverOf, type ServerWish } from '../server-wish.ts';

export interface LoadOptions {
  lane: LightLane;
  readers: number;
  /** How many of the readers never read, or break off. */
  slow: number;
  durationS: number;
  rampS: number;
  /** Between two polls of a reader. */
  intervalMs: number;
  workers: number;
  server: ServerWish;
  /** File to write; `-` is stdout. */
  json: string | undefined;
}

export type ParsedLoadOptions = { kind: 'load'; options: LoadOptions } | { kind: 'help' };

const LIGHT_LANES = LANE_NAMES.filter((lane) => lane !== 'manual');

/** The machine's cores but for the server's; with fewer than two, early and late places could not be told apart. */
const DEFAULT_WORKERS = Math.max(2, availableParallelism() - 1);

const NUMBERS = {
  readers: { fallback: 1_000, minimum: 1, maximum: 20_000, whole: true },
  slow: { fallback: 0, minimum: 0, maximum: 20_000, whole: true },
  duration: { fallback: 15, minimum: 1, maximum: 3_600 },
  ramp: { fallback: 5, minimum: 0, maximum: 600 },
  workers: { fallback: DEFAULT_WORKERS, minimum: 1, maximum: 64, whole: true },
  interval: { fallback: 1_000, minimum: 50, maximum: 60_000 },
  ...MARKET_NUMBERS,
} satisfies Record<string, NumberOption>;

const NUMBER_NAMES = Object.keys(NUMBERS) as (keyof typeof NUMBERS)[];
const TEXTS = ['lane', 'url', 'json'] as const;

export const LOAD_OPTION_NAMES = [...NUMBER_NAMES, ...TEXTS] as const;

type LoadGiven = Given<(typeof LOAD_OPTION_NAMES)[number]>;

const { readers, slow, duration, ramp, workers, interval, symbols, rate, seed } = NUMBERS;

export const LOAD_HELP = `Puts many readers on a server, and says what they got, how late, and what it cost.

  npm run load -- [options]

  --lane NAME        of ${LIGHT_LANES.slice(0, 4).join(', ')},
                     ${LIGHT_LANES.slice(4).join(', ')} (socket-io)
  --readers N        (${readers.fallback})
  --slow N           of them, that never read after they subscribed (${slow.fallback}); on long-poll
                     they break off while they wait, again and again
  --duration S       of measuring, in seconds (${duration.fallback})
  --ramp S           over which readers connect, evenly, before that (${ramp.fallback})
  --interval MS      between two polls of a reader, on lanes that have one (${interval.fallback})
  --workers N        processes that the readers share (${workers.fallback} on this machine)
  --symbols N        instruments on the market (${symbols.fallback})
  --rate N           quotes per second over all symbols (${rate.fallback})
  --seed N           the same seed makes the same market (${seed.fallback})
  --url URL          loads a server that runs already, instead of one of its own
  --json FILE        the result for programs (- is stdout, with nothing else on it)
  --help

Progress goes to stderr, the table to stdout. The exit code is 0 where it was measured, 1 where it could not be,
2 for bad options.`;

/** @throws OptionError with one sentence */
export function parseLoadOptions(args: readonly string[]): ParsedLoadOptions {
  if (asksForHelp(args)) return { kind: 'help' };
  const given: LoadGiven = readOptions(args, LOAD_OPTION_NAMES);
  const number = (name: keyof typeof NUMBERS) => numberOf(given, name, NUMBERS[name]);
  const options = {
    lane: laneOf(given.lane),
    readers: number('readers'),
    slow: number('slow'),
    durationS: number('duration'),
    rampS: number('ramp'),
    intervalMs: number('interval'),
    workers: number('workers'),
    server: serverOf(given),
    json: given.json,
  };
  if (options.slow > options.readers) {
    throw new OptionError(`--slow must be at most the ${options.readers} readers, not "${options.slow}".`);
  }
  if (options.server.kind === 'running' && !options.server.url.startsWith('http:')) {
    throw new OptionError(`--url must begin with http: for a load, whose readers know no TLS.`);
  }
  return { kind: 'load', options };
}

function laneOf(name = 'socket-io'): LightLane {
  const lane = LIGHT_LANES.find((each) => each === name);
  if (lane !== undefined) return lane;
  if (name === 'manual') {
    throw new OptionError(
      '--lane cannot be manual, which is refreshed by people, of whom there are not so many.',
    );
  }
  throw new OptionError(`--lane knows ${LIGHT_LANES.join(', ')}, not "${name}".`);
}
