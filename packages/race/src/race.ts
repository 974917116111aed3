/** Runs lanes at once on one market and measures them against its tape, all by one clock. */
import { ClockSampler, Journal, type ClockReading, type LaneSurroundings } from '@tickrace/lanes';
import { ClockSync, type ClockEstimate } from '@tickrace/measure';
import type { Instrument, Network, Quote, Status, SymbolSelection, TapeSection } from '@tickrace/protocol';
import { Feed } from './feed.ts';
import { figuresOf, predictFor, type FeedFigures } from './figures.ts';
import { isSameChoice, type LaneChoice } from './lane-choice.ts';
import { Measurement } from './measurement.ts';
import { MeterApi } from './meter-api.ts';
import { PathRtt } from './path-rtt.ts';
import { watchForSleep } from './sleep-watch.ts';
import { Tasks } from './tasks.ts';

const RETRY_MS = 1_000;
const STATUS_INTERVAL_MS = 2_000;
/** Lanes start on the first reading of the clock, or after this long without one. */
const CLOCK_PATIENCE_MS = 2_000;
/** Measuring starts once the clock has been read this often, so that the best reading is a good one. */
const READINGS_TO_MEASURE = 8;

export interface RaceListener {
  /** A feed took in quotes newer than it held, at this time of the server's clock. */
  onQuotes?(feed: Feed, quotes: readonly Quote[], shownAtMs: number): void;
  /** The tape's next quotes, in order of seq. */
  onTape?(quotes: readonly Quote[]): void;
  /** The server has told how things stand. */
  onStatus?(status: Status): void;
  /** All that was known is of a market that is no more. */
  onReopened?(): void;
}

export interface RaceOptions {
  /** Where tape, clock and status are asked for. */
  origin: string;
  /** Where the lanes connect: the same, or the server's shaped port. */
  laneOrigin: string;
  /** Names this reader in the server's ledger of traffic. */
  reader: string;
  choices: readonly LaneChoice[];
  symbols: SymbolSelection;
  surroundings: LaneSurroundings;
  /** Whether the page is hidden, and its timers therefore throttled. */
  isHidden(): boolean;
  listener: RaceListener;
}

export class Race {
  instruments: readonly Instrument[] = [];
  status: Status | undefined;
  measurement: Measurement | undefined;
  /** Why measuring last began anew, in a sentence for the reader. */
  notice: string | undefined;
  readonly api: MeterApi;
  readonly #options: RaceOptions;
  readonly #tasks: Tasks;
  readonly #clock = new ClockSync();
  readonly #sampler: ClockSampler;
  readonly #newest = new Map<string, Quote>();
  #feeds: readonly Feed[] = [];
  #laneOrigin: string;
  #path: PathRtt;
  #readings = 0;
  #journal: Journal | undefined;
  #tapeId: string | undefined;
  #lanesStarted = false;

  constructor(options: RaceOptions) {
    this.#options = options;
    this.#laneOrigin = options.laneOrigin;
    this.api = new MeterApi(options.origin, options.reader, options.surroundings);
    this.#tasks = new Tasks(options.surroundings);
    this.#sampler = new ClockSampler({ ...options, onReading: (reading) => this.#readClock(reading) });
    this.#path = new PathRtt({ ...options, origin: options.laneOrigin });
    this.#feeds = options.choices.map((choice) => this.#createFeed(choice));
  }

  get feeds(): readonly Feed[] {
    return this.#feeds;
  }

  get laneOrigin(): string {
    return this.#laneOrigin;
  }

  get clock(): ClockEstimate | undefined {
    return this.#clock.estimate;
  }

