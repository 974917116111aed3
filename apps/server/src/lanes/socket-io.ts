/** Socket.IO on `/socket.io`: readers subscribe and are told; whatever they send is checked before it has effect. */
import type { IncomingMessage } from 'node:http';
import type { Socket as TcpSocket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { Server, type Socket } from 'socket.io';
import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import {
  ClockRequestSchema,
  encodeBinaryFrame,
  explain,
  legendOf,
  MAX_SOCKET_MESSAGE_BYTES,
  MAX_SYMBOLS_PER_REQUEST,
  SubscribeSchema,
  UnsubscribeSchema,
  type ClientToServerEvents,
  type LaneName,
  type ServerToClientEvents,
} from '@tickrace/protocol';
import { errorBody, RequestError } from '../errors.ts';
import type { LaneCpu } from '../lane-cpu.ts';
import { fanOutFor, type PushSources } from '../push/push-lane.ts';
import type { PushTally } from '../push/push-tally.ts';
import {
  MAX_UNREAD_BYTES,
  UNREAD_ANSWERS,
  type Subscriber,
  type SubscriberLink,
} from '../push/subscriber.ts';
import { UnreadBytes, type AskedWebSocket } from '../push/unread-bytes.ts';
import { admitSelection, tooManySymbols } from '../symbol-selection.ts';
import { framedAdapterMisfit } from './framed-adapter-trial.ts';
import { FramedAdapter } from './framed-adapter.ts';

export const SOCKET_IO_PATH = '/socket.io/';

/** A packet counts as at least this much in flight, so that many small ones are bounded as well. */
const LEAST_PACKET_BYTES = 4 * 1024;

/** What is kept with a connection. */
interface SocketData {
  isCutOff?: true;
}

type TickraceServer = Server<ClientToServerEvents, ServerToClientEvents, object, SocketData>;
type TickraceSocket = Socket<ClientToServerEvents, ServerToClientEvents, object, SocketData>;

/** The lanes that Socket.IO carries, each with its own readers, so that what they cost can be told apart. */
type SocketIoLane = Extract<LaneName, 'socket-io' | 'socket-io-polling'>;

export function serveSocketIo(app: FastifyInstance, sources: PushSources): void {
  const io: TickraceServer = new Server(app.server, {
    path: SOCKET_IO_PATH,
    serveClient: false,
    pingInterval: 5_000,
    pingTimeout: 5_000,
    connectTimeout: 10_000,
    maxHttpBufferSize: MAX_SOCKET_MESSAGE_BYTES,
    perMessageDeflate: false,
    httpCompression: false,
    destroyUpgrade: false,
    adapter: FramedAdapter,
  });
  const { adapter } = io.of('/') as unknown as { adapter: FramedAdapter };
  const fanOutOf = (lane: SocketIoLane) =>
    fanOutFor(lane, sources, (room, frame, encoding) => {
      const bytes = encoding === 'binary' ? encodeBinaryFrame(frame, sources.listing) : undefined;
      if (bytes === undefined) io.to(roomOn(lane, room)).emit('frame', frame);
      else adapter.broadcastBytes(roomOn(lane, room), bytes);
    });
  const fanOuts = { 'socket-io': fanOutOf('socket-io'), 'socket-io-polling': fanOutOf('socket-io-polling') };
  io.on('connection', (socket) => {
    const lane = laneOf(socket);
    const { tally } = fanOuts[lane];
    const subscriber = fanOuts[lane].add(linkOf(socket, lane, sources));
    socket.on('disconnect', (reason) => {
      if (reason === 'ping timeout' && socket.data.isCutOff === undefined) tally.cutOffs['no-heartbeat'] += 1;
      subscriber.close();
    });
    answerEvents({
      socket,
      subscriber,
      tally,
      answers: answersFor(subscriber, sources),
      lane,
      cpu: sources.cpu,
      app,
    });
  });
  allowOtherOrigins(io);
  app.addHook('onReady', async () => {
    const misfit = await framedAdapterMisfit();
    if (misfit === undefined) adapter.writeFramed();
    else app.log.warn(`Socket.IO writes frames its own way, which takes longer: ${misfit}`);
  });
  // Not io.close(), which also closes the HTTP server, nor disconnectSockets, after which clients stay away.
  app.addHook('preClose', async () => void io.engine.close());
}

/** Not by Socket.IO's own option, which adds headers to every answer and a turn to every request. */
function allowOtherOrigins(io: TickraceServer): void {
  io.engine.on('headers', (headers: Record<string, string>, request: IncomingMessage) => {
    const { origin, upgrade } = request.headers;
    if (origin !== undefined && upgrade === undefined) headers['Access-Control-Allow-Origin'] = '*';
  });
}

/** The lane that the reader names, since a connection may begin on either transport. */
function laneOf(socket: TickraceSocket): SocketIoLane {
  return socket.handshake.query['lane'] === 'socket-io-polling' ? 'socket-io-polling' : 'socket-io';
}

function roomOn(lane: SocketIoLane, room: string): string {
  return `${lane} ${room}`;
}

function linkOf(socket: TickraceSocket, lane: SocketIoLane, { listing }: PushSources): SubscriberLink {
  return {
    inFlightBytes: inFlightReader(socket),
    send(frame, encoding) {
      const bytes = encoding === 'binary' ? encodeBinaryFrame(frame, listing) : undefined;
      if (bytes === undefined) socket.emit('frame', frame);
      else socket.conn.write(bytes);
    },
    join: (room) => void socket.join(roomOn(lane, room)),
    leave: (room) => void socket.leave(roomOn(lane, room)),
    cutOff(reason, message) {
      socket.data.isCutOff = true;
      socket.emit('goodbye', errorBody(reason, message));
      // Not socket.disconnect(), after which clients stay away. Whoever takes nothing is left by the heartbeat at last.
      socket.conn.close();
    },
  };
}

/** What is read of a connection and no type tells; all of it has been there since Engine.IO 3. */
interface Connection {
  readonly writeBuffer: readonly { data?: unknown }[];
  readonly transport: { readonly socket?: AskedWebSocket & { readonly _socket?: TcpSocket } };
}

/** Tells the bytes that wait in Engine.IO's buffer for the transport, and what of a WebSocket's are unread. */
function inFlightReader(socket: TickraceSocket): () => number {
  const connection = socket.conn as unknown as Connection;
  let webSocket: AskedWebSocket | undefined;
  let unread: UnreadBytes | undefined;
  return () => {
    const current = connection.transport.socket;
    // Another one after an upgrade from HTTP.
    if (current !== webSocket) {
      webSocket = current;
      unread = current?._socket && new UnreadBytes(current, current._socket);
    }
    let bytes = unread?.read() ?? 0;
    for (const { data } of connection.writeBuffer) {
      const isLong = typeof data === 'string' || data instanceof Uint8Array;
      bytes += Math.max(LEAST_PACKET_BYTES, isLong ? data.length : 0);
    }
    return bytes;
  };
}

type Answer = (payload: unknown) => object;

function answersFor(
  subscriber: Subscriber,
  { clock, symbols, listing }: PushSources,
): ReadonlyMap<string, Answer> {
  return new Map<string, Answer>([
    [
      'subscribe',
      (payload) => {
        const request = admitPayload(asSubscribe, payload);
        admitSelection(request.symbols, symbols);
        const snapshot = subscriber.subscribe(request);
        if (request.encoding !== 'binary') return { ok: true, snapshot };
        return { ok: true, snapshot: { ...snapshot, legend: legendOf(listing, request.symbols) } };
      },
    ],
    [
      'unsubscribe',
      (payload) => {
        const request = admitPayload(asUnsubscribe, payload);
        subscriber.unsubscribe(admitSelection(request.symbols, symbols));
        return { ok: true };
      },
    ],
    [
      'clock',
      (payload) => {
        const serverReceivedAtMs = clock.nowMs();
        admitPayload(asClockRequest, payload);
        return { serverReceivedAtMs, serverSentAtMs: clock.nowMs() };
      },
    ],
  ]);
}

interface Answering {
  socket: TickraceSocket;
  subscriber: Subscriber;
  tally: PushTally;
  answers: ReadonlyMap<string, Answer>;
  lane: SocketIoLane;
  cpu: LaneCpu;
  app: FastifyInstance;
}

function answerEvents({ socket, subscriber, tally, answers, lane, cpu, app }: Answering): void {
  // A client may call its event "error", which Node's emitter throws where nobody listens to it.
  socket.on('error' as never, (() => undefined) as never);
  socket.onAny((event: unknown, ...parameters: unknown[]) => {
    if (subscriber.link.inFlightBytes() > MAX_UNREAD_BYTES) {
      tally.cutOffs['unread-answers'] += 1;
      return subscriber.link.cutOff('unread-answers', UNREAD_ANSWERS);
    }
    const last = parameters.at(-1);
    const acknowledge =
      typeof last === 'function' ? (parameters.pop() as (answer: object) => void) : undefined;
    cpu.measure(lane, () => {
      const answer = answerTo(event, parameters[0]);
      acknowledge?.(answer);
    });
  });

  function answerTo(event: unknown, payload: unknown): object {
    try {
      const answer = typeof event === 'string' ? answers.get(event) : undefined;
      if (answer === undefined) {
        const known = [...answers.keys()].join(', ');
        const name = String(event).slice(0, 40);
        throw new RequestError(404, 'unknown-event', `There is no event "${name}"; there are ${known}.`);
      }
      return answer(payload);
    } catch (error) {
      if (error instanceof RequestError) return { ok: false, ...errorBody(error.code, error.message) };
      app.log.error(error);
      return { ok: false, ...errorBody('internal', 'The server failed to answer; its log says why.') };
    }
  }
}

interface PayloadCheck<Schema extends TSchema> {
  schema: Schema;
  fits: (payload: unknown) => payload is Static<Schema>;
}

const asSubscribe = checkOf(SubscribeSchema);
const asUnsubscribe = checkOf(UnsubscribeSchema);
const asClockRequest = checkOf(ClockRequestSchema);

function checkOf<Schema extends TSchema>(schema: Schema): PayloadCheck<Schema> {
  const compiled = Compile(schema);
  return { schema, fits: (payload): payload is Static<Schema> => compiled.Check(payload) };
}

function admitPayload<Schema extends TSchema>(check: PayloadCheck<Schema>, payload: unknown): Static<Schema> {
  if (check.fits(payload)) return payload;
  const named = (payload as { symbols?: unknown } | null | undefined)?.symbols;
  if (Array.isArray(named) && named.length > MAX_SYMBOLS_PER_REQUEST) throw tooManySymbols(named.length);
  throw new RequestError(400, 'invalid-payload', explain(check.schema, payload));
}
