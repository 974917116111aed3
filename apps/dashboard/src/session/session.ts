/** Everything between the page and the server: both feeds, the clock, the tape and the measuring, without any view. */
import {
  ClockSampler,
  Journal,
  type AvailableLane,
  type ClockReading,
  type LaneSurroundings,
} from '@tickrace/lanes';
import { ClockSync, type ClockEstimate } from '@tickrace/measure';
import type { Closes, Frame, Instrument, Status, TapeSection } from '@tickrace/protocol';
import { connectionOf, type Connection } from './connection.ts';
import { Feed } from './feed.ts';
import { MarketRecord } from './market-record.ts';
import { Measurement } from './measurement.ts';
import { ServerApi } from './server-api.ts';

const RETRY_MS = 1_000;
const STATUS_INTERVAL_MS = 2_000;
/** Lanes start on the first reading of the clock, or after this long without one. */
const CLOCK_PATIENCE_MS = 2_000;
/** A second that took this long means that the machine slept or the page was frozen. */
const SLEPT_AFTER_MS = 5_000;
/** Measuring starts once the clock has been read this often, so that the best reading is a good one. */
const READINGS_TO_MEASURE = 8;

/** Sparklines: so many closing prices, so far apart. */
const SPARK_POINTS = 30;
const SPARK_INTERVAL_MS = 10_000;

export interface SessionOptions {
  origin: string;
  reader: string;
  pollIntervalMs: number;
  surroundings: LaneSurroundings;
  /** Whether the page is hidden, and its timers therefore throttled. */
  isHidden(): boolean;
}

