/** The client's end of one lane, with what it knows: the newest quote of every symbol, and its recent steps. */
import {
  createLane,
  type AvailableLane,
  type Lane,
  type LaneCounters,
  type LaneOptions,
  type LaneState,
} from '@tickrace/lanes';
import type { Frame, Quote } from '@tickrace/protocol';
import { Trail } from './trail.ts';

/** How far back the charts can look. */
export const TRAIL_SPAN_MS = 65_000;

interface FeedListener {
  /** The feed took these in; `receivedAtMs` is the client's clock. */
  onFrame(feed: Feed, frame: Frame, receivedAtMs: number): void;
  /** What was held is void: the frames that follow are of another tape. */
  onReopened(feed: Feed, tapeId: string): void;
}

export type FeedOptions = Omit<LaneOptions, 'listener'> & {
  lane: AvailableLane;
  listener: FeedListener;
  /** From the client's clock to the server's, both in epoch milliseconds. */
  toServerMs(clientMs: number): number;
};

export class Feed {
  readonly laneName: AvailableLane;
  readonly intervalMs: number;
  /** Newest quote by symbol. */
  readonly held = new Map<string, Quote>();
  /** What this feed would have shown, by symbol, on the server's clock. */
  readonly trails = new Map<string, Trail>();
  /** Client's epoch milliseconds of the last news; undefined before the first. */
  lastNewsAtMs: number | undefined;
  #tapeId: string | undefined;
  readonly #lane: Lane;

  constructor(options: FeedOptions) {
    this.laneName = options.lane;
    this.intervalMs = options.intervalMs;
    this.#lane = createLane(options.lane, {
      ...options,
      listener: {
        onFrame: (frame, receivedAtMs) => {
          this.#take(frame, receivedAtMs, options);
        },
        onState: () => undefined,
      },
    });
  }

  /** The tape that this feed's quotes are of; undefined before the first. */
  get tapeId(): string | undefined {
    return this.#tapeId;
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

  trailOf(symbol: string): Trail {
    let trail = this.trails.get(symbol);
    if (trail === undefined) {
      trail = new Trail(TRAIL_SPAN_MS);
      this.trails.set(symbol, trail);
    }
    return trail;
  }

  #take(frame: Frame, receivedAtMs: number, { listener, toServerMs }: FeedOptions): void {
    if (frame.tapeId !== undefined && frame.tapeId !== this.#tapeId) {
      this.#tapeId = frame.tapeId;
      this.held.clear();
      this.trails.clear();
      listener.onReopened(this, frame.tapeId);
    }
    this.lastNewsAtMs = receivedAtMs;
    const shownAtMs = toServerMs(receivedAtMs);
    for (const quote of frame.quotes) {
      const held = this.held.get(quote.symbol);
      if (held !== undefined && held.rev >= quote.rev) continue;
      this.held.set(quote.symbol, quote);
      this.trailOf(quote.symbol).step(shownAtMs, quote.last, quote.rev);
    }
    listener.onFrame(this, frame, receivedAtMs);
  }
}
