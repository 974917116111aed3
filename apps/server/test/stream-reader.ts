/** A reader of server-sent events as a test needs it: everything that it was told, and a way to wait for more. */
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Frame } from '@tickrace/protocol';
import { EventStreamParser } from './event-stream-parser.ts';
import { frameOf } from './frames.ts';

/** Takes the sizes out of a chunked body, as it comes. */
class Dechunker {
  #rest = '';

  feed(text: string): string {
    this.#rest += text;
    let body = '';
    for (;;) {
      const sizeEnd = this.#rest.indexOf('\r\n');
      const size = parseInt(this.#rest, 16);
      if (sizeEnd < 0 || this.#rest.length < sizeEnd + 4 + size) return body;
      body += this.#rest.slice(sizeEnd + 2, sizeEnd + 2 + size);
      this.#rest = this.#rest.slice(sizeEnd + 4 + size);
      if (size === 0) return body;
    }
  }
}

export class StreamReader {
  readonly socket: Socket;
  readonly closed: Promise<void>;
  readonly parser = new EventStreamParser();
  /** Frames in the order of arrival; the first is the snapshot. */
  readonly frames: Frame[] = [];
  head = '';
  /** Why the server ended the stream, where it told. */
  goodbye: unknown;
  #chunks = new Dechunker();

  constructor(port: number, query = '', headers = '') {
    this.socket = connect(port, '127.0.0.1');
    this.socket.write(`GET /api/stream?${query} HTTP/1.1\r\nHost: test\r\n${headers}\r\n`);
    this.socket.on('data', (chunk: Buffer) => this.#read(chunk.toString()));
    this.closed = new Promise((resolve) => this.socket.on('close', () => resolve()));
    onTestFinished(() => void this.socket.destroy());
  }

  async until(isEnough: () => boolean): Promise<void> {
    while (!isEnough()) await new Promise((resolve) => this.socket.once('data', resolve));
  }

  /** Waits until that many frames have come, the snapshot included. */
  async untilFrames(count: number): Promise<Frame[]> {
    await this.until(() => this.frames.length >= count);
    return this.frames;
  }

  #read(text: string): void {
    let body = text;
    if (!this.head.includes('\r\n\r\n')) {
      this.head += text;
      const headEnd = this.head.indexOf('\r\n\r\n');
      if (headEnd < 0) return;
      body = this.head.slice(headEnd + 4);
      this.head = this.head.slice(0, headEnd + 4);
    }
    this.parser.feed(this.#chunks.feed(body));
    for (const { event, data } of this.parser.events.slice(this.frames.length)) {
      if (event === 'goodbye') this.goodbye = JSON.parse(data);
      else this.frames.push(frameOf(JSON.parse(data), this.frames.length === 0));
    }
  }
}
