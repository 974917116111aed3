import { createServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { decode, NetworkSchema, StatusSchema, type NetworkConditions } from '@tickrace/protocol';
import { BareClient } from '../../test/bare-client.ts';
import { buildStillApp, startApp, type LiveApp } from '../../test/test-app.ts';
import type { App } from '../app.ts';

const CUSTOM: NetworkConditions = {
  delayMs: 30,
  jitterMs: 0,
  kilobitsPerSecond: 0,
  stallEveryMs: 0,
  stallMs: 0,
};

let app: App;
afterEach(() => app.close());

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

async function startShaped(network: 'none' | '4g'): Promise<LiveApp & { shapedPort: number }> {
  const shapedPort = await freePort();
  const live = await startApp({}, { shapedPort, network });
  ({ app } = live);
  return { ...live, shapedPort };
}

function change(body: unknown, headers: Record<string, string> = {}) {
  const payload = typeof body === 'string' ? body : JSON.stringify(body);
  return app.inject({
    method: 'PUT',
    url: '/api/network',
    headers: { 'content-type': 'application/json', ...headers },
    payload,
  });
}

describe('/api/network', () => {
  it('tells what the shaped port is like, as the status does', async () => {
    const { shapedPort } = await startShaped('4g');
    const network = decode(NetworkSchema, (await app.inject('/api/network')).json());
    expect(network).toMatchObject({ port: shapedPort, name: '4g' });
    expect(network.conditions.delayMs).toBeGreaterThan(0);
    expect(decode(StatusSchema, (await app.inject('/api/status')).json()).network).toEqual(network);
  });

  it('changes it at once, on open connections too', async () => {
    const { shapedPort } = await startShaped('none');
    const client = new BareClient(shapedPort);
    expect(await client.request('/healthz')).toContain('{"ok":true}');
    const changed = await change({ conditions: CUSTOM });
    expect(changed.json()).toEqual({ port: shapedPort, name: 'custom', conditions: CUSTOM });
    expect((await app.inject('/api/network')).json()).toEqual(changed.json());
    const beganAtMs = performance.now();
    expect(await client.request('/healthz')).toContain('{"ok":true}');
    // A timer may be half a millisecond early, each way.
    expect(performance.now() - beganAtMs).toBeGreaterThan(2 * CUSTOM.delayMs - 2);
    expect((await change({ name: 'wifi' })).json()).toMatchObject({ port: shapedPort, name: 'wifi' });
  });

  it.each([
    ['an unknown name', { name: '5g' }, 'invalid-request'],
    ['nothing', {}, 'invalid-request'],
    ['null', null, 'invalid-request'],
    ['a list', [{ name: '4g' }], 'invalid-request'],
    ['a name and values at once', { name: '4g', conditions: CUSTOM }, 'invalid-request'],
    ['a value that is missing', { conditions: { ...CUSTOM, delayMs: undefined } }, 'invalid-request'],
    ['a delay below zero', { conditions: { ...CUSTOM, delayMs: -1 } }, 'invalid-request'],
    ['a delay of text', { conditions: { ...CUSTOM, delayMs: '1' } }, 'invalid-request'],
    ['no JSON', '{"name":', 'malformed-json'],
  ])('refuses %s, and changes nothing', async (_what, body, code) => {
    await startShaped('4g');
    const answer = await change(body);
    expect([answer.statusCode, answer.json()]).toMatchObject([400, { error: { code } }]);
    expect((await app.inject('/api/network')).json()).toMatchObject({ name: '4g' });
  });

  it('is changed by pages of this very origin only', async () => {
    await startShaped('4g');
    const host = 'localhost:3000';
    for (const origin of ['http://localhost:3001', 'http://elsewhere', 'null', 'localhost:3000']) {
      const answer = await change({ name: 'lan' }, { origin, host });
      expect([answer.statusCode, answer.json()]).toMatchObject([403, { error: { code: 'cross-origin' } }]);
    }
    expect((await app.inject('/api/network')).json()).toMatchObject({ name: '4g' });
    expect((await change({ name: 'lan' }, { origin: 'http://localhost:3000', host })).statusCode).toBe(200);
  });

  it('is not there without a shaped port', async () => {
    ({ app } = await buildStillApp());
    for (const answer of [await app.inject('/api/network'), await change({ name: '4g' })]) {
      expect([answer.statusCode, answer.json()]).toMatchObject([404, { error: { code: 'no-network' } }]);
    }
    expect((await app.inject('/api/status')).json()).not.toHaveProperty('network');
  });
});
