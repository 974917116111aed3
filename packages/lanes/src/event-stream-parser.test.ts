import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventStreamParser, type StreamedEvent } from './event-stream-parser.ts';

/** What a parser says of a stream that arrives in pieces of these sizes, the last of them again and again. */
function parse(stream: Uint8Array | string, sizes: readonly number[] = [Infinity]): StreamedEvent[] {
  const bytes = typeof stream === 'string' ? new TextEncoder().encode(stream) : stream;
  const parser = new EventStreamParser();
  const events: StreamedEvent[] = [];
  for (let from = 0, piece = 0; from < bytes.length; piece += 1) {
    const to = Math.min(bytes.length, from + (sizes[piece] ?? sizes.at(-1)!));
    events.push(...parser.push(bytes.subarray(from, to)));
    from = to;
  }
  return events;
}

const message = (data: string, lastEventId = '', type = 'message') => ({ type, data, lastEventId });

describe('EventStreamParser', () => {
  // The examples of the standard, 9.2.6.
  it('joins the data of an event by line feeds', () => {
    expect(parse('data: YHOO\ndata: +2\ndata: 10\n\n')).toEqual([message('YHOO\n+2\n10')]);
  });

  it('drops comments, keeps the last id, forgets it where it is named empty, and takes away one space', () => {
    const stream =
      ': test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n';
    expect(parse(stream)).toEqual([
      message('first event', '1'),
      message('second event'),
      message(' third event'),
    ]);
  });

  it('dispatches empty data, but no event without any', () => {
    expect(parse('data\n\ndata\ndata\n\nevent: x\n\ndata:')).toEqual([message(''), message('\n')]);
  });

  it('names the type of one event only', () => {
    expect(parse('event: frame\ndata: 1\n\ndata: 2\n\n')).toEqual([message('1', '', 'frame'), message('2')]);
  });

  it('ignores unknown fields, times to retry, and ids with NUL', () => {
    expect(parse('retry: 10\nfoo: bar\nid: 7\nid: 8\0\ndata: 1\n\n')).toEqual([message('1', '7')]);
  });

  it('drops one byte order mark at the start', () => {
    expect(parse('\uFEFFdata: \uFEFF1\n\n')).toEqual([message('\uFEFF1')]);
  });

  it('hands over an event as soon as its empty line is there, even where that ends in half a CRLF', () => {
    const parser = new EventStreamParser();
    const push = (text: string) => parser.push(new TextEncoder().encode(text));
    expect(push('data: 1\r\n\r')).toEqual([message('1')]);
    expect(push('\ndata: 2\r\n')).toEqual([]);
    expect(push('\r\n')).toEqual([message('2')]);
  });

  it('reads back any events, whatever the line endings and wherever the bytes are cut', () => {
    const text = fc.string({ unit: 'binary' }).map((value) => value.replace(/[\r\n\0\uFEFF]/g, ''));
    const event = fc.record({
      type: text.filter((value) => value !== ''),
      lines: fc.array(text, { minLength: 1, maxLength: 3 }),
      id: text,
      comment: fc.option(text),
    });
    const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 });
    fc.assert(
      fc.property(fc.array(event), fc.constantFrom('\n', '\r', '\r\n'), sizes, (events, end, cuts) => {
        const stream = events.flatMap(({ type, lines, id, comment }) => [
          ...(comment === null ? [] : [`:${comment}`]),
          `event: ${type}`,
          `id: ${id}`,
          ...lines.map((line) => `data: ${line}`),
          '',
        ]);
        const expected = events.map(({ type, lines, id }) => message(lines.join('\n'), id, type));
        expect(parse(stream.map((line) => line + end).join(''), cuts)).toEqual(expected);
      }),
    );
  });
});
