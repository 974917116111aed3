/** The client's end of one lane, with what it knows: the newest quote of every symbol. */
import { createLane, type Lane, type LaneCounters, type LaneOptions, type LaneState } from '@tickrace/lanes';
import type { Frame, Quote, TrafficKey } from '@tickrace/protocol';
import type { LaneChoice } from './lane-choice.ts';

export interface FeedListener {
  /** The feed took these in, newer ones than it held; `receivedAtMs` is the client's clock. */
  onQuotes(feed: Feed, quotes: readonly Quote[], receivedAtMs: number): void;
  /** What was held is void: what follows is of another tape. */
  onReopened(feed: Feed, tapeId: string): void;
}

export type FeedOptions = Pick<LaneOptions, 'origin' | 'symbols' | 'reader' | 'surroundings'> & {
  choice: LaneChoice;
  listener: FeedListener;
};

export class Feed {
  readonly choice: LaneChoice;
  /** Newest quote by symbol. */
  readonly held = new Map<string, Quote>();
  /** Client's epoch milliseconds of the last news; undefined before the first. */
  lastNewsAtMs: number | undefined;
  #tapeId: string | undefined;
  readonly #lane: Lane;
  readonly #listener: FeedListener;

  constructor({ choice, listener, ...options }: FeedOptions) {
    this.choice = choice;
    this.#listener = listener;
    this.#lane = createLane(choice.lane, {
      ...options,
      intervalMs: choice.intervalMs,
      freshConnections: choice.freshConnections,
      listener: {
        onFrame: (frame, receivedAtMs) => this.#take(frame, receivedAtMs),
        onState: () => undefined,
      },
    });
  }

  /** The tape that this feed's quotes are of; undefined before the first. */
  get tapeId(): string | undefined {
    return this.#tapeId;
  }

  get trafficKey(): TrafficKey {
    return this.#lane.trafficKey;
  }

  get state(): LaneState {
    return this.#lane.state;
  }

  get counters(): Readonly<LaneCounters> {
    return this.#lane.counters;
  }

  start(): void {
    this.#lane.start();
  }

  stop(): void {
    this.#lane.stop();
  }

  #take(frame: Frame, receivedAtMs: number): void {
    if (frame.tapeId !== undefined && frame.tapeId !== this.#tapeId) {
      this.#tapeId = frame.tapeId;
      this.held.clear();
      this.#listener.onReopened(this, frame.tapeId);
    }
    this.lastNewsAtMs = receivedAtMs;
    const news = frame.quotes.filter((quote) => {
      const held = this.held.get(quote.symbol);
      if (held !== undefined && held.rev >= quote.rev) return false;
      this.held.set(quote.symbol, quote);
      return true;
    });
    this.#listener.onQuotes(this, news, receivedAtMs);
  }
}
