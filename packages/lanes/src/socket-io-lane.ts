/** Subscribes once over Socket.IO, by the transports it is given, and is told of every quote; resumes by seq. */
import type { ClientToServerEvents, ServerToClientEvents, Subscribe, SubscribeAck } from '@tickrace/protocol';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { binaryFrameParser } from './binary-frame-parser.ts';
import { FrameIntake } from './frame-intake.ts';
import { errorOfGoodbye } from './goodbye.ts';
import { reasonOf } from './http.ts';
import type { Lane, LaneOptions, LaneSurroundings } from './lane.ts';
import { laneUrl } from './lane-url.ts';
import type { Step } from './position.ts';
import { RetryPlan } from './retry-plan.ts';
import { StatusBoard } from './status-board.ts';

/** A connection or a subscription that takes longer is given up and tried again. */
const ANSWER_TIMEOUT_MS = 5_000;

export class SocketIoLane implements Lane {
  readonly name: 'socket-io' | 'socket-io-polling';
  readonly #options: LaneOptions;
  readonly #status: StatusBoard;
  readonly #intake: FrameIntake;
  readonly #retries: RetryPlan;
  readonly #socket: Socket<ServerToClientEvents, ClientToServerEvents>;
  #packetAtMs = 0;
  #subscribing = false;

  constructor(
    name: 'socket-io' | 'socket-io-polling',
    transports: ('websocket' | 'polling')[],
    options: LaneOptions,
  ) {
    this.name = name;
    this.#options = options;
    this.#status = new StatusBoard(options.listener);
    this.#intake = new FrameIntake(options.listener, this.#status);
    this.#retries = new RetryPlan(options.surroundings, this.#status, () => this.#socket.connect());
    this.#socket = io(options.origin, {
      autoConnect: false,
      forceNew: true,
      // Retries are the lane's own, so that it can say when the next one comes.
      reconnection: false,
      timeout: ANSWER_TIMEOUT_MS,
      transports,
      tryAllTransports: true,
      query: { reader: options.reader, lane: name },
      ...(options.encoding === 'binary' ? { parser: binaryFrameParser } : {}),
      ...poolOption(options.surroundings, laneUrl('/', options, name)),
    });
    this.#socket.io.on('open', () => this.#watchPackets());
    this.#socket.on('connect', () => this.#subscribe());
    this.#socket.on('connect_error', () => this.#retries.retry('server not reachable'));
    this.#socket.on('disconnect', (reason) =>
      this.#retries.retry(reason === 'ping timeout' ? 'no heartbeat' : 'connection lost'),
    );
    this.#socket.on('goodbye', (why: unknown) =>
      this.#take(() => {
        throw errorOfGoodbye(why);
      }),
    );
    this.#socket.on('frame', (frame: unknown) => {
      const step = this.#take(() => this.#intake.takeFrame(frame, this.#packetAtMs));
      if (step === 'gap' && !this.#subscribing) this.#subscribe();
    });
  }

  get trafficKey() {
    return this.name;
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
    this.#retries.cancel();
    this.#socket.disconnect();
  }

  /** Stamps and counts each packet as it comes off the wire, before Socket.IO decodes it. */
  #watchPackets(): void {
    this.#socket.io.engine.on('packet', ({ type, data }: { type: string; data?: unknown }) => {
      this.#packetAtMs = this.#options.surroundings.nowMs();
      if (type === 'message') this.#status.counters.payloadBytes += lengthOf(data);
    });
  }

  #subscribe(): void {
    this.#subscribing = true;
    const { symbols, encoding } = this.#options;
    const { seq, tapeId } = this.#intake.position;
    const request: Subscribe = { symbols: symbols === 'all' ? 'all' : [...symbols] };
    if (encoding !== undefined) request.encoding = encoding;
    if (tapeId !== undefined) {
      request.sinceSeq = seq;
      request.tapeId = tapeId;
    }
    this.#socket
      .timeout(ANSWER_TIMEOUT_MS)
      .emit('subscribe', request, (_error: Error | null, answer?: SubscribeAck) => {
        this.#subscribing = false;
        if (answer === undefined) this.#breakOff('no answer to the subscription');
        else if (!answer.ok) this.#breakOff(answer.error.message);
        else if (this.#take(() => this.#intake.takeSnapshot(answer.snapshot, this.#packetAtMs)) === 'gap')
          this.#breakOff('quotes were missing');
      });
  }

  /** What the frame means; undefined where it could not be understood, or came too late. */
  #take(take: () => Step): Step | undefined {
    if (this.state.kind === 'stopped') return undefined;
    try {
      return take();
    } catch (error) {
      this.#breakOff(reasonOf(error));
      return undefined;
    }
  }

  #breakOff(reason: string): void {
    this.#retries.retry(reason);
    this.#socket.disconnect();
  }
}

/** A message is a text, an ArrayBuffer in browsers, or a Buffer in Node. */
function lengthOf(message: unknown): number {
  if (typeof message === 'string') return message.length;
  return message instanceof ArrayBuffer || message instanceof Uint8Array ? message.byteLength : 0;
}

/** Engine.IO's types know the agent of Node as a boolean or a name only. */
function poolOption({ poolFor }: LaneSurroundings, url: URL): Partial<ManagerOptions & SocketOptions> {
  return poolFor === undefined ? {} : { agent: poolFor(url) as unknown as boolean };
}
