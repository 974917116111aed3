import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBinaryFrame, encodeBinaryFrame } from './binary-frame.ts';
import { decode, ProtocolError } from './codec.ts';
import { FrameSchema, type Frame } from './frame.ts';
import { legendOf, listingOf } from './legend.ts';
import type { Quote } from './quote.ts';

const listing = listingOf([
  { symbol: 'KSTR', tickSize: 0.01 },
  { symbol: 'RIVA', tickSize: 0.05 },
]);
const legend = new Map(legendOf(listing, 'all').map((entry) => [entry.index, entry]));

/** The example of docs/binary-frames.md. */
const frame: Frame = {
  seq: 4_711,
  sentAtMs: 1_764_000_000_000.25,
  conflated: true,
  quotes: [
    {
      symbol: 'KSTR',
      seq: 4_709,
      rev: 97,
      atMs: 1_763_999_999_999.5,
      bid: 102.39,
      ask: 102.41,
      last: 102.4,
      size: 120,
      volume: 5_000_000_000,
    },
    {
      symbol: 'RIVA',
      seq: 4_711,
      rev: 31,
      atMs: 1_764_000_000_000,
      bid: 238.85,
      ask: 238.95,
      last: 238.95,
      size: 40,
      volume: 3_720,
    },
  ],
};

const GOLDEN = [
  '01 01 0002 40b2670000000000 4279ab697e800400',
  '0000 00000002 00000061 4279ab697e7ff800 000027ff 00002801 00002800 00000078 0001 2a05f200',
  '0001 00000000 0000001f 4279ab697e800000 000012a9 000012ab 000012ab 00000028 0000 00000e88',
].join(' ');

const hexOf = (bytes: Uint8Array | undefined) =>
  [...(bytes ?? [])].map((byte) => byte.toString(16).padStart(2, '0')).join('');
