import type { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { Adapter } from 'socket.io-adapter';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  decode,
  FrameSchema,
  SnapshotSchema,
  type Frame,
  type Quote,
  type Snapshot,
} from '@tickrace/protocol';
import { systemClock } from '../clock.ts';
import { createFakeMarket } from '../../test/fake-market.ts';
import { ManualClock } from '../../test/manual-clock.ts';
import {
  connect,
  fakeMarket,
  OPENED_AT_MS,
  startApp,
  SYMBOLS,
  until,
  type Client,
  type LiveApp,
} from '../../test/test-app.ts';

const apps: LiveApp[] = [];
const clients: Client[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.disconnect();
  await Promise.all(apps.splice(0).map(({ app }) => app.close()));
});

async function start(...parameters: Parameters<typeof startApp>): Promise<LiveApp> {
  const live = await startApp(...parameters);
  apps.push(live);
  return live;
}

async function join(
  { origin }: LiveApp,
  transport: 'websocket' | 'polling' = 'websocket',
): Promise<{ client: Client; frames: Frame[] }> {
  const client = await connect(origin, { transport });
  clients.push(client);
  const frames: Frame[] = [];
  client.on('frame', (frame) => frames.push(frame));
  return { client, frames };
}

async function subscribe(
  client: Client,
  request: Parameters<typeof client.emit<'subscribe'>>[1],
): Promise<Snapshot> {
  const answer = await client.emitWithAck('subscribe', request);
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.snapshot;
}

