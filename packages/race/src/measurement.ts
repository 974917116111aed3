/** One stretch of measuring: what the feeds knew, and when, against the tape, from one moment on. */
import { Distribution, LaneMeter, type LaneFigures } from '@tickrace/measure';
import type { LaneCounters } from '@tickrace/lanes';
import type { Quote, Status, TapeSection, Traffic } from '@tickrace/protocol';
import type { Feed } from './feed.ts';

/** What a lane cost in a stretch of time: by the server's count, and by the client's where only that knows. */
export interface Cost extends Traffic {
  frames: number;
  reconnects: number;
  skippedPolls: number;
  durationMs: number;
  /** CPU that the server spent on the lane, for all of its readers; undefined where it does not tell. */
  serverCpuMs: number | undefined;
}

interface Entry {
  meter: LaneMeter;
  countersAtStart: LaneCounters;
}

export class Measurement {
  /** Server's epoch milliseconds; quotes published before it do not count. */
  readonly startAtMs: number;
  readonly #entries: ReadonlyMap<Feed, Entry>;
  readonly #quotesBySymbol = new Map<string, number>();
  #settledToMs: number;
  #finishAtMs = Infinity;
  #firstStatus: Status | undefined;
  #lastStatus: Status | undefined;
  #statuses = 0;
  #flushIntervalsMs = 0;

  /** Begins with what the market and each feed show at that moment; `newest` is the market's quote of each symbol. */
  constructor(feeds: readonly Feed[], newest: ReadonlyMap<string, Quote>, startAtMs: number) {
    this.startAtMs = startAtMs;
    this.#settledToMs = startAtMs;
    this.#entries = new Map(
      feeds.map((feed) => [
        feed,
        { meter: meterOf(feed, newest, startAtMs), countersAtStart: { ...feed.counters } },
      ]),
    );
  }

  /** Quotes on the tape within the stretch, as far as it is settled. */
  get quotes(): number {
    let quotes = 0;
    for (const count of this.#quotesBySymbol.values()) quotes += count;
    return quotes;
  }

  /** Milliseconds for which the figures hold. */
  get settledMs(): number {
    return Math.min(this.#settledToMs, this.#finishAtMs) - this.startAtMs;
  }

  /** Whether nothing is open any more after `finish`: every quote until then is visible to every feed. */
  get isComplete(): boolean {
    if (this.#settledToMs < this.#finishAtMs) return false;
    return [...this.#entries.values()].every(({ meter }) => meter.read().quotes.pending === 0);
  }

  /** `atMs` is the server's clock. */
  arrived(feed: Feed, quotes: readonly Quote[], atMs: number): void {
    const meter = this.#entries.get(feed)?.meter;
    if (meter === undefined) return;
    for (const { symbol, rev } of quotes) meter.arrived(symbol, rev, atMs);
  }

  /** Takes the tape's next quotes; arrivals up to their time must have been reported. */
  settle(section: TapeSection): void {
    for (const { symbol, atMs } of section.quotes) {
      if (atMs <= this.startAtMs || atMs > this.#finishAtMs) continue;
      this.#quotesBySymbol.set(symbol, (this.#quotesBySymbol.get(symbol) ?? 0) + 1);
    }
    for (const { meter } of this.#entries.values()) {
      for (const quote of section.quotes) meter.published(quote);
      meter.advanceTo(section.completeToMs);
    }
    this.#settledToMs = Math.max(this.#settledToMs, section.completeToMs);
  }

  /** Quotes published later than this, on the server's clock, do not count; it must not be settled yet. */
  finish(atMs: number): void {
    this.#finishAtMs = atMs;
    for (const { meter } of this.#entries.values()) meter.finish(atMs);
  }

  /** Takes what the server says of this reader's traffic so far. */
  observe(status: Status): void {
    this.#firstStatus ??= status;
    this.#lastStatus = status;
    this.#statuses += 1;
    this.#flushIntervalsMs += status.flushIntervalMs;
  }

  /** W over this stretch: the mean of what the server has told at regular intervals; undefined before it told any. */
  get flushIntervalMs(): number | undefined {
    return this.#statuses === 0 ? undefined : this.#flushIntervalsMs / this.#statuses;
  }

  figuresOf(feed: Feed): LaneFigures | undefined {
    return this.#entries.get(feed)?.meter.read();
  }

  /** A lane's cost between the first and the last status of this stretch; undefined before there are two. */
  costOf(feed: Feed): Cost | undefined {
    const entry = this.#entries.get(feed);
    const first = this.#firstStatus;
    const last = this.#lastStatus;
    if (entry === undefined || first === undefined || last === undefined || first === last) return undefined;
    const key = feed.trafficKey;
    const within = (count: keyof Traffic) =>
      (last.traffic[key]?.[count] ?? 0) - (first.traffic[key]?.[count] ?? 0);
    const counted = (count: keyof LaneCounters) => feed.counters[count] - entry.countersAtStart[count];
    return {
      requests: within('requests'),
      emptyResponses: within('emptyResponses'),
      wireBytesIn: within('wireBytesIn'),
      wireBytesOut: within('wireBytesOut'),
      frames: counted('frames'),
      reconnects: counted('reconnects'),
      skippedPolls: counted('skippedPolls'),
      durationMs: last.serverNowMs - first.serverNowMs,
      serverCpuMs: last.laneCpuMs && (last.laneCpuMs[key] ?? 0) - (first.laneCpuMs?.[key] ?? 0),
    };
  }

  /** Times to visible of all feeds together. */
  get timeToVisible(): Distribution {
    const all = new Distribution();
    for (const { meter } of this.#entries.values()) all.merge(meter.timeToVisible);
    return all;
  }

  /** Shares of the times to visible in logarithmic bins from `fromMs` to `toMs`. */
  binsOf(feed: Feed, fromMs: number, toMs: number, bins: number): readonly number[] {
    return this.#entries.get(feed)?.meter.timeToVisible.logBins(fromMs, toMs, bins) ?? [];
  }

  /** Quotes per second of each of the `symbols`, as they were in this stretch. */
  ratesPerSecond(symbols: readonly string[]): readonly number[] {
    const seconds = this.settledMs / 1_000;
    return symbols.map((symbol) => (seconds > 0 ? (this.#quotesBySymbol.get(symbol) ?? 0) / seconds : 0));
  }
}

function meterOf(feed: Feed, newest: ReadonlyMap<string, Quote>, startAtMs: number): LaneMeter {
  const meter = new LaneMeter({ startAtMs });
  for (const quote of newest.values()) meter.published({ ...quote, atMs: Math.min(quote.atMs, startAtMs) });
  for (const { symbol, rev, last } of feed.held.values()) meter.hold(symbol, rev, last);
  return meter;
}
