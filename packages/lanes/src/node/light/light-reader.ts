/**
 * A reader that costs next to nothing, so that one process can be thousands of them: over a plain TCP socket it does
 * what its lane asks of a client, and looks at a message no further than whoever counts it does.
 */
import { connect, type Socket } from 'node:net';
import type { LaneName } from '@tickrace/protocol';
import { LongPollTalk } from './long-poll-talk.ts';
import { PollTalk } from './poll-talk.ts';
import { createSocketIoTalk } from './socket-io-talk.ts';
import { SocketIoPollingTalk } from './socket-io-polling-talk.ts';
import { SseTalk } from './sse-talk.ts';
import type { Talk, TalkOptions } from './talk.ts';
import { createWebSocketTalk } from './web-socket-talk.ts';

export type LightLane = Exclude<LaneName, 'manual'>;

export interface LightReaderOptions extends Omit<TalkOptions, 'host' | 'wire'> {
  /** Like `http://127.0.0.1:3000`; there is no TLS. */
  origin: string;
  /** The connection could not be made or has ended; not told of after `close`. */
  onClose(): void;
}

const TALKS: Record<LightLane, (options: TalkOptions) => Talk> = {
  'short-poll': (options) => new PollTalk('short-poll', options),
  'conditional-poll': (options) => new PollTalk('conditional-poll', options),
  'long-poll': (options) => new LongPollTalk(options),
  sse: (options) => new SseTalk(options),
  'socket-io': createSocketIoTalk,
  'socket-io-polling': (options) => new SocketIoPollingTalk(options),
  websocket: createWebSocketTalk,
};

const DEFAULT_HTTP_PORT = 80;
const PROBE_INTERVAL_MS = 1_000;

/** What every socket of the process reads into: it is looked through in the same turn. */
const sharedBuffer = Buffer.alloc(64 * 1024);

export class LightReader {
  readonly #socket: Socket;
  readonly #talk: Talk;
  #probing: NodeJS.Timeout | undefined;
  #isClosed = false;

  /** Begins to connect. */
  constructor(lane: LightLane, { origin, onClose, ...options }: LightReaderOptions) {
    const { hostname, port, host } = new URL(origin);
    const socket = connect({
      host: hostname.replace(/^\[(.*)\]$/, '$1'),
      port: port === '' ? DEFAULT_HTTP_PORT : Number(port),
      noDelay: true,
      onread: { buffer: sharedBuffer, callback: (length) => this.#take(length) },
    });
    this.#socket = socket;
    this.#talk = TALKS[lane]({
      ...options,
      host,
      wire: { write: (words) => void socket.write(words), hangUp: () => void socket.destroy() },
    });
    socket.on('connect', () => this.#talk.begin());
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearInterval(this.#probing);
      this.#talk.end?.();
      if (!this.#isClosed) onClose();
    });
  }

  /** Never reads again. That the server cuts it off shows where it writes, so it says nothing of meaning at times. */
  stall(): void {
    this.#socket.pause();
    this.#probing ??= setInterval(() => this.#socket.write(this.#talk.probe), PROBE_INTERVAL_MS);
  }

  /** Goes away in the middle of whatever it is doing; `onClose` is told of it. */
  breakOff(): void {
    this.#socket.destroy();
  }

  close(): void {
    this.#isClosed = true;
    this.#socket.destroy();
  }

  #take(length: number): boolean {
    this.#talk.take(sharedBuffer.subarray(0, length));
    return true;
  }
}
