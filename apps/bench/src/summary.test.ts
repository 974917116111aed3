import { expect, test } from 'vitest';
import { sampleLane, sampleResult, toldLane } from '../test/sample-result.ts';
import { circumstancesOf, laneTable, summaryOf, warningOf } from './summary.ts';

const rowOf = (text: string, label: string) =>
  text.split('\n').find((line) => line.startsWith(`${label}  `)) ?? '';

test('A lane shows what was measured, what was predicted and how far apart they are.', () => {
  const cells = rowOf(summaryOf(sampleResult()), 'short poll').split(/ {2,}/);
  expect(cells).toEqual([
    ...['short poll', '525 ms', '520 ms', '1.01 s', '520 ms', '+1.0 %', '52.0 %', '60.0 %', '380 ms'],
    ...['1.0', '7.0', '0.05 %'],
  ]);
});

test('What is not known is a dash, and not a zero.', () => {
  const { serverCpuMs: _, ...lane } = sampleLane({
    countedMs: 0,
    timeToVisibleMs: { mean: null, p50: null, p90: null, p99: null, max: null },
    quotes: { onTape: 0, delivered: 0, missed: 0 },
  });
  const cells = rowOf(laneTable([lane]), 'short poll').split(/ {2,}/);
  expect(cells.filter((cell) => cell === '–')).toHaveLength(8);
});

test('The table fits 120 columns with the longest names and widest figures.', () => {
  const widest = sampleLane({
    lane: 'conditional-poll',
    connection: 'close',
    requests: 4_000,
    wireBytesOut: 36_000_000,
    serverCpuMs: 3_900,
  });
  for (const line of laneTable([widest, toldLane]).split('\n')) expect(line.length).toBeLessThanOrEqual(120);
});

test('A poll over new connections is told apart from one that keeps its own.', () => {
  expect(laneTable([sampleLane({ connection: 'close' })])).toContain('short poll, new conn.');
});

test('The two ways stand below, unless they were not asked.', () => {
  expect(rowOf(summaryOf(sampleResult()), 'WebSocket')).toMatch(/41\.0 ms +42\.0 ms +156$/);
  expect(summaryOf(sampleResult({ roundTripMs: {} }))).not.toContain('Two ways');
});

test('The circumstances name what the network does.', () => {
  expect(circumstancesOf(sampleResult())).toBe('40 s on 50 symbols at 100 quotes/s, 20 ms each way');
  const direct = { name: 'direct', conditions: null, roundTripMs: 0.3 };
  expect(circumstancesOf(sampleResult({ network: direct }))).toContain('over loopback');
});

test('Doubts are told, and only where there are any.', () => {
  expect(warningOf(sampleResult())).toBeUndefined();
  const validity = { ...sampleResult().validity, ok: false, reasons: ['The machine was busy.'] };
  expect(warningOf(sampleResult({ validity }))).toBe('Doubtful:\n  The machine was busy.');
});
