import { describe, expect, test } from 'vitest';
import type { ProcessLoad } from './process-load.ts';
import { verdictOf, type VerdictEvidence } from './verdict.ts';

const calm: ProcessLoad = { cpuShare: 0.4, eventLoopUtilisation: 0.45, lagMs: { p99: 1, max: 8 } };

const evidence = (changes: Partial<VerdictEvidence> = {}): VerdictEvidence => ({
  workers: [calm, calm],
  serverCpuShare: 0.5,
  machineIdleShare: 0.3,
  timeToVisibleP99Ms: 20,
  lost: 0,
  pending: 0,
  ...changes,
});

test('Where nothing was at its limit, that is what is said.', () => {
  expect(verdictOf(evidence())).toEqual({
    bottleneck: 'none',
    sentences: ['Neither the server nor the readers were at their limit.'],
  });
});

describe('The bottleneck', () => {
  test.each<[what: string, changes: Partial<VerdictEvidence>, bottleneck: string, said: RegExp]>([
    [
      'was the generator where one of its processes was busy and the server was not',
      { workers: [calm, { ...calm, cpuShare: 0.97 }] },
      'generator',
      /rather than the server.*busy for 97 %.*more workers/,
    ],
    [
      'was the generator where its event loop was busy and the server does not tell',
      { workers: [{ ...calm, eventLoopUtilisation: 0.95 }], serverCpuShare: undefined },
      'generator',
      /busy for 95 %/,
    ],
    [
      'was the generator where its lateness is in what it measured',
      { workers: [calm, { ...calm, lagMs: { p99: 15, max: 40 } }] },
      'generator',
      /15\.0 ms late .p99. beside a p99 of 20\.0 ms/,
    ],
    [
      'was the machine where it had no idle CPU left',
      { machineIdleShare: 0.01 },
      'machine',
      /no idle CPU left \(1\.0 %\)/,
    ],
    [
      'was the server where it was full',
      { serverCpuShare: 0.98 },
      'server',
      /server was full.*98 % of a core/,
    ],
    [
      'was the server where both were busy on different cores',
      { serverCpuShare: 0.98, workers: [{ ...calm, cpuShare: 0.95 }] },
      'server',
      /server was full/,
    ],
  ])('%s.', (_what, changes, bottleneck, said) => {
    const verdict = verdictOf(evidence(changes));
    expect(verdict.bottleneck).toBe(bottleneck);
    expect(verdict.sentences).toHaveLength(1);
    expect(verdict.sentences[0]).toMatch(said);
  });
});

test('A lateness that is small by itself, or beside what was measured, spoils nothing.', () => {
  const late = (p99: number) => [{ ...calm, lagMs: { p99, max: p99 } }];
  expect(verdictOf(evidence({ workers: late(4), timeToVisibleP99Ms: 4 })).bottleneck).toBe('none');
  expect(verdictOf(evidence({ workers: late(40), timeToVisibleP99Ms: 400 })).bottleneck).toBe('none');
});

test('Several limits are all named.', () => {
  const { sentences } = verdictOf(evidence({ serverCpuShare: 0.98, machineIdleShare: 0 }));
  expect(sentences.join('\n')).toMatch(/no idle CPU[^]*server was full/);
});

test('Readers that were lost and quotes that did not arrive are told of besides.', () => {
  const { bottleneck, sentences } = verdictOf(evidence({ lost: 3, pending: 7 }));
  expect(bottleneck).toBe('none');
  expect(sentences.slice(1).join(' ')).toMatch(/connection 3 times.*7 quotes were still not visible/);
});
