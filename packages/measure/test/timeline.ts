/** A run written down in full, the figures that follow from it by definition, and the same run through a meter. */
import { LaneMeter } from '../src/lane-meter.ts';
import type { TapeQuote } from '../src/lane-meter.ts';

export interface Arrival {
  readonly symbol: string;
  readonly rev: number;
  readonly atMs: number;
}

export interface Timeline {
  readonly startAtMs: number;
  readonly endAtMs: number;
  readonly symbols: readonly string[];
  readonly quotes: readonly TapeQuote[];
  readonly arrivals: readonly Arrival[];
}

export interface TimelineFigures {
  readonly timesToVisibleMs: number[];
  readonly naiveLatenciesMs: number[];
  readonly delivered: number;
  readonly missed: number;
  readonly pending: number;
  readonly outOfDateFraction: number;
  readonly stalenessMeanMs: number;
  readonly stalenessMaxMs: number;
}

/**
 * Figures by definition, quote by quote rather than event by event: a quote is unseen from its publication until
 * the first arrival of its rev or a newer one, where an arrival takes effect no sooner than its own quote.
 */
export function figuresByDefinition(timeline: Timeline): TimelineFigures {
  const timesToVisibleMs: number[] = [];
  const naiveLatenciesMs: number[] = [];
  let [pending, outOfDateMs, stalenessMsMs, stalenessMaxMs] = [0, 0, 0, 0];
  for (const symbol of timeline.symbols) {
    const quotes = timeline.quotes.filter(
      (quote) => quote.symbol === symbol && quote.atMs <= timeline.endAtMs,
    );
    const visible = effectiveArrivals(timeline, symbol, quotes);
    let newestSeenAtMs = timeline.startAtMs;
    let next = 0;
    for (const quote of quotes) {
      while (next < visible.length && (visible[next]?.rev ?? 0) < quote.rev) next += 1;
      const arrival = visible[next];
      const seenAtMs = arrival?.atMs ?? timeline.endAtMs;
      if (arrival === undefined) pending += 1;
      else {
        timesToVisibleMs.push(seenAtMs - quote.atMs);
        if (arrival.rev === quote.rev) naiveLatenciesMs.push(seenAtMs - quote.atMs);
      }
      // While older quotes are unseen too, staleness is counted from those.
      const isOldestFromMs = Math.max(quote.atMs, newestSeenAtMs);
      if (seenAtMs > isOldestFromMs) {
        outOfDateMs += seenAtMs - isOldestFromMs;
        stalenessMsMs += ((seenAtMs - quote.atMs) ** 2 - (isOldestFromMs - quote.atMs) ** 2) / 2;
        stalenessMaxMs = Math.max(stalenessMaxMs, seenAtMs - quote.atMs);
      }
      newestSeenAtMs = Math.max(newestSeenAtMs, seenAtMs);
    }
  }
  const symbolMs = timeline.symbols.length * (timeline.endAtMs - timeline.startAtMs);
  return {
    timesToVisibleMs,
    naiveLatenciesMs,
    delivered: naiveLatenciesMs.length,
    missed: timesToVisibleMs.length - naiveLatenciesMs.length,
    pending,
    outOfDateFraction: outOfDateMs / symbolMs,
    stalenessMeanMs: stalenessMsMs / symbolMs,
    stalenessMaxMs,
  };
}

/** Mean |shown − market| by definition: every price shown against every price that the market had meanwhile. */
export function priceErrorByDefinition(timeline: Timeline): number {
  let [priceErrorBpsMs, pricedMs] = [0, 0];
  for (const symbol of timeline.symbols) {
    const quotes = timeline.quotes.filter(
      (quote) => quote.symbol === symbol && quote.atMs <= timeline.endAtMs,
    );
    const visible = effectiveArrivals(timeline, symbol, quotes);
    visible.forEach((arrival, index) => {
      const hiddenAtMs = visible[index + 1]?.atMs ?? timeline.endAtMs;
      const shown = quotes.find((quote) => quote.rev === arrival.rev)?.last ?? Number.NaN;
      quotes.forEach((quote, at) => {
        const supersededAtMs = quotes[at + 1]?.atMs ?? timeline.endAtMs;
        const overlapMs = Math.min(hiddenAtMs, supersededAtMs) - Math.max(arrival.atMs, quote.atMs);
        if (overlapMs <= 0) return;
        pricedMs += overlapMs;
        priceErrorBpsMs += (overlapMs * Math.abs(shown - quote.last) * 10_000) / quote.last;
      });
    });
  }
  return priceErrorBpsMs / pricedMs;
}

function effectiveArrivals(timeline: Timeline, symbol: string, quotes: readonly TapeQuote[]): Arrival[] {
  const visible: Arrival[] = [];
  const publishedAtMs = new Map(quotes.map((quote) => [quote.rev, quote.atMs]));
  for (const arrival of timeline.arrivals) {
    const before = visible.at(-1);
    if (arrival.symbol !== symbol || arrival.rev <= (before?.rev ?? 0)) continue;
    const atMs = Math.max(arrival.atMs, publishedAtMs.get(arrival.rev) ?? Infinity, before?.atMs ?? 0);
    if (atMs <= timeline.endAtMs) visible.push({ ...arrival, atMs });
  }
  return visible;
}

/** Feeds arrivals as they come and the tape in batches behind them, as a real reader of the tape does. */
export function meterTimeline(timeline: Timeline, batchMs: number): LaneMeter {
  const meter = new LaneMeter({ startAtMs: timeline.startAtMs });
  let [nextQuote, nextArrival] = [0, 0];
  for (let horizonMs = timeline.startAtMs; horizonMs < timeline.endAtMs;) {
    horizonMs = Math.min(horizonMs + batchMs, timeline.endAtMs);
    for (
      let arrival;
      (arrival = timeline.arrivals[nextArrival]) && arrival.atMs <= horizonMs;
      nextArrival += 1
    ) {
      meter.arrived(arrival.symbol, arrival.rev, arrival.atMs);
    }
    for (let quote; (quote = timeline.quotes[nextQuote]) && quote.atMs <= horizonMs; nextQuote += 1) {
      meter.published(quote);
    }
    meter.advanceTo(horizonMs);
  }
  return meter;
}

export function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
