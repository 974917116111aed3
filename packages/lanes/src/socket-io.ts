/** Socket.IO: subscribes once and is told of every quote; after a break it resumes by seq. */
import {
  decode,
  FrameSchema,
  SnapshotSchema,
  type ClientToServerEvents,
  type Frame,
  type ProtocolError,
  type ServerToClientEvents,
  type Subscribe,
  type SubscribeAck,
} from '@tickrace/protocol';
import { io, type Socket } from 'socket.io-client';
import type { Lane, LaneOptions } from './lane.ts';
import { Position } from './position.ts';
import { retryDelayMs } from './retry.ts';
import { StatusBoard } from './status-board.ts';

/** A connection or a subscription that takes longer is given up and tried again. */
const ANSWER_TIMEOUT_MS = 5_000;

export class SocketIoLane implements Lane {
  readonly name = 'socket-io';
  readonly #options: LaneOptions;
  readonly #status: StatusBoard;
  readonly #position = new Position();
  readonly #socket: Socket<ServerToClientEvents, ClientToServerEvents>;
  #cancelRetry: (() => void) | undefined;
  #packetAtMs = 0;
  #subscribing = false;

  constructor(options: LaneOptions) {
    this.#options = options;
    this.#status = new StatusBoard(options.listener);
    this.#socket = io(options.origin, {
      autoConnect: false,
      forceNew: true,
      // Retries are the lane's own, so that it can say when the next one comes.
      reconnection: false,
      timeout: ANSWER_TIMEOUT_MS,
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      query: { reader: options.reader, lane: this.name },
    });
    this.#socket.io.on('open', () => this.#watchPackets());
    this.#socket.on('connect', () => this.#subscribe());
    this.#socket.on('connect_error', () => this.#retry('server not reachable'));
    this.#socket.on('disconnect', (reason) =>
      this.#retry(reason === 'ping timeout' ? 'no heartbeat' : 'connection lost'),
    );
    this.#socket.on('frame', (frame) => this.#receive(FrameSchema, frame));
  }

  get state() {
    return this.#status.state;
  }

  get counters() {
    return this.#status.counters;
  }

  start(): void {
    if (this.state.kind === 'connecting') this.#socket.connect();
  }

  stop(): void {
    if (this.state.kind === 'stopped') return;
    this.#status.stopped();
    this.#cancelRetry?.();
    this.#socket.disconnect();
  }

  /** Stamps and counts each packet as it comes off the wire, before Socket.IO decodes it. */
  #watchPackets(): void {
    this.#socket.io.engine.on('packet', ({ type, data }: { type: string; data?: unknown }) => {
      this.#packetAtMs = this.#options.surroundings.nowMs();
      if (type === 'message' && typeof data === 'string') this.#status.counters.payloadBytes += data.length;
    });
  }

  #subscribe(): void {
    this.#subscribing = true;
    const { symbols } = this.#options;
    const request: Subscribe = { symbols: symbols === 'all' ? 'all' : [...symbols] };
    if (this.#position.tapeId !== undefined) {
      request.sinceSeq = this.#position.seq;
      request.tapeId = this.#position.tapeId;
    }
    this.#socket
      .timeout(ANSWER_TIMEOUT_MS)
      .emit('subscribe', request, (_error: Error | null, answer?: SubscribeAck) => {
        this.#subscribing = false;
        if (answer === undefined) this.#breakOff('no answer to the subscription');
        else if (!answer.ok) this.#breakOff(answer.error.message);
        else this.#receive(SnapshotSchema, answer.snapshot);
      });
  }

  #receive(schema: typeof FrameSchema | typeof SnapshotSchema, message: unknown): void {
    if (this.state.kind === 'stopped') return;
    let frame: Frame;
    try {
      frame = decode(schema, message);
    } catch (error) {
      this.#breakOff((error as ProtocolError).message);
      return;
    }
    this.#status.counters.frames += 1;
    this.#status.live();
    switch (this.#position.advance(frame)) {
      case 'news':
        this.#options.listener.onFrame(frame, this.#packetAtMs);
        break;
      case 'gap':
        if (!this.#subscribing) this.#subscribe();
        break;
      case 'old':
        break;
    }
  }

  #breakOff(reason: string): void {
    this.#retry(reason);
    this.#socket.disconnect();
  }

  #retry(reason: string): void {
    if (this.state.kind === 'stopped' || this.#cancelRetry !== undefined) return;
    const { after, nowMs, random } = this.#options.surroundings;
    const delayMs = retryDelayMs(this.#status.attempt + 1, random());
    this.#status.reconnecting(nowMs() + delayMs, reason);
    this.#cancelRetry = after(delayMs, () => {
      this.#cancelRetry = undefined;
      this.#socket.connect();
    });
  }
}
