/**
 * Holds everything that a lane handed over against the tape: the order, the quotes themselves, and the meter's books,
 * from the lane's first frame to its last, which takes its reader to a known place on the tape.
 */
import { LaneMeter } from '@tickrace/measure';
import type { TapeSection } from '@tickrace/protocol';
import { expect } from 'vitest';
import { laneTraits } from '../contract/lane-traits.ts';
import type { LiveServer } from '../contract/live-server.ts';
import type { Reader } from '../contract/reader.ts';

export async function audit(reader: Reader, server: LiveServer): Promise<void> {
  const { frames, arrivalsAtMs, lane } = reader;
  const first = frames[0]!;
  const tape = (await server.get(`/api/tape?since=${first.seq}&limit=20000`)) as TapeSection;
  const published = tape.quotes.filter(({ seq }) => seq <= reader.newestSeq);
  expect(published.length).toBe(reader.newestSeq - first.seq);

  expectOrder(reader);
  // A server that was restarted has published its tape anew, at the times that were due.
  const bySeq = new Map(published.map((quote) => [quote.seq, { ...quote, atMs: expect.any(Number) }]));
  const news = frames.slice(1).flatMap(({ quotes }) => quotes.filter(({ seq }) => seq > first.seq));
  for (const quote of news) expect(quote).toEqual(bySeq.get(quote.seq));

  const startAtMs = Math.min(...published.map(({ atMs }) => atMs)) - 1;
  const meter = new LaneMeter({ startAtMs });
  for (const quote of first.quotes) {
    meter.hold(quote.symbol, quote.rev, quote.last);
    meter.published({ ...quote, atMs: Math.min(quote.atMs, startAtMs) });
  }
  for (const quote of published) meter.published(quote);
  frames.slice(1).forEach(({ quotes }, at) => {
    for (const { symbol, rev } of quotes) meter.arrived(symbol, rev, arrivalsAtMs[at + 1]!);
  });
  meter.advanceTo(arrivalsAtMs.at(-1)!);
  const { quotes: books, clockViolations } = meter.read();
  expect(books.onTape, `${lane.name}: all that was published is in the books`).toBe(published.length);
  expect(books.delivered + books.missed, `${lane.name}: the books balance`).toBe(books.onTape);
  expect(books).toMatchObject({ pending: 0, dropped: 0 });
  expect(clockViolations).toBe(0);
  // Counted once each, however often they came.
  expect(books.delivered).toBe(new Set(news.map(({ seq }) => seq)).size);
  if (!laneTraits[lane.name].isLossless || frames.slice(1).some(({ conflated }) => conflated)) return;
  expect(books.missed, `${lane.name}: nothing is lost`).toBe(0);
  expect(news.length, `${lane.name}: nothing comes twice`).toBe(published.length);
}

function expectOrder({ frames, lane }: Reader): void {
  let heldSeq = 0;
  const revs = new Map<string, number>();
  for (const { seq, quotes } of frames) {
    expect(seq, `${lane.name}: seq rises`).toBeGreaterThan(heldSeq);
    for (const quote of quotes) {
      expect(quote.rev, `${lane.name}: no quote after a newer one`).toBeGreaterThanOrEqual(
        revs.get(quote.symbol) ?? 0,
      );
      revs.set(quote.symbol, quote.rev);
    }
    heldSeq = seq;
  }
}
