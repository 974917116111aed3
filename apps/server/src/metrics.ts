/**
 * The server's figures for Prometheus. Each is read from what is there when it is asked for, so that it costs
 * nothing in between, and nothing of it outlives its app: prom-client's own default metrics start observers of the
 * event loop and of garbage collection that nobody can stop.
 */
import { Counter, Gauge, Registry } from 'prom-client';
import type { LaneName } from '@tickrace/protocol';
import type { EventLoopLag } from './event-loop-lag.ts';
import type { FanOut } from './push/fan-out.ts';
import type { FlushSchedule } from './push/flush-schedule.ts';
import type { LaneCpu } from './lane-cpu.ts';
import type { MarketRunner } from './market-runner.ts';
import type { Tape } from './tape/tape.ts';

export interface MetricsSources {
  tape: Pick<Tape, 'seq'>;
  runner: Pick<MarketRunner, 'onPublished'>;
  flush: Pick<FlushSchedule, 'intervalMs'>;
  lag: Pick<EventLoopLag, 'read'>;
  cpu: Pick<LaneCpu, 'read'>;
  fanOuts: ReadonlyMap<LaneName, Pick<FanOut, 'count' | 'tally'>>;
}

interface Reading {
  labels?: Record<string, string>;
  value: number;
}

interface Metric {
  /** With its unit, `_total` at the end where it only grows. */
  name: string;
  help: string;
  labelNames?: string[];
  read: () => Reading[];
}

/** A registry of its own for every app. */
export function metricsOf(sources: MetricsSources): Registry {
  const registry = new Registry();
  for (const metric of [...marketMetrics(sources), ...laneMetrics(sources), ...processMetrics(sources)]) {
    register(registry, metric);
  }
  return registry;
}

function marketMetrics({ tape, runner, flush }: MetricsSources): Metric[] {
  let published = 0;
  runner.onPublished((quotes) => (published += quotes.length));
  return [
    {
      name: 'tickrace_tape_seq',
      help: 'Seq of the newest quote on the tape, counted from the opening of the market.',
      read: () => [{ value: tape.seq }],
    },
    {
      name: 'tickrace_quotes_total',
      help: 'Quotes that the market has published since this server started, replayed ones aside.',
      read: () => [{ value: published }],
    },
    {
      name: 'tickrace_flush_interval_seconds',
      help: 'W, the interval between flushes in force, in seconds; 0 while quotes leave as they are published.',
      read: () => [{ value: flush.intervalMs / 1_000 }],
    },
  ];
}

function laneMetrics({ cpu, fanOuts }: MetricsSources): Metric[] {
  return [
    {
      name: 'tickrace_lane_cpu_seconds_total',
      help: "Time that the lane's JavaScript has taken, in seconds; what the kernel and Node do is nobody's here.",
      labelNames: ['lane'],
      read: () => Object.entries(cpu.read()).map(([lane, ms]) => ({ labels: { lane }, value: ms / 1_000 })),
    },
    {
      name: 'tickrace_readers',
      help: 'Subscribed readers of a lane that tells: in step with its frames, or held back until they take one.',
      labelNames: ['lane', 'place'],
      read: () =>
        [...fanOuts].flatMap(([lane, fanOut]) => {
          const { inStep, held } = fanOut.count();
          return [
            { labels: { lane, place: 'in-step' }, value: inStep },
            { labels: { lane, place: 'held' }, value: held },
          ];
        }),
    },
    {
      name: 'tickrace_frames_total',
      help: 'Messages with quotes, once for each reader that was sent one; snapshots aside.',
      labelNames: ['lane'],
      read: () => [...fanOuts].map(([lane, { tally }]) => ({ labels: { lane }, value: tally.frames })),
    },
    {
      name: 'tickrace_superseded_quotes_total',
      help: 'Quotes that readers were not sent, since a newer one was there before they could take them; each was told.',
      labelNames: ['lane'],
      read: () =>
        [...fanOuts].map(([lane, { tally }]) => ({ labels: { lane }, value: tally.supersededQuotes })),
    },
    {
      name: 'tickrace_readers_cut_off_total',
      help: 'Readers whose connection the server ended, by reason.',
      labelNames: ['lane', 'reason'],
      read: () =>
        [...fanOuts].flatMap(([lane, { tally }]) =>
          Object.entries(tally.cutOffs).map(([reason, value]) => ({ labels: { lane, reason }, value })),
        ),
    },
  ];
}

/** What Prometheus' own dashboards expect of a process, by the names that client libraries have agreed upon. */
function processMetrics({ lag }: MetricsSources): Metric[] {
  const { timeOrigin } = performance;
  return [
    {
      name: 'process_start_time_seconds',
      help: 'When the process started, in seconds since the epoch.',
      read: () => [{ value: timeOrigin / 1_000 }],
    },
    {
      name: 'process_cpu_seconds_total',
      help: 'CPU time of the process, user and system, in seconds.',
      read: () => {
        const { user, system } = process.cpuUsage();
        return [{ value: (user + system) / 1e6 }];
      },
    },
    {
      name: 'process_cpu_user_seconds_total',
      help: 'CPU time that the process spent in user mode, in seconds.',
      read: () => [{ value: process.cpuUsage().user / 1e6 }],
    },
    {
      name: 'process_cpu_system_seconds_total',
      help: 'CPU time that the kernel spent for the process, in seconds.',
      read: () => [{ value: process.cpuUsage().system / 1e6 }],
    },
    {
      name: 'process_resident_memory_bytes',
      help: 'Resident set of the process, in bytes.',
      read: () => [{ value: process.memoryUsage.rss() }],
    },
    {
      name: 'nodejs_heap_size_total_bytes',
      help: "What V8 has reserved for JavaScript's heap, in bytes.",
      read: () => [{ value: process.memoryUsage().heapTotal }],
    },
    {
      name: 'nodejs_heap_size_used_bytes',
      help: "What of JavaScript's heap is in use, in bytes.",
      read: () => [{ value: process.memoryUsage().heapUsed }],
    },
    {
      name: 'nodejs_external_memory_bytes',
      help: 'What JavaScript holds outside of its heap, buffers for the most part, in bytes.',
      read: () => [{ value: process.memoryUsage().external }],
    },
    {
      name: 'tickrace_event_loop_lag_seconds',
      help: 'How late the event loop ran in the last 10 to 20 seconds, in seconds; quantile 1 is the worst.',
      labelNames: ['quantile'],
      read: () => {
        const { p99, max } = lag.read();
        return [
          { labels: { quantile: '0.99' }, value: p99 / 1_000 },
          { labels: { quantile: '1' }, value: max / 1_000 },
        ];
      },
    },
  ];
}

function register(registry: Registry, { name, help, labelNames = [], read }: Metric): void {
  const options = { name, help, labelNames, registers: [registry] };
  if (name.endsWith('_total')) {
    new Counter({
      ...options,
      collect() {
        this.reset();
        for (const { labels = {}, value } of read()) this.inc(labels, value);
      },
    });
  } else {
    new Gauge({
      ...options,
      collect() {
        for (const { labels = {}, value } of read()) this.set(labels, value);
      },
    });
  }
}
