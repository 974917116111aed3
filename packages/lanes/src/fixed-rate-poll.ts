/**
 * Asks once at the start, then every `intervalMs` from a random phase on, so that polls fall on any phase of the
 * market. A poll whose predecessor is still unanswered is left out and counted.
 */
import type { TrafficKey } from '@tickrace/protocol';
import type { Lane, LaneOptions } from './lane.ts';
import { pollingKeyOf } from './lane-url.ts';
import { SnapshotAsker } from './snapshot-asker.ts';
import { StatusBoard } from './status-board.ts';

export class FixedRatePoll implements Lane {
  readonly name: 'short-poll' | 'conditional-poll';
  readonly trafficKey: TrafficKey;
  readonly #options: LaneOptions;
  readonly #status: StatusBoard;
  readonly #asker: SnapshotAsker;
  #cancelNext: (() => void) | undefined;
  #nextPollAtMs = 0;

  constructor(name: 'short-poll' | 'conditional-poll', options: LaneOptions) {
    this.name = name;
    this.trafficKey = pollingKeyOf(name, options);
    this.#options = options;
    this.#status = new StatusBoard(options.listener);
    this.#asker = new SnapshotAsker({
      lane: options,
      trafficKey: this.trafficKey,
      status: this.#status,
      isConditional: name === 'conditional-poll',
      nextAtMs: () => this.#nextPollAtMs,
    });
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
    void this.#asker.ask();
  }

  stop(): void {
    if (this.state.kind === 'stopped') return;
    this.#cancelNext?.();
    this.#status.stopped();
    this.#asker.cancel();
  }

  #schedule(): void {
    const { surroundings } = this.#options;
    this.#cancelNext = surroundings.after(Math.max(0, this.#nextPollAtMs - surroundings.nowMs()), () => {
      this.#moveToNextPoll();
      this.#schedule();
      if (this.#asker.unanswered > 0) this.#status.counters.skippedPolls += 1;
      else void this.#asker.ask();
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
}
