/** What the command line of a comparison asks for. */
import { NETWORK_NAMES, type NetworkName } from '@tickrace/protocol';
import { BENCH_LANES, DEFAULT_LANES, type BenchLane } from './bench-lane.ts';
import {
  asksForHelp,
  numberOf as numberIn,
  OptionError,
  readOptions,
  type Given as GivenOptions,
  type NumberOption,
} from './command-line.ts';
import { MARKET_NUMBERS, serverOf, type ServerWish } from './server-wish.ts';

export { OptionError };

/** What lies between the lanes and the server. */
export type NetworkWish =
  | { kind: 'direct' }
  | { kind: 'profile'; name: NetworkName }
  | { kind: 'custom'; delayMs: number; jitterMs: number }
  /** The shaped port of a running server as it stands, where it has one. */
  | { kind: 'as-it-is' };

export interface CompareOptions {
  lanes: readonly BenchLane[];
  intervalMs: number;
  durationS: number;
  warmupS: number;
  server: ServerWish;
  network: NetworkWish;
  /** Files to write; `-` is stdout. */
  json: string | undefined;
  csv: string | undefined;
  html: string | undefined;
}

export type ParsedOptions = { kind: 'compare'; options: CompareOptions } | { kind: 'help' };

const NUMBERS = {
  interval: { fallback: 1_000, minimum: 50, maximum: 60_000 },
  duration: { fallback: 40, minimum: 1, maximum: 3_600 },
  warmup: { fallback: 3, minimum: 0, maximum: 600 },
  ...MARKET_NUMBERS,
  delay: { fallback: 20, minimum: 0, maximum: 10_000 },
  jitter: { fallback: 0, minimum: 0, maximum: 10_000 },
} satisfies Record<string, NumberOption>;

const NUMBER_NAMES = Object.keys(NUMBERS) as (keyof typeof NUMBERS)[];

const { interval, duration, warmup, symbols, rate, seed, delay, jitter } = NUMBERS;

export const HELP = `Runs lanes at once on one market, measures them against its tape, and predicts each by theory.

  npm run compare -- [options]

  --lanes A,B        of ${BENCH_LANES.slice(0, 5).join(', ')},
                     ${BENCH_LANES.slice(5, 9).join(', ')}; those that poll
                     also as NAME.close, with a new connection for every request
                     (default: all, with short-poll.close)
  --interval MS      between polls, and on average between manual refreshes (${interval.fallback})
  --duration S       of measuring, in seconds (${duration.fallback})
  --warmup S         before it (${warmup.fallback})
  --symbols N        instruments on the market (${symbols.fallback})
  --rate N           quotes per second over all symbols (${rate.fallback})
  --seed N           the same seed makes the same market (${seed.fallback})
  --delay MS         that the network adds, each way (${delay.fallback});
                     with --delay 0 and no jitter, lanes go over loopback as it is
  --jitter MS        most that it adds to the delay, uniformly (${jitter.fallback})
  --network NAME     instead of both: ${NETWORK_NAMES.join(', ')}
  --url URL          compares on a server that runs already, instead of one of its own, over its shaped
                     port as it stands if it has one; --delay, --jitter and --network set that port
                     for the time of the comparison
  --json FILE        the result for programs (- is stdout, with nothing else on it)
  --csv FILE         a line for each lane
  --html FILE        one page with charts, readable offline
  --help

Progress and warnings go to stderr, the table to stdout. The exit code is 0 where it was measured, even with
warnings, 1 where it could not be, 2 for bad options.`;

const TEXTS = ['lanes', 'network', 'url', 'json', 'csv', 'html'] as const;

type Given = GivenOptions<keyof typeof NUMBERS | (typeof TEXTS)[number]>;

/** @throws OptionError with one sentence */
export function parseOptions(args: readonly string[]): ParsedOptions {
  if (asksForHelp(args)) return { kind: 'help' };
  const given: Given = readOptions(args, [...NUMBER_NAMES, ...TEXTS]);
  if ([given.json, given.csv, given.html].filter((file) => file === '-').length > 1) {
    throw new OptionError('Only one of --json, --csv and --html can go to stdout.');
  }
  return {
    kind: 'compare',
    options: {
      lanes: lanesOf(given.lanes),
      intervalMs: numberOf(given, 'interval'),
      durationS: numberOf(given, 'duration'),
      warmupS: numberOf(given, 'warmup'),
      server: serverOf(given),
      network: networkOf(given),
      json: given.json,
      csv: given.csv,
      html: given.html,
    },
  };
}

function numberOf(given: Given, name: keyof typeof NUMBERS): number {
  return numberIn(given, name, NUMBERS[name]);
}

function lanesOf(text: string | undefined): readonly BenchLane[] {
  if (text === undefined || text === 'all') return DEFAULT_LANES;
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !(BENCH_LANES as readonly string[]).includes(name));
  if (unknown !== undefined) {
    throw new OptionError(`--lanes knows all and ${BENCH_LANES.join(', ')}, not "${unknown}".`);
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new OptionError(`--lanes names ${twice} twice.`);
  return names as BenchLane[];
}

function networkOf(given: Given): NetworkWish {
  const { network, url } = given;
  const isShaped = given.delay !== undefined || given.jitter !== undefined;
  if (network === undefined) {
    if (url !== undefined && !isShaped) return { kind: 'as-it-is' };
    // Beside a server that runs already, what is not named adds nothing.
    const delayMs = url !== undefined && given.delay === undefined ? 0 : numberOf(given, 'delay');
    const jitterMs = numberOf(given, 'jitter');
    return delayMs === 0 && jitterMs === 0 ? { kind: 'direct' } : { kind: 'custom', delayMs, jitterMs };
  }
  if (isShaped) throw new OptionError('Choose either --network or --delay and --jitter.');
  const name = NETWORK_NAMES.find((each) => each === network);
  if (name === undefined) {
    throw new OptionError(`--network knows ${NETWORK_NAMES.join(', ')}, not "${network}".`);
  }
  return name === 'none' ? { kind: 'direct' } : { kind: 'profile', name };
}
