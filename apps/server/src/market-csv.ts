/**
 * Writes the quotes of a seeded market to stdout as CSV, for people who analyse them elsewhere:
 * `npm run --silent market -- --seed 7 --minutes 60 --symbols 50`. It reads no clock and is done when they are out.
 */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { createMarket, CSV_HEADER, csvLine, SCENARIO_NAMES, type QuoteSource } from '@tickrace/market';

const HELP = `Usage: npm run --silent market -- [options]

Writes the quotes of a seeded market to stdout as CSV: ${CSV_HEADER}
  --seed N                 whole number that the market follows from (default 7)
  --minutes N              minutes of market time, from the opening on (default 60)
  --symbols N              number of symbols, 1 to 2000 (default 50)
  --scenario NAME          ${SCENARIO_NAMES.join(', ')} (default busy)
  --quotes-per-second N    mean rate of all symbols together, per second of MARKET time (default 100/60, as from
                           a server that publishes 100 quotes a second and runs 60 times as fast as the clock)
  --help                   this text
`;

/** Large enough that a write to the pipe costs little beside the quotes in it. */
const CHUNK_CHARACTERS = 65_536;

/** A mistake in how the command was called; its message is for whoever typed it. */
class UsageError extends Error {}

interface Request {
  market: QuoteSource;
  untilMarketMs: number;
}

/** @throws UsageError or RangeError in one sentence; undefined asks for help */
function parseRequest(args: string[]): Request | undefined {
  const { values } = readOptions(args);
  if (values.help === true) return undefined;
  const number = (name: 'seed' | 'minutes' | 'symbols' | 'quotes-per-second', fallback: number) => {
    const text = values[name];
    if (text === undefined) return fallback;
    const value = Number(text);
    if (text.trim() === '' || Number.isNaN(value)) {
      throw new UsageError(`--${name} must be a number, not '${text}'.`);
    }
    return value;
  };
  const minutes = number('minutes', 60);
  if (!(minutes > 0 && minutes < Infinity)) {
    throw new UsageError(`--minutes must be above 0 and finite, not ${minutes}.`);
  }
  const scenario = SCENARIO_NAMES.find((name) => name === (values.scenario ?? 'busy'));
  if (scenario === undefined) {
    throw new UsageError(`--scenario must be one of ${SCENARIO_NAMES.join(', ')}, not '${values.scenario}'.`);
  }
  const market = createMarket({
    seed: number('seed', 7),
    symbols: number('symbols', 50),
    quotesPerMarketSecond: number('quotes-per-second', 100 / 60),
    scenario,
  });
  return { market, untilMarketMs: minutes * 60_000 };
}

function readOptions(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        seed: { type: 'string' },
        minutes: { type: 'string' },
        symbols: { type: 'string' },
        scenario: { type: 'string' },
        'quotes-per-second': { type: 'string' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    const [sentence] = (error as Error).message.split(/\.\s/);
    throw new UsageError(`${sentence?.replace(/\.$/, '')}; --help lists the options.`, { cause: error });
  }
}

function* csvChunks({ market, untilMarketMs }: Request): Generator<string> {
  let chunk = CSV_HEADER;
  while (market.nextAtMarketMs() < untilMarketMs) {
    chunk += csvLine(market.next());
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

const hasCode = (error: unknown, code: string) =>
  error instanceof Error && 'code' in error && error.code === code;

try {
  const request = parseRequest(process.argv.slice(2));
  const chunks = request === undefined ? [HELP] : csvChunks(request);
  await pipeline(Readable.from(chunks), process.stdout);
} catch (error) {
  // A reader that has seen enough (`| head`) closes the pipe: nothing is wrong.
  if (!hasCode(error, 'EPIPE')) {
    if (!(error instanceof UsageError || error instanceof RangeError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
