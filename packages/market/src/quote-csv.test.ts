import { expect, it } from 'vitest';
import { CSV_HEADER, csvLine } from './quote-csv.ts';

it('writes a quote in the order of the header', () => {
  const quote = {
    symbol: 'KSTR',
    seq: 9,
    rev: 2,
    marketMs: 1_234.567,
    bid: 102.2,
    ask: 102.25,
    last: 102.2,
    size: 120,
    volume: 340,
  };
  expect(CSV_HEADER).toBe('seq,symbol,rev,marketMs,bid,ask,last,size,volume\n');
  expect(csvLine(quote)).toBe('9,KSTR,2,1234.567,102.2,102.25,102.2,120,340\n');
});
