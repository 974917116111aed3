/**
 * `GET /api/stream`: frames as server-sent events. The first one is the snapshot, or what was missed after
 * `Last-Event-ID`; between it and the frames that follow, nothing is skipped or repeated.
 */
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Type, type TSchema } from 'typebox';
import { ErrorSchema, parseSymbolsParameter, type ErrorBody, type Frame } from '@tickrace/protocol';
import type { App } from '../app.ts';
import { errorBody } from '../errors.ts';
import { encodeComment, encodeEvent, encodeRetry } from '../event-stream.ts';
import { beatWhileServing } from '../heart-beat.ts';
import { MessageRooms } from '../push/message-rooms.ts';
import { fanOutFor, type PushSources } from '../push/push-lane.ts';
import { AskedSymbols, AskingReader, ResumePoint } from '../routes/query.ts';
import { admitSelection } from '../symbol-selection.ts';

/** How long a browser's own EventSource waits before it reconnects. */
const RETRY_MS = 1_000;

/** How long a reader that is cut off has to take what is on its way and why. */
const GOODBYE_MS = 5_000;

const HEART_BEAT = chunkOf(encodeComment(''));

const STREAM_HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-transform',
  // What keeps nginx from collecting events until its buffer is full.
  'x-accel-buffering': 'no',
};

/** Typed loosely, since the answer never passes through the serializer. */
const RESPONSES: Record<number, TSchema> = {
  200: {
    description:
      'events named `frame`: `id` is the seq, `data` a frame, of which the first names its tape; ' +
      '`goodbye` before the server ends the stream of a reader that takes nothing, `data` an error',
    content: { 'text/event-stream': { schema: Type.String() } },
  },
  400: { ...ErrorSchema, description: 'a symbol is unknown, or they are too many' },
};

export function serveSse(app: App, sources: PushSources): void {
  const rooms = new MessageRooms((frame) => chunkOf(encodeFrame(frame)));
  const fanOut = fanOutFor('sse', sources, (...message) => rooms.broadcast(...message));
  const streams = new Map<ServerResponse, (chunk: Chunk) => void>();

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
    response.flushHeaders();
    const write = writerTo(request.raw, response);

    const subscriber = fanOut.add(
      rooms.linkOf({
        inFlightBytes: () => response.writableLength,
        write,
        cutOff(reason, message) {
          response.end(encodeGoodbye(errorBody(reason, message)));
          sources.clock.after(GOODBYE_MS, () => response.destroy());
        },
      }),
    );
    const snapshot = subscriber.subscribe({
      symbols: selection,
      ...(sinceSeq === undefined ? {} : { sinceSeq }),
      ...(tapeId === undefined ? {} : { tapeId }),
    });
    write(chunkOf(encodeRetry(RETRY_MS) + encodeFrame(snapshot)));
    streams.set(response, write);
    response.once('close', () => {
      streams.delete(response);
      subscriber.close();
    });
  });

  beatWhileServing(app, sources.clock, () => {
    for (const [response, write] of streams) {
      // One that takes nothing would only collect beats.
      if (response.writableLength === 0) write(HEART_BEAT);
    }
  });
  app.addHook('preClose', async () => {
    for (const response of streams.keys()) response.end();
  });
}

function encodeFrame(frame: Frame): string {
  return encodeEvent({ event: 'frame', id: String(frame.seq), data: JSON.stringify(frame) });
}

/** The last event of a stream that the server ends for a reason. */
function encodeGoodbye(why: ErrorBody): string {
  return encodeEvent({ event: 'goodbye', data: JSON.stringify(why) });
}

/** A part of the stream as it is, and as a chunk of HTTP's chunked transfer (RFC 9112, 7.1). */
interface Chunk {
  plain: Buffer;
  framed: Buffer;
}

function chunkOf(text: string): Chunk {
  const head = `${Buffer.byteLength(text).toString(16)}\r\n`;
  const framed = Buffer.from(`${head}${text}\r\n`);
  return { plain: framed.subarray(head.length, -2), framed };
}

/**
 * Writes to a stream whose head has left. Not by Node's response, which would frame every chunk anew for each
 * reader and write it in three buffers; only a reader of HTTP/1.0, and one whose connection still has to answer an
 * earlier request, get it that way.
 */
function writerTo({ httpVersion }: IncomingMessage, response: ServerResponse): (chunk: Chunk) => void {
  return ({ plain, framed }) => {
    const { socket } = response;
    if (httpVersion === '1.0' || socket === null) response.write(plain);
    else if (!response.writableEnded) socket.write(framed);
  };
}