function seqs(quotes: readonly Quote[]): number[] {
  return quotes.map((quote) => quote.seq);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

describe('Socket.IO', () => {
  it('answers with a snapshot, and goes on with exactly the quotes after it', async () => {
    const { client, frames } = await join(await start());
    const snapshot = decode(SnapshotSchema, await subscribe(client, { symbols: 'all' }));
    expect(snapshot.conflated).toBe(false);
    expect(snapshot.quotes).toHaveLength(3);
    await until(client, () => frames.flatMap((frame) => frame.quotes).length >= 20);
    const quotes = frames.flatMap((frame) => decode(FrameSchema, frame).quotes);
    expect(seqs(quotes)).toEqual(range(snapshot.seq + 1, snapshot.seq + quotes.length));
    expect(frames.map((frame) => frame.seq)).toEqual(frames.map((frame) => frame.quotes.at(-1)?.seq));
  });

  it('writes frames past Socket.IO’s own adapter', async () => {
    const { client, frames } = await join(await start());
    const byStock = vi.spyOn(Adapter.prototype, 'broadcast');
    try {
      await subscribe(client, { symbols: 'all' });
      await until(client, () => frames.length >= 10);
      expect(byStock.mock.calls.length).toBeLessThan(frames.length);
    } finally {
      byStock.mockRestore();
    }
  });

  it('tells a reader of some symbols of those only, until it unsubscribes', async () => {
    const { client, frames } = await join(await start());
    const { client: other, frames: otherFrames } = await join({ ...apps[0] } as LiveApp);
    await subscribe(other, { symbols: 'all' });
    await subscribe(client, { symbols: ['BBB'] });
    await until(client, () => frames.length >= 3);
    expect(await client.emitWithAck('unsubscribe', { symbols: ['BBB'] })).toEqual({ ok: true });
    const toldOf = frames.length;
    const heard = otherFrames.length;
    await until(other, () => otherFrames.length > heard + 10);
    expect(frames).toHaveLength(toldOf);
    expect(new Set(frames.flatMap((frame) => frame.quotes).map((quote) => quote.symbol))).toEqual(
      new Set(['BBB']),
    );
  });

  it('resumes by seq over a restart of the server, on the same tape, without a gap', async () => {
    const openedAtMs = systemClock.nowMs() - 1_000;
    const first = await start({ openedAtMs, source: fakeMarket() });
    const before = await join(first);
    const { seq: heldSeq, tapeId } = await subscribe(before.client, { symbols: 'all' });
    await until(before.client, () => before.frames.length >= 3);
    await first.app.close();

    const after = await join(await start({ openedAtMs, source: fakeMarket() }));
    const snapshot = await subscribe(after.client, { symbols: 'all', sinceSeq: heldSeq, tapeId });
    await until(after.client, () => after.frames.length >= 3);
    expect(snapshot).toMatchObject({ tapeId, conflated: false });
    const quotes = [...snapshot.quotes, ...after.frames.flatMap((frame) => frame.quotes)];
    expect(seqs(quotes)).toEqual(range(heldSeq + 1, heldSeq + quotes.length));
    expect(snapshot.quotes.length).toBeGreaterThan(0);
  });

  it('works over HTTP long-polling as well', async () => {
    const live = await start();
    const { client, frames } = await join(live, 'polling');
    const snapshot = await subscribe(client, { symbols: 'all' });
    await until(client, () => frames.length >= 5);
    const quotes = frames.flatMap((frame) => frame.quotes);
    expect(seqs(quotes)).toEqual(range(snapshot.seq + 1, snapshot.seq + quotes.length));
  });

  it("tells its clock at both ends of its turn, between the client's sending and receiving", async () => {
    const { client } = await join(await start());
    const clientSentAtMs = systemClock.nowMs();
    const answer = await client.emitWithAck('clock', { clientSentAtMs });
    if ('ok' in answer) throw new Error(answer.error.message);
    expect(answer.serverReceivedAtMs).toBeGreaterThanOrEqual(clientSentAtMs);
    expect(answer.serverSentAtMs).toBeGreaterThanOrEqual(answer.serverReceivedAtMs);
    expect(systemClock.nowMs()).toBeGreaterThanOrEqual(answer.serverSentAtMs);
  });

  it('keeps a reader to the rate that it asked for', async () => {
    const { client, frames } = await join(await start());
    const { client: other, frames: otherFrames } = await join({ ...apps[0] } as LiveApp);
    await subscribe(client, { symbols: 'all', maxRateHz: 5 });
    await subscribe(other, { symbols: 'all' });
    await until(client, () => frames.length >= 2);
    expect(frames[1]).toMatchObject({ conflated: true });
    expect(frames[1]?.quotes.length).toBeLessThanOrEqual(3);
    expect(otherFrames.length).toBeGreaterThan(frames.length * 3);
  });

  it('spends a bounded amount on a reader that takes nothing, and takes it to the newest when it does', async () => {
    const clock = new ManualClock(OPENED_AT_MS);
    // 100 quotes a millisecond, so that it all happens while the server is patient.
    const source = createFakeMarket({ symbols: SYMBOLS, everyMarketMs: 0.6 });
    const live = await start({ clock, source, openedAtMs: OPENED_AT_MS });
    const slow = await join(live);
    const quick = await join(live);
    await subscribe(slow.client, { symbols: 'all' });
    await subscribe(quick.client, { symbols: 'all' });
    const connection = (slow.client.io.engine as unknown as { transport: { ws: { _socket: Socket } } })
      .transport.ws._socket;
    connection.pause();
    const seq = 150_000;
    for (let turn = 0; turn < 750; turn += 1) {
      const before = quick.frames.length;
      clock.stall(2);
      await until(quick.client, () => quick.frames.length > before);
    }
    const told = seqs(quick.frames.flatMap((frame) => frame.quotes));
    expect(told.length).toBeGreaterThanOrEqual(seq - 1);
    expect(told).toEqual(range(1, told.length));
    expect(quick.frames.every((frame) => !frame.conflated)).toBe(true);

    connection.resume();
    while ((slow.frames.at(-1)?.seq ?? 0) < seq) {
      clock.advance(1);
      await setImmediate();
    }
    const held = new Map<string, number>();
    for (const frame of slow.frames) {
      for (const quote of frame.quotes) {
        const skipped = quote.rev - (held.get(quote.symbol) ?? 0) - 1;
        expect(skipped === 0 || (skipped > 0 && frame.conflated)).toBe(true);
        held.set(quote.symbol, quote.rev);
      }
    }
    expect(slow.frames.filter((frame) => frame.conflated)).toHaveLength(1);
    // Of 16 MB and more, about what may be in flight.
    expect(slow.frames.flatMap((frame) => frame.quotes).length).toBeLessThan(seq / 20);
  });

  it('closes at once under open connections, and clients notice', async () => {
    const live = await start();
    const { client } = await join(live);
    await subscribe(client, { symbols: 'all' });
    const reason = new Promise<string>((resolve) => client.on('disconnect', resolve));
    await live.app.close();
    // The one reason after which a client does not come back by itself is "io server disconnect".
    expect(await reason).toBe('transport close');
  });
});
