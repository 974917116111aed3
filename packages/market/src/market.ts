/** A seeded market: the same configuration yields the same quotes, bit for bit, on every run and machine. */
import type { Instrument } from '@tickrace/protocol';
import { ArrivalQueue } from './arrival-queue.ts';
import { listCompanies, MOST_LISTINGS, type Listing } from './listing.ts';
import { MarketPath } from './market-path.ts';
import type { MarketQuote, QuoteSource } from './quote-source.ts';
import { SCENARIO_NAMES, type ScenarioName } from './scenario.ts';
import { Share } from './share.ts';

export interface MarketConfig {
  /** Safe integer ≥ 0. */
  seed: number;
  /** How many symbols are listed: 1 to 2,000. */
  symbols: number;
  /**
   * Mean rate of all symbols together per second of market time, above 0 and at most 1,000,000. The long-run mean
   * is met in every scenario, with a multiple of 50 symbols; other numbers of symbols, whose activities do not
   * quite average 1, are within 10 % of it, and within 7 % from 9 symbols on.
   */
  quotesPerMarketSecond: number;
  scenario: ScenarioName;
}

const MOST_QUOTES_PER_SECOND = 1_000_000;

function checkConfig({ seed, symbols, quotesPerMarketSecond, scenario }: MarketConfig): void {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(
      `The seed must be a whole number from 0 to ${Number.MAX_SAFE_INTEGER}, not ${seed}.`,
    );
  }
  if (!Number.isInteger(symbols) || symbols < 1 || symbols > MOST_LISTINGS) {
    throw new RangeError(
      `The number of symbols must be a whole number from 1 to ${MOST_LISTINGS}, not ${symbols}.`,
    );
  }
  if (!(quotesPerMarketSecond > 0 && quotesPerMarketSecond <= MOST_QUOTES_PER_SECOND)) {
    throw new RangeError(
      `The quotes per market second must be above 0 and at most ${MOST_QUOTES_PER_SECOND}, not ${quotesPerMarketSecond}.`,
    );
  }
  if (!SCENARIO_NAMES.includes(scenario)) {
    throw new RangeError(
      `The scenario must be one of ${SCENARIO_NAMES.join(', ')}, not ${String(scenario)}.`,
    );
  }
}

const describeListing = ({ symbol, name, sector, ticksPerUnit, previousClose }: Listing): Instrument => ({
  symbol,
  name,
  sector,
  tickSize: 1 / ticksPerUnit,
  previousClose,
});

class SeededMarket implements QuoteSource {
  readonly instruments: readonly Instrument[];
  private readonly path: MarketPath;
  private readonly shares: Share[];
  private readonly queue: ArrivalQueue;
  private nextMs: number;
  private seq = 0;

  constructor({ seed, symbols, quotesPerMarketSecond, scenario }: MarketConfig) {
    const listings = listCompanies(symbols);
    const path = new MarketPath(seed, scenario);
    const meanGapMs = 1_000 / (quotesPerMarketSecond / symbols);
    this.instruments = listings.map(describeListing);
    this.path = path;
    this.shares = listings.map((listing) => new Share(listing, seed, { path, meanGapMs }));
    this.queue = new ArrivalQueue(this.shares.map((share) => share.drawGapMs()));
    this.nextMs = path.advanceTo(this.queue.firstArrival());
  }

  nextAtMarketMs(): number {
    return this.nextMs;
  }

  next(): MarketQuote {
    const share = this.shares[this.queue.first()]!;
    this.seq += 1;
    const quote = share.quoteAt(this.nextMs, this.seq);
    this.queue.postponeFirst(share.drawGapMs());
    this.nextMs = this.path.advanceTo(this.queue.firstArrival());
    return quote;
  }
}

/**
 * Opens a market at market time 0. A symbol's quotes do not depend on which others are listed, as long as
 * quotesPerMarketSecond / symbols stays the same; only their seq does.
 * @throws RangeError in one sentence where a value is out of range
 */
export function createMarket(config: MarketConfig): QuoteSource {
  checkConfig(config);
  return new SeededMarket(config);
}
