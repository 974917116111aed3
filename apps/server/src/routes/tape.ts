/** `GET /api/tape`: every quote after a seq, without loss, for readers that check what they missed. */
import { Type } from 'typebox';
import {
  DEFAULT_TAPE_LIMIT,
  ErrorSchema,
  MAX_TAPE_LIMIT,
  TapeSchema,
  type TapeSection,
} from '@tickrace/protocol';
import type { App } from '../app.ts';
import type { Clock } from '../clock.ts';
import { RequestError } from '../errors.ts';
import type { Tape } from '../tape/tape.ts';
import { AskingReader } from './query.ts';

/** Shortest time by which the tape can tell two turns of the market apart: 1 µs. */
const INSTANT_MS = 0.001;

export function serveTape(app: App, { tape, clock }: { tape: Tape; clock: Clock }): void {
  const schema = {
    summary: 'Every quote after a seq, oldest first',
    tags: ['market'],
    querystring: Type.Object({
      since: Type.Integer({ minimum: 0, description: 'the last seq that the reader holds; 0 for none' }),
      limit: Type.Optional(
        Type.Integer({ minimum: 1, maximum: MAX_TAPE_LIMIT, default: DEFAULT_TAPE_LIMIT }),
      ),
      tapeId: Type.Optional(
        Type.String({
          maxLength: 64,
          description: 'the tape that `since` counts on, if it must be that one',
        }),
      ),
      ...AskingReader,
    }),
    response: {
      200: TapeSchema,
      410: { ...ErrorSchema, description: 'the quotes after `since` are not on this tape, or no longer' },
    },
  };
  app.get('/api/tape', { schema }, (request, reply): TapeSection => {
    const { since, limit = DEFAULT_TAPE_LIMIT, tapeId = tape.id } = request.query;
    const quotes = tapeId === tape.id ? tape.since(since, limit) : 'gone';
    if (quotes === 'gone') {
      const kept = `it holds ${tape.oldestSeq} to ${tape.seq}`;
      throw new RequestError(
        410,
        'gone',
        `The quotes after ${since} are not on the tape ${tape.id}; ${kept}.`,
      );
    }
    void reply.header('cache-control', 'no-cache');
    return {
      fromSeq: since + 1,
      toSeq: since + quotes.length,
      quotes,
      tapeId: tape.id,
      completeToMs: completeToMs(since + quotes.length),
    };
  });

  /** Quotes of one turn share their atMs, so an answer that ends within a turn is complete up to just before. */
  function completeToMs(toSeq: number): number {
    const next = tape.at(toSeq + 1);
    if (next === undefined) return clock.nowMs();
    return Math.min(next.atMs - INSTANT_MS, tape.at(toSeq)?.atMs ?? Infinity);
  }
}
