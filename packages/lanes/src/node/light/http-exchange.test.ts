import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutAnywhere } from '../../../test/cut-anywhere.ts';
import { headerIn } from './http-answers.ts';
import { HttpExchange } from './http-exchange.ts';

type Framing = 'length' | 'chunks' | 'empty';

function answer(framing: Framing, body: string): string {
  if (framing === 'empty') return 'HTTP/1.1 304 Not Modified\r\nETag: W/"1"\r\nContent-Length: 9\r\n\r\n';
  if (framing === 'length') return `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  const chunk = (text: string) => (text === '' ? '' : `${text.length.toString(16)}\r\n${text}\r\n`);
  const half = body.length >> 1;
  const chunks = chunk(body.slice(0, half)) + chunk(body.slice(half));
  return `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}0\r\nTrailer: 1\r\n\r\n`;
}

describe('HttpExchange', () => {
  it('hands over answer after answer, however they are framed and cut', () => {
    const exchanges = fc.array(
      fc.record({
        framing: fc.constantFrom<Framing>('length', 'chunks', 'empty'),
        body: fc.stringMatching(/^[\r\n0-9a-z]{0,60}$/),
      }),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(exchanges, fc.array(fc.nat(400)), (sent, cuts) => {
        const wire = sent.map(({ framing, body }) => answer(framing, body));
        const received: unknown[] = [];
        const exchange = new HttpExchange(
          () => undefined,
          ({ status, body, wireBytes }) => received.push([status, body.toString(), wireBytes]),
        );
        cutAnywhere(Buffer.from(wire.join('')), cuts, (piece) => exchange.take(piece));
        expect(received).toEqual(
          sent.map(({ framing, body }, index) => [
            framing === 'empty' ? 304 : 200,
            framing === 'empty' ? '' : body,
            wire[index]!.length,
          ]),
        );
      }),
    );
  });

  it('is asking until the answer is complete', () => {
    const asked: string[] = [];
    const exchange = new HttpExchange(
      (request) => asked.push(request),
      () => undefined,
    );
    exchange.ask('question');
    exchange.take(Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na'));
    expect([asked, exchange.isAsking]).toEqual([['question'], true]);
    exchange.take(Buffer.from('b'));
    expect(exchange.isAsking).toBe(false);
  });
});

it('A header is found by its name in whatever case, without the blanks around its value.', () => {
  const head = 'HTTP/1.1 200 OK\r\nX-ETag: no\r\nETag:  W/"a-7" \r\nDate: today';
  expect([headerIn(head, 'etag'), headerIn(head, 'age')]).toEqual(['W/"a-7"', undefined]);
});
