/**
 * A reader that costs next to nothing, so that one process can be a thousand of them: it does the handshakes of a
 * WebSocket or of Socket.IO, answers heartbeats, and otherwise only looks at the head of every message.
 */
import { connect, type Socket } from 'node:net';

/** As much of a message as can be needed to find its time. */
const PEEK_BYTES = 128;

const OPCODE_TEXT = 0x81;
const END_OF_HEAD = '\r\n\r\n';

export interface RawReaderOptions {
  port: number;
  protocol: 'websocket' | 'socket.io';
  /** Told of every message with its bytes, framing included, and its beginning, up to 128 bytes. */
  onMessage: (wireBytes: number, peek: () => string) => void;
  /** The connection ended, for whatever reason. */
  onClose: () => void;
}

export class RawReader {
  readonly #options: RawReaderOptions;
  readonly #socket: Socket;
  /** What has arrived of a head that is not complete. */
  #rest: Buffer | undefined;
  /** Bytes of a message that are still to be passed over. */
  #toSkip = 0;
  #isUpgraded = false;
  #onReady: () => void = () => undefined;

  private constructor(options: RawReaderOptions) {
    this.#options = options;
    this.#socket = connect({ host: '127.0.0.1', port: options.port, noDelay: true });
    this.#socket.on('error', () => undefined);
    this.#socket.on('close', options.onClose);
    this.#socket.on('data', (chunk) => this.#take(chunk));
    this.#socket.on('connect', () => this.#socket.write(openingOf(options.protocol)));
  }

  /** Resolves when the server has admitted the reader, to its room too. */
  static open(options: RawReaderOptions): Promise<RawReader> {
    const reader = new RawReader(options);
    return new Promise((resolve) => (reader.#onReady = () => resolve(reader)));
  }

  #take(arrived: Buffer): void {
    const chunk = this.#rest === undefined ? arrived : Buffer.concat([this.#rest, arrived]);
    this.#rest = undefined;
    let at = 0;
    if (!this.#isUpgraded) {
      const end = chunk.indexOf(END_OF_HEAD);
      if (end < 0) return void (this.#rest = chunk);
      at = end + END_OF_HEAD.length;
      this.#isUpgraded = true;
      if (this.#options.protocol === 'websocket') this.#onReady();
    }
    while (at < chunk.length) {
      if (this.#toSkip > 0) {
        const skipped = Math.min(this.#toSkip, chunk.length - at);
        this.#toSkip -= skipped;
        at += skipped;
        continue;
      }
      const payload = payloadOf(chunk, at);
      if (payload === undefined) return void (this.#rest = chunk.subarray(at));
      if (chunk[at] === OPCODE_TEXT) this.#see(chunk, payload, payload.endAt - at);
      this.#toSkip = payload.endAt - at;
    }
  }

  #see(chunk: Buffer, { beginsAt, endAt }: Payload, wireBytes: number): void {
    const peek = () => chunk.toString('latin1', beginsAt, Math.min(endAt, beginsAt + PEEK_BYTES));
    if (this.#options.protocol === 'websocket') return this.#options.onMessage(wireBytes, peek);
    switch (String.fromCharCode(chunk[beginsAt]!)) {
      case '0':
        return void this.#socket.write(maskedText('40'));
      case '2':
        return void this.#socket.write(maskedText('3'));
      case '4':
        if (chunk[beginsAt + 1] === '0'.charCodeAt(0)) this.#onReady();
        else this.#options.onMessage(wireBytes, peek);
    }
  }
}

interface Payload {
  beginsAt: number;
  endAt: number;
}

/** Where the payload of the frame at `at` lies; undefined where less than its head and peek have arrived. */
function payloadOf(chunk: Buffer, at: number): Payload | undefined {
  if (chunk.length < at + 2) return undefined;
  const code = chunk[at + 1]!;
  const beginsAt = at + (code < 126 ? 2 : code === 126 ? 4 : 10);
  if (chunk.length < beginsAt) return undefined;
  const length =
    code < 126 ? code : code === 126 ? chunk.readUInt16BE(at + 2) : Number(chunk.readBigUInt64BE(at + 2));
  if (chunk.length < beginsAt + Math.min(length, PEEK_BYTES)) return undefined;
  return { beginsAt, endAt: beginsAt + length };
}

/** A frame of a few characters, masked with zeros, as a client has to. */
function maskedText(text: string): Buffer {
  return Buffer.concat([Buffer.from([OPCODE_TEXT, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);
}

function openingOf(protocol: RawReaderOptions['protocol']): string {
  return [
    `GET ${protocol === 'websocket' ? '/' : '/socket.io/?EIO=4&transport=websocket'} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}`,
    END_OF_HEAD,
  ]
    .join('\r\n')
    .slice(0, -2);
}
