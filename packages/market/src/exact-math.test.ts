import { describe, expect, it } from 'vitest';
import { exactExp, exactLog } from './exact-math.ts';

const relativeError = (value: number, reference: number) =>
  reference === 0 ? Math.abs(value) : Math.abs(value / reference - 1);

describe('exactLog', () => {
  it('agrees with Math.log to 1e-14 from 1e-300 to 1e300 and close to 1', () => {
    for (let exponent = -300; exponent <= 300; exponent += 0.37) {
      const x = 10 ** exponent;
      expect(relativeError(exactLog(x), Math.log(x))).toBeLessThan(1e-14);
    }
    for (let x = 0.5; x < 2; x += 0.001_3) {
      expect(Math.abs(exactLog(x) - Math.log(x))).toBeLessThan(1e-15);
      expect(relativeError(exactLog(x), Math.log(x))).toBeLessThan(1e-14);
    }
  });

  it('is exactly zero at 1', () => {
    expect(exactLog(1)).toBe(0);
  });
});

describe('exactExp', () => {
  it('agrees with Math.exp to 1e-14 wherever the result is a normal number', () => {
    for (let x = -708; x <= 709; x += 0.173) {
      expect(relativeError(exactExp(x), Math.exp(x))).toBeLessThan(1e-14);
    }
    for (let x = -1; x <= 1; x += 0.001_7) {
      expect(relativeError(exactExp(x), Math.exp(x))).toBeLessThan(2e-15);
    }
  });

  it('is exactly one at 0, and saturates beyond the range of doubles', () => {
    expect(exactExp(0)).toBe(1);
    expect(exactExp(-1000)).toBe(0);
    expect(exactExp(1000)).toBe(Infinity);
  });

  it('undoes exactLog', () => {
    for (let x = 0.01; x < 500; x *= 1.07)
      expect(relativeError(exactExp(exactLog(x)), x)).toBeLessThan(1e-14);
  });
});
