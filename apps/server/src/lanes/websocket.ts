/**
 * `/ws`: the same frames over a bare WebSocket, to show what Socket.IO itself costs. The first message is the
 * snapshot, or what was missed after `since`; whatever a reader sends is checked before it has effect.
 */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { parse } from 'node:querystring';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import {
  encodeBinaryFrame,
  EncodingSchema,
  explain,
  legendOf,
  parseSymbolsParameter,
  WebSocketQuestionSchema,
  type Encoding,
  type ErrorBody,
  type Frame,
  type Listing,
  type WebSocketAnswer,
} from '@tickrace/protocol';
import type { Clock } from '../clock.ts';
import { errorBody, hangUp, RequestError } from '../errors.ts';
import { beatWhileServing } from '../heart-beat.ts';
import { MessageRooms, type MessageSink } from '../push/message-rooms.ts';
import { fanOutFor, type PushSources } from '../push/push-lane.ts';
import { MAX_UNREAD_BYTES, UNREAD_ANSWERS, type SubscriptionRequest } from '../push/subscriber.ts';
import { UnreadBytes } from '../push/unread-bytes.ts';
import { AskedSymbols, AskingReader, ResumePoint } from '../routes/query.ts';
import { admitSelection } from '../symbol-selection.ts';
import { parameterReader } from '../validation.ts';
import { binaryFrame, textFrame } from '../web-socket-frame.ts';

export const WEB_SOCKET_PATH = '/ws';

/** Questions are short. */
const MAX_MESSAGE_BYTES = 4 * 1024;

/** Close code of a server that goes away (RFC 6455, 7.4.1). */
const GOING_AWAY = 1001;

/** Close code of a server that has had enough of a reader, for the reason that comes with it. */
const POLICY_VIOLATION = 1008;

const readQuery = parameterReader(
  Type.Object({
    ...AskedSymbols,
    ...ResumePoint,
    ...AskingReader,
    encoding: Type.Optional(EncodingSchema),
  }),
);
const question = Compile(WebSocketQuestionSchema);

export function serveWebSocket(app: FastifyInstance, sources: PushSources): void {
  const { clock, symbols, listing, cpu } = sources;
  const rooms = new MessageRooms((frame, encoding) => messageOf(frame, encoding, listing));
  const fanOut = fanOutFor('websocket', sources, (...message) => rooms.broadcast(...message));
  const { cutOffs } = fanOut.tally;
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
    clientTracking: false,
  });
  /** Open connections, and whether they have shown a sign of life since the last beat. */
  const isAlive = new Map<WebSocket, boolean>();

  server.on('wsClientError', ({ message }, socket, { method }) => {
    const statusCode = method === 'GET' ? 400 : 405;
    hangUp(socket as Socket, statusCode, errorBody('malformed-upgrade', `${message}.`));
  });
  app.server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const { url = '' } = request;
    if (url.split('?')[0] !== WEB_SOCKET_PATH) return;
    // A reader that breaks off before its connection is a WebSocket, which then listens itself.
    socket.on('error', () => socket.destroy());
    let subscription: SubscriptionRequest;
    try {
      subscription = subscriptionIn(url, symbols);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      return hangUp(socket, error.statusCode, errorBody(error.code, error.message));
    }
    server.handleUpgrade(request, socket, head, (webSocket) => {
      cpu.measure('websocket', () => welcome(webSocket, socket, subscription));
    });
  });

  function welcome(webSocket: WebSocket, socket: Socket, subscription: SubscriptionRequest): void {
    const unread = new UnreadBytes(webSocket, socket);
    const sink: MessageSink<Buffer> = {
      inFlightBytes: () => unread.read(),
      // Past ws, which would frame it for every reader anew; it keeps nothing back itself, so the order stays.
      write: (message) => {
        if (webSocket.readyState === webSocket.OPEN) socket.write(message);
      },
      cutOff: (_, message) => webSocket.close(POLICY_VIOLATION, message),
    };
    const subscriber = fanOut.add(rooms.linkOf(sink));
    const snapshot = subscriber.subscribe(subscription);
    const legend =
      subscription.encoding === 'binary' ? { legend: legendOf(listing, subscription.symbols) } : {};
    sink.write(textFrame(JSON.stringify({ ...snapshot, ...legend })));
    isAlive.set(webSocket, true);
    webSocket.on('pong', () => isAlive.set(webSocket, true));
    webSocket.on('message', (data, isBinary) => {
      if (webSocket.bufferedAmount > MAX_UNREAD_BYTES) {
        cutOffs['unread-answers'] += 1;
        return sink.cutOff('unread-answers', UNREAD_ANSWERS);
      }
      cpu.measure('websocket', () => webSocket.send(JSON.stringify(answerTo(data, isBinary, clock))));
    });
    // Such as a message that is too long, whose sender ws tells by its close code.
    webSocket.on('error', () => undefined);
    webSocket.on('close', () => {
      isAlive.delete(webSocket);
      subscriber.close();
    });
  }

  beatWhileServing(app, clock, () => {
    for (const [webSocket, wasAlive] of isAlive) {
      if (!wasAlive) {
        cutOffs['no-heartbeat'] += 1;
        webSocket.terminate();
        continue;
      }
      isAlive.set(webSocket, false);
      webSocket.ping();
    }
  });
  app.addHook('preClose', async () => {
    for (const webSocket of isAlive.keys()) webSocket.close(GOING_AWAY);
  });
}

/** @throws RequestError where the query cannot be served. */
function subscriptionIn(url: string, known: ReadonlySet<string>): SubscriptionRequest {
  const query = readQuery(parse(url.slice(WEB_SOCKET_PATH.length + 1)));
  if (query instanceof RequestError) throw query;
  const { symbols, since, tapeId, encoding } = query;
  return {
    symbols: admitSelection(parseSymbolsParameter(symbols), known),
    ...(encoding === undefined ? {} : { encoding }),
    ...(since === undefined ? {} : { sinceSeq: since }),
    ...(tapeId === undefined ? {} : { tapeId }),
  };
}

function answerTo(data: RawData, isBinary: boolean, clock: Clock): WebSocketAnswer | ErrorBody {
  const serverReceivedAtMs = clock.nowMs();
  let message: unknown;
  try {
    // As text it is one Buffer, whatever ws's types say of other settings.
    message = isBinary ? undefined : JSON.parse((data as Buffer).toString());
  } catch {
    return errorBody('malformed-json', 'The message is no JSON.');
  }
  if (!question.Check(message)) {
    return errorBody('invalid-payload', explain(WebSocketQuestionSchema, message));
  }
  return { id: message.id, clock: { serverReceivedAtMs, serverSentAtMs: clock.nowMs() } };
}

function messageOf(frame: Frame, encoding: Encoding, listing: Listing): Buffer {
  const bytes = encoding === 'binary' ? encodeBinaryFrame(frame, listing) : undefined;
  return bytes === undefined ? textFrame(JSON.stringify(frame)) : binaryFrame(bytes);
}
