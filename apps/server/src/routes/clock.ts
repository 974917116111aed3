/** `GET /api/clock`: one small question over HTTP, the same as Socket.IO's event and that of the bare WebSocket. */
import { Type } from 'typebox';
import { ClockReplySchema, type ClockReply } from '@tickrace/protocol';
import type { App } from '../app.ts';
import type { Clock } from '../clock.ts';
import { AskingReader, closeIfAsked, ConnectionChoice } from './query.ts';

export function serveClock(app: App, clock: Clock): void {
  const schema = {
    summary: "The server's clock at both ends of its turn",
    tags: ['server'],
    querystring: Type.Object({
      clientSentAtMs: Type.Number({ description: "epoch milliseconds of the client's clock" }),
      ...ConnectionChoice,
      ...AskingReader,
    }),
    response: { 200: ClockReplySchema },
  };
  app.get('/api/clock', { schema }, (request, reply): ClockReply => {
    const serverReceivedAtMs = clock.nowMs();
    closeIfAsked(request.query, reply);
    void reply.header('cache-control', 'no-store');
    return { serverReceivedAtMs, serverSentAtMs: clock.nowMs() };
  });
}
