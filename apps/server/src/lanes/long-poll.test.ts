import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { decode, SnapshotSchema } from '@tickrace/protocol';
import type { App } from '../app.ts';
import { BareClient } from '../../test/bare-client.ts';
import { seqs } from '../../test/frames.ts';
import { ManualClock } from '../../test/manual-clock.ts';
import { buildStillApp, OPENED_AT_MS, startApp } from '../../test/test-app.ts';

let app: App;
afterEach(() => app.close());

/** 100 quotes are on the tape: 99 is CCC's, 100 AAA's, 101 will be BBB's. */
async function setUp() {
  const still = await buildStillApp();
  ({ app } = still);
  const { clock } = still;
  const get = async (query: string) => app.inject(`/api/quotes/next?${query}`);
  return {
    clock,
    get,
    /** Asks, and comes back when the request is held. */
    async held(query: string) {
      const timers = clock.timers;
      const answer = get(query);
      while (clock.timers === timers) await setImmediate();
      return { answer };
    },
  };
}

function snapshotOf(answer: { statusCode: number; json(): unknown }) {
  expect(answer.statusCode).toBe(200);
  return decode(SnapshotSchema, answer.json());
}

describe('GET /api/quotes/next', () => {
  it('answers at once where there is news already: with the newest of each symbol that changed', async () => {
    const { clock, get } = await setUp();
    const answer = await get('since=98');
    const snapshot = snapshotOf(answer);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
    });
    expect(snapshot).toMatchObject({ seq: 100, conflated: false, sentAtMs: clock.nowMs() });
    expect(seqs(snapshot.quotes)).toEqual([99, 100]);
    const longer = snapshotOf(await get('since=95'));
    expect(longer.conflated).toBe(true);
    expect(seqs(longer.quotes)).toEqual([98, 99, 100]);
    const some = snapshotOf(await get('since=97&symbols=AAA,BBB'));
    expect(some).toMatchObject({ seq: 100, conflated: false });
    expect(seqs(some.quotes)).toEqual([98, 100]);
  });

  it('waits for the next quote of an asked-for symbol, and answers in the turn of its publication', async () => {
    const { clock, held } = await setUp();
    const { answer: ofAll } = await held('since=100');
    const { answer: ofCcc } = await held('since=99&symbols=CCC');
    clock.advance(10);
    expect(snapshotOf(await ofAll)).toMatchObject({
      seq: 101,
      conflated: false,
      quotes: [{ symbol: 'BBB' }],
    });
    clock.advance(10);
    const ccc = snapshotOf(await ofCcc);
    expect(ccc).toMatchObject({ seq: 102, conflated: false, sentAtMs: clock.nowMs() });
    expect(seqs(ccc.quotes)).toEqual([102]);
  });

  it('gives all who wait for the same symbols the same answer, and tells what it leaves out', async () => {
    const { clock, held } = await setUp();
    const { answer: first } = await held('since=100&symbols=BBB');
    const { answer: second } = await held('since=99&symbols=BBB');
    clock.stall(100);
    const snapshot = snapshotOf(await first);
    expect(snapshot.conflated).toBe(true);
    expect(seqs(snapshot.quotes)).toEqual([110]);
    expect((await second).json()).toEqual(snapshot);
  });

  it('answers 204 at the timeout, and at once where that is 0', async () => {
    const { clock, get, held } = await setUp();
    const { answer } = await held('since=100&symbols=AAA&timeoutMs=20');
    clock.advance(20);
    expect(await answer).toMatchObject({ statusCode: 204, body: '' });
    expect((await get('since=102&timeoutMs=0')).statusCode).toBe(204);
  });

  it.each([
    ['no since', '', false],
    ['a since beyond the newest', 'since=101', true],
    ['a since on another tape', 'since=100&tapeId=other', true],
  ])('answers at once with the newest of each symbol where there is %s', async (_what, query, conflated) => {
    const { get } = await setUp();
    const snapshot = snapshotOf(await get(query));
    expect(snapshot).toMatchObject({ seq: 100, conflated });
    expect(seqs(snapshot.quotes)).toEqual([98, 99, 100]);
  });

  it.each([
    'since=-1',
    'since=x',
    'since=1.5',
    'timeoutMs=60001',
    'timeoutMs=-1',
    'connection=open',
    'since=1&since=2',
  ])('refuses %s', async (query) => {
    const { get } = await setUp();
    const answer = await get(query);
    expect([answer.statusCode, answer.json()]).toMatchObject([400, { error: { code: 'invalid-request' } }]);
  });

  it('refuses an unknown symbol', async () => {
    const { get } = await setUp();
    const answer = await get('since=100&symbols=NOPE');
    expect([answer.statusCode, answer.json()]).toMatchObject([400, { error: { code: 'unknown-symbol' } }]);
  });

  it('answers 204 at once when the server stops, and says that the connection ends', async () => {
    const { held } = await setUp();
    const { answer } = await held('since=100');
    await app.close();
    expect(await answer).toMatchObject({ statusCode: 204, headers: { connection: 'close' } });
  });

  it('leaves nothing behind of a reader that has gone, and does not disturb the others', async () => {
    const clock = new ManualClock(OPENED_AT_MS + 1_000);
    const live = await startApp({ clock, openedAtMs: OPENED_AT_MS });
    ({ app } = live);
    const timers = clock.timers;
    const [gone, staying] = [new BareClient(live.port), new BareClient(live.port)];
    gone.ask('/api/quotes/next?since=100');
    staying.ask('/api/quotes/next?since=100');
    while (clock.timers < timers + 2) await setImmediate();
    gone.socket.destroy();
    while (clock.timers > timers + 1) await setImmediate();
    clock.advance(10);
    await staying.until((received) => received.includes('"seq":101'));
    expect(clock.timers).toBe(timers);
  });
});
