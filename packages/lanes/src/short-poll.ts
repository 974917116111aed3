/** Short poll: asks for a snapshot at a fixed rate, whether or not there is news. */
import { decode, SnapshotSchema, symbolsParameter } from '@tickrace/protocol';
import { ask, attribute, reasonOf, type Asking } from './http.ts';
import type { Lane, LaneOptions } from './lane.ts';
import { Position } from './position.ts';
import { StatusBoard } from './status-board.ts';

/**
 * Asks once at the start, then every `intervalMs` from a random phase on, so that polls fall on any
 * phase of the market. A poll whose predecessor is still unanswered is left out and counted.
 */
export class ShortPollLane implements Lane {
  readonly name = 'short-poll';
  readonly #options: LaneOptions;
  readonly #status: StatusBoard;
  readonly #position = new Position();
  readonly #url: URL;
  #cancelNext: (() => void) | undefined;
  #nextPollAtMs = 0;
  #asking: Asking | undefined;

  constructor(options: LaneOptions) {
    this.#options = options;
    this.#status = new StatusBoard(options.listener);
    this.#url = attribute(new URL('/api/quotes', options.origin), options.reader, this.name);
    const symbols = symbolsParameter(options.symbols);
    if (symbols !== undefined) this.#url.searchParams.set('symbols', symbols);
  }

  get state() {
    return this.#status.state;
  }

  get counters() {
    return this.#status.counters;
  }

  start(): void {
    if (this.#cancelNext !== undefined || this.state.kind === 'stopped') return;
    const { nowMs, random } = this.#options.surroundings;
    this.#nextPollAtMs = nowMs() + random() * this.#options.intervalMs;
    this.#schedule();
    void this.#poll();
  }

  stop(): void {
    if (this.state.kind === 'stopped') return;
    this.#cancelNext?.();
    this.#status.stopped();
    this.#asking?.cancel();
  }

  #schedule(): void {
    const { surroundings } = this.#options;
    this.#cancelNext = surroundings.after(Math.max(0, this.#nextPollAtMs - surroundings.nowMs()), () => {
      this.#moveToNextPoll();
      this.#schedule();
      if (this.#asking !== undefined) this.#status.counters.skippedPolls += 1;
      else void this.#poll();
    });
  }

  /** Keeps the phase; polls that a suspended or throttled page slept through are left out. */
  #moveToNextPoll(): void {
    const { intervalMs, surroundings } = this.#options;
    const behindMs = Math.max(0, surroundings.nowMs() - this.#nextPollAtMs);
    const missedPolls = Math.floor(behindMs / intervalMs);
    this.#status.counters.skippedPolls += missedPolls;
    this.#nextPollAtMs += (missedPolls + 1) * intervalMs;
  }

  async #poll(): Promise<void> {
    this.#status.counters.requests += 1;
    this.#asking = ask(this.#url, this.#options.surroundings);
    try {
      const { status, body, payloadBytes, receivedAtMs } = await this.#asking.answer;
      this.#status.counters.payloadBytes += payloadBytes;
      if (status !== 200) throw new Error(`the server answered ${status}`);
      this.#receive(body, receivedAtMs);
    } catch (error) {
      if (this.state.kind !== 'stopped') this.#status.reconnecting(this.#nextPollAtMs, reasonOf(error));
    } finally {
      this.#asking = undefined;
    }
  }

  #receive(body: unknown, receivedAtMs: number): void {
    if (this.state.kind === 'stopped') return;
    const snapshot = decode(SnapshotSchema, body);
    this.#status.live();
    this.#status.counters.frames += 1;
    // A snapshot holds the newest of every symbol, so a jump in rev is no gap but what polling misses.
    if (this.#position.advance({ ...snapshot, conflated: true }) === 'news') {
      this.#options.listener.onFrame(snapshot, receivedAtMs);
    }
  }
}
