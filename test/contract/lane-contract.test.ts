/** What every lane promises, held against a real server over loopback; the lanes differ by a few named traits only. */
import { setTimeout as delay } from 'node:timers/promises';
import {
  AVAILABLE_LANES,
  createLane,
  realSurroundings,
  type AvailableLane,
  type Lane,
  type LaneState,
} from '@tickrace/lanes';
import type { Frame, Quote, Status, SymbolSelection, TapeSection } from '@tickrace/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LiveServer } from './live-server.ts';

interface Traits {
  /** Hands over every quote, rather than the newest at times of its own. */
  lossless: boolean;
}

const traits: Record<AvailableLane, Traits> = {
  'short-poll': { lossless: false },
  'socket-io': { lossless: true },
};

const POLL_INTERVAL_MS = 100;

class Reader {
  readonly frames: Frame[] = [];
  readonly states: LaneState['kind'][] = [];
  /** Timers that the lane has set and that are still to come. */
  timers = 0;
  readonly lane: Lane;

  constructor(name: AvailableLane, origin: string, symbols: SymbolSelection = 'all') {
    this.lane = createLane(name, {
      origin,
      symbols,
      reader: 'contract1',
      intervalMs: POLL_INTERVAL_MS,
      listener: {
        onFrame: (frame, receivedAtMs) => {
          expect(receivedAtMs).toBeLessThanOrEqual(realSurroundings.nowMs());
          this.frames.push(frame);
        },
        onState: ({ kind }) => this.states.push(kind),
      },
      surroundings: {
        ...realSurroundings,
        after: (delayMs, callback) => {
          this.timers += 1;
          let pending = true;
          const settle = () => {
            if (pending) this.timers -= 1;
            pending = false;
          };
          const cancel = realSurroundings.after(delayMs, () => {
            settle();
            callback();
          });
          return () => {
            settle();
            cancel();
          };
        },
      },
    });
  }

  get quotes(): Quote[] {
    return this.frames.flatMap(({ quotes }) => quotes);
  }

  get newestSeq(): number {
    return this.frames.at(-1)?.seq ?? 0;
  }
}

/** Waits for what will come to pass; a bound that only a fault reaches. */
async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAtMs = Date.now() + 15_000;
  while (!(await isSo())) {
    if (Date.now() > giveUpAtMs) throw new Error(`It never came to pass that ${what}.`);
    await delay(5);
  }
}

