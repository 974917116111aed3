/** Lets the app close under open connections: whoever has not left after a moment is cut off. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';

/** How long answers that are on their way, and WebSockets that say goodbye, may take. */
const LEAVE_MS = 300;

export function endConnectionsOnClose(app: FastifyInstance): void {
  // An upgraded connection is no longer the HTTP server's to close, yet it waits for it.
  const upgraded = new Set<Duplex>();
  app.server.on('upgrade', (_request: IncomingMessage, socket: Duplex) => {
    upgraded.add(socket);
    socket.once('close', () => upgraded.delete(socket));
  });
  app.addHook('preClose', async () => {
    setTimeout(() => {
      for (const socket of upgraded) socket.destroy();
      // A connection without a request yet does not count as idle, so it outlives server.close().
      app.server.closeAllConnections();
    }, LEAVE_MS);
  });
}
