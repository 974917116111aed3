/** `GET` and `PUT /api/network`: the conditions on the shaped port, which may change while connections are open. */
import { ErrorSchema, NetworkChangeSchema, NetworkSchema, type Network } from '@tickrace/protocol';
import { Type } from 'typebox';
import type { App } from '../app.ts';
import { refuseOtherOrigins } from '../cors.ts';
import { RequestError } from '../errors.ts';
import type { ShapedPort } from '../shaped-port.ts';
import { AskingReader } from './query.ts';

const NO_NETWORK = { ...ErrorSchema, description: 'there is no shaped port' };

export function serveNetwork(app: App, shapedPort: ShapedPort | undefined): void {
  const read = {
    summary: 'The network that connections through the shaped port meet',
    tags: ['server'],
    querystring: Type.Object(AskingReader),
    response: { 200: NetworkSchema, 404: NO_NETWORK },
  };
  app.get('/api/network', { schema: read }, (_request, reply): Network => {
    void reply.header('cache-control', 'no-store');
    return open().network;
  });

  const change = {
    summary: 'Changes that network at once, by a name or by values of your own',
    tags: ['server'],
    querystring: Type.Object(AskingReader),
    body: NetworkChangeSchema,
    response: {
      200: NetworkSchema,
      403: { ...ErrorSchema, description: 'the asking page is of another origin' },
      404: NO_NETWORK,
    },
  };
  app.put('/api/network', { schema: change }, (request): Network => {
    refuseOtherOrigins(request.headers);
    return open().change(request.body);
  });

  function open(): ShapedPort {
    if (shapedPort !== undefined) return shapedPort;
    throw new RequestError(404, 'no-network', 'There is no shaped port; --shaped-port opens one.');
  }
}