  /** Epoch milliseconds of the server's clock, as well as it is known. */
  get serverNowMs(): number {
    return this.toServerMs(this.#options.surroundings.nowMs());
  }

  toServerMs(clientMs: number): number {
    return clientMs + (this.#clock.estimate?.offsetMs ?? 0);
  }

  start(): void {
    this.#sampler.start();
    this.#path.start();
    this.#tasks.after(CLOCK_PATIENCE_MS, () => this.#startLanes());
    this.#tasks.repeat(RETRY_MS, () => this.#loadInstruments(), () => this.instruments.length > 0); // prettier-ignore
    this.#tasks.repeat(STATUS_INTERVAL_MS, () => this.refreshStatus());
    watchForSleep(this.#options, this.#tasks, () =>
      this.resume('This machine was asleep, so measuring began anew.'),
    );
  }

  stop(): void {
    this.#tasks.stop();
    this.#sampler.stop();
    this.#path.stop();
    this.#journal?.stop();
    for (const feed of this.#feeds) feed.stop();
  }

  /** Runs these lanes from now on, keeping those that stay as they are; measuring begins anew for all of them. */
  choose(choices: readonly LaneChoice[], laneOrigin = this.#laneOrigin): void {
    const before = laneOrigin === this.#laneOrigin ? this.#feeds : [];
    if (laneOrigin !== this.#laneOrigin) {
      this.#laneOrigin = laneOrigin;
      this.#path.stop();
      this.#path = new PathRtt({ ...this.#options, origin: laneOrigin });
      this.#path.start();
    }
    const feeds = choices.map(
      (choice) => before.find((feed) => isSameChoice(feed.choice, choice)) ?? this.#createFeed(choice),
    );
    for (const feed of this.#feeds) if (!feeds.includes(feed)) feed.stop();
    this.#feeds = feeds;
    if (this.#lanesStarted) for (const feed of feeds) feed.start();
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
  resume(notice: string | undefined): void {
    this.#clock.reset();
    this.#readings = 0;
    this.#sampler.restart();
    this.#path.restart();
    this.measureAnew(notice);
  }

  /** Asks the server how things stand, for itself and for this reader's traffic. */
  async refreshStatus(): Promise<void> {
    const { measurement } = this;
    const before = this.status?.network;
    this.status = await this.api.status();
    measurement?.observe(this.status);
    const { network } = this.status;
    const isShaped = this.#laneOrigin !== this.#options.origin;
    if (isShaped && before !== undefined && !isSameNetwork(before, network)) {
      this.#path.restart();
      this.measureAnew('The network changed, so measuring began anew.');
    }
    this.#options.listener.onStatus?.(this.status);
  }

  /** Undefined while nothing is measured. */
  figuresOf(feed: Feed): FeedFigures | undefined {
    const { measurement } = this;
    if (measurement === undefined) return undefined;
    return figuresOf(feed, { measurement, symbols: this.#symbols, ...this.#pathConditions });
  }

  /** Mean staleness of one symbol's price that theory predicts for a feed, in milliseconds. */
  predictedStalenessMs(feed: Feed, symbol: string): number | undefined {
    const rates = this.measurement?.ratesPerSecond([symbol]);
    return rates && predictFor(feed, this.#pathConditions, rates).stalenessMs.mean;
  }

  /** Mean round trip of a small message on the lanes' path, in milliseconds: predictions rest on it. */
  get pathRttMs(): number {
    return this.#path.medianMs ?? this.clock?.rttMs ?? 0;
  }

  /** What the lanes' path and the server add to every prediction. */
  get #pathConditions(): { pathRttMs: number; flushIntervalMs: number } {
    return {
      pathRttMs: this.pathRttMs,
      flushIntervalMs: this.measurement?.flushIntervalMs ?? this.status?.flushIntervalMs ?? 0,
    };
  }

  get #symbols(): readonly string[] {
    const { symbols } = this.#options;
    return symbols === 'all' ? this.instruments.map(({ symbol }) => symbol) : symbols;
  }

  #createFeed(choice: LaneChoice): Feed {
    const { symbols, reader, surroundings } = this.#options;
    return new Feed({
      origin: this.#laneOrigin,
      symbols,
      reader,
      surroundings,
      choice,
      listener: {
        onQuotes: (feed, quotes, receivedAtMs) => this.#take(feed, quotes, receivedAtMs),
        onReopened: (_feed, tapeId) => this.#changeTape(tapeId),
      },
    });
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
    for (const feed of this.#feeds) feed.start();
  }

  #take(feed: Feed, quotes: readonly Quote[], receivedAtMs: number): void {
    const shownAtMs = this.toServerMs(receivedAtMs);
    this.#record(quotes);
    this.#options.listener.onQuotes?.(feed, quotes, shownAtMs);
    this.measurement?.arrived(feed, quotes, shownAtMs);
    this.#measureWhenReady();
  }

  #record(quotes: readonly Quote[]): void {
    for (const quote of quotes) {
      if ((this.#newest.get(quote.symbol)?.rev ?? 0) < quote.rev) this.#newest.set(quote.symbol, quote);
    }
  }

  #changeTape(tapeId: string): void {
    if (tapeId === this.#tapeId) return;
    const reopened = this.#tapeId !== undefined;
    this.#tapeId = tapeId;
    this.#journal?.stop();
    this.#journal = undefined;
    this.#newest.clear();
    if (reopened) this.#options.listener.onReopened?.();
    this.measureAnew(reopened ? 'The market opened anew, so measuring began anew.' : undefined);
  }

  #measureWhenReady(): void {
    const tapeId = this.#tapeId;
    if (this.measurement !== undefined || tapeId === undefined || this.#feeds.length === 0) return;
    if (this.#readings < READINGS_TO_MEASURE || !this.#path.isKnown) return;
    if (this.#feeds.some((feed) => feed.tapeId !== tapeId)) return;
    this.measurement = new Measurement(this.#feeds, this.#newest, this.serverNowMs);
    // The traffic of the stretch is counted from here; a failed request shows in the lanes' states.
    this.refreshStatus().catch(() => undefined);
    if (this.#journal === undefined) this.#followTape(tapeId);
  }

  #followTape(tapeId: string): void {
    const sinceSeq = Math.max(0, ...[...this.#newest.values()].map(({ seq }) => seq));
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
    this.#record(section.quotes);
    this.#options.listener.onTape?.(section.quotes);
    const { symbols } = this.#options;
    const watched =
      symbols === 'all' ? section.quotes : section.quotes.filter(({ symbol }) => symbols.includes(symbol));
    this.measurement?.settle({ ...section, quotes: watched });
  }

  async #loadInstruments(): Promise<void> {
    this.instruments = await this.api.instruments();
  }
}

function isSameNetwork(one: Network, other: Network | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
