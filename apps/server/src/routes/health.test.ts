import Fastify from 'fastify';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { describe, expect, it } from 'vitest';
import { answerErrors } from '../errors.ts';
import type { MarketRunner, RunnerPhase } from '../market-runner.ts';
import { validateBySchema } from '../validation.ts';
import { serveHealth } from './health.ts';

async function statusAt(path: string, phase: RunnerPhase): Promise<number> {
  const app = Fastify().withTypeProvider<TypeBoxTypeProvider>();
  validateBySchema(app);
  answerErrors(app);
  serveHealth(app, { phase } as MarketRunner);
  return (await app.inject(path)).statusCode;
}

describe('health', () => {
  it('is ready only while the market runs', async () => {
    expect(await statusAt('/readyz', 'live')).toBe(200);
    for (const phase of ['waiting', 'replaying', 'stopped'] as const) {
      expect(await statusAt('/readyz', phase)).toBe(503);
    }
  });

  it('is alive whatever the market does', async () => {
    expect(await statusAt('/healthz', 'replaying')).toBe(200);
    expect(await statusAt('/healthz', 'stopped')).toBe(200);
  });
});
