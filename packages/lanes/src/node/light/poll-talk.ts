/**
 * The lanes `short-poll` and `conditional-poll`: ask at once, and then at a fixed rate from a random phase on. A poll
 * whose predecessor is unanswered is left out.
 */
import { headerIn } from './http-answers.ts';
import { HttpExchange, type HttpAnswer } from './http-exchange.ts';
import { getRequest, HTTP_PROBE, type Talk, type TalkOptions } from './talk.ts';

export class PollTalk implements Talk {
  readonly probe = HTTP_PROBE;
  readonly #lane: 'short-poll' | 'conditional-poll';
  readonly #options: TalkOptions;
  readonly #exchange: HttpExchange;
  #timer: NodeJS.Timeout | undefined;
  #etag: string | undefined;
  #isReady = false;

  constructor(lane: 'short-poll' | 'conditional-poll', options: TalkOptions) {
    this.#lane = lane;
    this.#options = options;
    this.#exchange = new HttpExchange(
      (request) => options.wire.write(request),
      (answer) => this.#receive(answer),
    );
  }

  begin(): void {
    const { intervalMs } = this.#options;
    const poll = () => this.#exchange.isAsking || this.#ask();
    this.#timer = setTimeout(() => {
      this.#timer = setInterval(poll, intervalMs);
      poll();
    }, Math.random() * intervalMs);
    this.#ask();
  }

  take(chunk: Buffer): void {
    this.#exchange.take(chunk);
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #ask(): void {
    const { host, reader } = this.#options;
    const conditions = this.#etag === undefined ? [] : [`If-None-Match: ${this.#etag}`];
    this.#exchange.ask(getRequest(host, `/api/quotes?reader=${reader}&lane=${this.#lane}`, ...conditions));
  }

  #receive({ status, head, body, wireBytes }: HttpAnswer): void {
    if (status !== 200 && status !== 304) return this.#options.wire.hangUp();
    if (this.#lane === 'conditional-poll') this.#etag = headerIn(head, 'etag');
    if (status === 200) this.#options.onMessage(body, wireBytes);
    if (!this.#isReady) this.#options.onReady();
    this.#isReady = true;
  }
}
