/** What every lane promises, held against a real server over loopback; the lanes differ by a few named traits only. */
import { realSurroundings } from '@tickrace/lanes';
import { ClientTraffic, type ClientTrafficCount } from '@tickrace/lanes/node';
import {
  POLLING_LANES,
  type Status,
  type SymbolSelection,
  type TapeSection,
  type TrafficKey,
} from '@tickrace/protocol';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { LANE_VARIANTS, laneTraits } from './lane-traits.ts';
import { LiveServer } from './live-server.ts';
import { Reader } from './reader.ts';
import { until } from './until.ts';

describe.each(LANE_VARIANTS)('the lane $title', ({ name, encoding }) => {
  const traits = laneTraits[name];
  let server: LiveServer;
  const readers: Reader[] = [];

  function reader(symbols: SymbolSelection = 'all'): Reader {
    const made = new Reader({ lane: name, origin: server.origin, symbols, encoding });
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
    const { lane, frames, arrivalsAtMs } = reader();
    lane.start();
    await until('many frames arrive', () => frames.length > 15);
    expect(
      [...arrivalsAtMs, realSurroundings.nowMs()].every((atMs, at, all) => atMs >= (all[at - 1] ?? 0)),
    ).toBe(true);
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
    if (!traits.isLossless) return;
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
    if (!traits.isLossless) return;
    const seqs = after.flatMap(({ quotes }) => quotes.map(({ seq }) => seq));
    expect(seqs).toEqual(seqs.map((_, index) => heldSeq + 1 + index));
  });

  it('waits for a server that is not there yet', async () => {
    await server.stop();
    const watched = reader();
    watched.lane.start();
    await until('the lane notices', () => watched.lane.state.kind === 'reconnecting');
    const attempt = watched.states.length;
    expect(watched.lane.state).toMatchObject({ attempt, reason: 'server not reachable' });
    await server.start();
    await until('news arrives', () => watched.frames.length > 0);
    expect(watched.lane.state.kind).toBe('live');
  });

  it('says why it cannot begin, and delivers nothing, where the server refuses', async () => {
    const watched = reader(['NOPE']);
    watched.lane.start();
    await until('the lane notices', () => watched.lane.state.kind === 'reconnecting');
    expect(watched.frames).toEqual([]);
    expect(watched.lane.state).toMatchObject({ reason: expect.stringMatching(traits.refusal) as string });
  });

  it('counts what it received, within what the server says crossed the socket', async () => {
    const watched = reader();
    watched.lane.start();
    await until('news arrives', () => watched.frames.length > 10);
    watched.lane.stop();
    const { counters, trafficKey } = watched.lane;
    const traffic = (await server.trafficOf(watched.id))[trafficKey];
    expect(counters.frames).toBeGreaterThanOrEqual(watched.frames.length);
    expect(counters.payloadBytes).toBeGreaterThan(watched.frames.length * 100);
    expect(traffic?.wireBytesOut).toBeGreaterThan(counters.payloadBytes);
    expect(traffic?.wireBytesOut).toBeLessThan(counters.payloadBytes * traits.mostWirePerPayload);
    expect(traffic?.wireBytesIn).toBeGreaterThan(100);
  });

  it('costs, by the count of the client, to the byte what the server says', async () => {
    const counted = new ClientTraffic();
    counted.start();
    onTestFinished(() => counted.stop());
    const watched = reader(['KSTR', 'ALTA']);
    watched.lane.start();
    await until('news arrives', () => watched.frames.length > 5);
    const client = () => counted.of(watched.id)[watched.lane.trafficKey];
    // Both counts go on; while nothing is on its way they are the same.
    await until('both agree', async () => isSame(client(), await server.trafficOf(watched.id), name));
    expect(client()?.wireBytesOut).toBeGreaterThan(500);
    watched.lane.stop();
    if (!traits.saysGoodbye) return;
    await until('both agree in the end', async () =>
      isSame(client(), await server.trafficOf(watched.id), name),
    );
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
    if (traits.holdsConnection)
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

describe.each(POLLING_LANES)('the lane %s with a fresh connection for every request', (name) => {
  const server = new LiveServer();
  beforeEach(() => server.start());
  afterEach(() => server.stop());

  it('makes them, and is counted apart', async () => {
    const watched = new Reader({ lane: name, origin: server.origin, freshConnections: true });
    const before = server.accepted;
    watched.lane.start();
    await until('news arrives', () => watched.frames.length > 5);
    watched.lane.stop();
    const accepted = server.accepted - before;
    const key = `${name}.close` as const;
    expect(watched.lane.trafficKey).toBe(key);
    const traffic = await server.trafficOf(watched.id);
    expect(Object.keys(traffic)).toEqual([key]);
    expect(traffic[key]?.requests).toBeGreaterThanOrEqual(5);
    expect(accepted).toBeGreaterThanOrEqual(traffic[key]?.requests ?? 0);
  });
});

describe('the lane conditional-poll', () => {
  const server = new LiveServer({ quotesPerSecond: 0.1 });
  beforeEach(() => server.start());
  afterEach(() => server.stop());

  it('is told that nothing is new rather than what it holds already', async () => {
    const watched = new Reader({ lane: 'conditional-poll', origin: server.origin, symbols: ['KSTR'] });
    watched.lane.start();
    await until('answers are empty', () => watched.lane.counters.emptyResponses > 3);
    watched.lane.stop();
    const { requests, frames } = watched.lane.counters;
    expect(frames).toBeLessThan(requests);
    expect(watched.frames).toHaveLength(frames);
    expect(watched.states).not.toContain('reconnecting');
    const traffic = (await server.trafficOf(watched.id))['conditional-poll'];
    expect(traffic?.emptyResponses).toBe(watched.lane.counters.emptyResponses);
  });
});

describe('the lane long-poll', () => {
  const server = new LiveServer();
  beforeEach(() => server.start());
  afterEach(() => server.stop());

  it('is answered when there is news, rather than asking at a rate of its own', async () => {
    const watched = new Reader({ lane: 'long-poll', origin: server.origin, symbols: ['KSTR'] });
    watched.lane.start();
    await until('news arrives', () => watched.frames.length > 5);
    watched.lane.stop();
    expect(watched.lane.counters.requests - watched.frames.length).toBeLessThanOrEqual(1);
  });
});

function isSame(client: ClientTrafficCount | undefined, server: Status['traffic'], key: TrafficKey): boolean {
  const counted = server[key];
  return (
    client !== undefined &&
    counted !== undefined &&
    client.requests === counted.requests &&
    client.wireBytesIn === counted.wireBytesIn &&
    client.wireBytesOut === counted.wireBytesOut
  );
}
