/**
 * How much of what was written to a WebSocket its reader has not taken yet. Kernels and networks hold megabytes of it
 * unseen, seconds of a slow reader's time, so the reader itself is asked: whoever answers a ping has taken all that
 * was written before it.
 */
import type { Socket } from 'node:net';

/** Less than this is taken for nothing; a reader that keeps up is asked once for every so many bytes. */
export const ASK_EVERY_BYTES = 64 * 1024;

/** Told apart from other pings by their payload, which comes back. */
const QUESTION = Buffer.from('taken?');

/** What is used of ws's WebSocket, and what no type of Socket.IO tells of it. */
export interface AskedWebSocket {
  readonly bufferedAmount: number;
  ping(payload: Buffer): void;
  on(event: 'pong', listener: (payload: Buffer) => void): unknown;
}

export class UnreadBytes {
  readonly #webSocket: AskedWebSocket;
  readonly #socket: Pick<Socket, 'bytesWritten'>;
  /** Of `bytesWritten`, as far as the reader has confirmed it. */
  #takenBytes: number;
  /** `bytesWritten` when it was last asked; undefined once it has answered. */
  #askedBytes: number | undefined;

  constructor(webSocket: AskedWebSocket, socket: Pick<Socket, 'bytesWritten'>) {
    this.#webSocket = webSocket;
    this.#socket = socket;
    this.#takenBytes = socket.bytesWritten;
    webSocket.on('pong', (payload) => {
      if (this.#askedBytes === undefined || !payload.equals(QUESTION)) return;
      this.#takenBytes = this.#askedBytes;
      this.#askedBytes = undefined;
    });
  }

  /** Where that is little, only what waits in this process; 0 for a reader that keeps up. */
  read(): number {
    const writtenBytes = this.#socket.bytesWritten;
    const unreadBytes = writtenBytes - this.#takenBytes;
    if (unreadBytes < ASK_EVERY_BYTES) return this.#webSocket.bufferedAmount;
    if (this.#askedBytes === undefined) {
      this.#askedBytes = writtenBytes;
      this.#webSocket.ping(QUESTION);
    }
    return unreadBytes;
  }
}
