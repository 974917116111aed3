import { expect, test } from 'vitest';
import { tallyVitest } from './vitest-tally.mjs';

const clean = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1, testResults: [] };

test('Passed, skipped and planned tests are counted.', () => {
  expect(tallyVitest(clean, 0)).toEqual({ passed: 3, failed: 0, skipped: 2 });
});

test('A file that could not be loaded counts as one failure.', () => {
  const report = { ...clean, testResults: [{ status: 'failed', assertionResults: [] }] };
  expect(tallyVitest(report, 1).failed).toBe(1);
});

test('A file with failed tests is not counted once more for itself.', () => {
  const failed = { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'failed' }] };
  expect(tallyVitest({ ...clean, numFailedTests: 2, testResults: [failed] }, 1).failed).toBe(2);
});

test('An unhandled error, which only the exit code tells of, is a failure.', () => {
  expect(tallyVitest(clean, 1)).toEqual({ passed: 3, failed: 1, skipped: 2 });
});

test('A crash that leaves no report is a failure, whatever the exit code.', () => {
  expect(tallyVitest(undefined, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});
