import { afterEach, describe, expect, it } from 'vitest';
import { BareClient } from '../test/bare-client.ts';
import { StreamReader } from '../test/stream-reader.ts';
import { connect, startApp, until, type LiveApp } from '../test/test-app.ts';
import { WebSocketReader } from '../test/web-socket-reader.ts';
import { LaneCpu } from './lane-cpu.ts';

let live: LiveApp;
afterEach(() => live.app.close());

async function laneCpuMs(): Promise<Record<string, number>> {
  return (await live.app.inject('/api/status')).json<{ laneCpuMs: Record<string, number> }>().laneCpuMs;
}

describe('LaneCpu', () => {
  it('adds up the time of each lane, also of work that fails', async () => {
    live = await startApp();
    const cpu = new LaneCpu();
    expect(cpu.measure('sse', () => 7)).toBe(7);
    const first = cpu.read()['sse'] ?? 0;
    const fail = () =>
      cpu.measure('sse', () => {
        for (const beganAtMs = performance.now(); performance.now() - beganAtMs < 2;);
        throw new Error('failed');
      });
    expect(fail).toThrow('failed');
    expect(cpu.read()['sse']).toBeGreaterThanOrEqual(first + 2);
    expect(Object.keys(cpu.read())).toEqual(['sse']);
  });

  it('tells every lane apart, and takes no account of what names none', async () => {
    live = await startApp();
    await fetch(`${live.origin}/api/quotes`);
    expect(await laneCpuMs()).toEqual({});

    const client = new BareClient(live.port);
    await client.request('/api/quotes?reader=reader1&lane=short-poll');
    await client.request('/api/quotes/next?reader=reader1&lane=long-poll');
    await new StreamReader(live.port).untilFrames(2);
    await new WebSocketReader(live.port).untilFrames(2);
    const lanes = { 'socket-io': 'websocket', 'socket-io-polling': 'polling' } as const;
    for (const [lane, transport] of Object.entries(lanes)) {
      const reader = await connect(live.origin, { transport, query: { reader: 'reader1', lane } });
      await reader.emitWithAck('subscribe', { symbols: 'all' });
      let frames = 0;
      reader.on('frame', () => (frames += 1));
      await until(reader, () => frames > 0);
      reader.disconnect();
    }
    const spent = await laneCpuMs();
    expect(Object.keys(spent).sort()).toEqual([
      'long-poll',
      'short-poll',
      'socket-io',
      'socket-io-polling',
      'sse',
      'websocket',
    ]);
    expect(Object.values(spent).every((ms) => ms > 0)).toBe(true);
  });

  it('sees the whole answer to a request, since that is given in one turn', async () => {
    live = await startApp();
    const answeredInTurn: boolean[] = [];
    live.app.server.on('request', (_request, response) => answeredInTurn.push(response.writableEnded));
    const client = new BareClient(live.port);
    await client.request('/api/quotes?reader=reader1&lane=short-poll');
    await client.request('/api/quotes?reader=reader1&lane=short-poll', 'If-None-Match: *\r\n');
    await client.request('/api/quotes?symbols=NOPE&reader=reader1&lane=short-poll');
    await client.request('/api/clock?clientSentAtMs=1&reader=reader1&lane=short-poll');
    expect(answeredInTurn).toEqual([true, true, true, true]);
  });
});
