/** What each scenario does to the market as time passes, phase by phase; its activity has mean 1 over time. */
import type { RandomStream } from './random-stream.ts';
import type { ScenarioName } from './scenario.ts';

/** A stretch of market time in which the whole market behaves alike. */
export interface Phase {
  /** A whole number of market seconds. */
  seconds: number;
  /** Rate of quotes relative to the configured one; 0 halts trading. */
  activity: number;
  /** Volatility relative to the scenario's own. */
  turbulence: number;
  /** Where this phase takes the log-price of the whole market, smoothly, relative to its free course. */
  endLevel: number;
  /** Log-price at which this phase begins, where that is not the end of the one before. */
  startLevel?: number;
}

export interface TradingDay {
  /** Standard deviation of the log-price of a typical share after one market second. */
  volatility: number;
  /** Width of bid/ask spreads relative to a normal day's. */
  spread: number;
  /** Yields the next phase at each call, without end. */
  nextPhase: () => Phase;
}

const steady = (): Phase => ({ seconds: 3_600, activity: 1, turbulence: 1, endLevel: 0 });

/** Turns a plan for one round into a source of phases that repeats it. */
function repeat(planRound: (isFirst: boolean) => Phase[]): () => Phase {
  let phases = planRound(true);
  let index = 0;
  return () => {
    if (index === phases.length) {
      phases = planRound(false);
      index = 0;
    }
    return phases[index++]!;
  };
}

/** 600 s on average at a low rate, then 120 s at nine times that: 600 × 3/7 + 120 × 27/7 = 720. */
function planBurst(random: RandomStream): Phase[] {
  const quietSeconds = Math.round(random.uniformBetween(300, 900));
  const burstSeconds = Math.round(random.uniformBetween(60, 180));
  return [
    { seconds: quietSeconds, activity: 3 / 7, turbulence: 0.9, endLevel: 0 },
    { seconds: burstSeconds, activity: 27 / 7, turbulence: 1.6, endLevel: 0 },
  ];
}

/** Every 1,200 s on average: 750 s as usual, 90 s of slide, 30 s at the bottom, 330 s of recovery. */
function planCrash(random: RandomStream, isFirst: boolean): Phase[] {
  const depth = -random.uniformBetween(0.065, 0.1);
  const usualSeconds = Math.round(
    isFirst ? random.uniformBetween(240, 420) : random.uniformBetween(630, 870),
  );
  return [
    { seconds: usualSeconds, activity: 0.8, turbulence: 1, endLevel: 0 },
    { seconds: 90, activity: 2.5, turbulence: 2.5, endLevel: depth },
    { seconds: 30, activity: 2, turbulence: 3, endLevel: 0.95 * depth },
    { seconds: 330, activity: 315 / 330, turbulence: 1.8, endLevel: 0.15 * depth },
  ];
}

/** Every 1,800 s on average: 1,110 s as usual, 90 s of slide, 480 s of halt, 120 s after reopening with a gap. */
function planHalt(random: RandomStream, isFirst: boolean): Phase[] {
  const depth = -random.uniformBetween(0.03, 0.05);
  const gap = random.uniformBetween(0.01, 0.025) * (random.uniform() < 0.5 ? -1 : 1);
  const usualSeconds = Math.round(
    isFirst ? random.uniformBetween(240, 420) : random.uniformBetween(990, 1_230),
  );
  return [
    { seconds: usualSeconds, activity: 1_290 / 1_110, turbulence: 1, endLevel: 0 },
    { seconds: 90, activity: 7 / 3, turbulence: 2.5, endLevel: depth },
    { seconds: 480, activity: 0, turbulence: 0.5, endLevel: depth },
    { seconds: 120, activity: 2.5, turbulence: 2.5, startLevel: depth + gap, endLevel: 0.8 * (depth + gap) },
  ];
}

/** The course of the day in this scenario. */
export function planDay(scenario: ScenarioName, random: RandomStream): TradingDay {
  switch (scenario) {
    case 'calm':
      return { volatility: 0.000_09, spread: 0.7, nextPhase: steady };
    case 'busy':
      return { volatility: 0.000_26, spread: 1, nextPhase: steady };
    case 'volatile':
      return { volatility: 0.000_5, spread: 1.8, nextPhase: repeat(() => planBurst(random)) };
    case 'flash-crash':
      return { volatility: 0.000_2, spread: 1, nextPhase: repeat((isFirst) => planCrash(random, isFirst)) };
    case 'halt':
      return { volatility: 0.000_22, spread: 1, nextPhase: repeat((isFirst) => planHalt(random, isFirst)) };
  }
}
