import { describe, expect, it } from 'vitest';
import { decode } from './codec.ts';
import { SubscribeSchema } from './socket-events.ts';

describe('the encoding of a subscription', () => {
  it.each(['json', 'binary'])('may be %s', (encoding) => {
    expect(decode(SubscribeSchema, { symbols: 'all', encoding })).toEqual({ symbols: 'all', encoding });
  });

  it('is refused in one sentence where it is another', () => {
    const subscribe = { symbols: 'all', encoding: 'xml' };
    expect(() => decode(SubscribeSchema, subscribe)).toThrow('encoding must be one of json, binary.');
  });
});
