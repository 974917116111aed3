/**
 * The course of the whole market, common to all symbols: how far trading has come, the level of the market and
 * of each sector, and how lively it is. It moves in steps of one market second, never back, and does not depend on
 * which symbols are listed.
 *
 * Arrivals are timed in trading milliseconds, which pass in step with market milliseconds where activity is 1,
 * faster in bursts and not at all in halts: a Poisson process in trading time is bursty in market time.
 */
import { SECTORS } from './listing.ts';
import { openStream, type RandomStream } from './random-stream.ts';
import type { ScenarioName } from './scenario.ts';
import { planDay, type Phase, type TradingDay } from './trading-day.ts';
import { Volatility } from './volatility.ts';

const STEP_MS = 1_000;
/** Log-prices return to their fair value with this time constant, so that they stay sane over weeks. */
export const REVERSION_SECONDS = 43_200;
const KEPT_PER_STEP = 1 - 1 / REVERSION_SECONDS;

/** Shares of a typical company's variance. Squared, they add up to 1 with the company's own. */
const MARKET_SHARE = Math.sqrt(0.3);
const SECTOR_SHARE = Math.sqrt(0.2);
/** News that moves the whole market at once: seldom, and about as far as seven minutes do. */
const JUMPS_PER_SECOND = 1 / 28_800;
const JUMP_SIZE = 20;

export class MarketPath {
  readonly day: TradingDay;
  /** Volatility of all log-prices just now, relative to the scenario's own. */
  turbulence = 1;
  /** Log-price of the market relative to the previous close, for a share of risk 1. */
  level = 0;
  /** Log-price of each sector relative to the market, in the order of SECTORS. */
  readonly sectorLevels = new Float64Array(SECTORS.length);

  private readonly random: RandomStream;
  private readonly sectorRandoms: RandomStream[];
  private readonly volatility: Volatility;
  private freeLevel = 0;
  private phase: Phase;
  private phaseStartLevel = 0;
  private phaseSteps = 0;
  private stepStartMs = -STEP_MS;
  private stepStartTradingMs = 0;
  private stepEndTradingMs = 0;

  constructor(seed: number, scenario: ScenarioName) {
    this.day = planDay(scenario, openStream(seed, 'scenario'));
    this.random = openStream(seed, 'market');
    this.sectorRandoms = SECTORS.map((sector) => openStream(seed, `sector ${sector}`));
    this.volatility = new Volatility(openStream(seed, 'market volatility'));
    this.phase = this.day.nextPhase();
  }

  /**
   * Moves on to this trading time and returns the market milliseconds it falls on, in whole microseconds.
   * @param tradingMs not below that of any earlier call
   */
  advanceTo(tradingMs: number): number {
    while (tradingMs >= this.stepEndTradingMs) this.step();
    const sinceStepMs = (tradingMs - this.stepStartTradingMs) / this.phase.activity;
    return Math.round((this.stepStartMs + Math.min(sinceStepMs, STEP_MS)) * 1_000) / 1_000;
  }

  private step(): void {
    if (this.phaseSteps === this.phase.seconds) this.enterNextPhase();
    this.phaseSteps += 1;
    this.stepStartMs += STEP_MS;
    this.stepStartTradingMs = this.stepEndTradingMs;
    this.stepEndTradingMs += STEP_MS * this.phase.activity;

    const { random, phase, day } = this;
    this.turbulence = phase.turbulence * this.volatility.advance(1);
    const scale = day.volatility * this.turbulence;
    let move = random.normal();
    if (random.uniform() < JUMPS_PER_SECOND) move += JUMP_SIZE * random.normal();
    this.freeLevel = KEPT_PER_STEP * this.freeLevel + MARKET_SHARE * scale * move;
    this.level = this.freeLevel + this.phaseLevel();
    for (let i = 0; i < this.sectorRandoms.length; i++) {
      const sectorMove = SECTOR_SHARE * scale * this.sectorRandoms[i]!.normal();
      this.sectorLevels[i] = KEPT_PER_STEP * this.sectorLevels[i]! + sectorMove;
    }
  }

  private enterNextPhase(): void {
    const next = this.day.nextPhase();
    this.phaseStartLevel = next.startLevel ?? this.phase.endLevel;
    this.phase = next;
    this.phaseSteps = 0;
  }

  private phaseLevel(): number {
    const from = this.phaseStartLevel;
    const share = this.phaseSteps / this.phase.seconds;
    return from + (this.phase.endLevel - from) * share * share * (3 - 2 * share);
  }
}
