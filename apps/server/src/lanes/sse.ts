/**
 * `GET /api/stream`: frames as server-sent events. The first one is the snapshot, or what was missed after
 * `Last-Event-ID`; between it and the frames that follow, nothing is skipped or repeated.
 */
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Type, type TSchema } from 'typebox';
import { ErrorSchema, parseSymbolsParameter, type Frame } from '@tickrace/protocol';
import type { App } from '../app.ts';
import { encodeComment, encodeEvent, encodeRetry } from '../event-stream.ts';
import { beatWhileServing } from '../heart-beat.ts';
import { MessageRooms } from '../message-rooms.ts';
import { fanOutFor, type PushSources } from '../push-lane.ts';
import { AskedSymbols, AskingReader, ResumePoint } from '../routes/query.ts';
import { admitSelection } from '../symbol-selection.ts';

/** How long a browser's own EventSource waits before it reconnects. */
const RETRY_MS = 1_000;

const HEART_BEAT = Buffer.from(encodeComment(''));

const STREAM_HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-transform',
  // What keeps nginx from collecting events until its buffer is full.
  'x-accel-buffering': 'no',
};

/** Typed loosely, since the answer never passes through the serializer. */
const RESPONSES: Record<number, TSchema> = {
  200: {
    description: 'events named `frame`: `id` is the seq, `data` a frame, of which the first names its tape',
    content: { 'text/event-stream': { schema: Type.String() } },
  },
  400: { ...ErrorSchema, description: 'a symbol is unknown, or they are too many' },
};

export function serveSse(app: App, sources: PushSources): void {
  const rooms = new MessageRooms<Buffer>(encodeFrame);
  const fanOut = fanOutFor('sse', sources, (room, frame) => rooms.broadcast(room, frame));
  const streams = new Set<ServerResponse>();

  const schema = {
    summary: 'Frames as server-sent events',
    tags: ['market'],
    querystring: Type.Object({ ...AskedSymbols, ...ResumePoint, ...AskingReader }),
    headers: Type.Object({
      'last-event-id': Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: Number.MAX_SAFE_INTEGER,
          description: 'what a reconnecting browser sends: the seq to resume after, rather than `since`',
        }),
      ),
    }),
    response: RESPONSES,
  };
  app.get('/api/stream', { schema, exposeHeadRoute: false }, (request, reply) => {
    const { symbols, since, tapeId } = request.query;
    const sinceSeq = request.headers['last-event-id'] ?? since;
    const selection = admitSelection(parseSymbolsParameter(symbols), sources.symbols);
    const headers = reply.headers(STREAM_HEADERS).getHeaders();
    const response = reply.hijack().raw;
    // A reader that breaks off while something is being written to it.
    response.on('error', () => undefined);
    response.writeHead(200, headers as OutgoingHttpHeaders);

    const subscriber = fanOut.add(
      rooms.linkOf({
        inFlightBytes: () => response.writableLength,
        write: (message) => writeNow(response, message),
      }),
    );
    const snapshot = subscriber.subscribe({
      symbols: selection,
      ...(sinceSeq === undefined ? {} : { sinceSeq }),
      ...(tapeId === undefined ? {} : { tapeId }),
    });
    writeNow(response, Buffer.concat([Buffer.from(encodeRetry(RETRY_MS)), encodeFrame(snapshot)]));
    streams.add(response);
    response.once('close', () => {
      streams.delete(response);
      subscriber.close();
    });
  });

  beatWhileServing(app, sources.clock, () => {
    for (const response of streams) {
      // One that takes nothing would only collect beats.
      if (response.writableLength === 0) writeNow(response, HEART_BEAT);
    }
  });
  app.addHook('preClose', async () => {
    for (const response of streams) response.end();
  });
}

function encodeFrame(frame: Frame): Buffer {
  return Buffer.from(encodeEvent({ event: 'frame', id: String(frame.seq), data: JSON.stringify(frame) }));
}

/** Head, chunk size and chunk leave as one segment and in this turn; left to itself, Node waits for the next. */
function writeNow(response: ServerResponse, message: Buffer): void {
  response.socket?.cork();
  response.write(message);
  response.socket?.uncork();
}
