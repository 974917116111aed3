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

/** Forbids the guessing of content types everywhere. */
export function forbidSniffing(app: FastifyInstance): void {
  // With a callback, since a request is to be answered in one turn: a promise would be another one.
  app.addHook('onRequest', (_request, reply, done) => {
    void reply.header('x-content-type-options', 'nosniff');
    done();
  });
}

export interface PageNeeds {
  /** Styles within the page, for one whose own library needs them. */
  inlineStyles: boolean;
  /** Another port of the same host that the page may talk to; 0 for none. */
  otherPort: number;
}

/** Guards all pages of a scope. */
export async function guardPages(scope: FastifyInstance, needs: PageNeeds): Promise<void> {
  await scope.register(helmet, {
    global: false,
    // These three make a browser warn, or insist on HTTPS, on a page served over plain HTTP.
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    strictTransportSecurity: false,
  });
  const styleSrc = needs.inlineStyles ? ["'self'", "'unsafe-inline'"] : DIRECTIVES.styleSrc;
  scope.addHook('onRequest', async ({ headers }, reply) => {
    const connectSrc = [...DIRECTIVES.connectSrc, ...sourcesOn(needs.otherPort, headers.host)];
    reply.helmet({
      contentSecurityPolicy: { useDefaults: false, directives: { ...DIRECTIVES, styleSrc, connectSrc } },
    });
  });
}

/** The same host as the page's own, by whatever name it was reached, on another port. */
function sourcesOn(port: number, host = ''): string[] {
  if (port === 0) return [];
  const [, name] = /^([a-z0-9.-]+)(?::\d+)?$/i.exec(host) ?? [];
  if (name !== undefined) return [`http://${name}:${port}`];
  // The grammar of sources has no IPv6 addresses (CSP Level 3, 2.3.1).
  return host.startsWith('[') ? ['http:'] : [];
}
