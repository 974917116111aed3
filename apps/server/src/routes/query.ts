/** Query parameters that several routes take, with one meaning each. */
import { Type } from 'typebox';
import type { FastifyReply } from 'fastify';

/** Who asks, and over which lane, for the ledger of traffic: every API route takes them. */
export const AskingReader = {
  reader: Type.Optional(
    Type.String({ description: 'id of the asking reader: 4 to 24 lower-case letters and digits' }),
  ),
  lane: Type.Optional(
    Type.String({
      description:
        'the lane that the request belongs to, or "meter" for the meter\'s own; ' +
        '"short-poll.close" is short polling with a new connection for every request',
    }),
  ),
};

export const AskedSymbols = {
  symbols: Type.Optional(Type.String({ description: 'symbols, separated by commas; absent means all' })),
};

/** Where a reader goes on. */
export const ResumePoint = {
  since: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      description: 'the last seq that the reader knows of',
    }),
  ),
  tapeId: Type.Optional(Type.String({ maxLength: 64, description: 'the tape that `since` counts on' })),
};

/** Whether the connection outlives the answer. */
export const ConnectionChoice = {
  connection: Type.Optional(
    Type.Literal('close', {
      description:
        'the server closes the connection after its answer, so that every question needs a new one',
    }),
  ),
};

/** To be called before the answer is sent; a refusal keeps it. */
export function closeIfAsked(query: { connection?: 'close' }, reply: FastifyReply): void {
  if (query.connection === 'close') void reply.header('connection', 'close');
}
