import { describe, expect, test } from 'vitest';
import { sampleLane, sampleResult } from '../../test/sample-result.ts';
import { domainAround, logAxis } from './log-axis.ts';
import { reportOf } from './report.ts';

describe('The page', () => {
  test('loads nothing, runs nothing and follows the reader’s light or dark.', () => {
    const page = reportOf(sampleResult());
    expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|https?:/);
    expect(page).toContain('color-scheme: light dark');
    expect(page).toMatch(/^<!doctype html>/);
  });

  test('begins with the finding, and draws and lists every lane.', () => {
    const page = reportOf(sampleResult());
    expect(page).toContain('Asked for by short poll every 1 s, a price is <b>525 ms</b> late');
    expect(page).toContain('Told over Socket.IO, <b>21.3 ms</b> and <b>4.0 %</b>');
    expect(page.match(/<svg /g)).toHaveLength(3);
    expect(page.match(/<circle /g)).toHaveLength(2 * 2 + 2);
    expect(page.match(/<rect [^>]*stroke:var\(--lane-short-poll\)/g)).toHaveLength(2);
    expect(page).toContain('npm run compare -- --lanes short-poll,socket-io --interval 1000');
  });

  test('says whether the run can be trusted.', () => {
    const validity = { ...sampleResult().validity, ok: false, reasons: ['The clocks <disagree>.'] };
    expect(reportOf(sampleResult())).not.toContain('This run is doubtful');
    const page = reportOf(sampleResult({ validity }));
    expect(page).toContain('This run is doubtful');
    expect(page).toContain('The clocks &lt;disagree&gt;.');
  });

  test('stands for a run of which nothing came.', () => {
    const lane = sampleLane({
      timeToVisibleMs: { mean: null, p50: null, p90: null, p99: null, max: null },
      outOfDateFraction: null,
      countedMs: 0,
      distribution: { fromMs: 1, toMs: 10_000, shares: [0, 0] },
    });
    expect(reportOf(sampleResult({ lanes: [lane], roundTripMs: {} }))).not.toMatch(/NaN|undefined|Infinity/);
  });
});

describe('A logarithmic axis', () => {
  test('puts equal ratios at equal distances, and keeps what lies beyond at its ends.', () => {
    const axis = logAxis({ from: 1, to: 10_000 }, { from: 0, to: 400 });
    expect([1, 10, 100, 10_000].map((value) => axis.at(value))).toEqual([0, 100, 200, 400]);
    expect([0, 1e6].map((value) => axis.at(value))).toEqual([0, 400]);
    expect(axis.ticks).toEqual([1, 10, 100, 1_000, 10_000]);
  });

  test('has finer ticks where it is short, and room for all values.', () => {
    const domain = domainAround([6, 30]);
    expect(domain).toEqual({ from: 2, to: 50 });
    expect(logAxis(domain, { from: 0, to: 1 }).ticks).toEqual([2, 5, 10, 20, 50]);
  });
});
