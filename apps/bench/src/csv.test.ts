import { expect, test } from 'vitest';
import { sampleResult } from '../test/sample-result.ts';
import { csvOf } from './csv.ts';

test('Each lane is a line whose cells stand under the path of their figure.', () => {
  const [head = [], ...rows] = csvOf(sampleResult())
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));
  const cell = (row: number, column: string) => rows[row]?.[head.indexOf(column)];
  expect(rows).toHaveLength(2);
  expect(rows.every((row) => row.length === head.length)).toBe(true);
  expect(cell(0, 'lane')).toBe('short-poll');
  expect(cell(0, 'connection')).toBe('keep-alive');
  expect(cell(0, 'timeToVisibleMs.mean')).toBe('525');
  expect(cell(0, 'predicted.timeToVisibleMs.mean')).toBe('520');
  expect(cell(1, 'connection')).toBe('');
  expect(cell(1, 'intervalMs')).toBe('');
  expect(cell(1, 'quotes.delivered')).toBe('4000');
});
