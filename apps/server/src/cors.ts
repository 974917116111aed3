/**
 * Lets pages of another origin, such as the same page when its lanes go through the shaped port, use the API and
 * no more than that. Requests without an `Origin` get no header for it: it would count as the cost of every poll.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { RequestError } from './errors.ts';

const API = '/api/';

/** Two hours: the longest that Chromium remembers. */
const PREFLIGHT_KEPT_S = 7_200;

export function allowOtherOrigins(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (request.headers.origin !== undefined && request.url.startsWith(API)) {
      void reply.headers({ 'access-control-allow-origin': '*', 'access-control-expose-headers': 'ETag' });
    }
    done();
  });
  app.options(`${API}*`, { schema: { hide: true } }, (_request, reply) => {
    return reply
      .headers({
        'access-control-allow-methods': 'GET, HEAD',
        'access-control-allow-headers': 'If-None-Match, Last-Event-ID, Content-Type',
        'access-control-max-age': PREFLIGHT_KEPT_S,
      })
      .code(204)
      .send();
  });
}

/**
 * For what only this server's own pages may do; programs that name no origin may, too.
 * @throws RequestError `cross-origin`.
 */
export function refuseOtherOrigins({ origin, host }: IncomingHttpHeaders): void {
  if (origin === undefined) return;
  if (URL.canParse(origin) && new URL(origin).host === host?.toLowerCase()) return;
  throw new RequestError(403, 'cross-origin', 'Only pages of this very origin may do that.');
}
