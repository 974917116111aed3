/** What every lane says of itself: its state, told once per change, and its counters. */
import type { LaneCounters, LaneListener, LaneState } from './lane.ts';

export class StatusBoard {
  readonly counters: LaneCounters = {
    requests: 0,
    emptyResponses: 0,
    frames: 0,
    payloadBytes: 0,
    reconnects: 0,
    skippedPolls: 0,
  };
  #state: LaneState = { kind: 'connecting' };
  readonly #listener: LaneListener;

  constructor(listener: LaneListener) {
    this.#listener = listener;
  }

  get state(): LaneState {
    return this.#state;
  }

  /** Attempts since the lane was last live. */
  get attempt(): number {
    return this.#state.kind === 'reconnecting' ? this.#state.attempt : 0;
  }

  live(): void {
    if (this.#state.kind === 'live') return;
    if (this.#state.kind === 'reconnecting') this.counters.reconnects += 1;
    this.#tell({ kind: 'live' });
  }

  reconnecting(retryAtMs: number, reason: string): void {
    this.#tell({ kind: 'reconnecting', attempt: this.attempt + 1, retryAtMs, reason });
  }

  stopped(): void {
    this.#tell({ kind: 'stopped' });
  }

  #tell(state: LaneState): void {
    this.#state = state;
    this.#listener.onState(state);
  }
}
