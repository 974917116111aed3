/** Binary frames end to end: one message each, and not a bit less than what readers of JSON get. */
import { readFileSync } from 'node:fs';
import { createNodeSurroundings } from '@tickrace/lanes/node';
import { createMarket, SCENARIO_NAMES } from '@tickrace/market';
import {
  decode,
  decodeBinaryFrame,
  encodeBinaryFrame,
  FrameSchema,
  legendOf,
  listingOf,
  SnapshotSchema,
  type Instrument,
  type Legend,
  type LegendEntry,
  type Snapshot,
} from '@tickrace/protocol';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { LiveServer } from './live-server.ts';
import { Reader, type ReaderOptions } from './reader.ts';
import { until } from './until.ts';

const legendFrom = (entries: readonly LegendEntry[] = []): Legend =>
  new Map(entries.map((entry) => [entry.index, entry]));

describe('a binary frame', () => {
  const server = new LiveServer();
  beforeAll(() => server.start());
  afterAll(() => server.stop());

  it.each(['socket-io', 'websocket'] as const)(
    'is one WebSocket message on the lane %s, with the quotes that readers of JSON get',
    async (lane) => {
      const reader = readerOf({ lane, origin: server.origin });
      await until('the reader of JSON begins', () => reader.frames.length > 0);
      const heard = listen[lane](server.origin);
      await until('messages arrive', () => heard.messages.length > 20);
      const snapshot = decode(SnapshotSchema, heard.snapshot);
      const legend = legendFrom(snapshot.legend);
      const frames = heard.messages.map((message) => decodeBinaryFrame(new Uint8Array(message), legend));
      const quotes = frames.flatMap((frame) => frame.quotes);
      expect(frames.every((frame) => frame.quotes.length > 0)).toBe(true);
      expect(quotes.map(({ seq }) => seq)).toEqual(quotes.map((_, place) => snapshot.seq + 1 + place));
      await until('the reader of JSON is as far', () => reader.newestSeq >= snapshot.seq + quotes.length);
      const asJson = new Map(reader.quotes.map((quote) => [quote.seq, quote]));
      expect(quotes).toStrictEqual(quotes.map(({ seq }) => asJson.get(seq)));
    },
  );

  it.each(['socket-io', 'socket-io-polling', 'websocket'] as const)(
    'counts as its bytes in what the lane %s received',
    async (lane) => {
      const { lane: read, frames } = readerOf({ lane, origin: server.origin, encoding: 'binary' });
      await until('the snapshot arrives', () => frames.length > 0);
      const { payloadBytes } = read.counters;
      const { length } = frames;
      await until('news arrives', () => frames.length > length + 10);
      const news = frames.slice(length);
      const expectedBytes = news.reduce((sum, { quotes }) => sum + 20 + 40 * quotes.length, 0);
      expect(read.counters.payloadBytes - payloadBytes).toBe(expectedBytes);
    },
  );

  it.each(SCENARIO_NAMES)('holds every quote of a market of the scenario %s', (scenario) => {
    const market = createMarket({ seed: 3, symbols: 2_000, quotesPerMarketSecond: 1_000, scenario });
    const listing = listingOf(market.instruments);
    const legend = legendFrom(legendOf(listing, 'all'));
    for (let frames = 0; frames < 500; frames += 1) {
      const quotes = Array.from({ length: 25 }, () => {
        const { marketMs, ...quote } = market.next();
        return { ...quote, atMs: 1_764_000_000_000 + marketMs };
      });
      const { seq, atMs } = quotes.at(-1)!;
      const frame = { seq, sentAtMs: atMs + 0.1, conflated: false, quotes };
      expect(decodeBinaryFrame(encodeBinaryFrame(frame, listing)!, legend)).toStrictEqual(frame);
    }
  });

  it('has the bytes that its documentation shows', () => {
    const text = readFileSync(new URL('../../docs/binary-frames.md', import.meta.url), 'utf8');
    const [instruments, frame] = [...text.matchAll(/```json\n(.*?)```/gs)].map(
      ([, json]) => JSON.parse(json!) as unknown,
    );
    const hex = /```hex\n(.*?)```/s.exec(text)?.[1]?.replaceAll(/\s/g, '');
    const bytes = encodeBinaryFrame(decode(FrameSchema, frame), listingOf(instruments as Instrument[]));
    expect(Buffer.from(bytes!).toString('hex')).toBe(hex);
  });
});

function readerOf(options: ReaderOptions): Reader {
  const reader = new Reader(options);
  onTestFinished(() => reader.lane.stop());
  reader.lane.start();
  return reader;
}

/** What came out of the WebSocket: the snapshot, then message by message. */
interface Heard {
  snapshot: unknown;
  messages: ArrayBuffer[];
}

type Hearing = { reply: string } | { snapshot: unknown };

const listen = {
  websocket: (origin: string) =>
    listenTo(new URL('/ws?encoding=binary', origin), (text) => ({ snapshot: JSON.parse(text) as unknown })),

  /** The protocols of Engine.IO and Socket.IO by hand, so that no library takes messages together. */
  'socket-io': (origin: string) =>
    listenTo(new URL('/socket.io/?EIO=4&transport=websocket', origin), (text) => {
      if (text.startsWith('0')) return { reply: '40' };
      if (text.startsWith('40')) return { reply: '420["subscribe",{"symbols":"all","encoding":"binary"}]' };
      if (text === '2') return { reply: '3' };
      const [ack] = JSON.parse(text.slice('430'.length)) as [{ snapshot: Snapshot }];
      return { snapshot: ack.snapshot };
    }),
};

function listenTo(url: URL, hear: (text: string) => Hearing): Heard {
  const heard: Heard = { snapshot: undefined, messages: [] };
  const socket = createNodeSurroundings().openWebSocket(url);
  onTestFinished(() => socket.close());
  socket.binaryType = 'arraybuffer';
  socket.addEventListener('message', ({ data }: MessageEvent<string | ArrayBuffer>) => {
    if (typeof data !== 'string') return void heard.messages.push(data);
    const hearing = hear(data);
    if ('reply' in hearing) socket.send(hearing.reply);
    else heard.snapshot = hearing.snapshot;
  });
  return heard;
}
