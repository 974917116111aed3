/**
 * A frame in 20 bytes and 40 for each quote, big-endian: exactly the frame, bit for bit, or none at all. What the
 * records cannot hold travels as JSON, so that who asked for binary frames takes both.
 *
 * | at | type | head |
 * |---:|------|------|
 * |  0 | u8   | version: 1 |
 * |  1 | u8   | flags: bit 0 is `conflated`, all others are 0 |
 * |  2 | u16  | number of quotes |
 * |  4 | f64  | `seq` |
 * | 12 | f64  | `sentAtMs` |
 *
 * | at | type | each quote |
 * |---:|------|------------|
 * |  0 | u16  | index of its symbol in the legend |
 * |  2 | u32  | the frame's `seq` less the quote's |
 * |  6 | u32  | `rev` |
 * | 10 | f64  | `atMs` |
 * | 18 | u32  | `bid` in ticks |
 * | 22 | u32  | `ask` in ticks |
 * | 26 | u32  | `last` in ticks |
 * | 30 | u32  | `size` |
 * | 34 | u48  | `volume`: upper 16 bits, then lower 32 |
 *
 * A price is ticks / n where the tick size is 1 / n for a whole number n, as those of markets nearly always are:
 * one division of whole numbers gives the double that is nearest to the decimal price. Else it is ticks × tick size.
 */
import { ProtocolError } from './codec.ts';
import type { Frame } from './frame.ts';
import type { Legend, Listing } from './legend.ts';
import type { Quote } from './quote.ts';

const VERSION = 1;
const CONFLATED = 1;
const HEAD_BYTES = 20;
const QUOTE_BYTES = 40;
const MOST_QUOTES = 0xffff;
const TWO_TO_32 = 2 ** 32;
const TWO_TO_48 = 2 ** 48;

/** The bytes of the frame; undefined where decoding them would not give exactly this frame. */
export function encodeBinaryFrame(frame: Frame, listing: Listing): Uint8Array | undefined {
  const { seq, sentAtMs, conflated, quotes, tapeId } = frame;
  if (quotes.length > MOST_QUOTES || tapeId !== undefined) return undefined;
  const bytes = new Uint8Array(HEAD_BYTES + quotes.length * QUOTE_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, VERSION);
  view.setUint8(1, conflated ? CONFLATED : 0);
  view.setUint16(2, quotes.length);
  view.setFloat64(4, seq);
  view.setFloat64(12, sentAtMs);
  let at = HEAD_BYTES;
  for (const quote of quotes) {
    const listed = listing.get(quote.symbol);
    if (listed === undefined) return undefined;
    const { rev, atMs, size, volume } = quote;
    const seqsBack = seq - quote.seq;
    const bid = ticksOf(quote.bid, listed.tickSize);
    const ask = ticksOf(quote.ask, listed.tickSize);
    const last = ticksOf(quote.last, listed.tickSize);
    if (bid === undefined || ask === undefined || last === undefined) return undefined;
    if (!isU32(seqsBack) || !isU32(rev) || !isU32(size) || !isU48(volume)) return undefined;
    view.setUint16(at, listed.index);
    view.setUint32(at + 2, seqsBack);
    view.setUint32(at + 6, rev);
    view.setFloat64(at + 10, atMs);
    view.setUint32(at + 18, bid);
    view.setUint32(at + 22, ask);
    view.setUint32(at + 26, last);
    view.setUint32(at + 30, size);
    view.setUint16(at + 34, volume / TWO_TO_32);
    view.setUint32(at + 36, volume);
    at += QUOTE_BYTES;
  }
  return bytes;
}

/**
 * What comes out fits FrameSchema. It is checked as it is read, since a check by the schema takes a hundred times as
 * long as all the rest.
 * @throws ProtocolError where the bytes are no frame whose symbols the legend names.
 */
export function decodeBinaryFrame(bytes: Uint8Array, legend: Legend): Frame {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  checkHead(view);
  const seq = view.getFloat64(4);
  const sentAtMs = view.getFloat64(12);
  if (!Number.isInteger(seq) || seq < 0) throw malformed(`has the seq ${seq}`);
  if (!Number.isFinite(sentAtMs)) throw malformed(`was sent at ${sentAtMs}`);
  const quotes: Quote[] = [];
  for (let at = HEAD_BYTES; at < view.byteLength; at += QUOTE_BYTES)
    quotes.push(quoteAt(view, at, { seq, legend }));
  return { seq, sentAtMs, conflated: view.getUint8(1) === CONFLATED, quotes };
}

/** @throws ProtocolError unless the message is of this version, and as long as its head says. */
function checkHead(view: DataView): void {
  if (view.byteLength < HEAD_BYTES) throw malformed(`is cut off after ${view.byteLength} bytes`);
  const version = view.getUint8(0);
  if (version !== VERSION) throw malformed(`is of version ${version}, not ${VERSION}`);
  const flags = view.getUint8(1);
  if ((flags & ~CONFLATED) !== 0) throw malformed(`has flags that are not known: ${flags}`);
  const length = view.getUint16(2);
  const expectedBytes = HEAD_BYTES + length * QUOTE_BYTES;
  if (view.byteLength !== expectedBytes)
    throw malformed(`has ${view.byteLength} bytes, but ${length} quotes take ${expectedBytes}`);
}

function quoteAt(view: DataView, at: number, frame: { seq: number; legend: Legend }): Quote {
  const index = view.getUint16(at);
  const listed = frame.legend.get(index);
  if (listed === undefined)
    throw malformed(`has a quote of a symbol that the legend does not name: ${index}`);
  const { symbol, tickSize } = listed;
  const seq = frame.seq - view.getUint32(at + 2);
  const rev = view.getUint32(at + 6);
  const atMs = view.getFloat64(at + 10);
  const bid = priceOf(view.getUint32(at + 18), tickSize);
  const ask = priceOf(view.getUint32(at + 22), tickSize);
  const last = priceOf(view.getUint32(at + 26), tickSize);
  const size = view.getUint32(at + 30);
  const volume = view.getUint16(at + 34) * TWO_TO_32 + view.getUint32(at + 36);
  const quote: Quote = { symbol, seq, rev, atMs, bid, ask, last, size, volume };
  const isQuote = seq >= 1 && rev >= 1 && Number.isFinite(atMs) && bid > 0 && ask > 0 && last > 0;
  if (!isQuote) throw malformed(`has a quote that cannot be: ${JSON.stringify(quote)}`);
  return quote;
}

function priceOf(ticks: number, tickSize: number): number {
  const ticksPerUnit = Math.round(1 / tickSize);
  return 1 / ticksPerUnit === tickSize ? ticks / ticksPerUnit : ticks * tickSize;
}

/** Undefined where the price is not that of a whole number of ticks below 2^32. */
function ticksOf(price: number, tickSize: number): number | undefined {
  const ticks = Math.round(price / tickSize);
  return isU32(ticks) && priceOf(ticks, tickSize) === price ? ticks : undefined;
}

function isU32(value: number): boolean {
  return value >>> 0 === value;
}

function isU48(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < TWO_TO_48;
}

function malformed(what: string): ProtocolError {
  return new ProtocolError(`The binary frame ${what}.`);
}
