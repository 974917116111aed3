import { describe, expect, it } from 'vitest';
import { binaryFrame, textFrame } from './web-socket-frame.ts';

describe('a frame of text', () => {
  it.each([
    [0, [0x81, 0]],
    [125, [0x81, 125]],
    [126, [0x81, 126, 0, 126]],
    [65_535, [0x81, 126, 0xff, 0xff]],
    [65_536, [0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]],
  ])('of %i bytes begins as RFC 6455 says', (bytes, head) => {
    const frame = textFrame('x'.repeat(bytes));
    expect([...frame.subarray(0, head.length)]).toEqual(head);
    expect(frame.subarray(head.length).toString()).toBe('x'.repeat(bytes));
  });

  it('counts bytes rather than characters', () => {
    expect(textFrame('ä€😀').toString('hex')).toBe('8109c3a4e282acf09f9880');
  });
});

describe('a frame of bytes', () => {
  it('has them as they are, behind a head that says that they are no text', () => {
    expect(binaryFrame(Uint8Array.of(0, 255, 128)).toString('hex')).toBe('820300ff80');
    const frame = binaryFrame(new Uint8Array(65_536).fill(7));
    expect(frame.subarray(0, 10).toString('hex')).toBe('827f0000000000010000');
    expect(frame.subarray(10)).toEqual(Buffer.alloc(65_536, 7));
  });
});