export class Session {
  readonly market = new MarketRecord();
  instruments: readonly Instrument[] = [];
  closes: Closes | undefined;
  status: Status | undefined;
  measurement: Measurement | undefined;
  /** Why measuring last began anew, in a sentence for the reader. */
  notice: string | undefined;
  poll: Feed;
  readonly push: Feed;
  readonly #options: SessionOptions;
  readonly #api: ServerApi;
  readonly #clock = new ClockSync();
  readonly #sampler: ClockSampler;
  #readings = 0;
  #journal: Journal | undefined;
  #tapeId: string | undefined;
  #lastTickAtMs: number;
  #lanesStarted = false;
  #stopped = false;
  readonly #cancels = new Set<() => void>();

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#api = new ServerApi(options.origin, options.reader, options.surroundings);
    this.#lastTickAtMs = options.surroundings.nowMs();
    this.#sampler = new ClockSampler({ ...options, onReading: (reading) => this.#readClock(reading) });
    this.poll = this.#createFeed('short-poll', options.pollIntervalMs);
    this.push = this.#createFeed('socket-io', 0);
  }

  start(): void {
    this.#sampler.start();
    this.#after(CLOCK_PATIENCE_MS, () => this.#startLanes());
    this.#repeat(RETRY_MS, () => this.#loadInstruments(), () => this.instruments.length > 0); // prettier-ignore
    this.#repeat(STATUS_INTERVAL_MS, () => this.#loadStatus());
    this.#repeat(SPARK_INTERVAL_MS, () => this.#loadCloses());
    this.#tick();
  }

  stop(): void {
    this.#stopped = true;
    for (const cancel of this.#cancels) cancel();
    this.#sampler.stop();
    this.#journal?.stop();
    this.poll.stop();
    this.push.stop();
  }

  get clock(): ClockEstimate | undefined {
    return this.#clock.estimate;
  }

  /** Epoch milliseconds of the server's clock, as well as it is known. */
  get serverNowMs(): number {
    return this.#toServerMs(this.#options.surroundings.nowMs());
  }

  /** Where the charts' time axis ends: the present, or where prices stopped coming while the page is cut off. */
  get chartNowMs(): number {
    const { connection } = this;
    const stopped = connection.kind === 'reconnecting' || connection.kind === 'gone';
    return stopped ? this.#toServerMs(connection.sinceMs) : this.serverNowMs;
  }

  /** Market milliseconds since the market opened; undefined until the server has told of it. */
  get marketMs(): number | undefined {
    if (this.status === undefined) return undefined;
    const { speed, openedAtMs } = this.status.market;
    return (this.serverNowMs - openedAtMs) * speed;
  }

  get connection(): Connection {
    return connectionOf({
      nowMs: this.#options.surroundings.nowMs(),
      push: this.push.state,
      poll: this.poll.state,
      lastNewsAtMs: this.poll.lastNewsAtMs,
      pushNewsAtMs: this.push.lastNewsAtMs,
      quotesPerSecond: this.status?.market.quotesPerSecond ?? 0,
    });
  }

  /** Asks at another interval from now on; measuring begins anew, for both lanes, so that they stay comparable. */
  setPollInterval(intervalMs: number): void {
    if (intervalMs === this.poll.intervalMs) return;
    this.poll.stop();
    this.poll = this.#createFeed('short-poll', intervalMs);
    if (this.#lanesStarted) this.poll.start();
    this.measureAnew(undefined);
  }

  /** What was measured so far is discarded; measuring goes on as soon as all that it needs is there. */
  measureAnew(notice: string | undefined): void {
    this.measurement = undefined;
    this.notice = notice;
    this.#measureWhenReady();
  }

  dismissNotice(): void {
    this.notice = undefined;
  }

  /** After a sleep or a hidden tab, neither the clock nor what was measured across the gap can be trusted. */
  resume(notice: string): void {
    this.#clock.reset();
    this.#readings = 0;
    this.#sampler.restart();
    this.measureAnew(notice);
  }

  /** Puts the last minute before the page was opened in front of what the market's trail of a symbol holds. */
  async loadHistory(symbol: string): Promise<void> {
    const { candles, intervalMs } = await this.#api.candles(symbol);
    const steps = candles.map(({ atMs, close }) => ({ atMs: atMs + intervalMs, price: close }));
    this.market.trailOf(symbol).precede(steps);
  }

  #createFeed(lane: AvailableLane, intervalMs: number): Feed {
    return new Feed({
      ...this.#options,
      lane,
      intervalMs,
      symbols: 'all',
      toServerMs: (clientMs) => this.#toServerMs(clientMs),
      listener: {
        onFrame: (feed, frame, receivedAtMs) => this.#take(feed, frame, receivedAtMs),
        onReopened: (_feed, tapeId) => this.#changeTape(tapeId),
      },
    });
  }

  #toServerMs(clientMs: number): number {
    return clientMs + (this.#clock.estimate?.offsetMs ?? 0);
  }

  #readClock(reading: ClockReading): void {
    this.#clock.add(reading);
    this.#readings += 1;
    this.#startLanes();
    this.#measureWhenReady();
  }

  #startLanes(): void {
    if (this.#lanesStarted) return;
    this.#lanesStarted = true;
    this.push.start();
    this.poll.start();
  }

  #take(feed: Feed, frame: Frame, receivedAtMs: number): void {
    this.market.add(frame.quotes);
    this.measurement?.arrived(feed, frame, this.#toServerMs(receivedAtMs));
    this.#measureWhenReady();
  }

  #changeTape(tapeId: string): void {
    if (tapeId === this.#tapeId) return;
    const reopened = this.#tapeId !== undefined;
    this.#tapeId = tapeId;
    this.#journal?.stop();
    this.#journal = undefined;
    if (reopened) this.market.clear();
    this.measureAnew(reopened ? 'The market opened anew, so measuring began anew.' : undefined);
  }

  #measureWhenReady(): void {
    if (this.measurement !== undefined || this.#tapeId === undefined) return;
    if (this.#readings < READINGS_TO_MEASURE) return;
    if (this.poll.tapeId !== this.#tapeId || this.push.tapeId !== this.#tapeId) return;
    this.measurement = new Measurement([this.poll, this.push], this.market.newest, this.serverNowMs);
    if (this.#journal === undefined) this.#followTape(this.#tapeId);
  }

  #followTape(tapeId: string): void {
    const sinceSeq = Math.max(0, ...[...this.push.held.values()].map(({ seq }) => seq));
    const { origin, reader, surroundings } = this.#options;
    this.#journal = new Journal({
      origin,
      reader,
      surroundings,
      tapeId,
      sinceSeq,
      listener: {
        onSection: (section) => this.#settle(section),
        onLost: () => {
          this.#journal = undefined;
          this.measureAnew('The tape no longer reached back to what was measured, so measuring began anew.');
        },
      },
    });
    this.#journal.start();
  }

  #settle(section: TapeSection): void {
    this.market.add(section.quotes);
    this.measurement?.settle(section);
  }

  async #loadInstruments(): Promise<void> {
    this.instruments = await this.#api.instruments();
  }

  async #loadStatus(): Promise<void> {
    this.status = await this.#api.status();
    this.measurement?.observe(this.status);
  }

  async #loadCloses(): Promise<void> {
    this.closes = await this.#api.closes(SPARK_INTERVAL_MS, SPARK_POINTS);
  }

  /** Notices that the machine slept: a timer that should come every second came late. */
  #tick(): void {
    const { nowMs } = this.#options.surroundings;
    const sinceLastMs = nowMs() - this.#lastTickAtMs;
    this.#lastTickAtMs = nowMs();
    if (sinceLastMs > SLEPT_AFTER_MS && !this.#options.isHidden()) {
      this.resume('This page was asleep, so measuring began anew.');
    }
    this.#after(1_000, () => this.#tick());
  }

  /** Does the work now and again `intervalMs` after it ended, failed or not, until it is done. */
  #repeat(intervalMs: number, work: () => Promise<void>, done = () => false): void {
    const again = () => {
      if (!this.#stopped && !done()) this.#after(intervalMs, () => this.#repeat(intervalMs, work, done));
    };
    // A failed request shows in the lanes' states; here it is only tried again.
    work().then(again, again);
  }

  #after(delayMs: number, callback: () => void): void {
    const cancel = this.#options.surroundings.after(delayMs, () => {
      this.#cancels.delete(cancel);
      callback();
    });
    this.#cancels.add(cancel);
  }
}
