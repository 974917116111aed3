import { expect, test } from 'vitest';
import { metricIn } from './prometheus-text.ts';

const TEXT = `# HELP process_cpu_seconds_total CPU time of the process, user and system, in seconds.
# TYPE process_cpu_seconds_total counter
process_cpu_seconds_total 12.5
process_cpu_seconds_total_of_others 99
process_resident_memory_bytes 7.5e+07 1700000000000
tickrace_readers{lane="sse",place="held"} 3
tickrace_readers{lane="socket-io",place="in-step"} 996
tickrace_readers{place="held",lane="socket-io",pod="a"} 4
`;

test('A figure is found by its name alone, or by labels in any order among others.', () => {
  expect(metricIn(TEXT, 'process_cpu_seconds_total')).toBe(12.5);
  expect(metricIn(TEXT, 'process_resident_memory_bytes')).toBe(7.5e7);
  expect(metricIn(TEXT, 'tickrace_readers', { lane: 'socket-io', place: 'held' })).toBe(4);
});

test('A figure that is not there is undefined, not 0.', () => {
  expect(metricIn(TEXT, 'process_cpu')).toBeUndefined();
  expect(metricIn(TEXT, 'tickrace_readers', { lane: 'websocket', place: 'held' })).toBeUndefined();
  expect(metricIn('', 'process_cpu_seconds_total')).toBeUndefined();
});
