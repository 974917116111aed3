/**
 * Socket.IO's own adapter, except that what is emitted to a room is encoded and framed once, and written as one
 * buffer to every reader that is ready for it. Whatever is not plain goes Socket.IO's way, and no reader ever
 * gets its messages in another order than it would have there.
 *
 * Socket.IO encodes a broadcast once too, but then takes every reader through Engine.IO's queue and two of its
 * events, and through ws, which writes head and payload as two buffers in one `writev`. The kernel's part of a
 * write aside, that is most of what a message costs. A reader is ready, and all of that without effect, when it
 * has a WebSocket and nothing of it waits anywhere: neither in Engine.IO, nor in ws, nor in the TCP socket. Then
 * the TCP socket is where the bytes would go in this same turn, and heartbeats, acks and messages to one reader,
 * which keep going Socket.IO's way, come before or after them as they were emitted.
 *
 * For this it reads fields that Socket.IO does not promise to keep. Hence it behaves as Socket.IO's adapter until
 * it is told otherwise, which a trial of the installed versions decides (`framed-adapter-trial.ts`), and a field
 * that is missing or of another type counts as a reader that is not ready.
 */
import type { Writable } from 'node:stream';
import { Adapter, type BroadcastOptions } from 'socket.io-adapter';
import { binaryFrame, textFrame } from '../web-socket-frame.ts';

/** Engine.IO's type of a packet that carries a message. */
const MESSAGE = '4';

const OPEN = 1;

/** What is read of a reader's connection; the types of Engine.IO and ws tell nothing of most of it. */
interface Connection {
  readonly protocol?: unknown;
  readonly readyState?: unknown;
  readonly upgrading?: unknown;
  readonly writeBuffer?: { readonly length?: unknown };
  readonly transport?: Transport;
  write(bytes: Uint8Array): void;
}

interface Transport {
  readonly name?: unknown;
  readonly writable?: unknown;
  readonly perMessageDeflate?: unknown;
  readonly socket?: WebSocket;
}

interface WebSocket {
  readonly readyState?: unknown;
  readonly bufferedAmount?: unknown;
  readonly _socket?: Writable;
}

interface Reader {
  readonly id: string;
  readonly conn: Connection;
  listenersAnyOutgoing(): readonly unknown[];
}

interface Packet {
  nsp?: string;
}

interface Namespace {
  readonly name: string;
  readonly sockets: ReadonlyMap<string, Reader>;
  readonly server: { readonly encoder: { encode(packet: Packet): readonly unknown[] } };
}

export class FramedAdapter extends Adapter {
  declare readonly nsp: Namespace;
  #writesFramed = false;
  /** The lines of rooms that were written to since the last reader joined or left them. */
  readonly #lines = new Map<string, Line[]>();

  constructor(namespace: unknown) {
    super(namespace);
    this.on('join-room', (room: string) => this.#lines.delete(room));
    this.on('leave-room', (room: string) => this.#lines.delete(room));
  }

  /** From now on, readers that are ready are written to directly. */
  writeFramed(): void {
    this.#writesFramed = true;
  }

  override broadcast(packet: Packet, options: BroadcastOptions): void {
    const room = this.#writesFramed ? onlyRoomOf(options) : undefined;
    if (room === undefined) return super.broadcast(packet, options);
    packet.nsp = this.nsp.name;
    const encoded = this.nsp.server.encoder.encode(packet);
    // More than one where a part of it is binary.
    const text = encoded.length === 1 ? encoded[0] : undefined;
    if (typeof text !== 'string') return super.broadcast(packet, options);

    const others = this.#writeToReady(room, textFrame(MESSAGE + text));
    // Every reader is in a room of its own, named by its id.
    if (others.length > 0) super.broadcast(packet, { rooms: new Set(others.map(({ id }) => id)) });
  }

  /** Sends bytes to a room as one message, of Engine.IO's: a Socket.IO packet with bytes in it would be two. */
  broadcastBytes(room: string, bytes: Uint8Array): void {
    const others = this.#writesFramed
      ? this.#writeToReady(room, binaryFrame(bytes))
      : this.#linesOf(room).map(({ reader }) => reader);
    for (const reader of others) reader.conn.write(bytes);
  }

  /** Writes to all who are ready, and returns the others. */
  #writeToReady(room: string, frame: Buffer): Reader[] {
    const others: Reader[] = [];
    for (const line of this.#linesOf(room)) {
      if (line.isReady()) line.socket!.write(frame);
      else others.push(line.reader);
    }
    // One of them may have changed its transport.
    if (others.length > 0) this.#lines.delete(room);
    return others;
  }

  /** Kept, since finding the way to every reader's TCP socket takes five times as long as what is checked on it. */
  #linesOf(room: string): readonly Line[] {
    const ids = this.rooms.get(room);
    if (ids === undefined) return [];
    let lines = this.#lines.get(room);
    if (lines === undefined) {
      lines = [];
      for (const id of ids) {
        const reader = this.nsp.sockets.get(id);
        if (reader !== undefined) lines.push(new Line(reader));
      }
      this.#lines.set(room, lines);
    }
    return lines;
  }
}

/** The room that is meant, where it is only one and nothing else is asked for. */
function onlyRoomOf({ rooms, except, flags }: BroadcastOptions): string | undefined {
  if (rooms.size !== 1 || (except !== undefined && except.size > 0)) return undefined;
  if (flags !== undefined && Object.keys(flags).length > 0) return undefined;
  const [room] = rooms;
  return room;
}

/** The way to one reader, as it was when the line was made. */
class Line {
  readonly reader: Reader;
  readonly socket: Writable | undefined;
  readonly #connection: Connection;
  readonly #transport: Transport | undefined;
  readonly #webSocket: WebSocket | undefined;

  constructor(reader: Reader) {
    this.reader = reader;
    this.#connection = reader.conn;
    const transport = reader.conn.transport;
    if (reader.conn.protocol !== 4 || transport?.name !== 'websocket' || transport.perMessageDeflate) return;
    this.#transport = transport;
    this.#webSocket = transport.socket;
    this.socket = transport.socket?._socket;
  }

  /** True where nothing waits between the reader and its TCP socket, and nobody watches what it is sent. */
  isReady(): boolean {
    const connection = this.#connection;
    const transport = this.#transport;
    const webSocket = this.#webSocket;
    return (
      transport !== undefined &&
      transport === connection.transport &&
      transport.writable === true &&
      connection.readyState === 'open' &&
      connection.upgrading === false &&
      connection.writeBuffer?.length === 0 &&
      webSocket?.readyState === OPEN &&
      // Of ws's queue and of the TCP socket's.
      webSocket.bufferedAmount === 0 &&
      this.socket?.writable === true &&
      this.reader.listenersAnyOutgoing().length === 0
    );
  }
}
