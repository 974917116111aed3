/** Remembers when a market opened, so that a restarted server continues the same tape: seq counts on. */
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { Type, type Static } from 'typebox';
import { Check } from 'typebox/value';
import type { Config } from './config.ts';

/** Raise it when the same settings begin to give other quotes: what was remembered is void then. */
const MARKET_VERSION = 1;

/** Most quotes that are generated at start; what would take longer opens anew, or opens later. */
const MAX_REPLAYED_QUOTES = 2_000_000;

const OpeningSchema = Type.Object({
  version: Type.Literal(1),
  market: Type.String({ maxLength: 200, description: 'the settings that decide every quote' }),
  tapeId: Type.String({ pattern: '^[0-9a-f]{12}$' }),
  openedAtMs: Type.Number({ minimum: 0, description: 'epoch milliseconds at which market time was 0' }),
});

export type MarketOpening = Static<typeof OpeningSchema>;

/** A market that opened at that time; its tape keeps its id even where the time is shifted later. */
export function openAt(config: Config, openedAtMs: number): MarketOpening {
  const market = marketOf(config);
  const tapeId = createHash('sha256').update(`${market} ${openedAtMs}`).digest('hex').slice(0, 12);
  return { version: 1, market, tapeId, openedAtMs };
}

/**
 * The remembered opening where it is of the same market and can be replayed; else one that gives the tape
 * its whole length of history.
 */
export function chooseOpening(
  config: Config,
  nowMs: number,
  remembered: MarketOpening | undefined,
): MarketOpening {
  const replayableMs = (MAX_REPLAYED_QUOTES / config.quotesPerSecond) * 1_000;
  if (remembered?.market === marketOf(config)) {
    const ageMs = nowMs - remembered.openedAtMs;
    if (ageMs >= 0 && ageMs <= replayableMs) return remembered;
  }
  return openAt(config, nowMs - Math.min(config.tapeMinutes * 60_000, replayableMs));
}

/** Where the opening is remembered for the server on that port: a file of this user's own. */
export function openingFile(port: number): string {
  return join(tmpdir(), `tickrace-${userInfo().uid}`, `port-${port}.json`);
}

export interface OpeningMemory {
  recall(): MarketOpening | undefined;
  remember(opening: MarketOpening): void;
}

/** Memory in a file, or none at all; trouble with it is reported and costs no more than the past. */
export function openingMemory(file: string | undefined, onTrouble: (error: unknown) => void): OpeningMemory {
  const attempt = <Result>(action: (file: string) => Result): Result | undefined => {
    try {
      return file === undefined ? undefined : action(file);
    } catch (error) {
      onTrouble(error);
      return undefined;
    }
  };
  return {
    recall: () => attempt(readOpening),
    remember: (opening) => attempt((there) => writeOpening(there, opening)),
  };
}

function readOpening(file: string): MarketOpening | undefined {
  if (!existsSync(file)) return undefined;
  const opening: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (Check(OpeningSchema, opening)) return opening;
  throw new Error(`${file} does not hold the opening of a market.`);
}

/** Readers see the old opening or the new one, never half of it. */
function writeOpening(file: string, opening: MarketOpening): void {
  const folder = dirname(file);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Windows has no user numbers, and its temporary folder is the user's own.
  if (process.getuid !== undefined && lstatSync(folder).uid !== process.getuid()) {
    throw new Error(`${folder} belongs to another user.`);
  }
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(opening));
  renameSync(draft, file);
}

function marketOf({ seed, symbols, quotesPerSecond, marketSpeed, scenario }: Config): string {
  return [MARKET_VERSION, seed, symbols, quotesPerSecond, marketSpeed, scenario].join(' ');
}
