/**
 * One reader that is told: which symbols, at which rate, and what it is owed while it cannot keep up.
 * From its snapshot on, every quote reaches it once, or is superseded in a frame that says so.
 */
import {
  MAX_RESUME_QUOTES,
  type Frame,
  type Encoding,
  type Quote,
  type Snapshot,
  type SymbolSelection,
} from '@tickrace/protocol';
import type { Clock } from '../clock.ts';
import { Conflation } from './conflation.ts';
import type { FlushSchedule } from './flush-schedule.ts';
import { ProgressWatch } from './progress-watch.ts';
import type { CutOffReason, PushTally } from './push-tally.ts';
import type { Tape } from '../tape/tape.ts';

/** A reader with more than this in flight is held back until it has taken it all. */
export const MAX_IN_FLIGHT_BYTES = 256 * 1024;

/** A reader that goes on asking with this much unread is cut off: what it asked for cannot be conflated. */
export const MAX_UNREAD_BYTES = 16 * 1024 * 1024;

/** What it is told then. */
export const UNREAD_ANSWERS = 'More was asked than answers were taken.';

/** How often a held-back reader is looked at while the market is quiet. */
const RETRY_MS = 20;

/** A reader's connection as the fan-out sees it. */
export interface SubscriberLink {
  /** Bytes that were sent and that the reader has not taken, as far as is known; 0 where it keeps up. */
  inFlightBytes(): number;
  send(frame: Frame, encoding: Encoding): void;
  join(room: string): void;
  leave(room: string): void;
  /** Ends the connection, telling the reader why as far as it still listens. */
  cutOff(reason: CutOffReason, message: string): void;
}

/** Which frames a subscriber shares with others. */
export interface Audience {
  symbols: 'all' | ReadonlySet<string>;
  encoding: Encoding;
}

/** Where a subscriber stands: without symbols, told by its room, or held back and told by itself. */
export type Place = { kind: 'idle' } | { kind: 'in-step'; audience: Audience } | { kind: 'held' };

export interface PlaceChange {
  from: Place;
  to: Place;
}

export interface SubscriberOptions {
  link: SubscriberLink;
  tape: Tape;
  clock: Clock;
  flush: Pick<FlushSchedule, 'pending'>;
  tally: PushTally;
  allSymbols: readonly string[];
  /** A held-back reader that has taken nothing for so long is cut off. */
  patienceMs: number;
  onPlaced: (change: PlaceChange) => void;
}

export interface SubscriptionRequest {
  symbols: SymbolSelection;
  /** Resume after this seq. */
  sinceSeq?: number;
  /** The tape that sinceSeq counts on. */
  tapeId?: string;
  /** Most frames per second from now on; as before where absent. */
  maxRateHz?: number;
  /** As before where absent; JSON to begin with. */
  encoding?: Encoding;
}

export class Subscriber {
  readonly #options: SubscriberOptions;
  readonly #owed = new Conflation();
  readonly #progress = new ProgressWatch();
  #symbols: 'all' | ReadonlySet<string> = new Set();
  #place: Place = { kind: 'idle' };
  /** The reader has it all up to here by a snapshot; what was published before is not told again. */
  #toldToSeq = 0;
  #encoding: Encoding = 'json';
  #minIntervalMs = 0;
  #notBeforeMs = 0;
  #cancelTimer: (() => void) | undefined;

  constructor(options: SubscriberOptions) {
    this.#options = options;
  }

  get link(): SubscriberLink {
    return this.#options.link;
  }

