import { describe, expect, it } from 'vitest';
import { autocorrelation, mean } from '../test/stylised-facts.ts';
import { openStream } from './random-stream.ts';
import { Volatility } from './volatility.ts';

describe('Volatility', () => {
  const hourly = (seed: number, hours: number) => {
    const volatility = new Volatility(openStream(seed, 'volatility'));
    return Array.from({ length: hours }, () => volatility.advance(3_600));
  };

  it('has a mean square of 1, so that it changes no variance in the long run', () => {
    const levels = hourly(1, 100_000);
    expect(mean(levels.map((level) => level * level))).toBeCloseTo(1, 1);
    expect(Math.min(...levels.slice(0, 10_000))).toBeGreaterThan(0);
  });

  it('persists for hours and is forgotten within days', () => {
    const levels = hourly(2, 50_000);
    expect(autocorrelation(levels, 1)).toBeGreaterThan(0.2);
    expect(autocorrelation(levels, 48)).toBeLessThan(0.03);
  });

  it('changes as much over a minute in one step as in sixty', () => {
    const changes = (steps: number) => {
      const volatility = new Volatility(openStream(3, `${steps} steps`));
      let before = volatility.advance(1);
      return Array.from({ length: 20_000 }, () => {
        let level = before;
        for (let step = 0; step < steps; step++) level = volatility.advance(60 / steps);
        const change = Math.log(level / before);
        before = level;
        return change * change;
      });
    };
    expect(mean(changes(60)) / mean(changes(1))).toBeCloseTo(1, 1);
  });
});
