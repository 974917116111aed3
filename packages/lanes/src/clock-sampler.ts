/** Asks the server's clock by four timestamps, over a connection of the meter's own. */
import {
  ClockReplySchema,
  decode,
  type ClientToServerEvents,
  type ServerToClientEvents,
} from '@tickrace/protocol';
import { io, type Socket } from 'socket.io-client';
import type { LaneOptions } from './lane.ts';

/** The first samples follow quickly, so that the best of them is a good one; then the clock is only watched. */
const FIRST_SAMPLES = 12;
const FIRST_INTERVAL_MS = 60;
const USUAL_INTERVAL_MS = 2_000;

/** NTP's four timestamps, each in epoch milliseconds of the clock that its name says. */
export interface ClockReading {
  clientSentAtMs: number;
  serverReceivedAtMs: number;
  serverSentAtMs: number;
  clientReceivedAtMs: number;
}

export interface ClockSamplerOptions extends Pick<LaneOptions, 'origin' | 'reader' | 'surroundings'> {
  /** Time between samples after the first ones, in milliseconds (default 2,000). */
  intervalMs?: number;
  onReading(reading: ClockReading): void;
}

export class ClockSampler {
  readonly #options: ClockSamplerOptions;
  readonly #socket: Socket<ServerToClientEvents, ClientToServerEvents>;
  #cancelNext: (() => void) | undefined;
  #samples = 0;

  constructor(options: ClockSamplerOptions) {
    this.#options = options;
    this.#socket = io(options.origin, {
      autoConnect: false,
      forceNew: true,
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      query: { reader: options.reader, lane: 'meter' },
    });
    this.#socket.on('connect', () => this.restart());
    this.#socket.on('disconnect', () => this.#cancelNext?.());
  }

  start(): void {
    this.#socket.connect();
  }

  /** Samples quickly again: after a sleep, a resume or a new connection, what was known is void. */
  restart(): void {
    this.#samples = 0;
    this.#cancelNext?.();
    if (this.#socket.connected) this.#sample();
  }

  stop(): void {
    this.#cancelNext?.();
    this.#socket.disconnect();
  }

  #sample(): void {
    const { intervalMs = USUAL_INTERVAL_MS, surroundings } = this.#options;
    const { nowMs, after } = surroundings;
    const clientSentAtMs = nowMs();
    this.#samples += 1;
    this.#socket.emit('clock', { clientSentAtMs }, (answer) => {
      const clientReceivedAtMs = nowMs();
      try {
        this.#options.onReading({ clientSentAtMs, ...decode(ClockReplySchema, answer), clientReceivedAtMs });
      } catch {
        // A refused or malformed answer says nothing of the clock; the next sample may.
      }
    });
    const delayMs = this.#samples < FIRST_SAMPLES ? FIRST_INTERVAL_MS : intervalMs;
    this.#cancelNext = after(delayMs, () => this.#sample());
  }
}
