/**
 * Headers that guard the pages, chosen to work over plain HTTP on a LAN address. Answers for programs carry
 * `nosniff` alone: what only a page needs would count as the cost of every poll.
 */
import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

const DIRECTIVES = {
  defaultSrc: ["'self'"],
  baseUri: ["'self'"],
  // Safari before 15.4 does not take 'self' to include WebSockets of the same host.
  connectSrc: ["'self'", 'ws:', 'wss:'],
  fontSrc: ["'self'"],
  formAction: ["'self'"],
  frameAncestors: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  objectSrc: ["'none'"],
  scriptSrc: ["'self'"],
  scriptSrcAttr: ["'none'"],
  styleSrc: ["'self'"],
};

/** Makes `reply.helmet()` available and forbids the guessing of content types everywhere. */
export function offerSecurityHeaders(app: FastifyInstance): void {
  app.register(helmet, {
    global: false,
    contentSecurityPolicy: { useDefaults: false, directives: DIRECTIVES },
    // These three make a browser warn, or insist on HTTPS, on a page served over plain HTTP.
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    strictTransportSecurity: false,
  });
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff');
  });
}

/** Guards all pages of a scope; `inlineStyles` is for a page whose own library needs them. */
export function guardPages(scope: FastifyInstance, { inlineStyles }: { inlineStyles: boolean }): void {
  const styleSrc = inlineStyles ? ["'self'", "'unsafe-inline'"] : DIRECTIVES.styleSrc;
  scope.addHook('onRequest', async (_request, reply) => {
    reply.helmet({
      contentSecurityPolicy: { useDefaults: false, directives: { ...DIRECTIVES, styleSrc } },
    });
  });
}
