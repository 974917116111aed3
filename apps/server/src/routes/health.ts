/** `GET /healthz` and `/readyz`: whether the process lives, and whether it should be sent readers. */
import { Type } from 'typebox';
import { ErrorSchema } from '@tickrace/protocol';
import type { App } from '../app.ts';
import { RequestError } from '../errors.ts';
import type { MarketRunner } from '../market-runner.ts';

const Fine = Type.Object({ ok: Type.Literal(true) });

export function serveHealth(app: App, runner: MarketRunner): void {
  const alive = { summary: 'The process lives', tags: ['server'], response: { 200: Fine } };
  app.get('/healthz', { schema: alive }, () => ({ ok: true as const }));

  const ready = {
    summary: 'The market runs and readers are welcome',
    tags: ['server'],
    response: { 200: Fine, 503: { ...ErrorSchema, description: 'the server is starting or stopping' } },
  };
  app.get('/readyz', { schema: ready }, () => {
    if (runner.phase !== 'live') throw new RequestError(503, 'not-ready', `The market is ${runner.phase}.`);
    return { ok: true as const };
  });
}
