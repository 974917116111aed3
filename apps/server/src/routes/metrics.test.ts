import { afterEach, describe, expect, it } from 'vitest';
import { metricsIn } from '../../test/metrics-text.ts';
import { connect, startApp, buildStillApp } from '../../test/test-app.ts';
import { StreamReader } from '../../test/stream-reader.ts';
import { WebSocketReader } from '../../test/web-socket-reader.ts';
import type { App } from '../app.ts';

const apps: App[] = [];
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close();
});

async function still() {
  const built = await buildStillApp();
  apps.push(built.app);
  return built;
}

async function metricsOfApp(app: App): Promise<Map<string, number>> {
  return metricsIn((await app.inject('/metrics')).body);
}

describe('GET /metrics', () => {
  it("answers in Prometheus' text format, not to be kept", async () => {
    const { app } = await still();
    const answer = await app.inject('/metrics');
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(metricsIn(answer.body).get('tickrace_tape_seq')).toBe(100);
  });

  it('gives every app figures of its own', async () => {
    const [first, second] = [await still(), await still()];
    first.clock.advance(50);
    expect((await metricsOfApp(first.app)).get('tickrace_quotes_total')).toBe(5);
    expect((await metricsOfApp(second.app)).get('tickrace_quotes_total')).toBe(0);
  });

  it('counts the readers of all lanes that tell, and what they cost', async () => {
    const { app, port, origin } = await startApp();
    apps.push(app);
    const socket = await connect(origin);
    await socket.emitWithAck('subscribe', { symbols: 'all' });
    await new StreamReader(port).untilFrames(2);
    await new WebSocketReader(port).untilFrames(2);
    const figures = await metricsOfApp(app);
    socket.disconnect();
    const inStep = ['socket-io', 'socket-io-polling', 'sse', 'websocket'].map((lane) =>
      figures.get(`tickrace_readers{lane="${lane}",place="in-step"}`),
    );
    expect(inStep).toEqual([1, 0, 1, 1]);
    expect(figures.get('tickrace_lane_cpu_seconds_total{lane="sse"}')).toBeGreaterThan(0);
  });
});
