/** Everything between the page and the server: the race, and what the views need to know besides; without any view. */
import type { LaneSurroundings } from '@tickrace/lanes';
import {
  CandlesSchema,
  ClosesSchema,
  decode,
  NetworkSchema,
  type Closes,
  type NetworkName,
  type Quote,
} from '@tickrace/protocol';
import { Race, Tasks, type Feed, type LaneChoice } from '@tickrace/race';
import { connectionOf, type Connection } from './connection.ts';
import { MarketRecord } from './market-record.ts';
import { isTold } from './lane-kind.ts';
import { Trails } from './trails.ts';

/** Sparklines: so many closing prices, so far apart. */
const SPARK_POINTS = 30;
const SPARK_INTERVAL_MS = 10_000;

export interface SessionOptions {
  origin: string;
  /** Whether the lanes start on the server's shaped port. */
  shaped: boolean;
  reader: string;
  choices: readonly LaneChoice[];
  surroundings: LaneSurroundings;
  /** Whether the page is hidden, and its timers therefore throttled. */
  isHidden(): boolean;
}

export class Session {
  readonly market = new MarketRecord();
  readonly race: Race;
  closes: Closes | undefined;
  readonly #options: SessionOptions;
  readonly #tasks: Tasks;
  readonly #shown = new WeakMap<Feed, Trails>();
  #shaped: boolean;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#tasks = new Tasks(options.surroundings);
    this.#shaped = options.shaped;
    this.race = new Race({
      ...options,
      laneOrigin: options.origin,
      symbols: 'all',
      listener: {
        onQuotes: (feed, quotes, shownAtMs) => this.#show(feed, quotes, shownAtMs),
        onTape: (quotes) => this.market.add(quotes),
        onReopened: () => this.market.clear(),
        onStatus: () => this.#follow(),
      },
    });
  }

  start(): void {
    // Where the shaped port is, only the server can tell; without an answer the lanes start where the page came from.
    const located = this.#shaped ? this.race.refreshStatus().catch(() => undefined) : Promise.resolve();
    void located.then(() => this.race.start());
    this.#tasks.repeat(SPARK_INTERVAL_MS, () => this.#loadCloses());
  }

  stop(): void {
    this.#tasks.stop();
    this.race.stop();
  }

  /** What a feed would have shown of a symbol, on the server's clock. */
  shownBy(feed: Feed): Trails {
    let trails = this.#shown.get(feed);
    if (trails === undefined) {
      trails = new Trails();
      this.#shown.set(feed, trails);
    }
    return trails;
  }

  /** The feed that asks and the feed that is told which the two screens show, where there are such. */
  get asking(): Feed | undefined {
    const asking = this.race.feeds.filter(({ choice }) => !isTold(choice.lane));
    return asking.find(({ choice }) => choice.lane === 'short-poll') ?? asking[0];
  }

  get told(): Feed | undefined {
    const told = this.race.feeds.filter(({ choice }) => isTold(choice.lane));
    return told.find(({ choice }) => choice.lane === 'socket-io') ?? told[0];
  }

  get connection(): Connection {
    const primary = this.told ?? this.asking;
    if (primary === undefined) return { kind: 'connecting' };
    return connectionOf({
      nowMs: this.#options.surroundings.nowMs(),
      primary: primary.state,
      newsAtMs: primary.lastNewsAtMs,
      expectedEveryMs: primary.choice.intervalMs,
      others: this.race.feeds.filter((feed) => feed !== primary).map(({ state }) => state),
      quotesPerSecond: this.race.status?.market.quotesPerSecond ?? 0,
    });
  }

  /** Where the charts' time axis ends: the present, or where prices stopped coming while the page is cut off. */
  get chartNowMs(): number {
    const { connection } = this;
    const isCutOff = connection.kind === 'reconnecting' || connection.kind === 'gone';
    return isCutOff ? this.race.toServerMs(connection.sinceMs) : this.race.serverNowMs;
  }

  /** Market milliseconds since the market opened; undefined until the server has told of it. */
  get marketMs(): number | undefined {
    const market = this.race.status?.market;
    return market && (this.race.serverNowMs - market.openedAtMs) * market.speed;
  }

  /** Mean staleness of a symbol's price that theory predicts for the feed that asks; undefined while it is too early. */
  predictedStalenessMs(symbol: string): number | undefined {
    const { asking, race } = this;
    const isEarly = race.measurement === undefined || race.measurement.settledMs < 5_000;
    return asking === undefined || isEarly ? undefined : race.predictedStalenessMs(asking, symbol);
  }

  choose(choices: readonly LaneChoice[]): void {
    this.race.choose(choices, this.#laneOrigin);
  }

  /** Whether the lanes go through the server's shaped port. */
  get isShaped(): boolean {
    return this.race.laneOrigin !== this.#options.origin;
  }

  /** Puts the lanes on the shaped port under these conditions, for everybody on it; `direct` takes them off. */
  async useNetwork(name: NetworkName | 'direct'): Promise<void> {
    if (name !== 'direct') {
      const response = await fetch(new URL('/api/network', this.#options.origin), {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name }),
      });
      if (!response.ok) throw new Error(`/api/network answered ${response.status}`);
      decode(NetworkSchema, await response.json());
    }
    this.#shaped = name !== 'direct';
    await this.race.refreshStatus();
    this.#follow();
  }

  /** Puts the last minute before the page was opened in front of what the market's trail of a symbol holds. */
  async loadHistory(symbol: string): Promise<void> {
    const path = `/api/candles/${encodeURIComponent(symbol)}?intervalMs=250&limit=260`;
    const { candles, intervalMs } = await this.race.api.get(CandlesSchema, path);
    const steps = candles.map(({ atMs, close }) => ({ atMs: atMs + intervalMs, price: close }));
    this.market.trails.of(symbol).precede(steps);
  }

  get #laneOrigin(): string {
    const { origin } = this.#options;
    const network = this.race.status?.network;
    if (!this.#shaped || network === undefined) return origin;
    const shaped = new URL(origin);
    shaped.port = String(network.port);
    return shaped.origin;
  }

  /** Moves the lanes to where they should be, once the server has told where that is. */
  #follow(): void {
    const { race } = this;
    if (this.#laneOrigin === race.laneOrigin) return;
    race.choose(
      race.feeds.map(({ choice }) => choice),
      this.#laneOrigin,
    );
  }

  #show(feed: Feed, quotes: readonly Quote[], shownAtMs: number): void {
    this.market.add(quotes);
    const trails = this.shownBy(feed);
    for (const { symbol, last, rev } of quotes) trails.of(symbol).step(shownAtMs, last, rev);
  }

  async #loadCloses(): Promise<void> {
    const path = `/api/closes?intervalMs=${SPARK_INTERVAL_MS}&points=${SPARK_POINTS}`;
    this.closes = await this.race.api.get(ClosesSchema, path);
  }
}
