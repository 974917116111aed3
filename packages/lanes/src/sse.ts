/**
 * SSE: one answer that never ends, and every quote in it. Read by fetch rather than by EventSource, which Node lacks,
 * which counts no bytes, and which after a break comes back without jitter.
 */
import { EventStreamParser } from './event-stream-parser.ts';
import { FrameIntake } from './frame-intake.ts';
import { errorOfGoodbye } from './goodbye.ts';
import { reasonOf } from './http.ts';
import type { Lane, LaneOptions } from './lane.ts';
import { laneUrl, resumeAfter } from './lane-url.ts';
import { RetryPlan } from './retry-plan.ts';
import { SilenceWatch } from './silence-watch.ts';
import { StatusBoard } from './status-board.ts';

/** The server says something every five seconds; after this long without a word the connection is dead. */
const LONGEST_SILENCE_MS = 12_000;

const END: ReadableStreamReadResult<Uint8Array> = { done: true, value: undefined };

export class SseLane implements Lane {
  readonly name = 'sse';
  readonly trafficKey = this.name;
  readonly #options: LaneOptions;
  readonly #status: StatusBoard;
  readonly #intake: FrameIntake;
  readonly #retries: RetryPlan;
  readonly #silence: SilenceWatch;
  #connection: AbortController | undefined;

  constructor(options: LaneOptions) {
    const { surroundings, listener } = options;
    this.#options = options;
    this.#status = new StatusBoard(listener);
    this.#intake = new FrameIntake(listener, this.#status);
    this.#retries = new RetryPlan(surroundings, this.#status, () => this.#connect());
    this.#silence = new SilenceWatch(surroundings, LONGEST_SILENCE_MS, () => this.#breakOff('no heartbeat'));
  }

  get state() {
    return this.#status.state;
  }

  get counters() {
    return this.#status.counters;
  }

  start(): void {
    if (this.#connection === undefined && this.state.kind === 'connecting') this.#connect();
  }

  stop(): void {
    if (this.state.kind === 'stopped') return;
    this.#status.stopped();
    this.#retries.cancel();
    this.#hangUp();
  }

  #connect(): void {
    const connection = new AbortController();
    this.#connection = connection;
    this.#silence.start();
    this.#follow(connection.signal).then(
      () => this.#breakOff('connection lost', connection),
      (error: unknown) => this.#breakOff(reasonOf(error), connection),
    );
  }

  /** Resolves when the stream ends; rejects where it cannot begin or cannot be understood. */
  async #follow(signal: AbortSignal): Promise<void> {
    const { fetch, nowMs } = this.#options.surroundings;
    const url = resumeAfter(laneUrl('/api/stream', this.#options, this.trafficKey), this.#intake.position);
    const headers = { accept: 'text/event-stream' };
    const { status, body } = await fetch(url, { cache: 'no-store', headers, signal });
    if (status !== 200 || body === null) throw new Error(`the server answered ${status}`);
    const reader = body.getReader();
    const parser = new EventStreamParser();
    let isFirst = true;
    for (;;) {
      const { done, value } = await reader.read().catch(() => END);
      if (done || signal.aborted) return;
      const receivedAtMs = nowMs();
      this.#silence.heard();
      for (const { type, data } of parser.push(value)) {
        if (type === 'goodbye') throw errorOfGoodbye(JSON.parse(data));
        if (type !== 'frame') continue;
        this.#receive(data, receivedAtMs, isFirst);
        isFirst = false;
        if (signal.aborted) return;
      }
    }
  }

  #receive(data: string, receivedAtMs: number, isFirst: boolean): void {
    this.#status.counters.payloadBytes += data.length;
    const message: unknown = JSON.parse(data);
    const step = isFirst
      ? this.#intake.takeSnapshot(message, receivedAtMs)
      : this.#intake.takeFrame(message, receivedAtMs);
    if (step === 'gap') throw new Error('quotes were missing');
  }

  /** Ends the connection in force, or only the one named, and plans the next. */
  #breakOff(reason: string, connection = this.#connection): void {
    if (connection === undefined || connection !== this.#connection) return;
    this.#hangUp();
    this.#retries.retry(reason);
  }

  #hangUp(): void {
    this.#silence.stop();
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.abort(new Error('cancelled'));
  }
}
