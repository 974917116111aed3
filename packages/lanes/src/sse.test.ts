import type { Frame } from '@tickrace/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { frameOf } from '../test/frames.ts';
import { ManualSurroundings } from '../test/manual-surroundings.ts';
import { SseLane } from './sse.ts';

describe('the lane sse', () => {
  let surroundings: ManualSurroundings;
  let frames: Frame[];
  let lane: SseLane;
  let stream: ReadableStreamDefaultController<Uint8Array>;
  let isCancelled: boolean;

  beforeEach(async () => {
    surroundings = new ManualSurroundings();
    surroundings.answer = async (_url, { signal }) => {
      isCancelled = false;
      signal?.addEventListener('abort', () => (isCancelled = true));
      return new Response(new ReadableStream({ start: (controller) => void (stream = controller) }));
    };
    frames = [];
    lane = new SseLane({
      origin: 'http://market.test',
      symbols: 'all',
      reader: 'test',
      intervalMs: 1_000,
      listener: { onFrame: (frame) => frames.push(frame), onState: () => undefined },
      surroundings,
    });
    lane.start();
    await surroundings.pass(0);
  });

  async function send(text: string): Promise<void> {
    stream.enqueue(new TextEncoder().encode(text));
    await surroundings.pass(0);
  }

  const sendFrame = (frame: Frame) =>
    send(`event: frame\nid: ${frame.seq}\ndata: ${JSON.stringify(frame)}\n\n`);

  it('is kept alive by comments, which are no frames', async () => {
    await sendFrame(frameOf([5], { tapeId: 'one' }));
    for (let beat = 0; beat < 4; beat += 1) {
      await surroundings.pass(5_000);
      await send(':\n\n');
    }
    expect(lane.state.kind).toBe('live');
    expect(frames).toHaveLength(1);
  });

  it('takes a silence of twelve seconds for a dead connection, and resumes after what it holds', async () => {
    await sendFrame(frameOf([5], { tapeId: 'one' }));
    await surroundings.pass(12_000);
    expect(lane.state).toMatchObject({ kind: 'reconnecting', attempt: 1, reason: 'no heartbeat' });
    expect(isCancelled).toBe(true);
    await surroundings.pass(250);
    expect(surroundings.asked.map(({ search }) => search)).toEqual([
      '?reader=test&lane=sse',
      '?reader=test&lane=sse&since=5&tapeId=one',
    ]);
  });

  it.each([
    ['no JSON', 'event: frame\ndata: {"seq":\n\n'],
    ['no frame', 'event: frame\ndata: 7\n\n'],
    ['a gap', `event: frame\ndata: ${JSON.stringify(frameOf([7]))}\n\n`],
  ])('breaks off and tries again where there is %s', async (_what, text) => {
    await sendFrame(frameOf([5], { tapeId: 'one' }));
    await send(text);
    expect(lane.state).toMatchObject({ kind: 'reconnecting', attempt: 1 });
    expect(isCancelled).toBe(true);
    await surroundings.pass(250);
    await sendFrame(frameOf([6, 7], { tapeId: 'one' }));
    expect(lane.state.kind).toBe('live');
    expect(frames.map(({ seq }) => seq)).toEqual([5, 7]);
  });

  it('says why the server ended the stream, where it told, and comes back', async () => {
    await sendFrame(frameOf([5], { tapeId: 'one' }));
    await send('event: goodbye\ndata: {"error":{"code":"no-progress","message":"Too slow."}}\n\n');
    expect(lane.state).toMatchObject({ kind: 'reconnecting', attempt: 1, reason: 'Too slow.' });
    await surroundings.pass(250);
    await sendFrame(frameOf([6], { tapeId: 'one' }));
    expect(lane.state.kind).toBe('live');
  });

  it('comes back after the stream has ended', async () => {
    await sendFrame(frameOf([5], { tapeId: 'one' }));
    stream.close();
    await surroundings.pass(0);
    expect(lane.state).toMatchObject({ kind: 'reconnecting', reason: 'connection lost' });
    lane.stop();
    expect(surroundings.timers).toBe(0);
  });
});
