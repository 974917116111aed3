import { PerformanceObserver } from 'node:perf_hooks';
import { describe, expect, it, vi } from 'vitest';
import type { LaneName, Quote } from '@tickrace/protocol';
import { ManualClock } from '../test/manual-clock.ts';
import { metricsIn } from '../test/metrics-text.ts';
import type { FanOut } from './push/fan-out.ts';
import { FlushSchedule } from './push/flush-schedule.ts';
import type { PublishedListener } from './market-runner.ts';
import { metricsOf } from './metrics.ts';
import { PushTally } from './push/push-tally.ts';

const QUOTE: Quote = { symbol: 'AAA', seq: 1, rev: 1, atMs: 0, bid: 1, ask: 2, last: 1, size: 1, volume: 1 };

function setUp() {
  const clock = new ManualClock(1_000);
  const flush = new FlushSchedule(clock);
  const published: PublishedListener[] = [];
  const fanOuts = new Map<LaneName, Pick<FanOut, 'count' | 'tally'>>();
  const registry = metricsOf({
    tape: { seq: 7 },
    runner: { onPublished: (listener) => (published.push(listener), () => undefined) },
    flush,
    lag: { read: () => ({ p99: 4, max: 250 }) },
    cpu: { read: () => ({ sse: 1_500, meter: 20 }) },
    fanOuts,
  });
  return {
    clock,
    flush,
    fanOuts,
    publish: (quotes: Quote[]) => published.forEach((listener) => listener(quotes)),
    text: () => registry.metrics(),
    read: async () => metricsIn(await registry.metrics()),
  };
}

describe('metricsOf', () => {
  it('tells W in seconds, as it is when it is asked for', async () => {
    const { clock, flush, read } = setUp();
    expect((await read()).get('tickrace_flush_interval_seconds')).toBe(0);
    flush.onFlush(() => clock.stall(20));
    for (let turn = 0; turn < 100; turn += 1) {
      flush.add([QUOTE]);
      clock.advance(50);
    }
    expect((await read()).get('tickrace_flush_interval_seconds')).toBeCloseTo(0.04, 3);
  });

  it('counts what the market has published since, beside the seq of the tape', async () => {
    const { publish, read } = setUp();
    publish([QUOTE, QUOTE]);
    publish([QUOTE]);
    const figures = await read();
    expect(figures.get('tickrace_quotes_total')).toBe(3);
    expect(figures.get('tickrace_tape_seq')).toBe(7);
  });

  it('counts the readers of every lane that tells, by their place', async () => {
    const { fanOuts, read } = setUp();
    let held = 2;
    fanOuts.set('socket-io', { count: () => ({ inStep: 3, held }), tally: new PushTally() });
    fanOuts.set('sse', { count: () => ({ inStep: 1, held: 0 }), tally: new PushTally() });
    expect((await read()).get('tickrace_readers{lane="socket-io",place="held"}')).toBe(2);
    held = 0;
    const figures = await read();
    expect(figures.get('tickrace_readers{lane="socket-io",place="in-step"}')).toBe(3);
    expect(figures.get('tickrace_readers{lane="socket-io",place="held"}')).toBe(0);
    expect(figures.get('tickrace_readers{lane="sse",place="in-step"}')).toBe(1);
  });

  it('counts what each lane has sent, left out and ended, by reason', async () => {
    const { fanOuts, read } = setUp();
    const tally = new PushTally();
    fanOuts.set('sse', { count: () => ({ inStep: 0, held: 0 }), tally });
    tally.frames = 5;
    tally.supersededQuotes = 7;
    tally.cutOffs['no-heartbeat'] = 2;
    const figures = await read();
    expect(figures.get('tickrace_frames_total{lane="sse"}')).toBe(5);
    expect(figures.get('tickrace_superseded_quotes_total{lane="sse"}')).toBe(7);
    expect(figures.get('tickrace_readers_cut_off_total{lane="sse",reason="no-heartbeat"}')).toBe(2);
    expect(figures.get('tickrace_readers_cut_off_total{lane="sse",reason="no-progress"}')).toBe(0);
  });

  it('gives times in seconds, and does not add up what is a sum already', async () => {
    const { read } = setUp();
    await read();
    const figures = await read();
    expect(figures.get('tickrace_lane_cpu_seconds_total{lane="sse"}')).toBe(1.5);
    expect(figures.get('tickrace_lane_cpu_seconds_total{lane="meter"}')).toBe(0.02);
    expect(figures.get('tickrace_event_loop_lag_seconds{quantile="0.99"}')).toBe(0.004);
    expect(figures.get('tickrace_event_loop_lag_seconds{quantile="1"}')).toBe(0.25);
  });

  it('tells what the whole process has taken, under the usual names', async () => {
    const { read } = setUp();
    const { user, system } = process.cpuUsage();
    const figures = await read();
    const cpuSeconds = figures.get('process_cpu_seconds_total') ?? 0;
    expect(cpuSeconds).toBeGreaterThanOrEqual((user + system) / 1e6);
    expect(figures.get('process_cpu_user_seconds_total')).toBeGreaterThanOrEqual(user / 1e6);
    expect(figures.get('process_cpu_system_seconds_total')).toBeGreaterThanOrEqual(system / 1e6);
    expect(figures.get('process_resident_memory_bytes')).toBeGreaterThan(1e7);
    expect(figures.get('nodejs_heap_size_used_bytes')).toBeGreaterThan(1e6);
    expect(figures.get('process_start_time_seconds')).toBeCloseTo(performance.timeOrigin / 1_000, 3);
  });

  it('describes every figure, and calls a counter what ends in _total', async () => {
    const text = await setUp().text();
    const names = [...text.matchAll(/^# HELP (\S+) [A-Z].*\.$/gm)].map(([, name]) => name);
    const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name, type]);
    expect(names).toEqual(types.map(([name]) => name));
    for (const [name, type] of types)
      expect([name, type === 'counter']).toEqual([name, /_total$/.test(name!)]);
  });

  it('starts no observer that would outlive the app', () => {
    const observe = vi.spyOn(PerformanceObserver.prototype, 'observe');
    const resources = process.getActiveResourcesInfo();
    setUp();
    expect(observe).not.toHaveBeenCalled();
    expect(process.getActiveResourcesInfo()).toEqual(resources);
    observe.mockRestore();
  });
});
