import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Network } from '@tickrace/protocol';
import { afterEach, expect, test } from 'vitest';
import { openTarget } from './target.ts';

const status = {
  protocolVersion: 1,
  tapeId: 'a',
  seq: 1,
  serverNowMs: 1,
  market: { scenario: 'busy', speed: 60, symbols: 1, quotesPerSecond: 1, marketMs: 1, openedAtMs: 1 },
  flushIntervalMs: 0,
  eventLoopLagMs: { p99: 0, max: 0 },
  traffic: {},
};

const none = { delayMs: 0, jitterMs: 0, kilobitsPerSecond: 0, stallEveryMs: 0, stallMs: 0 };

let server: Server | undefined;
afterEach(() => server?.close());

/** A server that runs already, with what its network is told. */
async function running(network: Network | undefined): Promise<{ url: string; told: unknown[] }> {
  const told: unknown[] = [];
  server = createServer((request, response) => {
    request.setEncoding('utf8');
    let body = '';
    request.on('data', (text: string) => (body += text));
    request.on('end', () => {
      response.setHeader('connection', 'close');
      if (request.method !== 'PUT') return void response.end(JSON.stringify({ ...status, network }));
      told.push(JSON.parse(body));
      response.end(JSON.stringify({ ...network, name: 'custom', conditions: { ...none, delayMs: 40 } }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, told };
}

test('Lanes go over the shaped port of a running server, which afterwards is as it was.', async () => {
  const { url, told } = await running({ port: 4000, name: 'wifi', conditions: { ...none, delayMs: 2 } });
  const wish = { kind: 'custom', delayMs: 40, jitterMs: 5 } as const;
  const target = await openTarget({ kind: 'running', url }, wish);
  expect(target).toMatchObject({ origin: url, laneOrigin: 'http://127.0.0.1:4000' });
  expect(told).toEqual([{ conditions: { ...none, delayMs: 40, jitterMs: 5 } }]);
  await target.release();
  expect(told[1]).toEqual({ name: 'wifi' });
});

test('Without a wish, the shaped port is taken as it stands, and nothing is changed.', async () => {
  const { url, told } = await running({ port: 4000, name: 'wifi', conditions: none });
  const target = await openTarget({ kind: 'running', url }, { kind: 'as-it-is' });
  expect(target).toMatchObject({ laneOrigin: 'http://127.0.0.1:4000', network: { name: 'wifi' } });
  await target.release();
  expect(told).toEqual([]);
});

test('Where there is no shaped port, a delay is refused in one sentence, and no wish goes straight.', async () => {
  const { url } = await running(undefined);
  const wish = { kind: 'profile', name: '4g' } as const;
  await expect(openTarget({ kind: 'running', url }, wish)).rejects.toThrow('has no shaped port');
  expect(await openTarget({ kind: 'running', url }, { kind: 'as-it-is' })).toMatchObject({ laneOrigin: url });
});

test('Where no server answers, that is said.', async () => {
  const url = 'http://127.0.0.1:1';
  await expect(openTarget({ kind: 'running', url }, { kind: 'direct' })).rejects.toThrow(
    `There is no server at ${url}.`,
  );
});
