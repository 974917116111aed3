/** Plans the next attempt after a break, jittered and ever later; at most one is planned at any time. */
import type { LaneSurroundings } from './lane.ts';
import { retryDelayMs } from './retry.ts';
import type { StatusBoard } from './status-board.ts';

export class RetryPlan {
  readonly #surroundings: LaneSurroundings;
  readonly #status: StatusBoard;
  readonly #attempt: () => void;
  #cancelNext: (() => void) | undefined;

  constructor(surroundings: LaneSurroundings, status: StatusBoard, attempt: () => void) {
    this.#surroundings = surroundings;
    this.#status = status;
    this.#attempt = attempt;
  }

  /** Says on the status board that the lane has broken off and when it tries again; nothing once it has stopped. */
  retry(reason: string): void {
    if (this.#status.state.kind === 'stopped' || this.#cancelNext !== undefined) return;
    const { after, nowMs, random } = this.#surroundings;
    const delayMs = retryDelayMs(this.#status.attempt + 1, random());
    this.#status.reconnecting(nowMs() + delayMs, reason);
    this.#cancelNext = after(delayMs, () => {
      this.#cancelNext = undefined;
      this.#attempt();
    });
  }

  cancel(): void {
    this.#cancelNext?.();
    this.#cancelNext = undefined;
  }
}
