import { describe, expect, it } from 'vitest';
import { frameOf } from '../test/frames.ts';
import { ManualSurroundings } from '../test/manual-surroundings.ts';
import { LongPollLane } from './long-poll.ts';

function startLongPoll(answers: (() => Response)[]) {
  const surroundings = new ManualSurroundings();
  surroundings.answer = async () => answers.shift()?.() ?? new Promise(() => undefined);
  const frames: number[] = [];
  const lane = new LongPollLane({
    origin: 'http://market.test',
    symbols: 'all',
    reader: 'test',
    intervalMs: 1_000,
    listener: { onFrame: ({ seq }) => frames.push(seq), onState: () => undefined },
    surroundings,
  });
  lane.start();
  return { surroundings, frames, lane };
}

const news =
  (seqs: number[], conflated = false) =>
  () =>
    Response.json(frameOf(seqs, { tapeId: 'one', conflated }));
const nothing = () => new Response(null, { status: 204 });

describe('the lane long-poll', () => {
  it('asks again at once for what follows, after news and after none', async () => {
    const { surroundings, frames, lane } = startLongPoll([news([5]), nothing, news([6])]);
    await surroundings.pass(0);
    expect(frames).toEqual([5, 6]);
    expect(surroundings.asked.map(({ searchParams }) => searchParams.get('since'))).toEqual([
      null,
      '5',
      '5',
      '6',
    ]);
    expect(lane.counters).toMatchObject({ requests: 4, emptyResponses: 1, frames: 2, reconnects: 0 });
    lane.stop();
    expect(surroundings.timers).toBe(0);
  });

  it('accepts that conflated answers leave quotes out, and no others', async () => {
    const { surroundings, frames, lane } = startLongPoll([news([5]), news([9], true), news([12])]);
    await surroundings.pass(0);
    expect(frames).toEqual([5, 9]);
    expect(lane.state).toMatchObject({ kind: 'reconnecting', reason: 'quotes were missing' });
  });

  it('waits before it asks again where the answer held nothing new, rather than asking without end', async () => {
    const { surroundings, lane } = startLongPoll([news([5]), news([5]), news([6])]);
    await surroundings.pass(0);
    expect(lane.state.kind).toBe('reconnecting');
    expect(surroundings.asked).toHaveLength(2);
    await surroundings.pass(250);
    expect(lane.state.kind).toBe('live');
  });

  it('gives up a question that is not even answered at the timeout', async () => {
    const { surroundings, lane } = startLongPoll([news([5])]);
    surroundings.answer = (_url, { signal }) =>
      new Promise((_resolve, reject) =>
        signal?.addEventListener('abort', () => reject(signal.reason as Error)),
      );
    await surroundings.pass(14_999);
    expect(lane.state.kind).toBe('live');
    await surroundings.pass(1);
    expect(lane.state).toMatchObject({ kind: 'reconnecting', reason: 'no answer' });
  });
});
