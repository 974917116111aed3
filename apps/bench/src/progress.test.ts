import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LineProgress, TableProgress } from './progress.ts';

const written: string[] = [];
const terminal = { columns: 24, write: (text: string) => written.push(text) > 0 };

beforeEach(() => {
  written.length = 0;
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

test('Elsewhere than on a terminal, plain lines say how far it is, until the end.', () => {
  const progress = new LineProgress(terminal);
  progress.stage('measuring', 40_000);
  vi.advanceTimersByTime(20_000);
  progress.end();
  vi.advanceTimersByTime(60_000);
  expect(written).toEqual([
    'measuring 0 of 40 s …\n',
    'measuring 10 of 40 s …\n',
    'measuring 20 of 40 s …\n',
  ]);
});

test('On a terminal, each text takes the place of the one before, and none wraps or stays.', () => {
  const progress = new TableProgress(terminal);
  progress.stage('connecting to somewhere far away');
  progress.stage('measuring', 40_000, () => []);
  progress.end();
  const [first = '', second = '', last = ''] = written;
  expect(first).toBe('connecting to somewhere\n');
  expect(second).toMatch(/^\x1b\[1A\r\x1b\[Jmeasuring 0 of 40 s …\n[^]*lane/);
  const lines = second.slice(second.indexOf('measuring')).split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(terminal.columns);
  expect(last).toBe(`\x1b[${lines.length - 1}A\r\x1b[J`);
});
