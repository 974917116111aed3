import type { Packet } from 'socket.io-parser';
import { beforeEach, describe, expect, it } from 'vitest';
import { binaryFrameParser } from './binary-frame-parser.ts';

const { Decoder, Encoder } = binaryFrameParser;

describe('the parser of a Socket.IO reader of binary frames', () => {
  let decoder: InstanceType<typeof Decoder>;
  let events: unknown[];

  beforeEach(() => {
    decoder = new Decoder();
    events = [];
    decoder.on('decoded', ({ data }: Packet) => events.push(data));
  });

  it.each([
    ['in Node', Buffer.of(1, 2, 3)],
    ['in browsers', Uint8Array.of(1, 2, 3).buffer],
    ['by the transport of polling in Node, which shares their memory', Buffer.from('AQID', 'base64')],
  ])('hands over a binary message as a frame, as its bytes arrive %s', (_where, message) => {
    decoder.add(message);
    expect(events).toEqual([['frame', expect.any(Uint8Array)]]);
    const [[, bytes]] = events as [[string, Uint8Array]];
    expect([...bytes]).toEqual([1, 2, 3]);
  });

  it('leaves texts, and the binary messages that belong to one, to Socket.IO', () => {
    const attached = [Buffer.of(7), Buffer.of(8)];
    decoder.add('2["frame",{"seq":1}]');
    for (const message of new Encoder().encode({ type: 2, nsp: '/', data: ['other', ...attached] })) {
      decoder.add(message);
    }
    decoder.add(Buffer.of(9));
    expect(events).toEqual([
      ['frame', { seq: 1 }],
      ['other', ...attached],
      ['frame', Buffer.of(9)],
    ]);
  });

  it('waits for no attachment of a connection that has ended', () => {
    decoder.add('51-["other",{"_placeholder":true,"num":0}]');
    decoder.destroy();
    decoder.add(Buffer.of(9));
    expect(events).toEqual([['frame', Buffer.of(9)]]);
  });
});
