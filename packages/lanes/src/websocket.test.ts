import { encodeBinaryFrame, listingOf, type Frame } from '@tickrace/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { frameOf } from '../test/frames.ts';
import { ManualSurroundings } from '../test/manual-surroundings.ts';
import type { LaneOptions, LaneState } from './lane.ts';
import { WebSocketLane } from './websocket.ts';

describe('the lane websocket', () => {
  let surroundings: ManualSurroundings;
  let frames: Frame[];
  let states: LaneState[];
  let lane: WebSocketLane;

  beforeEach(() => {
    surroundings = new ManualSurroundings();
    frames = [];
    states = [];
    lane = createLane();
    lane.start();
  });

  const createLane = (more: Partial<LaneOptions> = {}) =>
    new WebSocketLane({
      origin: 'https://market.test',
      symbols: ['KSTR'],
      reader: 'test',
      intervalMs: 1_000,
      listener: { onFrame: (frame) => frames.push(frame), onState: (state) => states.push(state) },
      surroundings,
      ...more,
    });

  const send = (message: unknown) => surroundings.sockets.at(-1)?.receive(JSON.stringify(message));
  const begin = () => {
    surroundings.sockets.at(-1)?.open();
    send(frameOf([5], { tapeId: 'one' }));
  };

  it('asks for its symbols by the scheme that fits the origin', () => {
    const [socket] = surroundings.sockets;
    expect(socket?.url.href).toBe('wss://market.test/ws?reader=test&lane=websocket&symbols=KSTR');
  });

  it('asks for a sign of life every five seconds, and takes the answer for no frame', async () => {
    begin();
    await surroundings.pass(5_000);
    const [socket] = surroundings.sockets;
    expect(socket?.sent).toEqual([{ id: 0, clock: { clientSentAtMs: surroundings.nowMs() } }]);
    send({ id: 0, clock: { serverReceivedAtMs: 1, serverSentAtMs: 2 } });
    await surroundings.pass(11_000);
    expect(lane.state.kind).toBe('live');
    expect(frames).toHaveLength(1);
  });

  it('takes a silence of twelve seconds for a dead connection, and resumes after what it holds', async () => {
    begin();
    await surroundings.pass(12_000);
    expect(lane.state).toMatchObject({ kind: 'reconnecting', attempt: 1, reason: 'no heartbeat' });
    expect(surroundings.sockets[0]?.isClosed).toBe(true);
    await surroundings.pass(250);
    expect(surroundings.sockets[1]?.url.search).toContain('since=5&tapeId=one');
    surroundings.sockets[0]?.receive(JSON.stringify(frameOf([6])));
    expect(frames).toHaveLength(1);
  });

  it.each([
    ['is no JSON', '{"seq":'],
    ['is no frame', '{"seq":"six"}'],
    ['is neither text nor bytes', new Blob()],
    ['is no binary frame', new ArrayBuffer(8)],
    ['is an answer to nothing that it could have asked', '{"id":0,"clock":"late"}'],
    ['leaves a gap', JSON.stringify(frameOf([7]))],
  ])('breaks off and tries again where what arrives %s', async (_what, data) => {
    begin();
    surroundings.sockets[0]?.receive(data);
    expect(lane.state).toMatchObject({ kind: 'reconnecting', attempt: 1 });
    expect(frames).toHaveLength(1);
    await surroundings.pass(250);
    send(frameOf([6], { tapeId: 'one' }));
    expect(lane.state.kind).toBe('live');
    expect(frames.map(({ seq }) => seq)).toEqual([5, 6]);
    expect(lane.counters.reconnects).toBe(1);
  });

  it('wants the first frame to name its tape', () => {
    send(frameOf([5]));
    expect(lane.state.kind).toBe('reconnecting');
    expect(frames).toEqual([]);
  });

  describe('of binary frames', () => {
    const instruments = [{ symbol: 'KSTR', tickSize: 0.01 }];
    const bytesOf = (seq: number) =>
      encodeBinaryFrame(frameOf([seq]), listingOf(instruments))!.buffer as ArrayBuffer;

    beforeEach(() => {
      lane.stop();
      lane = createLane({ encoding: 'binary' });
      lane.start();
      send({ ...frameOf([5], { tapeId: 'one' }), legend: [{ index: 0, ...instruments[0] }] });
    });

    it('asks for them, and again when it resumes', async () => {
      const { sockets } = surroundings;
      expect(sockets.at(-1)?.url.search).toBe('?reader=test&lane=websocket&symbols=KSTR&encoding=binary');
      await surroundings.pass(12_250);
      expect(sockets.at(-1)?.url.search).toContain('since=5&tapeId=one&encoding=binary');
    });

    it('takes them besides JSON, and counts their bytes', () => {
      const { payloadBytes } = lane.counters;
      surroundings.sockets.at(-1)?.receive(bytesOf(6));
      expect(lane.counters.payloadBytes - payloadBytes).toBe(60);
      send(frameOf([7]));
      expect(frames.slice(1)).toEqual([frameOf([6]), frameOf([7])]);
    });

    it.each([
      ['is cut off', bytesOf(6).slice(0, 59)],
      ['leaves a gap', bytesOf(7)],
    ])('breaks off and tries again where one %s', async (_what, bytes) => {
      surroundings.sockets.at(-1)?.receive(bytes);
      expect(lane.state).toMatchObject({ kind: 'reconnecting', attempt: 1 });
      expect(frames).toHaveLength(1);
      await surroundings.pass(250);
      expect(surroundings.sockets.at(-1)?.url.search).toContain('since=5');
    });
  });
});
