/**
 * Every lane lives through the trouble that networks and servers make, all at once on one market: no quote comes after
 * a newer one, none is counted twice, and the meter's books balance.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { createShaper, NETWORK_PROFILES, type Shaper } from '@tickrace/shaper';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { laneTraits } from '../contract/lane-traits.ts';
import { LiveServer } from '../contract/live-server.ts';
import { until } from '../contract/until.ts';
import { AllLanes } from './all-lanes.ts';
import { startBufferingProxy } from './buffering-proxy.ts';
import { startFailingProxy } from './failing-proxy.ts';

let server: LiveServer;
let lanes: AllLanes | undefined;
let network: { close(): Promise<void> } | undefined;

beforeEach(async () => {
  server = new LiveServer();
  await server.start();
});

afterEach(async () => {
  lanes?.stop();
  await network?.close();
  await server.stop();
  lanes = undefined;
  network = undefined;
});

async function startThroughShaper(delayMs: number): Promise<{ shaper: Shaper; all: AllLanes }> {
  const shaper = createShaper({
    target: { host: '127.0.0.1', port: server.port },
    conditions: { ...NETWORK_PROFILES.none, delayMs },
  });
  network = shaper;
  const port = await shaper.listen({ port: 0, host: '127.0.0.1' });
  return { shaper, all: await startAt(`http://127.0.0.1:${port}`) };
}

async function startAt(origin: string): Promise<AllLanes> {
  lanes = new AllLanes(origin);
  await lanes.start();
  return lanes;
}

it('survives restarts of the server', async () => {
  const all = await startAt(server.origin);
  for (const downMs of [0, 700]) {
    await server.stop();
    for (const { lane } of all.readers) {
      await until(`${lane.name} notices`, () => lane.state.kind === 'reconnecting');
    }
    await delay(downMs);
    await server.start();
    await all.recover();
  }
  await all.audit(server);
  for (const { lane } of all.readers) expect(lane.counters.reconnects, lane.name).toBe(2);
});

it('survives a network that stalls for ten seconds', async () => {
  const { shaper, all } = await startThroughShaper(5);
  const before = all.readers.map(({ newestSeq }) => newestSeq);
  shaper.stallNow(10_000);
  await delay(10_000);
  await all.recover();
  await all.audit(server);
  // At 200 quotes a second, whoever holds the newest has been through the whole of it.
  all.readers.forEach(({ newestSeq, lane }, at) =>
    expect(newestSeq - before[at]!, lane.name).toBeGreaterThan(1_500),
  );
});

it('survives connections that are cut in the middle of a frame, again and again', async () => {
  const { shaper, all } = await startThroughShaper(20);
  for (let cut = 0; cut < 3; cut += 1) {
    await until('something is under way', () => shaper.heldBytes > 1_000);
    shaper.cutAll();
    await all.recover();
  }
  await all.audit(server);
  for (const { lane } of all.readers) {
    if (laneTraits[lane.name].isLossless) expect(lane.counters.reconnects, lane.name).toBeGreaterThan(0);
  }
});

it('survives a proxy that holds back what it is sent', async () => {
  const proxy = await startBufferingProxy(server.port);
  network = proxy;
  const all = await startAt(proxy.origin);
  await all.recover();
  await all.audit(server);
  for (const { lane } of all.readers) expect(lane.counters.reconnects, lane.name).toBe(0);
});

it('survives that one request in twenty fails', async () => {
  const proxy = await startFailingProxy(server.port);
  network = proxy;
  const all = await startAt(proxy.origin);
  await until('many requests have failed', () => (proxy.failuresOf.get('short-poll') ?? 0) > 2);
  await all.recover();
  await all.audit(server);
  for (const { lane } of all.readers) {
    expect(proxy.failuresOf.get(lane.name), lane.name).toBeGreaterThan(0);
    expect(lane.counters.reconnects, lane.name).toBeGreaterThan(0);
  }
});
