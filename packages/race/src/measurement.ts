/** One stretch of measuring: what the feeds knew, and when, against the tape, from one moment on. */
import { LaneMeter, type LaneFigures } from '@tickrace/measure';
import type { Frame, LaneName, Quote, Status, TapeSection, Traffic } from '@tickrace/protocol';
import type { Feed } from './feed.ts';

export class Measurement {
  /** Server's epoch milliseconds; quotes published before it do not count. */
  readonly startAtMs: number;
  readonly #meters: ReadonlyMap<Feed, LaneMeter>;
  readonly #quotesBySymbol = new Map<string, number>();
  #settledToMs: number;
  #firstStatus: Status | undefined;
  #lastStatus: Status | undefined;

  /** Begins with what the market and each feed show at that moment; `newest` is the market's quote of each symbol. */
  constructor(feeds: readonly Feed[], newest: ReadonlyMap<string, Quote>, startAtMs: number) {
    this.startAtMs = startAtMs;
    this.#settledToMs = startAtMs;
    this.#meters = new Map(feeds.map((feed) => [feed, meterOf(feed, newest, startAtMs)]));
  }

  /** `atMs` is the server's clock. */
  arrived(feed: Feed, frame: Frame, atMs: number): void {
    const meter = this.#meters.get(feed);
    if (meter === undefined) return;
    for (const { symbol, rev } of frame.quotes) meter.arrived(symbol, rev, atMs);
  }

  /** Takes the tape's next quotes; arrivals up to their time must have been reported. */
  settle(section: TapeSection): void {
    for (const quote of section.quotes) {
      if (quote.atMs >= this.startAtMs) {
        this.#quotesBySymbol.set(quote.symbol, (this.#quotesBySymbol.get(quote.symbol) ?? 0) + 1);
      }
    }
    for (const meter of this.#meters.values()) {
      for (const quote of section.quotes) meter.published(quote);
      meter.advanceTo(section.completeToMs);
    }
    this.#settledToMs = Math.max(this.#settledToMs, section.completeToMs);
  }

  /** Takes what the server says of this reader's traffic so far. */
  observe(status: Status): void {
    this.#firstStatus ??= status;
    this.#lastStatus = status;
  }

  /** A lane's traffic between the first and the last status of this stretch, and the milliseconds between them. */
  trafficOf(lane: LaneName): (Traffic & { durationMs: number }) | undefined {
    const first = this.#firstStatus;
    const last = this.#lastStatus;
    const lastTraffic = last?.traffic[lane];
    if (first === undefined || last === undefined || lastTraffic === undefined || first === last)
      return undefined;
    const since = (count: keyof Traffic) => lastTraffic[count] - (first.traffic[lane]?.[count] ?? 0);
    return {
      requests: since('requests'),
      emptyResponses: since('emptyResponses'),
      wireBytesIn: since('wireBytesIn'),
      wireBytesOut: since('wireBytesOut'),
      durationMs: last.serverNowMs - first.serverNowMs,
    };
  }

  /** Milliseconds for which the figures hold. */
  get settledMs(): number {
    return this.#settledToMs - this.startAtMs;
  }

  figuresOf(feed: Feed): LaneFigures | undefined {
    return this.#meters.get(feed)?.read();
  }

  /** Shares of the times to visible in logarithmic bins from `fromMs` to `toMs`. */
  binsOf(feed: Feed, fromMs: number, toMs: number, bins: number): readonly number[] {
    return this.#meters.get(feed)?.timeToVisible.logBins(fromMs, toMs, bins) ?? [];
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
