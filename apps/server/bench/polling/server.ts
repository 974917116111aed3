/** The process that is asked: the app as it is, and beside it a route that serialises the same snapshot by its schema. */
import Fastify from 'fastify';
import type { AddressInfo } from 'node:net';
import { SnapshotSchema, type Snapshot } from '@tickrace/protocol';
import { buildApp } from '../../src/app.ts';
import { systemClock } from '../../src/clock.ts';
import { parseConfig } from '../../src/config.ts';

export interface PollingPorts {
  app: number;
  plain: number;
}

const parsed = parseConfig([], { PORT: '0', SHAPED_PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'silent' });
if (parsed.kind !== 'config') throw new Error(parsed.text);
const app = buildApp(parsed.config, { openedAtMs: systemClock.nowMs() - 60_000 });
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.(user + system);
});
process.on('disconnect', () => process.exit());
app.get('/plain', { schema: { response: { 200: SnapshotSchema } } }, (_, reply) => reply.send({ ...snap.v, sentAtMs: systemClock.nowMs() } as never));
const snap: { v?: Snapshot } = {};
await app.listen({ port: 0, host: '127.0.0.1' });
const snapshot = (await app.inject('/api/quotes')).json<Snapshot>();
snap.v = snapshot;
const plain = Fastify(); app.server;
plain.get('/api/quotes', { schema: { response: { 200: SnapshotSchema } } }, (_, reply) => {
  return reply.send({ ...snapshot, sentAtMs: systemClock.nowMs() });
});
await plain.listen({ port: 0, host: '127.0.0.1' });
process.send?.({ app: portOf(app), plain: portOf(plain) } satisfies PollingPorts);

function portOf({ server }: { server: { address(): unknown } }): number {
  return (server.address() as AddressInfo).port;
}
