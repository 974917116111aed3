/** Asks for the newest quotes and hands over what is news; a question that fails changes nothing but the state. */
import { decode, SnapshotSchema, type TrafficKey } from '@tickrace/protocol';
import { ask, reasonOf, type Answer, type Asking } from './http.ts';
import type { LaneOptions } from './lane.ts';
import { laneUrl } from './lane-url.ts';
import { Position } from './position.ts';
import type { StatusBoard } from './status-board.ts';

export interface SnapshotAskerOptions {
  lane: LaneOptions;
  trafficKey: TrafficKey;
  status: StatusBoard;
  /** Whether to name what is held, so that the server can answer that nothing is new. */
  isConditional: boolean;
  /** When the next question comes, in epoch milliseconds. */
  nextAtMs(): number;
}

export class SnapshotAsker {
  readonly #options: SnapshotAskerOptions;
  readonly #url: URL;
  readonly #position = new Position();
  readonly #askings = new Set<Asking>();
  #etag: string | null = null;

  constructor(options: SnapshotAskerOptions) {
    this.#options = options;
    this.#url = laneUrl('/api/quotes', options.lane, options.trafficKey);
  }

  /** Questions that are not answered yet. */
  get unanswered(): number {
    return this.#askings.size;
  }

  async ask(): Promise<void> {
    const { lane, status, nextAtMs } = this.#options;
    status.counters.requests += 1;
    const headers: Record<string, string> = {};
    if (this.#options.isConditional && this.#etag !== null) headers['if-none-match'] = this.#etag;
    const asking = ask(this.#url, lane.surroundings, { headers });
    this.#askings.add(asking);
    try {
      const answer = await asking.answer;
      if (status.state.kind !== 'stopped') this.#receive(answer);
    } catch (error) {
      if (status.state.kind !== 'stopped') status.reconnecting(nextAtMs(), reasonOf(error));
    } finally {
      this.#askings.delete(asking);
    }
  }

  /** Breaks off what is unanswered. */
  cancel(): void {
    for (const asking of this.#askings) asking.cancel();
  }

  #receive({ status: code, body, etag, payloadBytes, receivedAtMs }: Answer): void {
    const { lane, status } = this.#options;
    const { counters } = status;
    counters.payloadBytes += payloadBytes;
    if (code === 304) {
      counters.emptyResponses += 1;
      status.live();
      return;
    }
    if (code !== 200) throw new Error(`the server answered ${code}`);
    const snapshot = decode(SnapshotSchema, body);
    this.#etag = etag;
    counters.frames += 1;
    status.live();
    // A snapshot holds the newest of every symbol, so a jump in rev is no gap but what polling misses.
    if (this.#position.advance({ ...snapshot, conflated: true }) === 'news') {
      lane.listener.onFrame(snapshot, receivedAtMs);
    }
  }
}
