/**
 * Tells subscribers of what the market published: one frame per distinct subscription and flush, encoded once
 * for all of its subscribers. None of them waits for another.
 */
import type { Frame, Encoding, Quote } from '@tickrace/protocol';
import type { Clock } from '../clock.ts';
import type { FlushSchedule } from './flush-schedule.ts';
import { PushTally } from './push-tally.ts';
import { Subscriber, type Audience, type PlaceChange, type SubscriberLink } from './subscriber.ts';
import type { Tape } from '../tape/tape.ts';

export interface FanOutOptions {
  tape: Tape;
  clock: Clock;
  /** Where published quotes wait until `publish` passes them on. */
  flush: Pick<FlushSchedule, 'pending'>;
  /** All symbols there are. */
  symbols: readonly string[];
  /** A held-back reader that has taken nothing for so long is cut off, in milliseconds. */
  patienceMs: number;
  /** Sends one frame to everybody in a room, encoded once. */
  broadcast: Broadcast;
}

export type Broadcast = (room: string, frame: Frame, encoding: Encoding) => void;

/** Readers with the same audience, who share every frame. */
interface Room {
  name: string;
  audience: Audience;
  members: Set<Subscriber>;
}

export class FanOut {
  readonly tally = new PushTally();
  readonly #options: FanOutOptions;
  readonly #rooms = new Map<string, Room>();
  /** Rooms by the symbols that they are about, those about all symbols aside. */
  readonly #roomsOf = new Map<string, Set<Room>>();
  readonly #roomsOfAll = new Set<Room>();
  readonly #held = new Set<Subscriber>();

  constructor(options: FanOutOptions) {
    this.#options = options;
  }

  /** A subscriber without symbols yet. */
  add(link: SubscriberLink): Subscriber {
    const { tape, clock, flush, symbols, patienceMs } = this.#options;
    const subscriber: Subscriber = new Subscriber({
      link,
      tape,
      clock,
      flush,
      tally: this.tally,
      patienceMs,
      allSymbols: symbols,
      onPlaced: (place) => this.#place(subscriber, place),
    });
    return subscriber;
  }

  /** Passes on the quotes of one flush, which are the newest ones on the tape. */
  publish(quotes: readonly Quote[]): void {
    for (const room of this.#rooms.values()) {
      for (const subscriber of room.members) subscriber.holdIfCongested();
    }
    for (const [room, frameQuotes] of this.#quotesByRoom(quotes)) {
      const { tape, clock, broadcast } = this.#options;
      const frame = { seq: tape.seq, sentAtMs: clock.nowMs(), conflated: false, quotes: frameQuotes };
      broadcast(room.name, frame, room.audience.encoding);
      this.tally.frames += room.members.size;
    }
    for (const subscriber of this.#held) subscriber.owe(quotes);
  }

  /** True while nobody has to be told. */
  get isEmpty(): boolean {
    return this.#rooms.size === 0 && this.#held.size === 0;
  }

  /** Subscribers in step and held back, for tests and figures. */
  count(): { inStep: number; held: number } {
    let inStep = 0;
    for (const room of this.#rooms.values()) inStep += room.members.size;
    return { inStep, held: this.#held.size };
  }

  #quotesByRoom(quotes: readonly Quote[]): Map<Room, Quote[]> {
    const quotesByRoom = new Map<Room, Quote[]>();
    for (const room of this.#roomsOfAll) quotesByRoom.set(room, [...quotes]);
    for (const quote of quotes) {
      for (const room of this.#roomsOf.get(quote.symbol) ?? []) {
        const frameQuotes = quotesByRoom.get(room);
        if (frameQuotes === undefined) quotesByRoom.set(room, [quote]);
        else frameQuotes.push(quote);
      }
    }
    return quotesByRoom;
  }

  #place(subscriber: Subscriber, { from, to }: PlaceChange): void {
    if (from.kind === 'held') this.#held.delete(subscriber);
    if (from.kind === 'in-step') this.#leave(subscriber, from.audience);
    if (to.kind === 'held') this.#held.add(subscriber);
    if (to.kind === 'in-step') this.#enter(subscriber, to.audience);
  }

  #enter(subscriber: Subscriber, audience: Audience): void {
    const name = roomName(audience);
    let room = this.#rooms.get(name);
    if (room === undefined) {
      room = { name, audience, members: new Set() };
      this.#rooms.set(name, room);
      if (audience.symbols === 'all') this.#roomsOfAll.add(room);
      else for (const symbol of audience.symbols) this.#roomsAbout(symbol).add(room);
    }
    room.members.add(subscriber);
    subscriber.link.join(name);
  }

  #leave(subscriber: Subscriber, audience: Audience): void {
    const name = roomName(audience);
    subscriber.link.leave(name);
    const room = this.#rooms.get(name);
    if (room === undefined) return;
    room.members.delete(subscriber);
    if (room.members.size > 0) return;
    this.#rooms.delete(name);
    if (audience.symbols === 'all') return void this.#roomsOfAll.delete(room);
    for (const symbol of audience.symbols) {
      const rooms = this.#roomsAbout(symbol);
      rooms.delete(room);
      if (rooms.size === 0) this.#roomsOf.delete(symbol);
    }
  }

  #roomsAbout(symbol: string): Set<Room> {
    let rooms = this.#roomsOf.get(symbol);
    if (rooms === undefined) {
      rooms = new Set();
      this.#roomsOf.set(symbol, rooms);
    }
    return rooms;
  }
}

function roomName({ symbols, encoding }: Audience): string {
  return `${encoding} ${symbols === 'all' ? 'all' : `symbols:${[...symbols].sort().join(',')}`}`;
}
