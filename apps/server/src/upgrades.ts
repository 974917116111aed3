/** Upgrades belong to the lane on whose path they come; one on any other path is refused in words. */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { errorBody, hangUp } from './errors.ts';

/** Without it, a connection that nobody answers would stay open. `paths` are those of the lanes that listen. */
export function refuseOtherUpgrades(app: FastifyInstance, paths: readonly string[]): void {
  app.server.on('upgrade', ({ url = '/' }: IncomingMessage, socket: Socket) => {
    const path = url.split('?')[0] ?? '';
    if (paths.some((known) => (known.endsWith('/') ? path.startsWith(known) : path === known))) return;
    hangUp(socket, 404, errorBody('not-found', `There is no WebSocket on ${path}.`));
  });
}
