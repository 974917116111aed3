/** Manual: a person who presses refresh, now and then; without a person, at random times (a Poisson process). */
import type { TrafficKey } from '@tickrace/protocol';
import type { Lane, LaneOptions } from './lane.ts';
import { pollingKeyOf } from './lane-url.ts';
import { SnapshotAsker } from './snapshot-asker.ts';
import { StatusBoard } from './status-board.ts';

/** Who presses again before the answer is there asks again; but not without end. */
const MOST_UNANSWERED = 4;

export class ManualLane implements Lane {
  readonly name = 'manual';
  readonly trafficKey: TrafficKey;
  readonly #options: LaneOptions;
  readonly #status: StatusBoard;
  readonly #asker: SnapshotAsker;
  #cancelNext: (() => void) | undefined;
  #nextAtMs = 0;

  constructor(options: LaneOptions) {
    this.trafficKey = pollingKeyOf(this.name, options);
    this.#options = options;
    this.#status = new StatusBoard(options.listener);
    this.#asker = new SnapshotAsker({
      lane: options,
      trafficKey: this.trafficKey,
      status: this.#status,
      isConditional: false,
      nextAtMs: () => this.#nextAtMs,
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
    this.#schedule();
    this.refresh();
  }

  stop(): void {
    if (this.state.kind === 'stopped') return;
    this.#cancelNext?.();
    this.#status.stopped();
    this.#asker.cancel();
  }

  /** Asks now, besides the times that chance chooses. */
  refresh(): void {
    if (this.state.kind === 'stopped') return;
    if (this.#asker.unanswered >= MOST_UNANSWERED) this.#status.counters.skippedPolls += 1;
    else void this.#asker.ask();
  }

  #schedule(): void {
    const { after, nowMs, random } = this.#options.surroundings;
    // Times between the events of a Poisson process are exponential, by inversion of their distribution.
    const delayMs = -Math.log(1 - random()) * this.#options.intervalMs;
    this.#nextAtMs = nowMs() + delayMs;
    this.#cancelNext = after(delayMs, () => {
      this.#schedule();
      this.refresh();
    });
  }
}
