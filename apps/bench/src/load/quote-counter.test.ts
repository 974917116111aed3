import { expect, test, vi } from 'vitest';
import { QuoteCounter } from './quote-counter.ts';

function frame(seq: number, quotes: number): Buffer {
  const sentAtMs = 1_700_000_000_000 + seq;
  const list = Array.from({ length: quotes }, (_, at) => ({ symbol: 'ALTA', seq: seq + at, rev: at + 1 }));
  return Buffer.from(JSON.stringify({ seq, sentAtMs, conflated: false, quotes: list }));
}

test('Every message has as many quotes as it holds, however often it comes.', () => {
  const counter = new QuoteCounter();
  for (const quotes of [0, 1, 25, 1, 25, 0]) expect(counter.quotesIn(frame(quotes, quotes))).toBe(quotes);
});

test('A message that comes again is not looked through again.', () => {
  const counter = new QuoteCounter();
  const message = frame(1, 3);
  counter.quotesIn(message);
  const indexOf = vi.spyOn(message, 'indexOf');
  expect(counter.quotesIn(message)).toBe(3);
  expect(indexOf).not.toHaveBeenCalled();
});

test('Messages that begin alike are told apart by their length.', () => {
  const counter = new QuoteCounter();
  const beginning = '{"seq":1,"quotes":['.padEnd(200);
  expect(counter.quotesIn(Buffer.from(`${beginning}{"rev":1}]}`))).toBe(1);
  expect(counter.quotesIn(Buffer.from(`${beginning}{"rev":1},{"rev":2}]}`))).toBe(2);
});

test('What is remembered is bounded: a message of long ago is looked through again.', () => {
  const counter = new QuoteCounter();
  const first = frame(1, 2);
  counter.quotesIn(first);
  for (let seq = 2; seq < 2_000; seq += 1) counter.quotesIn(frame(seq, 1));
  const indexOf = vi.spyOn(first, 'indexOf');
  expect(counter.quotesIn(first)).toBe(2);
  expect(indexOf).toHaveBeenCalled();
});
