/**
 * `GET /api/quotes`: the newest quote of each symbol, for readers that ask. A snapshot is encoded once per seq of
 * the tape, and a reader that holds it already gets 304: nothing asked for has changed.
 */
import { Type, type TSchema } from 'typebox';
import {
  ErrorSchema,
  parseSymbolsParameter,
  SnapshotSchema,
  type Quote,
  type SymbolSelection,
} from '@tickrace/protocol';
import type { App } from '../app.ts';
import type { Clock } from '../clock.ts';
import { AskedSymbols, AskingReader, closeIfAsked, ConnectionChoice } from '../routes/query.ts';
import { admitSelection } from '../symbol-selection.ts';
import type { Tape } from '../tape/tape.ts';

/** Differing selections of symbols whose snapshots are kept. */
const MAX_KEPT_SNAPSHOTS = 64;

/** Typed loosely, since the answer is a buffer that has been encoded before. */
const RESPONSES: Record<number, TSchema> = {
  200: SnapshotSchema,
  304: Type.Null({ description: 'no asked-for symbol has a newer quote' }),
  400: { ...ErrorSchema, description: 'a symbol is unknown, or they are too many' },
};

interface KeptSnapshot {
  selection: SymbolSelection;
  seq: number;
  etag: string;
  quotes: Quote[];
  /** The body without what changes with every answer; undefined until somebody needs it. */
  head: Buffer | undefined;
}

export interface PollingSources {
  tape: Tape;
  clock: Clock;
  symbols: ReadonlySet<string>;
}

export function servePolling(app: App, { tape, clock, symbols }: PollingSources): void {
  const kept = new Map<string, KeptSnapshot>();
  const schema = {
    summary: 'The newest quote of every asked-for symbol',
    tags: ['market'],
    querystring: Type.Object({
      ...AskedSymbols,
      ...ConnectionChoice,
      ...AskingReader,
    }),
    headers: Type.Object({
      'if-none-match': Type.Optional(
        Type.String({ description: 'ETag of the snapshot that the reader holds' }),
      ),
    }),
    response: RESPONSES,
  };
  app.get('/api/quotes', { schema }, (request, reply) => {
    closeIfAsked(request.query, reply);
    const snapshot = snapshotOf(request.query.symbols ?? '');
    void reply.header('etag', snapshot.etag).header('cache-control', 'no-cache');
    if (matches(request.headers['if-none-match'], snapshot.etag)) return reply.code(304).send();
    return reply.type('application/json; charset=utf-8').send(bodyOf(snapshot));
  });

  function snapshotOf(parameter: string): KeptSnapshot {
    let snapshot = kept.get(parameter);
    if (snapshot?.seq !== tape.seq) {
      const selection = snapshot?.selection ?? admitSelection(parseSymbolsParameter(parameter), symbols);
      const quotes = tape.newest(selection);
      // Weak, since two answers with the same quotes differ in sentAtMs.
      const etag = `W/"${tape.id}-${quotes.at(-1)?.seq ?? 0}"`;
      snapshot = { selection, seq: tape.seq, etag, quotes, head: undefined };
    }
    kept.delete(parameter);
    kept.set(parameter, snapshot);
    const [longestUnused] = kept.keys();
    if (kept.size > MAX_KEPT_SNAPSHOTS && longestUnused !== undefined) kept.delete(longestUnused);
    return snapshot;
  }

  function bodyOf(snapshot: KeptSnapshot): Buffer {
    const { seq, quotes } = snapshot;
    snapshot.head ??= Buffer.from(
      `${JSON.stringify({ seq, conflated: false, tapeId: tape.id, quotes }).slice(0, -1)},"sentAtMs":`,
    );
    return Buffer.concat([snapshot.head, Buffer.from(`${clock.nowMs()}}`)]);
  }
}

/** Weak comparison of an If-None-Match header, a list of ETags or `*`, with an ETag (RFC 9110, 13.1.2). */
function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  const opaque = etag.slice(etag.indexOf('"'));
  return header.match(/"[^"]*"/g)?.some((held) => held === opaque) === true;
}
