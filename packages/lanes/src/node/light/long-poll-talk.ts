/** The lane `long-poll`: asks for what follows, which the server answers once there is news, and asks again at once. */
import { HttpExchange, type HttpAnswer } from './http-exchange.ts';
import { getRequest, HTTP_PROBE, type Talk, type TalkOptions } from './talk.ts';

/** How long the server may keep a question while there is no news. */
const PATIENCE_MS = 10_000;
/** A snapshot's seq is the first thing in it, its tape the last. */
const PEEK_BYTES = 128;
const SEQ = /^\{"seq":(\d+)/;
const TAPE_ID = /"tapeId":"([^"]+)"\}$/;

export class LongPollTalk implements Talk {
  readonly probe = HTTP_PROBE;
  readonly #options: TalkOptions;
  readonly #exchange: HttpExchange;
  /** The question's part that says where it goes on, asked again where the answer is empty. */
  #resumeAt = '';
  #isReady = false;

  constructor(options: TalkOptions) {
    this.#options = options;
    this.#exchange = new HttpExchange(
      (request) => options.wire.write(request),
      (answer) => this.#receive(answer),
    );
  }

  begin(): void {
    this.#ask('');
  }

  take(chunk: Buffer): void {
    this.#exchange.take(chunk);
  }

  #ask(resumeAt: string): void {
    const { host, reader } = this.#options;
    this.#resumeAt = resumeAt;
    const path = `/api/quotes/next?reader=${reader}&lane=long-poll&timeoutMs=${PATIENCE_MS}${resumeAt}`;
    this.#exchange.ask(getRequest(host, path));
  }

  #receive({ status, body, wireBytes }: HttpAnswer): void {
    const { wire, onReady, onMessage } = this.#options;
    if (status === 204) return this.#ask(this.#resumeAt);
    const seq = SEQ.exec(body.toString('latin1', 0, PEEK_BYTES))?.[1];
    const tapeId = TAPE_ID.exec(body.toString('latin1', Math.max(0, body.length - PEEK_BYTES)))?.[1];
    if (status !== 200 || seq === undefined || tapeId === undefined) return wire.hangUp();
    onMessage(body, wireBytes);
    this.#ask(`&since=${seq}&tapeId=${tapeId}`);
    if (!this.#isReady) onReady();
    this.#isReady = true;
  }
}
