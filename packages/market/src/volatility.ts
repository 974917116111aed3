/**
 * How lively prices are just now, around 1: a log-normal process whose square has mean 1, with a fast and a slow
 * part, so that lively times last and fade slowly (volatility clusters).
 */
import { exactExp } from './exact-math.ts';
import type { RandomStream } from './random-stream.ts';

const FAST_SECONDS = 600;
const SLOW_SECONDS = 10_800;
/** Standard deviation of each part's logarithm. */
const DEVIATION = 0.3;

export class Volatility {
  private readonly random: RandomStream;
  private fast: number;
  private slow: number;

  constructor(random: RandomStream) {
    this.random = random;
    this.fast = DEVIATION * random.normal();
    this.slow = DEVIATION * random.normal();
  }

  /** The level after so many more seconds, by the exact transition of two Ornstein-Uhlenbeck processes. */
  advance(seconds: number): number {
    const keptFast = exactExp(-seconds / FAST_SECONDS);
    const keptSlow = exactExp(-seconds / SLOW_SECONDS);
    this.fast = this.fast * keptFast + DEVIATION * Math.sqrt(1 - keptFast * keptFast) * this.random.normal();
    this.slow = this.slow * keptSlow + DEVIATION * Math.sqrt(1 - keptSlow * keptSlow) * this.random.normal();
    return exactExp(this.fast + this.slow - 2 * DEVIATION * DEVIATION);
  }
}
