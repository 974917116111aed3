/** The servers that are compared: each tells all of its readers of the same frames, in its own way. */
import type { Server as HttpServer } from 'node:http';
import type { Socket as TcpSocket } from 'node:net';
import { Server } from 'socket.io';
import { WebSocketServer } from 'ws';
import type { Frame } from '@tickrace/protocol';
import { framedAdapterMisfit } from '../../src/lanes/framed-adapter-trial.ts';
import { FramedAdapter } from '../../src/lanes/framed-adapter.ts';
import { textFrame } from '../../src/web-socket-frame.ts';

export const VARIANT_NAMES = [
  'ws-preframed',
  'socketio-stock-batched',
  'tickrace',
  'socketio-emit-per-quote',
] as const;

export type VariantName = (typeof VARIANT_NAMES)[number];

export interface Variant {
  /** What its readers speak. */
  protocol: 'websocket' | 'socket.io';
  /** Quotes in one message. */
  quotesPerMessage: number;
  /** Time between two messages to the same reader, with a thousand readers. */
  intervalMs: number;
  /** Begins to admit readers; what it returns tells all of them. */
  serve(server: HttpServer): Promise<(frame: Frame) => void>;
}

const ROOM = 'all';
const FRAME_INTERVAL_MS = 25;
const QUOTES_PER_FRAME = 25;

const batched = { quotesPerMessage: QUOTES_PER_FRAME, intervalMs: FRAME_INTERVAL_MS };

export const VARIANTS: Record<VariantName, Variant> = {
  'ws-preframed': {
    ...batched,
    protocol: 'websocket',
    async serve(server) {
      const sockets: TcpSocket[] = [];
      const webSockets = new WebSocketServer({ server, perMessageDeflate: false });
      webSockets.on('connection', (_, { socket }) => sockets.push(socket));
      return (frame) => {
        const message = textFrame(JSON.stringify(frame));
        for (const socket of sockets) socket.write(message);
      };
    },
  },
  'socketio-stock-batched': {
    ...batched,
    protocol: 'socket.io',
    async serve(server) {
      const io = socketIoOn(server);
      return (frame) => io.to(ROOM).emit('frame', frame);
    },
  },
  tickrace: {
    ...batched,
    protocol: 'socket.io',
    async serve(server) {
      const io = socketIoOn(server, FramedAdapter);
      const misfit = await framedAdapterMisfit();
      if (misfit !== undefined) throw new Error(`The framed adapter does not fit: ${misfit}.`);
      (io.of('/').adapter as FramedAdapter).writeFramed();
      return (frame) => io.to(ROOM).emit('frame', frame);
    },
  },
  'socketio-emit-per-quote': {
    protocol: 'socket.io',
    quotesPerMessage: 1,
    // A core is full long before the other variants' thousand quotes a second: this is a fortieth of it.
    intervalMs: 40 * (FRAME_INTERVAL_MS / QUOTES_PER_FRAME),
    async serve(server) {
      const io = socketIoOn(server);
      return ({ quotes }) => {
        for (const quote of quotes) io.to(ROOM).emit('quote', quote);
      };
    },
  },
};

function socketIoOn(server: HttpServer, adapter?: typeof FramedAdapter): Server {
  const io = new Server(server, {
    serveClient: false,
    perMessageDeflate: false,
    // Never within a run: ws has no heartbeats of its own, and a thousand at once would spoil the turn they fall in.
    pingInterval: 3_600_000,
    ...(adapter === undefined ? {} : { adapter }),
  });
  io.on('connection', (socket) => void socket.join(ROOM));
  return io;
}
