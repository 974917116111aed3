/** Light readers against a real server: they count what a real lane is handed, and stay as long as one. */
import { LightReader, type LightLane } from '@tickrace/lanes/node';
import { LANE_NAMES, type Frame, type Status } from '@tickrace/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { QuoteCounter } from '../../apps/bench/src/load/quote-counter.ts';
import { laneTraits } from '../contract/lane-traits.ts';
import { LiveServer } from '../contract/live-server.ts';
import { Reader } from '../contract/reader.ts';
import { until } from '../contract/until.ts';

const LIGHT_LANES = LANE_NAMES.filter((lane) => lane !== 'manual');

/** Socket.IO's ping interval and timeout together: whoever answered none would be gone. */
const HEART_BEATS_MS = 11_000;

interface LightMessage {
  quotes: number;
  frame: Frame;
}

describe('Light readers', () => {
  let server: LiveServer;
  const light: LightReader[] = [];
  const real: Reader[] = [];

  beforeEach(async () => {
    server = new LiveServer();
    await server.start();
  });

  afterEach(async () => {
    for (const reader of light.splice(0)) reader.close();
    for (const { lane } of real.splice(0)) lane.stop();
    await server.stop();
  });

  function open(lane: LightLane, reader = 'light1') {
    const messages: LightMessage[] = [];
    const counter = new QuoteCounter();
    const opened = { messages, isReady: false, isClosed: false };
    light.push(
      new LightReader(lane, {
        ...{ origin: server.origin, reader, intervalMs: 50, subscribes: true },
        onReady: () => (opened.isReady = true),
        onMessage: (message) =>
          messages.push({ quotes: counter.quotesIn(message), frame: frameIn(message.toString()) }),
        onClose: () => (opened.isClosed = true),
      }),
    );
    return opened;
  }

  describe.each(LIGHT_LANES)('of the lane %s', (lane) => {
    it('count exactly the quotes of what they are sent', async () => {
      const { messages } = open(lane);
      await until('many messages arrive', () => messages.length > 20);
      expect(messages.map(({ quotes }) => quotes)).toEqual(messages.map(({ frame }) => frame.quotes.length));
      expect(messages[0]!.quotes).toBe(((await server.get('/api/status')) as Status).market.symbols);
    });

    it('get what a real lane gets', async () => {
      const { messages } = open(lane);
      const reader = new Reader({ lane, origin: server.origin });
      real.push(reader);
      reader.lane.start();
      await until('both are told for a while', () => messages.length > 20 && reader.frames.length > 20);
      if (!laneTraits[lane].isLossless) {
        // Each asks at times of its own; what it got last is the market's newest then.
        const seqs = messages.map(({ frame }) => frame.seq);
        expect(seqs).toEqual(seqs.toSorted((one, other) => one - other));
        return;
      }
      // The first ones are snapshots of moments of their own.
      const seqOf = (frame: Frame | undefined) => frame?.seq ?? 0;
      const fromSeq = Math.max(seqOf(messages[0]?.frame), seqOf(reader.frames[0]));
      const toSeq = Math.min(seqOf(messages.at(-1)?.frame), reader.newestSeq);
      const within = ({ seq }: { seq: number }) => seq > fromSeq && seq <= toSeq;
      const told = messages.flatMap(({ frame }) => frame.quotes).filter(within);
      expect(told).toEqual(reader.quotes.filter(within));
      expect(told.length).toBeGreaterThan(10);
    });
  });

  it('stay while heartbeats come and go', async () => {
    const opened = LIGHT_LANES.map((lane) => open(lane, `light${lane.length}`));
    await until('all are admitted', () => opened.every(({ isReady }) => isReady));
    const beganAtMs = performance.now();
    await until('two heartbeats have passed', () => performance.now() - beganAtMs > HEART_BEATS_MS);
    expect(opened.map(({ isClosed }) => isClosed)).toEqual(LIGHT_LANES.map(() => false));
    const counts = opened.map(({ messages }) => messages.length);
    await until('all are told still', () =>
      opened.every(({ messages }, at) => messages.length > counts[at]!),
    );
  });

  it.each(LIGHT_LANES)(
    'are asked for by name on %s, and counted by the server as its readers',
    async (lane) => {
      const { messages } = open(lane, 'light9');
      await until('messages arrive', () => messages.length > 3);
      expect((await server.trafficOf('light9'))[lane]?.wireBytesOut).toBeGreaterThan(500);
    },
  );
});

/** The frame that a message is, or holds. */
function frameIn(message: string): Frame {
  const json = JSON.parse(message.slice(message.search(/[[{]/))) as
    Frame | [{ snapshot: Frame } | 'frame', Frame?];
  if (!Array.isArray(json)) return json;
  const [first, frame] = json;
  return first === 'frame' ? frame! : first.snapshot;
}
