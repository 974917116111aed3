import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutAnywhere } from '../../../test/cut-anywhere.ts';
import { maskedFrame, OPCODE, WebSocketFrames } from './web-socket-frames.ts';

/** A server's frame as RFC 6455, 5.2 has it. */
function serverFrame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  head[0] = 0x80 | opcode;
  head[1] = length < 126 ? length : length < 65_536 ? 126 : 127;
  if (head.length === 4) head.writeUInt16BE(length, 2);
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}

describe('WebSocketFrames', () => {
  it('hands over every frame whole, wherever its bytes are cut', () => {
    const payload = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.constantFrom(125, 126, 65_535, 65_536).map((length) => new Uint8Array(length).fill(7)),
    );
    const frames = fc.array(fc.record({ opcode: fc.constantFrom(...Object.values(OPCODE)), payload }), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(frames, fc.array(fc.nat(70_000)), (sent, cuts) => {
        const wire = sent.map((frame) => serverFrame(frame.opcode, Buffer.from(frame.payload)));
        const received: unknown[] = [];
        const reader = new WebSocketFrames();
        cutAnywhere(Buffer.concat(wire), cuts, (piece) =>
          reader.push(piece, ({ opcode, payload: bytes, wireBytes }) =>
            received.push([opcode, bytes.toString('hex'), wireBytes]),
          ),
        );
        expect(received).toEqual(
          sent.map((frame, index) => [
            frame.opcode,
            Buffer.from(frame.payload).toString('hex'),
            wire[index]!.length,
          ]),
        );
      }),
      { numRuns: 100 },
    );
  });
});

describe('A frame of the reader', () => {
  it('is final and masked', () => {
    expect(maskedFrame(OPCODE.text, '40').toString('hex')).toBe('8182000000003430');
  });

  it('is short', () => {
    expect(() => maskedFrame(OPCODE.text, 'x'.repeat(126))).toThrow(RangeError);
  });
});
