/**
 * Tries the framed adapter on the installed versions of Socket.IO, Engine.IO and ws, over a connection that exists
 * in memory only: whatever it writes must be what Socket.IO's own adapter writes, to the byte.
 */
import { createServer, IncomingMessage } from 'node:http';
import { Socket as TcpSocket } from 'node:net';
import { Duplex } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { Server, type Socket } from 'socket.io';
import { FramedAdapter } from './framed-adapter.ts';

const ROOM = 'trial';

/** One for each of the three forms of a WebSocket frame's length, with characters of one to four bytes. */
const SAMPLES = ['ascii', 'ä€😀'.repeat(50), 'ä€😀'.repeat(10_000)];

/** A WebSocket's opening, with any 16 bytes as its key (RFC 6455, 4.1). */
const OPENING = {
  method: 'GET',
  url: '/socket.io/?EIO=4&transport=websocket',
  headers: {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': Buffer.alloc(16).toString('base64'),
  },
};

/** Socket.IO's "connect", `40`, as a client frames it: a final text of two bytes, masked with zeros. */
const CONNECT = Buffer.from([0x81, 0x82, 0, 0, 0, 0, ...Buffer.from('40')]);

/** Why the adapter does not fit what is installed, as one sentence; undefined where it fits. */
export async function framedAdapterMisfit(Candidate = FramedAdapter): Promise<string | undefined> {
  const io = new Server(createServer(), { adapter: Candidate, serveClient: false, perMessageDeflate: false });
  const wire = new Wire();
  try {
    const socket = await connectOver(wire, io);
    if (socket === undefined) return 'a connection in memory did not come about';
    const adapter = io.of('/').adapter;
    if (!(adapter instanceof FramedAdapter)) return 'Socket.IO uses another adapter';
    const stock = await emittedOver(wire, socket, adapter);
    adapter.writeFramed();
    const framed = await emittedOver(wire, socket, adapter);
    if (!Buffer.concat(stock.mixed).equals(Buffer.concat(framed.mixed))) {
      return 'messages to one reader and to its room come out differently';
    }
    for (const [index, chunks] of framed.alone.entries()) {
      if (!Buffer.concat(stock.alone[index] ?? []).equals(Buffer.concat(chunks))) {
        return 'a message to a room is framed differently';
      }
      if (chunks.length !== 1) return 'a reader that should be ready is not recognised as such';
    }
    await socket.leave(ROOM);
    if ((await emittedOver(wire, socket, adapter)).alone.flat().length > 0)
      return 'a reader cannot leave its room';
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    wire.destroy();
    await io.close();
  }
}

/** The server's end, once it has admitted the client. */
async function connectOver(wire: Wire, io: Server): Promise<Socket | undefined> {
  let connected: Socket | undefined;
  io.on('connection', (socket) => (connected = socket));
  const request = Object.assign(new IncomingMessage(new TcpSocket()), OPENING);
  io.httpServer.emit('upgrade', request, wire, Buffer.alloc(0));
  await settled();
  wire.push(CONNECT);
  await settled();
  await connected?.join(ROOM);
  wire.takeChunks();
  return connected;
}

interface Emitted {
  /** What was written for each sample, which was emitted to the room and to nobody else, as text and as bytes. */
  alone: Buffer[][];
  /** What was written for messages to the reader and to the room in turn. */
  mixed: Buffer[];
}

async function emittedOver(wire: Wire, socket: Socket, adapter: FramedAdapter): Promise<Emitted> {
  const room = socket.nsp.to(ROOM);
  const alone: Buffer[][] = [];
  for (const sample of SAMPLES) {
    room.emit('sample', { text: sample, number: 1.5, flag: true });
    await settled();
    alone.push(wire.takeChunks());
    adapter.broadcastBytes(ROOM, Buffer.from(sample));
    await settled();
    alone.push(wire.takeChunks());
  }
  for (const sample of SAMPLES) {
    room.emit('first', sample);
    socket.emit('second', sample);
    adapter.broadcastBytes(ROOM, Buffer.from(sample));
    socket.emit('third', sample);
    room.emit('fourth', sample);
    socket.emit('fifth', sample);
  }
  await settled();
  return { alone, mixed: wire.takeChunks() };
}

/** Until whatever has been set going has run its course: nothing of it waits for anything but turns. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await setImmediate();
}

/** A connection whose other end is this class: it keeps what is written, in the chunks in which it is written. */
class Wire extends Duplex {
  readonly #chunks: Buffer[] = [];

  takeChunks(): Buffer[] {
    return this.#chunks.splice(0);
  }

  override _read(): void {}

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.#chunks.push(chunk);
    done();
  }
}
