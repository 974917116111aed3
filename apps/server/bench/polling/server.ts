/**
 * The process that is asked: the app as it is and, for comparison, the same snapshot behind the same logger and
 * hooks, but serialised by Fastify for every answer, as its schema says.
 */
import Fastify, { type FastifyInstance } from 'fastify';
import type { AddressInfo } from 'node:net';
import { SnapshotSchema, type Snapshot } from '@tickrace/protocol';
import { buildApp } from '../../src/app.ts';
import { systemClock } from '../../src/clock.ts';
import { parseConfig } from '../../src/config.ts';
import { allowOtherOrigins } from '../../src/cors.ts';
import { LaneCpu } from '../../src/lane-cpu.ts';
import { loggerOptions } from '../../src/logging.ts';
import { forbidSniffing } from '../../src/security-headers.ts';
import { TrafficLedger } from '../../src/traffic.ts';

export interface Served {
  appPort: number;
  serialisingPort: number;
  /** Of a snapshot of all symbols. */
  bodyBytes: number;
}

export interface Usage {
  /** User and system time since the process began. */
  cpuUs: number;
}

/** So rarely that nearly every question with the newest ETag is answered 304. */
const QUOTES_PER_SECOND = '10';

const parsed = parseConfig([], {
  PORT: '0',
  SYMBOLS: process.argv[2],
  QUOTES_PER_SECOND,
  LOG_LEVEL: 'silent',
});
if (parsed.kind !== 'config') throw new Error(parsed.text);
const app = buildApp(parsed.config, { openedAtMs: systemClock.nowMs() - 60_000 });
const appPort = await listen(app);
const { body, headers } = await app.inject('/api/quotes');
const snapshot = JSON.parse(body) as Snapshot;

const serialising = Fastify({ logger: loggerOptions(parsed.config.logLevel) });
forbidSniffing(serialising);
allowOtherOrigins(serialising);
serialising.get('/api/quotes', { schema: { response: { 200: SnapshotSchema } } }, (_request, reply) => {
  void reply.header('etag', headers.etag).header('cache-control', 'no-cache');
  return reply.send({ ...snapshot, sentAtMs: systemClock.nowMs() });
});
new TrafficLedger().watch(serialising.server);
new LaneCpu().watch(serialising.server);
const serialisingPort = await listen(serialising);

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuUs: user + system } satisfies Usage);
});
process.on('disconnect', () => process.exit());
process.send?.({ appPort, serialisingPort, bodyBytes: Buffer.byteLength(body) } satisfies Served);

async function listen(server: Pick<FastifyInstance, 'listen' | 'server'>): Promise<number> {
  await server.listen({ port: 0, host: '127.0.0.1' });
  return (server.server.address() as AddressInfo).port;
}
