import { describe, expect, test } from 'vitest';
import { sampleLane } from '../test/sample-result.ts';
import { reasonsToDoubt, type Evidence, type LaneEvidence } from './validity.ts';

const sound: LaneEvidence = {
  result: sampleLane(),
  pending: 0,
  dropped: 0,
  clockViolations: 0,
  wireBytes: { byServer: 300_000, byClient: 300_000 },
};

const evidence = (changes: Partial<Evidence>, lane: Partial<LaneEvidence> = {}): Evidence => ({
  lanes: [{ ...sound, ...lane }],
  clientLagMs: { p99: 1, max: 10 },
  serverLagMs: { p99: 1, max: 10 },
  clockBoundMs: 0.5,
  observedMs: 40_000,
  plannedMs: 40_000,
  ...changes,
});

test('A calm run whose books balance leaves nothing to doubt.', () => {
  expect(reasonsToDoubt(evidence({}))).toEqual([]);
});

describe('A run is doubtful', () => {
  test.each<[what: string, lane: Partial<LaneEvidence>, said: string]>([
    [
      'when delivered and missed are not what is on the tape',
      { result: sampleLane({ quotes: { onTape: 4_000, delivered: 1_600, missed: 2_399 } }) },
      'books do not balance',
    ],
    [
      'when quotes stayed invisible',
      { pending: 3, result: sampleLane({ quotes: { onTape: 4_000, delivered: 1_600, missed: 2_397 } }) },
      '3 quotes were still not visible',
    ],
    ['when the meter lost quotes', { dropped: 1 }, 'lost 1 quotes'],
    ['when quotes arrived before they were published', { clockViolations: 100 }, '100 quotes arrived before'],
    ['when a connection broke', { result: sampleLane({ reconnects: 2 }) }, 'broke 2 times'],
    ['when polls were left out', { result: sampleLane({ skippedPolls: 4 }) }, '4 polls were left out'],
    [
      'when server and client count other bytes',
      { wireBytes: { byServer: 300_000, byClient: 280_000 } },
      '300,000 and 280,000 bytes',
    ],
    [
      'when nothing was published',
      { result: sampleLane({ quotes: { onTape: 0, delivered: 0, missed: 0 } }) },
      'no quote was published',
    ],
  ])('%s.', (_what, lane, said) => {
    expect(reasonsToDoubt(evidence({}, lane)).join('\n')).toContain(said);
  });

  test.each<[what: string, changes: Partial<Evidence>, said: string]>([
    ['when this process was late', { clientLagMs: { p99: 30, max: 60 } }, "this process's event loop"],
    ['when the server was late once', { serverLagMs: { p99: 1, max: 900 } }, "the server's event loop"],
    ['when the clocks are unsure beside the fastest lane', { clockBoundMs: 60 }, '±60.0 ms'],
    ['when the tape ended early', { observedMs: 30_000 }, '25.0 % of the time is missing'],
  ])('%s.', (_what, changes, said) => {
    expect(reasonsToDoubt(evidence(changes)).join('\n')).toContain(said);
  });
});

test('What was under way when a lane stopped is no disagreement on bytes.', () => {
  const wireBytes = { byServer: 300_000, byClient: 296_000 };
  expect(reasonsToDoubt(evidence({}, { wireBytes }))).toEqual([]);
});
