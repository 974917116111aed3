/** Answers over HTTP/1.1 as they come in, with a length or in chunks (RFC 9112, sections 6 and 7), one after another. */
import { Unfinished } from './unfinished.ts';

const LINE_END = Buffer.from('\r\n');
const HEAD_END = Buffer.from('\r\n\r\n');

export interface HttpAnswersListener {
  onHead(status: number, head: string): void;
  /** The body goes on; its bytes are there during the call only. */
  onBody(piece: Buffer): void;
  /** The answer is complete; its bytes with head and framing. */
  onEnd(wireBytes: number): void;
}

export class HttpAnswers {
  readonly #listener: HttpAnswersListener;
  readonly #unfinished = new Unfinished();
  #expects: 'head' | 'body' | 'chunk-size' | 'chunk' | 'trailer' = 'head';
  /** Bytes of body, or of the chunk and the line end after it, that are still to come. */
  #remaining = 0;
  #wireBytes = 0;

  constructor(listener: HttpAnswersListener) {
    this.#listener = listener;
  }

  push(arrived: Buffer): void {
    const chunk = this.#unfinished.continuedBy(arrived);
    let at = 0;
    while (at < chunk.length) {
      const taken = this.#take(chunk, at);
      if (taken === 0) return this.#unfinished.keep(chunk.subarray(at));
      at += taken;
    }
  }

  /** Bytes of the next part of the answer; 0 where it is not complete. */
  #take(chunk: Buffer, at: number): number {
    switch (this.#expects) {
      case 'head':
        return this.#takeTo(HEAD_END, { chunk, at, onText: (head) => this.#begin(head) });
      case 'chunk-size':
        return this.#takeTo(LINE_END, { chunk, at, onText: (line) => this.#beginChunk(line) });
      case 'trailer':
        return this.#takeTo(LINE_END, { chunk, at, onText: (line) => line === '' && this.#end() });
      case 'body':
      case 'chunk':
        return this.#takeBody(chunk, at);
    }
  }

  #takeTo(
    end: Buffer,
    { chunk, at, onText }: { chunk: Buffer; at: number; onText: (text: string) => void },
  ): number {
    const endAt = chunk.indexOf(end, at);
    if (endAt < 0) return 0;
    const taken = endAt + end.length - at;
    this.#wireBytes += taken;
    onText(chunk.toString('latin1', at, endAt));
    return taken;
  }

  #begin(head: string): void {
    const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1]);
    this.#listener.onHead(status, head);
    if (/^transfer-encoding:.*chunked/im.test(head)) {
      this.#expects = 'chunk-size';
      return;
    }
    this.#expects = 'body';
    this.#remaining = status === 204 || status === 304 ? 0 : Number(headerIn(head, 'content-length') ?? 0);
    if (this.#remaining === 0) this.#end();
  }

  #beginChunk(line: string): void {
    const size = parseInt(line, 16);
    this.#expects = size > 0 ? 'chunk' : 'trailer';
    this.#remaining = size + LINE_END.length;
  }

  #takeBody(chunk: Buffer, at: number): number {
    const taken = Math.min(this.#remaining, chunk.length - at);
    const after = this.#expects === 'chunk' ? LINE_END.length : 0;
    const piece = Math.min(taken, this.#remaining - after);
    this.#remaining -= taken;
    this.#wireBytes += taken;
    if (piece > 0) this.#listener.onBody(chunk.subarray(at, at + piece));
    if (this.#remaining === 0) {
      if (this.#expects === 'chunk') this.#expects = 'chunk-size';
      else this.#end();
    }
    return taken;
  }

  #end(): void {
    const wireBytes = this.#wireBytes;
    this.#expects = 'head';
    this.#wireBytes = 0;
    this.#listener.onEnd(wireBytes);
  }
}

/** The value of a header, whose name is given in lower case; undefined where there is none. */
export function headerIn(head: string, name: string): string | undefined {
  return new RegExp(`^${name}:[ \t]*(.*?)[ \t]*$`, 'im').exec(head)?.[1];
}
