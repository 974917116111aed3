/** A reader of the bare WebSocket as a test needs it: everything that it was told, and a way to wait for more. */
import type { Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { Frame } from '@tickrace/protocol';
import { frameOf } from './frames.ts';

export class WebSocketReader {
  readonly webSocket: WebSocket;
  /** Resolves with the close code. */
  readonly closed: Promise<number>;
  /** Frames in the order of arrival; the first is the snapshot. */
  readonly frames: Frame[] = [];
  /** Whatever else arrived: answers and errors. */
  readonly answers: unknown[] = [];

  constructor(port: number, query = '', { autoPong = true } = {}) {
    this.webSocket = new WebSocket(`ws://127.0.0.1:${port}/ws?${query}`, { autoPong });
    this.webSocket.on('message', (data: Buffer) => this.#read(JSON.parse(data.toString())));
    this.webSocket.on('error', () => undefined);
    this.closed = new Promise((resolve) => this.webSocket.on('close', resolve));
    onTestFinished(() => this.webSocket.terminate());
  }

  /** The connection beneath, once it is open. */
  get socket(): Socket {
    return (this.webSocket as unknown as { _socket: Socket })._socket;
  }

  send(message: unknown): void {
    this.webSocket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  async until(isEnough: () => boolean): Promise<void> {
    while (!isEnough()) await new Promise((resolve) => this.webSocket.once('message', resolve));
  }

  /** Waits until that many frames have come, the snapshot included. */
  async untilFrames(count: number): Promise<Frame[]> {
    await this.until(() => this.frames.length >= count);
    return this.frames;
  }

  #read(message: object): void {
    if (!('quotes' in message)) this.answers.push(message);
    else this.frames.push(frameOf(message, this.frames.length === 0));
  }
}
