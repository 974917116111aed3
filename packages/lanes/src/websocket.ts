/** WebSocket: the bare protocol, told of every quote; what it shows is what Socket.IO adds. */
import { decode, WebSocketAnswerSchema, type WebSocketQuestion } from '@tickrace/protocol';
import { FrameIntake } from './frame-intake.ts';
import { reasonOf } from './http.ts';
import type { Lane, LaneOptions } from './lane.ts';
import { laneUrl, resumeAfter, webSocketUrl } from './lane-url.ts';
import { RetryPlan } from './retry-plan.ts';
import { SilenceWatch } from './silence-watch.ts';
import { StatusBoard } from './status-board.ts';

/** Browsers hide the server's pings, so that silence would say nothing: the lane asks for a word this often. */
const HEARTBEAT_MS = 5_000;

/** After this long without a word the connection is dead. */
const LONGEST_SILENCE_MS = 12_000;

export class WebSocketLane implements Lane {
  readonly name = 'websocket';
  readonly trafficKey = this.name;
  readonly #options: LaneOptions;
  readonly #status: StatusBoard;
  readonly #intake: FrameIntake;
  readonly #retries: RetryPlan;
  readonly #silence: SilenceWatch;
  #socket: WebSocket | undefined;
  #cancelHeartbeat: (() => void) | undefined;
  #questions = 0;

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
    if (this.#socket === undefined && this.state.kind === 'connecting') this.#connect();
  }

  stop(): void {
    if (this.state.kind === 'stopped') return;
    this.#status.stopped();
    this.#retries.cancel();
    this.#hangUp();
  }

  #connect(): void {
    const { encoding, surroundings } = this.#options;
    const { openWebSocket, nowMs } = surroundings;
    const url = resumeAfter(laneUrl('/ws', this.#options, this.trafficKey), this.#intake.position);
    if (encoding !== undefined) url.searchParams.set('encoding', encoding);
    const socket = openWebSocket(webSocketUrl(url));
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    this.#silence.start();
    let isFirst = true;
    let isOpen = false;
    socket.addEventListener('open', () => {
      isOpen = true;
      if (this.#socket === socket) this.#beat(socket);
    });
    socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (this.#socket !== socket) return;
      const receivedAtMs = nowMs();
      this.#silence.heard();
      try {
        if (this.#receive(data, receivedAtMs, isFirst)) isFirst = false;
      } catch (error) {
        this.#breakOff(reasonOf(error));
      }
    });
    // A close follows every error, and says as much.
    socket.addEventListener('error', () => undefined);
    socket.addEventListener('close', ({ reason }) => {
      if (this.#socket !== socket) return;
      this.#breakOff(reason !== '' ? reason : isOpen ? 'connection lost' : 'server not reachable');
    });
  }

  /** Whether the message was a frame, rather than the answer to a heartbeat. */
  #receive(data: unknown, receivedAtMs: number, isFirst: boolean): boolean {
    const message = this.#open(data);
    if (isAnswer(message)) {
      decode(WebSocketAnswerSchema, message);
      return false;
    }
    const step = isFirst
      ? this.#intake.takeSnapshot(message, receivedAtMs)
      : this.#intake.takeFrame(message, receivedAtMs);
    if (step === 'gap') throw new Error('quotes were missing');
    return true;
  }

  /** What the JSON says, or the bytes of a binary frame. */
  #open(data: unknown): unknown {
    if (data instanceof ArrayBuffer) {
      this.#status.counters.payloadBytes += data.byteLength;
      return new Uint8Array(data);
    }
    if (typeof data !== 'string') throw new Error('what arrived was neither text nor bytes');
    this.#status.counters.payloadBytes += data.length;
    return JSON.parse(data);
  }

  #beat(socket: WebSocket): void {
    const { after, nowMs } = this.#options.surroundings;
    this.#cancelHeartbeat = after(HEARTBEAT_MS, () => {
      const question: WebSocketQuestion = { id: this.#questions++, clock: { clientSentAtMs: nowMs() } };
      socket.send(JSON.stringify(question));
      this.#beat(socket);
    });
  }

  #breakOff(reason: string): void {
    this.#hangUp();
    this.#retries.retry(reason);
  }

  #hangUp(): void {
    this.#silence.stop();
    this.#cancelHeartbeat?.();
    this.#cancelHeartbeat = undefined;
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }
}

function isAnswer(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'id' in message;
}
