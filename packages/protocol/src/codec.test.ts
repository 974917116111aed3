import { describe, expect, it } from 'vitest';
import { decode, ProtocolError } from './codec.ts';
import { FrameSchema } from './frame.ts';
import { NetworkChangeSchema } from './network.ts';
import { SubscribeSchema } from './socket-events.ts';

const quote = {
  symbol: 'KSTR',
  seq: 1,
  rev: 1,
  atMs: 1.5,
  bid: 9.99,
  ask: 10.01,
  last: 10,
  size: 5,
  volume: 5,
};

describe('decode', () => {
  it('passes on a frame that fits', () => {
    const frame = { seq: 1, sentAtMs: 2, conflated: false, quotes: [quote] };
    expect(decode(FrameSchema, frame)).toBe(frame);
  });

  it('passes on a frame with fields added by a newer server', () => {
    expect(decode(FrameSchema, { seq: 0, sentAtMs: 2, conflated: true, quotes: [], later: 1 })).toBeTruthy();
  });

  it.each([
    ['nothing', undefined],
    ['a text', 'frame'],
    [
      'a quote without a symbol',
      { seq: 1, sentAtMs: 2, conflated: false, quotes: [{ ...quote, symbol: undefined }] },
    ],
    ['a seq below zero', { seq: -1, sentAtMs: 2, conflated: false, quotes: [] }],
    [
      'a price that is no number',
      { seq: 1, sentAtMs: 2, conflated: false, quotes: [{ ...quote, bid: NaN }] },
    ],
  ])('refuses %s', (_what, message) => {
    expect(() => decode(FrameSchema, message)).toThrow(ProtocolError);
  });

  it('says which field does not fit', () => {
    const said = (message: unknown) => () => decode(SubscribeSchema, message);
    expect(said({ symbols: 7 })).toThrow('symbols has none of the forms that are allowed.');
    expect(said({ symbols: 'all', sinceSeq: -1 })).toThrow('sinceSeq must be >= 0.');
    expect(said({ symbols: 'all', since: 1 })).toThrow('since is not known.');
    expect(said(7)).toThrow('The message must be object.');
    expect(() => decode(NetworkChangeSchema, { name: '5g' })).toThrow('The message has none of the forms');
  });
});
