/** Which server a command measures: one of its own with this market, or one that runs already. */
import { numberOf, OptionError, type Given, type NumberOption } from './command-line.ts';

export type ServerWish =
  { kind: 'own'; symbols: number; quotesPerSecond: number; seed: number } | { kind: 'running'; url: string };

export const MARKET_NUMBERS = {
  symbols: { fallback: 50, minimum: 1, maximum: 2_000, whole: true },
  rate: { fallback: 100, minimum: 0.1, maximum: 20_000 },
  seed: { fallback: 1, minimum: 0, maximum: 4_294_967_295, whole: true },
} satisfies Record<string, NumberOption>;

const MARKET_OPTIONS = Object.keys(MARKET_NUMBERS) as (keyof typeof MARKET_NUMBERS)[];

/** @throws OptionError where a market is described that is not the command's own, or the address is none */
export function serverOf(given: Given<keyof typeof MARKET_NUMBERS | 'url'>): ServerWish {
  const { url } = given;
  if (url === undefined) {
    return {
      kind: 'own',
      symbols: numberOf(given, 'symbols', MARKET_NUMBERS.symbols),
      quotesPerSecond: numberOf(given, 'rate', MARKET_NUMBERS.rate),
      seed: numberOf(given, 'seed', MARKET_NUMBERS.seed),
    };
  }
  const own = MARKET_OPTIONS.find((name) => given[name] !== undefined);
  if (own !== undefined) throw new OptionError(`--${own} is set by the server where --url is given.`);
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new OptionError(`--url must be an address like http://localhost:3000, not "${url}".`);
  }
  return { kind: 'running', url: new URL(url).origin };
}
