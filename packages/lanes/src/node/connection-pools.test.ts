import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConnectionPools } from './connection-pools.ts';
import { fetchFrom } from './pool-fetch.ts';

describe('ConnectionPools', () => {
  const accepted = new Set<Socket>();
  let server: Server;
  let origin: string;

  beforeEach(async () => {
    server = createServer((_, response) => response.end('{}'));
    server.on('connection', (socket) => accepted.add(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
    accepted.clear();
  });

  it('keeps one connection per reader and lane, and none of its listeners piles up', async () => {
    const pools = new ConnectionPools();
    const url = new URL(`${origin}/?reader=one1&lane=short-poll`);
    const agent = pools.of(url);
    const listeners: number[] = [];
    for (let asked = 0; asked < 4; asked += 1) {
      await (await fetchFrom(agent, url, {})).arrayBuffer();
      await new Promise((resolve) => setImmediate(resolve));
      const [socket] = Object.values(agent.freeSockets)[0] ?? [];
      listeners.push(socket?.listenerCount('error') ?? NaN);
    }
    expect(accepted.size).toBe(1);
    expect(new Set(listeners).size).toBe(1);
    const other = new URL(`${origin}/?reader=one1&lane=long-poll`);
    await (await fetchFrom(pools.of(other), other, {})).arrayBuffer();
    expect(accepted.size).toBe(2);
    for (const pool of [agent, pools.of(other)]) pool.destroy();
  });
});
