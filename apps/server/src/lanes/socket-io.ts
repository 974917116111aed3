/** Socket.IO on `/socket.io`: readers subscribe and are told; whatever they send is checked before it has effect. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { Server, type Socket } from 'socket.io';
import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import {
  ClockRequestSchema,
  explain,
  MAX_SOCKET_MESSAGE_BYTES,
  MAX_SYMBOLS_PER_REQUEST,
  SubscribeSchema,
  UnsubscribeSchema,
  type ClientToServerEvents,
  type ServerToClientEvents,
} from '@tickrace/protocol';
import type { Clock } from '../clock.ts';
import { errorBody, hangUp, RequestError } from '../errors.ts';
import { FanOut } from '../fan-out.ts';
import type { MarketRunner } from '../market-runner.ts';
import type { Subscriber, SubscriberLink } from '../subscriber.ts';
import { admitSelection, tooManySymbols } from '../symbol-selection.ts';
import type { Tape } from '../tape/tape.ts';

const PATH = '/socket.io';

/** A packet counts as at least this much in flight, so that many small ones are bounded as well. */
const LEAST_PACKET_BYTES = 4 * 1024;

/** A reader that goes on asking with this much unread is cut off. */
const MAX_UNREAD_BYTES = 16 * 1024 * 1024;

type TickraceServer = Server<ClientToServerEvents, ServerToClientEvents>;
type TickraceSocket = Socket<ClientToServerEvents, ServerToClientEvents>;

export interface SocketIoSources {
  tape: Tape;
  clock: Clock;
  runner: MarketRunner;
  symbols: ReadonlySet<string>;
}

export function serveSocketIo(app: FastifyInstance, sources: SocketIoSources): void {
  const { tape, clock, runner, symbols } = sources;
  const io: TickraceServer = new Server(app.server, {
    path: PATH,
    serveClient: false,
    pingInterval: 5_000,
    pingTimeout: 5_000,
    connectTimeout: 10_000,
    maxHttpBufferSize: MAX_SOCKET_MESSAGE_BYTES,
    perMessageDeflate: false,
    httpCompression: false,
    destroyUpgrade: false,
  });
  const fanOut = new FanOut({
    tape,
    clock,
    symbols: [...symbols],
    broadcast: (room, frame) => io.to(room).emit('frame', frame),
  });
  runner.onPublished((quotes) => fanOut.publish(quotes));
  io.on('connection', (socket) => {
    const subscriber = fanOut.add(linkOf(socket));
    socket.on('disconnect', () => subscriber.close());
    answerEvents(socket, answersFor(subscriber, sources), app);
  });
  refuseOtherUpgrades(app);
  // Not io.close(), which also closes the HTTP server, nor disconnectSockets, after which clients stay away.
  app.addHook('preClose', async () => void io.engine.close());
}

function linkOf(socket: TickraceSocket): SubscriberLink {
  return {
    inFlightBytes: () => inFlightBytes(socket),
    send: (frame) => void socket.emit('frame', frame),
    join: (room) => void socket.join(room),
    leave: (room) => void socket.leave(room),
  };
}

/** Bytes that wait in Engine.IO's buffer for the transport, and in the WebSocket's for the kernel. */
function inFlightBytes(socket: TickraceSocket): number {
  // Neither buffer is part of the typed interface; both have been there since Engine.IO 3.
  const connection = socket.conn as unknown as {
    writeBuffer: readonly { data?: unknown }[];
    transport: { socket?: { bufferedAmount?: number } };
  };
  let bytes = connection.transport.socket?.bufferedAmount ?? 0;
  for (const { data } of connection.writeBuffer) {
    bytes += Math.max(LEAST_PACKET_BYTES, typeof data === 'string' ? data.length : 0);
  }
  return bytes;
}

type Answer = (payload: unknown) => object;

function answersFor(
  subscriber: Subscriber,
  { clock, symbols }: SocketIoSources,
): ReadonlyMap<string, Answer> {
  return new Map<string, Answer>([
    [
      'subscribe',
      (payload) => {
        const request = admitPayload(asSubscribe, payload);
        admitSelection(request.symbols, symbols);
        return { ok: true, snapshot: subscriber.subscribe(request) };
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

function answerEvents(
  socket: TickraceSocket,
  answers: ReadonlyMap<string, Answer>,
  app: FastifyInstance,
): void {
  // A client may call its event "error", which Node's emitter throws where nobody listens to it.
  socket.on('error' as never, (() => undefined) as never);
  socket.onAny((event: unknown, ...parameters: unknown[]) => {
    if (inFlightBytes(socket) > MAX_UNREAD_BYTES) return void socket.disconnect(true);
    const last = parameters.at(-1);
    const acknowledge =
      typeof last === 'function' ? (parameters.pop() as (answer: object) => void) : undefined;
    const answer = answerTo(event, parameters[0]);
    acknowledge?.(answer);
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

/** Engine.IO alone would leave a WebSocket on any other path without an answer. */
function refuseOtherUpgrades(app: FastifyInstance): void {
  app.server.on('upgrade', ({ url = '/' }: IncomingMessage, socket: Duplex) => {
    if (url.startsWith(`${PATH}/`)) return;
    hangUp(socket, 404, errorBody('not-found', `There is no WebSocket on ${url.split('?')[0]}.`));
  });
}