describe.each(AVAILABLE_LANES)('the lane %s', (name) => {
  let server: LiveServer;
  const readers: Reader[] = [];

  function reader(symbols: SymbolSelection = 'all'): Reader {
    const made = new Reader(name, server.origin, symbols);
    readers.push(made);
    return made;
  }

  beforeEach(async () => {
    server = new LiveServer();
    await server.start();
  });

  afterEach(async () => {
    for (const { lane } of readers.splice(0)) lane.stop();
    await server.stop();
  });

  it('begins with the newest quote of every symbol', async () => {
    const { lane, frames, states } = reader();
    expect(lane.state.kind).toBe('connecting');
    lane.start();
    await until('a frame arrives', () => frames.length > 0);
    const { instruments } = (await server.get('/api/instruments')) as { instruments: unknown[] };
    expect(new Set(frames[0]?.quotes.map(({ symbol }) => symbol)).size).toBe(instruments.length);
    expect(frames[0]?.tapeId).toBeDefined();
    expect(states).toEqual(['live']);
  });

  it('goes on with news, and seq and every rev only ever rise', async () => {
    const { lane, frames } = reader();
    lane.start();
    await until('many frames arrive', () => frames.length > 15);
    const seqs = frames.map(({ seq }) => seq);
    expect(seqs).toEqual([...new Set(seqs)].sort((one, other) => one - other));
    const revs = new Map<string, number>();
    for (const { quotes } of frames) {
      for (const { symbol, rev } of quotes) {
        expect(rev).toBeGreaterThanOrEqual(revs.get(symbol) ?? 0);
        revs.set(symbol, rev);
      }
    }
  });

  it('hands over what the tape says, quote by quote', async () => {
    const watched = reader();
    watched.lane.start();
    await until('news arrives', () => watched.frames.length > 10);
    watched.lane.stop();
    const firstSeq = watched.frames[0]?.seq ?? 0;
    const tape = (await server.get(`/api/tape?since=${firstSeq}&limit=20000`)) as TapeSection;
    const published = new Map(tape.quotes.map((quote) => [quote.seq, quote]));
    const news = watched.frames.slice(1).flatMap(({ quotes }) => quotes.filter(({ seq }) => seq > firstSeq));
    for (const quote of news) expect(quote).toEqual(published.get(quote.seq));
    if (!traits[name].lossless) return;
    const expected = tape.quotes.map(({ seq }) => seq).filter((seq) => seq <= watched.newestSeq);
    expect(news.map(({ seq }) => seq)).toEqual(expected);
  });

  it('hands over only the symbols that were asked for', async () => {
    const watched = reader(['KSTR', 'ALTA', 'LUMA']);
    watched.lane.start();
    await until('news arrives', () => watched.frames.length > 3);
    expect([...new Set(watched.quotes.map(({ symbol }) => symbol))].sort()).toEqual(['ALTA', 'KSTR', 'LUMA']);
  });

  it('resumes after a restart of the server, by seq', async () => {
    const watched = reader();
    watched.lane.start();
    await until('news arrives', () => watched.frames.length > 5);
    await server.stop();
    await until('the lane notices', () => watched.lane.state.kind === 'reconnecting');
    const heldSeq = watched.newestSeq;
    const heldFrames = watched.frames.length;
    await server.start();
    await until('news arrives again', () => watched.frames.length > heldFrames + 5);
    expect(watched.lane.state.kind).toBe('live');
    expect(watched.lane.counters.reconnects).toBe(1);
    expect(watched.states).toEqual(expect.arrayContaining(['live', 'reconnecting']));
    const after = watched.frames.slice(heldFrames);
    expect(Math.min(...after.map(({ seq }) => seq))).toBeGreaterThan(heldSeq);
    expect(new Set(watched.frames.flatMap(({ tapeId }) => tapeId ?? [])).size).toBe(1);
    if (!traits[name].lossless) return;
    const seqs = after.flatMap(({ quotes }) => quotes.map(({ seq }) => seq));
    expect(seqs).toEqual(seqs.map((_, index) => heldSeq + 1 + index));
  });

  it('waits for a server that is not there yet', async () => {
    await server.stop();
    const watched = reader();
    watched.lane.start();
    await until('the lane notices', () => watched.lane.state.kind === 'reconnecting');
    expect(watched.lane.state).toMatchObject({ attempt: 1, reason: 'server not reachable' });
    await server.start();
    await until('news arrives', () => watched.frames.length > 0);
    expect(watched.lane.state.kind).toBe('live');
  });

  it('says why it cannot begin, and delivers nothing, where the server refuses', async () => {
    const watched = reader(['NOPE']);
    watched.lane.start();
    await until('the lane notices', () => watched.lane.state.kind === 'reconnecting');
    expect(watched.frames).toEqual([]);
    expect(watched.lane.state).toMatchObject({ reason: expect.stringMatching(/NOPE|400/) as string });
  });

  it('counts what it received, within what the server says crossed the socket', async () => {
    const watched = reader();
    watched.lane.start();
    await until('news arrives', () => watched.frames.length > 10);
    watched.lane.stop();
    const { counters } = watched.lane;
    const status = (await server.get('/api/status?reader=contract1')) as Status;
    const traffic = status.traffic[name];
    expect(counters.frames).toBeGreaterThanOrEqual(watched.frames.length);
    expect(counters.payloadBytes).toBeGreaterThan(watched.frames.length * 100);
    expect(traffic?.wireBytesOut).toBeGreaterThan(counters.payloadBytes);
    // Headers and framing are the smaller part of what a lane costs at this rate.
    expect(traffic?.wireBytesOut).toBeLessThan(counters.payloadBytes * 1.5);
    expect(traffic?.wireBytesIn).toBeGreaterThan(100);
  });

  it('leaves no timer, socket or news behind when it is stopped, any number of times', async () => {
    const before = await server.connections();
    const watched = reader();
    watched.lane.start();
    watched.lane.start();
    await until('news arrives', () => watched.frames.length > 2);
    watched.lane.stop();
    watched.lane.stop();
    watched.lane.start();
    const { length } = watched.frames;
    expect(watched.timers).toBe(0);
    expect(watched.lane.state).toEqual({ kind: 'stopped' });
    expect(watched.states.filter((kind) => kind === 'stopped')).toHaveLength(1);
    if (name === 'socket-io')
      await until('its socket is closed', async () => (await server.connections()) <= before);
    const { seq } = (await server.get('/api/status')) as Status;
    await until(
      'the market goes on',
      async () => ((await server.get('/api/status')) as Status).seq > seq + 20,
    );
    expect(watched.frames).toHaveLength(length);
  });

  it('can be stopped while it is connecting, and while it is waiting to reconnect', async () => {
    const connecting = reader();
    connecting.lane.start();
    connecting.lane.stop();
    await server.stop();
    const waiting = reader();
    waiting.lane.start();
    await until('the lane notices', () => waiting.lane.state.kind === 'reconnecting');
    waiting.lane.stop();
    expect([connecting.timers, waiting.timers]).toEqual([0, 0]);
    await server.start();
    const { seq } = (await server.get('/api/status')) as Status;
    await until(
      'the market goes on',
      async () => ((await server.get('/api/status')) as Status).seq > seq + 50,
    );
    expect([...connecting.frames, ...waiting.frames]).toEqual([]);
  });
});
