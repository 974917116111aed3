/** One symbol's course: its own noise on top of the market's, and the quotes that show it. */
import { exactExp } from './exact-math.ts';
import { SECTORS, type Listing } from './listing.ts';
import { REVERSION_SECONDS, type MarketPath } from './market-path.ts';
import type { MarketQuote } from './quote-source.ts';
import { openStream, type RandomStream } from './random-stream.ts';
import { Volatility } from './volatility.ts';

const OWN_SHARE = Math.sqrt(0.5);
/** Log-price at the opening, relative to the previous close. */
const OVERNIGHT_DEVIATION = 0.006;
/** News of the company: a few times a day, and about as far as half an hour moves it. */
const JUMPS_PER_SECOND = 1 / 21_600;
const JUMP_SIZE = 40;
/** Relative width of the spread of a share of activity 1 at normal volatility. */
const SPREAD = 0.000_5;
const LOT_SHARES = 10;
/** Mean and deviation of the logarithm of the lots in a trade. */
const LOG_LOTS = 2.3;
const LOG_LOTS_DEVIATION = 0.9;

export class Share {
  private readonly listing: Listing;
  private readonly path: MarketPath;
  private readonly random: RandomStream;
  private readonly volatility: Volatility;
  private readonly sector: number;
  private readonly ownScale: number;
  private readonly spreadTicksPerUnit: number;
  private readonly meanGapMs: number;
  private own: number;
  private atMs = 0;
  private mid: number;
  private rev = 0;
  private volume = 0;

  /** @param meanGapMs of a share of activity 1, in trading milliseconds */
  constructor(listing: Listing, seed: number, market: { path: MarketPath; meanGapMs: number }) {
    this.listing = listing;
    this.path = market.path;
    this.random = openStream(seed, `share ${listing.symbol}`);
    this.volatility = new Volatility(this.random);
    this.sector = SECTORS.indexOf(listing.sector);
    this.ownScale = OWN_SHARE * market.path.day.volatility * listing.risk;
    this.spreadTicksPerUnit =
      (SPREAD * market.path.day.spread * listing.ticksPerUnit) / Math.sqrt(listing.activity);
    this.meanGapMs = market.meanGapMs / listing.activity;
    this.own = OVERNIGHT_DEVIATION * listing.risk * this.random.normal();
    this.mid = listing.previousClose;
  }

  /** Trading milliseconds until the next quote: exponential, so that arrivals are a Poisson process. */
  drawGapMs(): number {
    return this.meanGapMs * this.random.exponential();
  }

  /** The quote at this market time, which the path has reached and which is not below that of the one before. */
  quoteAt(marketMs: number, seq: number): MarketQuote {
    const { listing, path, random } = this;
    const seconds = (marketMs - this.atMs) / 1_000;
    this.atMs = marketMs;
    const liveliness = path.turbulence * this.volatility.advance(seconds);
    const before = this.mid;
    this.mid = this.moveMid(seconds, liveliness);

    const tickMid = this.mid * listing.ticksPerUnit;
    const width =
      this.mid * this.spreadTicksPerUnit * (0.4 + 0.6 * liveliness) * random.uniformBetween(0.7, 1.3);
    const spreadTicks = Math.max(1, Math.round(width));
    const bidTicks = Math.max(1, Math.round(tickMid - spreadTicks / 2));
    const lastTicks = bidTicks + this.drawTradeTicks(spreadTicks, this.mid >= before);
    const size = this.drawSize(liveliness);
    this.volume += size;
    this.rev += 1;
    return {
      symbol: listing.symbol,
      seq,
      rev: this.rev,
      marketMs,
      bid: bidTicks / listing.ticksPerUnit,
      ask: (bidTicks + spreadTicks) / listing.ticksPerUnit,
      last: lastTicks / listing.ticksPerUnit,
      size,
      volume: this.volume,
    };
  }

  private moveMid(seconds: number, liveliness: number): number {
    const { listing, path, random } = this;
    const scale = this.ownScale * liveliness;
    let move = Math.sqrt(seconds) * random.normal();
    if (random.uniform() < seconds * JUMPS_PER_SECOND) move += JUMP_SIZE * random.normal();
    this.own = this.own / (1 + seconds / REVERSION_SECONDS) + scale * move;
    const common = path.level + path.sectorLevels[this.sector]!;
    return listing.previousClose * exactExp(listing.risk * common + this.own);
  }

  /** Ticks above the bid at which the last trade took place: at the ask more often while the price rises. */
  private drawTradeTicks(spreadTicks: number, isRising: boolean): number {
    const draw = this.random.uniform();
    if (draw < 0.1) return spreadTicks >> 1;
    const shareAtBid = isRising ? 0.3 : 0.6;
    return draw < 0.1 + shareAtBid ? 0 : spreadTicks;
  }

  private drawSize(liveliness: number): number {
    const lots = exactExp(LOG_LOTS + LOG_LOTS_DEVIATION * this.random.normal()) * Math.sqrt(liveliness);
    return LOT_SHARES * Math.max(1, Math.round(lots));
  }
}
