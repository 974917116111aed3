import { describe, expect, it } from 'vitest';
import { frameOf } from '../test/frames.ts';
import { ManualSurroundings, settled } from '../test/manual-surroundings.ts';
import { ManualLane } from './manual.ts';

function startManual(surroundings: ManualSurroundings): ManualLane {
  const listener = { onFrame: () => undefined, onState: () => undefined };
  const lane = new ManualLane({
    origin: 'http://market.test',
    symbols: 'all',
    reader: 'test',
    intervalMs: 1_000,
    listener,
    surroundings,
  });
  lane.start();
  return lane;
}

describe('the manual lane', () => {
  it('asks at the start and then at exponential intervals with the mean that was asked for', async () => {
    const surroundings = new ManualSurroundings();
    surroundings.answer = async () => Response.json(frameOf([1], { tapeId: 'one' }));
    // The quartiles of an exponential distribution: mean × ln(1 / (1 − p)).
    surroundings.draws = [0.25, 0.5, 0.75];
    const lane = startManual(surroundings);
    const askedAfter = async (durationMs: number) => {
      await surroundings.pass(durationMs);
      return lane.counters.requests;
    };
    expect(await askedAfter(287)).toBe(1);
    expect(await askedAfter(1)).toBe(2);
    expect(await askedAfter(692)).toBe(2);
    expect(await askedAfter(2)).toBe(3);
    expect(await askedAfter(1_385)).toBe(3);
    expect(await askedAfter(2)).toBe(4);
    lane.stop();
    expect(surroundings.timers).toBe(0);
  });

  it('asks at once when it is refreshed, without waiting for an answer, but not without end', async () => {
    const surroundings = new ManualSurroundings();
    const lane = startManual(surroundings);
    for (let press = 0; press < 10; press += 1) lane.refresh();
    await settled();
    expect(lane.counters).toMatchObject({ requests: 4, skippedPolls: 7 });
    lane.stop();
    lane.refresh();
    expect(surroundings.asked).toHaveLength(4);
    expect(surroundings.timers).toBe(0);
  });
});
