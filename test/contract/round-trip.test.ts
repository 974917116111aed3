/** The two ways of asking one small question, against a real server: timed while quotes arrive, and weighed. */
import { measureRoundTrips, WAY_NAMES } from '@tickrace/lanes';
import { createNodeSurroundings, measureExchangeBytes } from '@tickrace/lanes/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LiveServer } from './live-server.ts';

const SAMPLES = 10;

describe('one question and its answer', () => {
  const server = new LiveServer();
  beforeAll(() => server.start());
  afterAll(() => server.stop());

  it('is timed over every way, as often as asked', async () => {
    const acceptedBefore = server.accepted;
    const surroundings = createNodeSurroundings();
    const beganAtMs = surroundings.nowMs();
    const roundTripsMs = await measureRoundTrips({
      origin: server.origin,
      reader: 'roundtrip',
      symbols: 'all',
      samples: SAMPLES,
      surroundings,
    });
    const tookMs = surroundings.nowMs() - beganAtMs;
    expect(Object.keys(roundTripsMs)).toEqual([...WAY_NAMES]);
    for (const name of WAY_NAMES) {
      expect(roundTripsMs[name]).toHaveLength(SAMPLES);
      for (const roundTripMs of roundTripsMs[name]) {
        expect(roundTripMs).toBeGreaterThan(0);
        expect(roundTripMs).toBeLessThan(tookMs);
      }
    }
    // Every question of the first way has a connection of its own, warm-up included; each of the others has one.
    expect(server.accepted - acceptedBefore).toBe(SAMPLES + 2 + 3);
    // The connections that are told carry the market's quotes meanwhile.
    const { meter } = await server.trafficOf('roundtrip');
    expect(meter?.wireBytesOut).toBeGreaterThan(2 * 50 * 150);
  });

  it('is weighed over every way: headers are what HTTP adds to it every time', async () => {
    const bytes = await measureExchangeBytes({
      origin: server.origin,
      reader: 'exchange',
      symbol: 'KSTR',
      surroundings: createNodeSurroundings(),
    });
    expect(bytes.websocket).toBeGreaterThan(100);
    // Told apart by the names in their JSON only.
    expect(Math.abs(bytes['socket-io'] - bytes.websocket)).toBeLessThan(60);
    expect(bytes['http-keep-alive']).toBeGreaterThan(2 * bytes['socket-io']);
    // TCP's handshake is below what sockets count; the headers differ by how they speak of the connection.
    expect(Math.abs(bytes['http-new-connection'] - bytes['http-keep-alive'])).toBeLessThan(60);
  });

  it('is not asked of a server that is not there', async () => {
    const surroundings = createNodeSurroundings();
    const options = {
      origin: 'http://127.0.0.1:1',
      reader: 'roundtrip',
      symbols: 'all' as const,
      samples: 1,
    };
    await expect(measureRoundTrips({ ...options, surroundings })).rejects.toThrow();
  });
});
