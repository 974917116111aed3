import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventStreamParser } from '../test/event-stream-parser.ts';
import { encodeComment, encodeEvent, encodeRetry } from './event-stream.ts';

function parse(...texts: string[]): EventStreamParser {
  const parser = new EventStreamParser();
  for (const text of texts) parser.feed(text);
  return parser;
}

const text = fc.string({
  unit: fc.oneof(fc.constantFrom('\r', '\n', '\r\n', ':', ' ', 'data', '\0'), fc.string()),
});
const singleLine = fc.string({ minLength: 1 }).map((line) => line.replaceAll(/[\r\n\0]/g, '_'));

describe('encodeEvent', () => {
  it('writes the fields in lines of their own and ends with an empty one', () => {
    expect(encodeEvent({ event: 'frame', id: '7', data: '{"seq":7}' })).toBe(
      'event: frame\nid: 7\ndata: {"seq":7}\n\n',
    );
  });

  it('leaves the id as it was where an event has none', () => {
    const first = encodeEvent({ event: 'frame', id: '7', data: 'a' });
    const { events } = parse(first, encodeEvent({ event: 'goodbye', data: 'b' }));
    expect(events.at(-1)).toEqual({ event: 'goodbye', id: '7', data: 'b' });
  });

  it('gives each line of the data a field, whichever way the lines are broken', () => {
    expect(encodeEvent({ event: 'e', id: '1', data: 'a\rb\nc\r\nd\n\n' })).toBe(
      'event: e\nid: 1\ndata: a\ndata: b\ndata: c\ndata: d\ndata: \ndata: \n\n',
    );
  });

  it('is read back by a parser as it was meant, with LF for every line break', () => {
    fc.assert(
      fc.property(singleLine, singleLine, text, (event, id, data) => {
        const { events } = parse(encodeEvent({ event, id, data }));
        expect(events).toEqual([{ event, id, data: data.replaceAll(/\r\n|\r/g, '\n') }]);
      }),
    );
  });

  it('keeps the space that data begin with', () => {
    expect(parse(encodeEvent({ event: 'e', id: '1', data: '  a' })).events[0]?.data).toBe('  a');
  });

  it.each([
    ['a name with LF', { event: 'a\ndata: b', id: '1', data: '' }],
    ['a name with CR', { event: 'a\rb', id: '1', data: '' }],
    ['an id with LF', { event: 'a', id: '1\n', data: '' }],
    ['an id with NUL', { event: 'a', id: '1\0', data: '' }],
  ])('refuses %s', (_what, event) => {
    expect(() => encodeEvent(event)).toThrow(RangeError);
  });
});

describe('encodeComment', () => {
  it('is no event, however many lines it has', () => {
    const { events, comments } = parse(encodeComment(''), encodeComment('a\r\ndata: b\n\nc'));
    expect(events).toEqual([]);
    expect(comments).toBe(5);
  });
});

describe('encodeRetry', () => {
  it('tells the time to wait, and is no event', () => {
    expect(parse(encodeRetry(1_000))).toMatchObject({ retryMs: 1_000, events: [] });
  });

  it.each([-1, 1.5, NaN, Infinity])('refuses %d', (retryMs) => {
    expect(() => encodeRetry(retryMs)).toThrow(RangeError);
  });
});
