import { expect, test } from 'vitest';
import { textTable } from './text-table.ts';

test('Numbers stand below each other, and titles of several lines on the rule.', () => {
  const rows = [
    ['short poll', '525 ms'],
    ['SSE', '9 ms'],
  ];
  expect(textTable(['lane', 'time to\nvisible'], rows).split('\n')).toEqual([
    '            time to',
    'lane        visible',
    '──────────  ───────',
    'short poll   525 ms',
    'SSE            9 ms',
  ]);
});
