/** Long poll: asks for what follows, which the server answers once there is news; then it asks again at once. */
import type { TrafficKey } from '@tickrace/protocol';
import { FrameIntake } from './frame-intake.ts';
import { ask, reasonOf, type Answer, type Asking } from './http.ts';
import type { Lane, LaneOptions } from './lane.ts';
import { laneUrl, pollingKeyOf, resumeAfter } from './lane-url.ts';
import { RetryPlan } from './retry-plan.ts';
import { StatusBoard } from './status-board.ts';

/** How long the server may keep a question while there is no news. */
const PATIENCE_MS = 10_000;

/** Without an answer by then, the connection is dead. */
const GIVE_UP_AFTER_MS = PATIENCE_MS + 5_000;

export class LongPollLane implements Lane {
  readonly name = 'long-poll';
  readonly trafficKey: TrafficKey;
  readonly #options: LaneOptions;
  readonly #status: StatusBoard;
  readonly #intake: FrameIntake;
  readonly #retries: RetryPlan;
  #asking: Asking | undefined;
  #started = false;

  constructor(options: LaneOptions) {
    this.trafficKey = pollingKeyOf(this.name, options);
    this.#options = options;
    this.#status = new StatusBoard(options.listener);
    this.#intake = new FrameIntake(options.listener, this.#status);
    this.#retries = new RetryPlan(options.surroundings, this.#status, () => void this.#ask());
  }

  get state() {
    return this.#status.state;
  }

  get counters() {
    return this.#status.counters;
  }

  start(): void {
    if (this.#started || this.state.kind === 'stopped') return;
    this.#started = true;
    void this.#ask();
  }

  stop(): void {
    if (this.state.kind === 'stopped') return;
    this.#status.stopped();
    this.#retries.cancel();
    this.#asking?.cancel();
  }

  /** Asks again and again, until there is no answer or the lane is stopped. */
  async #ask(): Promise<void> {
    try {
      while (this.state.kind !== 'stopped') {
        const url = laneUrl('/api/quotes/next', this.#options, this.trafficKey);
        url.searchParams.set('timeoutMs', String(PATIENCE_MS));
        this.#status.counters.requests += 1;
        this.#asking = ask(resumeAfter(url, this.#intake.position), this.#options.surroundings, {
          timeoutMs: GIVE_UP_AFTER_MS,
        });
        this.#receive(await this.#asking.answer);
      }
    } catch (error) {
      this.#retries.retry(reasonOf(error));
    }
  }

  #receive({ status: code, body, payloadBytes, receivedAtMs }: Answer): void {
    if (this.state.kind === 'stopped') return;
    const { counters } = this.#status;
    counters.payloadBytes += payloadBytes;
    if (code === 204) {
      counters.emptyResponses += 1;
      this.#status.live();
      return;
    }
    if (code !== 200) throw new Error(`the server answered ${code}`);
    switch (this.#intake.takeSnapshot(body, receivedAtMs)) {
      case 'news':
        break;
      case 'gap':
        throw new Error('quotes were missing');
      case 'old':
        // To ask again at once would be to ask without end.
        throw new Error('the answer held nothing new');
    }
  }
}
