import { expect, test } from 'vitest';
import { count, decimal, deviation, milliseconds, share } from './format.ts';

test.each([
  [0.2123, '0.21 ms'],
  [9.996, '10.0 ms'],
  [41.23, '41.2 ms'],
  [999.4, '999 ms'],
  [999.6, '1.00 s'],
  [12_345, '12.3 s'],
  [-0.5, '−0.50 ms'],
  [null, '–'],
  [NaN, '–'],
])('%s milliseconds read %s.', (ms, text) => {
  expect(milliseconds(ms)).toBe(text);
});

test('Shares, deviations and counts keep their sign and their place.', () => {
  expect(share(0.1234)).toBe('12.3 %');
  expect(deviation(0.012)).toBe('+1.2 %');
  expect(deviation(-0.012)).toBe('−1.2 %');
  expect(deviation(Infinity)).toBe('–');
  expect(count(12_345)).toBe('12,345');
  expect(decimal(-1.25, 1)).toBe('−1.3');
  expect(decimal(undefined, 1)).toBe('–');
});
