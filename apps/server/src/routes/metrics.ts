/** `GET /metrics`: the server's figures in Prometheus' text format. */
import { Registry } from 'prom-client';
import { Type, type TSchema } from 'typebox';
import type { App } from '../app.ts';

/** Typed loosely, since the answer is no JSON. */
const RESPONSES: Record<number, TSchema> = {
  200: {
    description: "Prometheus' text format, version 0.0.4; every figure is described where it stands",
    content: { 'text/plain': { schema: Type.String() } },
  },
};

export function serveMetrics(app: App, registry: Registry): void {
  const schema = { summary: "The server's figures for Prometheus", tags: ['server'], response: RESPONSES };
  app.get('/metrics', { schema }, async (_request, reply) => {
    void reply.header('cache-control', 'no-store').type(Registry.PROMETHEUS_CONTENT_TYPE);
    return registry.metrics();
  });
}
