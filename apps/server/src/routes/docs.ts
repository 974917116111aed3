/** `GET /docs` and `/docs/json`: the API's documentation, from the very schemas that validate. */
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { guardPages } from '../security-headers.ts';

/** To be registered before the routes that it describes. */
export function serveDocs(app: FastifyInstance): void {
  app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Tickrace',
        version: '1',
        description:
          'One market, one tape. All times are in milliseconds, all prices on the tick grid. ' +
          'Quotes are also pushed over Socket.IO, on the path /socket.io, and as frames over a bare WebSocket: ' +
          '/ws?symbols=&since=&tapeId=, which answers { id, clock: { clientSentAtMs } } as well.',
      },
      tags: [{ name: 'market' }, { name: 'server' }],
    },
    refResolver: {
      buildLocalReference: (schema, _baseUri, _fragment, index) => {
        return typeof schema['$id'] === 'string' ? schema['$id'] : `schema-${index}`;
      },
    },
  });
  app.register(async (scope) => {
    await guardPages(scope, { inlineStyles: true, otherPort: 0 });
    await scope.register(swaggerUi, { routePrefix: '/docs' });
  });
}
