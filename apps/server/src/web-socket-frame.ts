/** Messages as servers send them over a WebSocket: one final, unmasked frame each (RFC 6455, 5.2). */

const FINAL_TEXT = 0x81;
const FINAL_BINARY = 0x82;

const MAX_SHORT_BYTES = 125;
const MAX_MEDIUM_BYTES = 0xffff;
const MEDIUM = 126;
const LONG = 127;

export function textFrame(text: string): Buffer {
  const { frame, headBytes } = framed(FINAL_TEXT, Buffer.byteLength(text));
  frame.write(text, headBytes);
  return frame;
}

export function binaryFrame(bytes: Uint8Array): Buffer {
  const { frame, headBytes } = framed(FINAL_BINARY, bytes.length);
  frame.set(bytes, headBytes);
  return frame;
}

/** A frame with its head, and room for its payload behind that. */
function framed(opcode: number, payloadBytes: number): { frame: Buffer; headBytes: number } {
  const headBytes = payloadBytes <= MAX_SHORT_BYTES ? 2 : payloadBytes <= MAX_MEDIUM_BYTES ? 4 : 10;
  const frame = Buffer.allocUnsafe(headBytes + payloadBytes);
  frame[0] = opcode;
  if (headBytes === 2) {
    frame[1] = payloadBytes;
  } else if (headBytes === 4) {
    frame[1] = MEDIUM;
    frame.writeUInt16BE(payloadBytes, 2);
  } else {
    frame[1] = LONG;
    frame.writeBigUInt64BE(BigInt(payloadBytes), 2);
  }
  return { frame, headBytes };
}