  /**
   * Adds symbols. The answer takes the reader to the newest seq: the asked-for quotes, and whatever it was
   * still owed for symbols that it had already.
   */
  subscribe(request: SubscriptionRequest): Snapshot {
    const { tape, clock } = this.#options;
    const { quotes, conflated } = this.#askedFor(request);
    // What its other symbols still wait for, held back or not flushed yet: the answer's seq covers it.
    this.#oweNews(this.#options.flush.pending);
    const owed = this.#owed.take();
    this.#options.tally.supersededQuotes += owed.superseded;
    this.#toldToSeq = tape.seq;
    if (request.maxRateHz !== undefined) this.#minIntervalMs = 1_000 / request.maxRateHz;
    if (request.encoding !== undefined) this.#encoding = request.encoding;
    this.#notBeforeMs = clock.nowMs() + this.#minIntervalMs;
    this.#choose(
      this.#symbols === 'all' || request.symbols === 'all'
        ? 'all'
        : new Set([...this.#symbols, ...request.symbols]),
    );
    return {
      seq: tape.seq,
      sentAtMs: clock.nowMs(),
      conflated: conflated || owed.superseded > 0,
      quotes: mergeBySeq(quotes, owed.quotes),
      tapeId: tape.id,
    };
  }

  /** Takes symbols away; those that it doesn't have are no matter. */
  unsubscribe(symbols: SymbolSelection): void {
    const gone = new Set(symbols === 'all' ? this.#options.allSymbols : symbols);
    for (const symbol of gone) this.#owed.forget(symbol);
    const had = this.#symbols === 'all' ? this.#options.allSymbols : [...this.#symbols];
    this.#choose(new Set(had.filter((symbol) => !gone.has(symbol))));
  }

  /** Ends everything; to be called when the connection has gone. */
  close(): void {
    this.unsubscribe('all');
  }

  /** Leaves its room where too much is in flight already. */
  holdIfCongested(): void {
    if (this.#place.kind === 'in-step' && this.link.inFlightBytes() > MAX_IN_FLIGHT_BYTES) {
      this.#moveTo({ kind: 'held' });
      this.#retryIn(RETRY_MS);
    }
  }

  /** Quotes were published while it is held back; sends what is owed, unless it is to be looked at later. */
  owe(quotes: readonly Quote[]): void {
    this.#oweNews(quotes);
    if (this.#cancelTimer === undefined) this.#settle();
  }

  #oweNews(quotes: readonly Quote[]): void {
    for (const quote of quotes) {
      const isAsked = this.#symbols === 'all' || this.#symbols.has(quote.symbol);
      if (isAsked && quote.seq > this.#toldToSeq) this.#owed.add(quote);
    }
  }

  #settle(): void {
    if (this.#place.kind !== 'held') return;
    const nowMs = this.#options.clock.nowMs();
    if (!this.#owed.isEmpty) {
      if (nowMs < this.#notBeforeMs) return this.#retryIn(this.#notBeforeMs - nowMs);
      if (!this.#isDrained(nowMs)) return;
      const { quotes, superseded } = this.#owed.take();
      this.#notBeforeMs = nowMs + this.#minIntervalMs;
      this.#send(
        { seq: this.#passedOnSeq(), sentAtMs: nowMs, conflated: superseded > 0, quotes },
        superseded,
      );
    } else if (!this.#isDrained(nowMs)) {
      return;
    }
    this.#catchUp();
  }

  /** Whether the reader has taken all that was sent; where not, it is looked at again, or given up. */
  #isDrained(nowMs: number): boolean {
    const inFlightBytes = this.link.inFlightBytes();
    if (this.#progress.stalledMs(inFlightBytes, nowMs) >= this.#options.patienceMs) this.#giveUp();
    else if (inFlightBytes > 0) this.#retryIn(RETRY_MS);
    return inFlightBytes === 0;
  }

  #giveUp(): void {
    this.close();
    this.#options.tally.cutOffs['no-progress'] += 1;
    const seconds = this.#options.patienceMs / 1_000;
    this.link.cutOff('no-progress', `Nothing of what was sent has been taken for ${seconds} s.`);
  }

  #send(frame: Frame, superseded: number): void {
    this.#options.tally.frames += 1;
    this.#options.tally.supersededQuotes += superseded;
    this.link.send(frame, this.#encoding);
  }

  /** The tape as far as flushes and the snapshot have taken this reader: what waits for a flush is not in it. */
  #passedOnSeq(): number {
    const { flush, tape } = this.#options;
    const flushedSeq = (flush.pending[0]?.seq ?? tape.seq + 1) - 1;
    return Math.max(flushedSeq, this.#toldToSeq);
  }

  /** Back into step, unless a rate of its own keeps it apart for good. */
  #catchUp(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (this.#minIntervalMs === 0) this.#moveTo(this.#inStep);
  }

  #retryIn(delayMs: number): void {
    this.#cancelTimer ??= this.#options.clock.after(delayMs, () => {
      this.#cancelTimer = undefined;
      this.#settle();
    });
  }

  #choose(symbols: 'all' | ReadonlySet<string>): void {
    this.#symbols = symbols;
    if (symbols !== 'all' && symbols.size === 0) {
      this.#cancelTimer?.();
      this.#cancelTimer = undefined;
      this.#owed.take();
      this.#moveTo({ kind: 'idle' });
    } else if (this.#minIntervalMs > 0 || this.#options.flush.pending.length > 0) {
      // With quotes waiting for the flush that the snapshot has told of already, its first frame is one of its own.
      this.#moveTo({ kind: 'held' });
    } else if (this.#place.kind !== 'held') {
      this.#moveTo(this.#inStep);
    }
  }

  get #inStep(): Place {
    return { kind: 'in-step', audience: { symbols: this.#symbols, encoding: this.#encoding } };
  }

  #moveTo(place: Place): void {
    const change = { from: this.#place, to: place };
    this.#place = place;
    this.#options.onPlaced(change);
  }

  #askedFor({ symbols, sinceSeq, tapeId }: SubscriptionRequest): { quotes: Quote[]; conflated: boolean } {
    const { tape } = this.#options;
    if (sinceSeq === undefined) return { quotes: tape.newest(symbols), conflated: false };
    const missed =
      tapeId === undefined || tapeId === tape.id ? tape.missed(symbols, sinceSeq, MAX_RESUME_QUOTES) : 'gone';
    if (typeof missed === 'string') return { quotes: tape.newest(symbols), conflated: true };
    return { quotes: missed, conflated: false };
  }
}

function mergeBySeq(some: readonly Quote[], others: readonly Quote[]): Quote[] {
  const bySeq = new Map([...some, ...others].map((quote) => [quote.seq, quote]));
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}
