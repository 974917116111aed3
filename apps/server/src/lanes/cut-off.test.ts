import type { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { createFakeMarket } from '../../test/fake-market.ts';
import { ManualClock } from '../../test/manual-clock.ts';
import { metricsIn } from '../../test/metrics-text.ts';
import { StreamReader } from '../../test/stream-reader.ts';
import { connect, OPENED_AT_MS, startApp, SYMBOLS, type LiveApp } from '../../test/test-app.ts';
import { WebSocketReader } from '../../test/web-socket-reader.ts';

const apps: LiveApp[] = [];
afterEach(async () => {
  await Promise.all(apps.splice(0).map(({ app }) => app.close()));
});

interface Reader {
  socket: Socket;
  /** What it is told at the end, once it listens again. */
  ending: Promise<unknown>;
  newestSeq(): number;
}

const PATIENCE_S = 1;

/** 100 quotes a millisecond until the market is over, so that all of it happens before the next heartbeat. */
async function start() {
  const clock = new ManualClock(OPENED_AT_MS);
  const market = createFakeMarket({ symbols: SYMBOLS, everyMarketMs: 0.6 });
  let isOver = false;
  const source = { ...market, nextAtMarketMs: () => (isOver ? Infinity : market.nextAtMarketMs()) };
  const live = await startApp(
    { clock, source, openedAtMs: OPENED_AT_MS },
    { stalledReaderSeconds: PATIENCE_S },
  );
  apps.push(live);
  const figures = async () => metricsIn((await live.app.inject('/metrics')).body);
  /** The market lasts until one reader of the lane is held back; `others` take everything as it comes. */
  async function publishUntilHeld(lane: string, ...others: Reader[]): Promise<void> {
    while ((await figures()).get(`tickrace_readers{lane="${lane}",place="held"}`) === 0) {
      const before = others.map((reader) => reader.newestSeq());
      clock.stall(5);
      while (others.some((reader, index) => reader.newestSeq() === before[index])) await setImmediate();
    }
    isOver = true;
  }
  return { ...live, clock, figures, publishUntilHeld };
}

const READERS: Record<string, (live: LiveApp) => Promise<Reader>> = {
  async sse({ port }) {
    const reader = new StreamReader(port);
    await reader.untilFrames(1);
    const ending = reader.until(() => reader.goodbye !== undefined).then(() => reader.goodbye);
    return { socket: reader.socket, ending, newestSeq: () => reader.frames.at(-1)!.seq };
  },

  async websocket({ port }) {
    const reader = new WebSocketReader(port);
    await reader.untilFrames(1);
    const ending = new Promise((resolve) =>
      reader.webSocket.on('close', (code, reason) => resolve({ code, message: String(reason) })),
    );
    return { socket: reader.socket, ending, newestSeq: () => reader.frames.at(-1)!.seq };
  },

  async 'socket-io'({ origin }) {
    const client = await connect(origin);
    let newestSeq = 0;
    client.on('frame', ({ seq }) => (newestSeq = seq));
    await client.emitWithAck('subscribe', { symbols: 'all' });
    let why: unknown;
    client.on('goodbye', (goodbye) => (why = goodbye));
    const ending = new Promise((resolve) =>
      client.on('disconnect', (reason) => resolve({ ...(why as object), reason })),
    );
    const { transport } = client.io.engine as unknown as { transport: { ws: { _socket: Socket } } };
    return { socket: transport.ws._socket, ending, newestSeq: () => newestSeq };
  },
};

const MESSAGE = `Nothing of what was sent has been taken for ${PATIENCE_S} s.`;

const ENDINGS: Record<string, unknown> = {
  sse: { error: { code: 'no-progress', message: MESSAGE } },
  websocket: { code: 1008, message: MESSAGE },
  // The reason after which clients connect again by themselves.
  'socket-io': { error: { code: 'no-progress', message: MESSAGE }, reason: 'transport close' },
};

describe('A reader that takes nothing for as long as the server is patient', () => {
  it.each(Object.keys(READERS))('is cut off on %s and told why; nobody else is', async (lane) => {
    const live = await start();
    const { clock, figures, publishUntilHeld } = live;
    const stuck = await READERS[lane]!(live);
    const quick = await READERS[lane]!(live);
    stuck.socket.pause();
    await publishUntilHeld(lane, quick);
    const held = `tickrace_readers{lane="${lane}",place="held"}`;
    clock.advance(PATIENCE_S * 1_000 - 20);
    expect((await figures()).get(held)).toBe(1);
    clock.advance(40);
    const after = await figures();
    expect(after.get(held)).toBe(0);
    expect(after.get(`tickrace_readers{lane="${lane}",place="in-step"}`)).toBe(1);
    expect(after.get(`tickrace_readers_cut_off_total{lane="${lane}",reason="no-progress"}`)).toBe(1);

    stuck.socket.resume();
    expect(await stuck.ending).toEqual(ENDINGS[lane]);
    expect(quick.newestSeq()).toBe(after.get('tickrace_tape_seq'));
  });

  it('is not waited for where it never listens again', async () => {
    const { clock, publishUntilHeld, ...live } = await start();
    const reader = await READERS['sse']!(live);
    reader.socket.pause();
    await publishUntilHeld('sse');
    const connections = () =>
      new Promise<number>((resolve) => live.app.server.getConnections((_, count) => resolve(count)));
    expect(await connections()).toBe(1);
    clock.advance(PATIENCE_S * 1_000 + 5_040);
    while ((await connections()) > 0) await setImmediate();
  });
});