const bytesOf = (hex: string) =>
  Uint8Array.from(hex.replaceAll(' ', '').match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
const golden = bytesOf(GOLDEN);
const changed = (at: number, ...bytes: number[]) => {
  const copy = golden.slice();
  copy.set(bytes, at);
  return copy;
};
const withQuote = (more: Partial<Quote>): Frame => ({ ...frame, quotes: [{ ...frame.quotes[0]!, ...more }] });

describe('a binary frame', () => {
  it('has the bytes that its table says', () => {
    expect(hexOf(encodeBinaryFrame(frame, listing))).toBe(GOLDEN.replaceAll(' ', ''));
  });

  it('is read from the bytes that the table says, wherever they begin in their memory', () => {
    const memory = Uint8Array.of(9, 9, 9, ...golden, 9);
    expect(decodeBinaryFrame(memory.subarray(3, -1), legend)).toStrictEqual(frame);
  });

  it('may be without quotes', () => {
    const empty: Frame = { seq: 0, sentAtMs: 0, conflated: false, quotes: [] };
    expect(decodeBinaryFrame(encodeBinaryFrame(empty, listing)!, legend)).toStrictEqual(empty);
  });

  it('is exactly the frame that went in, to the last bit of each price and time', () => {
    fc.assert(
      fc.property(arbitraryListed(), ({ listed, sent }) => {
        const bytes = encodeBinaryFrame(sent, listingOf([listed]))!;
        expect(decodeBinaryFrame(bytes, new Map([[0, { index: 0, ...listed }]]))).toStrictEqual(sent);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each<[string, Frame]>([
    ['a bid off the tick grid', withQuote({ bid: 102.395 })],
    ['an ask that is one bit off the tick grid', withQuote({ ask: 102.41 * (1 + Number.EPSILON) })],
    ['a last price of 2^32 ticks', withQuote({ last: 2 ** 32 / 100 })],
    ['a symbol that is not listed', withQuote({ symbol: 'ALTA' })],
    ['a quote that is newer than the frame', withQuote({ seq: 4_712 })],
    ['a quote that is 2^32 older than the frame', { ...withQuote({ seq: 1 }), seq: 2 ** 32 + 1 }],
    ['a rev of 2^32', withQuote({ rev: 2 ** 32 })],
    ['a size of 2^32', withQuote({ size: 2 ** 32 })],
    ['half a share', withQuote({ size: 0.5 })],
    ['a volume of 2^48', withQuote({ volume: 2 ** 48 })],
    ['half a share of volume', withQuote({ volume: 0.5 })],
    ['a frame that names its tape', { ...frame, tapeId: 'one' }],
    ['65,536 quotes', { ...frame, quotes: Array<Quote>(65_536).fill(frame.quotes[0]!) }],
  ])('does not exist of %s', (_what, sent) => {
    expect(encodeBinaryFrame(sent, listing)).toBeUndefined();
  });

  it('holds the largest numbers that have room', () => {
    const sent = {
      ...withQuote({
        seq: Number.MAX_SAFE_INTEGER - (2 ** 32 - 1),
        rev: 2 ** 32 - 1,
        last: (2 ** 32 - 1) / 100,
        size: 2 ** 32 - 1,
        volume: 2 ** 48 - 1,
      }),
      seq: Number.MAX_SAFE_INTEGER,
    };
    expect(decodeBinaryFrame(encodeBinaryFrame(sent, listing)!, legend)).toStrictEqual(sent);
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['nothing at all', new Uint8Array(), /cut off after 0 bytes/],
    ['half a head', golden.subarray(0, 19), /cut off after 19 bytes/],
    ['half a quote', golden.subarray(0, 99), /99 bytes, but 2 quotes take 100/],
    ['a byte too many', Uint8Array.of(...golden, 0), /101 bytes, but 2 quotes take 100/],
    ['another version', changed(0, 2), /version 2, not 1/],
    ['an unknown flag', changed(1, 3), /flags that are not known: 3/],
    ['an index that the legend lacks', changed(21, 2), /legend does not name: 2/],
    ['a frame whose seq is below 0', changed(4, 0xc0), /has the seq -/],
    ['a quote whose seq is below 1', changed(22, 1), /cannot be: .*"seq":-/],
    ['a time that is no number', changed(12, 0xff, 0xff), /was sent at NaN/],
    ['a rev of 0', changed(26, 0, 0, 0, 0), /cannot be: .*"rev":0/],
    ['a price of 0', changed(38, 0, 0, 0, 0), /cannot be: .*"bid":0/],
  ])('is not read from %s', (_what, bytes, why) => {
    expect(() => decodeBinaryFrame(bytes, legend)).toThrow(ProtocolError);
    expect(() => decodeBinaryFrame(bytes, legend)).toThrow(why);
  });

  it('is read as what fits the schema of frames, or refused, whatever bytes are changed', () => {
    const anyByte = fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.nat(0xff));
    const anyChanges = fc.array(fc.tuple(fc.nat(golden.length - 1), anyByte), { maxLength: 4 });
    fc.assert(
      fc.property(anyChanges, (changes) => {
        const bytes = golden.slice();
        for (const [at, byte] of changes) bytes[at] = byte;
        let read: Frame;
        try {
          read = decodeBinaryFrame(bytes, legend);
        } catch (error) {
          return void expect(error).toBeInstanceOf(ProtocolError);
        }
        expect(() => decode(FrameSchema, read)).not.toThrow();
      }),
      { numRuns: 1_000 },
    );
  });
});

/** An instrument, and a frame of it with prices on its grid, made as markets and people make them. */
function arbitraryListed() {
  const u32 = fc.integer({ min: 1, max: 2 ** 32 - 1 });
  const ticksPerUnit = fc.oneof(
    fc.constantFrom(1, 2, 4, 20, 100, 200, 1_000),
    fc.integer({ min: 1, max: 1e6 }),
  );
  const anyTime = fc.double({ noNaN: true, noDefaultInfinity: true });
  const byDivision = ticksPerUnit.map((perUnit) => ({
    tickSize: 1 / perUnit,
    price: (ticks: number) => ticks / perUnit,
  }));
  const byDecimals = fc.integer({ min: 0, max: 6 }).map((decimals) => ({
    tickSize: Number(`1e-${decimals}`),
    price: (ticks: number) => Number(`${ticks}e-${decimals}`),
  }));
  const byWholeUnits = fc.integer({ min: 1, max: 1_000 }).map((tickSize) => ({
    tickSize,
    price: (ticks: number) => ticks * tickSize,
  }));
  return fc
    .record({
      grid: fc.oneof(byDivision, byDecimals, byWholeUnits),
      seq: fc.integer({ min: 2 ** 32, max: Number.MAX_SAFE_INTEGER }),
      sentAtMs: anyTime,
      conflated: fc.boolean(),
      records: fc.array(
        fc.record({
          seqsBack: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
          rev: u32,
          atMs: anyTime,
          bid: u32,
          ask: u32,
          last: u32,
          size: fc.nat(),
          volume: fc.integer({ min: 0, max: 2 ** 48 - 1 }),
        }),
        { maxLength: 5 },
      ),
    })
    .map(({ grid, seq, sentAtMs, conflated, records }) => ({
      listed: { symbol: 'KSTR', tickSize: grid.tickSize },
      sent: {
        seq,
        sentAtMs,
        conflated,
        quotes: records.map(({ seqsBack, rev, atMs, bid, ask, last, size, volume }) => ({
          symbol: 'KSTR',
          seq: seq - seqsBack,
          rev,
          atMs,
          bid: grid.price(bid),
          ask: grid.price(ask),
          last: grid.price(last),
          size,
          volume,
        })),
      },
    }));
}
