/** Real lane clients among the light readers: by them it is known when every quote on the tape became visible. */
import { createNodeSurroundings } from '@tickrace/lanes/node';
import type { DistributionData } from '@tickrace/measure';
import type { LaneName } from '@tickrace/protocol';
import { Race, type Measurement } from '@tickrace/race';
import { until } from '../waiting.ts';

export interface TimedFeedsOptions {
  lane: LaneName;
  origin: string;
  reader: string;
  feeds: number;
  intervalMs: number;
}

export interface Times {
  timeToVisible: DistributionData;
  /** Quotes that were not visible to a feed yet when waiting ended. */
  pending: number;
  /** How far the clocks may disagree, in milliseconds. */
  clockBoundMs: number;
}

const PATIENCE_MS = 30_000;
const LAST_QUOTES_PATIENCE_MS = 10_000;
/** The longest that a poll can be away from the quote that it is to show. */
const PATIENCE_INTERVALS = 3;

/** A process of readers is ended as a whole, so nothing in it is broken off. */
const { signal } = new AbortController();

export class TimedFeeds {
  readonly #race: Race;
  readonly #intervalMs: number;
  #measurement: Measurement | undefined;

  constructor({ lane, origin, reader, feeds, intervalMs }: TimedFeedsOptions) {
    this.#intervalMs = intervalMs;
    this.#race = new Race({
      origin,
      laneOrigin: origin,
      reader,
      choices: Array.from({ length: feeds }, () => ({ lane, intervalMs, freshConnections: false })),
      symbols: 'all',
      surroundings: createNodeSurroundings(),
      isHidden: () => false,
      listener: {},
    });
  }

  /** Resolves when every feed has its first quotes, and with them its place among the server's readers. */
  async join(): Promise<void> {
    this.#race.start();
    await this.#wait('quotes', () => this.#race.feeds.every(({ tapeId }) => tapeId !== undefined));
  }

  /** Resolves when measuring could begin at once. */
  async ready(): Promise<void> {
    await this.#wait('a clock', () => this.#race.measurement !== undefined);
  }

  begin(): void {
    this.#race.measureAnew(undefined);
    this.#measurement = this.#race.measurement;
  }

  /** What is published from now on does not count. */
  finish(): void {
    const { startAtMs = 0, settledMs = 0 } = this.#measurement ?? {};
    this.#measurement?.finish(Math.max(this.#race.serverNowMs, startAtMs + settledMs));
  }

  /**
   * The times of all that was published in between, when all of it is visible or waiting has ended.
   * @throws Error where measuring was interrupted
   */
  async times(): Promise<Times> {
    const race = this.#race;
    const measurement = this.#measurement;
    const patienceMs = LAST_QUOTES_PATIENCE_MS + PATIENCE_INTERVALS * this.#intervalMs;
    await until(() => race.measurement !== measurement || measurement?.isComplete === true, {
      patienceMs,
      signal,
    });
    if (measurement === undefined || race.measurement !== measurement) {
      throw new Error(race.notice ?? 'Measuring was interrupted.');
    }
    const pending = race.feeds.map((feed) => measurement.figuresOf(feed)?.quotes.pending ?? 0);
    return {
      timeToVisible: measurement.timeToVisible.toData(),
      pending: pending.reduce((sum, one) => sum + one, 0),
      clockBoundMs: race.clock?.boundMs ?? Infinity,
    };
  }

  stop(): void {
    this.#race.stop();
  }

  async #wait(what: string, isSo: () => boolean): Promise<void> {
    if (await until(isSo, { patienceMs: PATIENCE_MS, signal })) return;
    throw new Error(`The timed readers had not got ${what} after ${PATIENCE_MS / 1_000} s.`);
  }
}
