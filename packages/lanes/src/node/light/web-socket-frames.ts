/** Frames of a WebSocket (RFC 6455, section 5): what a server sends is split up, what a client says is masked. */
import { Unfinished } from './unfinished.ts';

export const OPCODE = { text: 1, close: 8, ping: 9, pong: 10 };

/** Set on the last frame of a message, which is the first one too: no server that is read here sends fragments. */
const FINAL = 0x80;
const MASKED = 0x80;
const OPCODE_BITS = 0x0f;
const LONGEST_SHORT = 125;

export interface WebSocketFrame {
  opcode: number;
  payload: Buffer;
  /** The payload's with its head. */
  wireBytes: number;
}

export class WebSocketFrames {
  readonly #unfinished = new Unfinished();

  /** Calls back for every frame that these bytes complete. */
  push(arrived: Buffer, onFrame: (frame: WebSocketFrame) => void): void {
    const chunk = this.#unfinished.continuedBy(arrived);
    let at = 0;
    for (;;) {
      const beginsAt = at + headBytes(chunk, at);
      const endsAt = beginsAt <= chunk.length ? beginsAt + payloadBytes(chunk, at) : Infinity;
      if (endsAt > chunk.length) return this.#unfinished.keep(chunk.subarray(at));
      const opcode = chunk[at]! & OPCODE_BITS;
      onFrame({ opcode, payload: chunk.subarray(beginsAt, endsAt), wireBytes: endsAt - at });
      at = endsAt;
    }
  }
}

/** Length of an unmasked frame's head; Infinity where not enough has come to tell. */
function headBytes(chunk: Buffer, at: number): number {
  const code = chunk[at + 1];
  if (code === undefined) return Infinity;
  return code <= LONGEST_SHORT ? 2 : code === 126 ? 4 : 10;
}

function payloadBytes(chunk: Buffer, at: number): number {
  const code = chunk[at + 1]!;
  if (code <= LONGEST_SHORT) return code;
  return code === 126 ? chunk.readUInt16BE(at + 2) : Number(chunk.readBigUInt64BE(at + 2));
}

/**
 * A client's frame, masked with zeros, which leaves the payload as it is.
 * @throws RangeError for more than 125 bytes
 */
export function maskedFrame(opcode: number, payload: string | Buffer): Buffer {
  const bytes = Buffer.from(payload as string);
  if (bytes.length > LONGEST_SHORT)
    throw new RangeError('A light reader says no more than 125 bytes at once.');
  return Buffer.concat([Buffer.from([FINAL | opcode, MASKED | bytes.length, 0, 0, 0, 0]), bytes]);
}
