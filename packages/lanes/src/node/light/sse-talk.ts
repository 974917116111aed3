/** The lane `sse`: one answer that goes on, whose events that carry data are messages, however chunks cut them. */
import { HttpAnswers } from './http-answers.ts';
import { getRequest, HTTP_PROBE, type Talk, type TalkOptions } from './talk.ts';
import { Unfinished } from './unfinished.ts';

/** As our servers end lines; events of others would be counted as one. */
const EVENT_END = Buffer.from('\n\n');
const DATA = Buffer.from('data:');

export class SseTalk implements Talk {
  readonly probe = HTTP_PROBE;
  readonly #options: TalkOptions;
  readonly #answers: HttpAnswers;
  readonly #unfinished = new Unfinished();

  constructor(options: TalkOptions) {
    this.#options = options;
    this.#answers = new HttpAnswers({
      onHead: (status) => (status === 200 ? options.onReady() : options.wire.hangUp()),
      onBody: (piece) => this.#takeEvents(this.#unfinished.continuedBy(piece)),
      onEnd: () => options.wire.hangUp(),
    });
  }

  begin(): void {
    const { host, reader, wire } = this.#options;
    wire.write(getRequest(host, `/api/stream?reader=${reader}&lane=sse`, 'Accept: text/event-stream'));
  }

  take(chunk: Buffer): void {
    this.#answers.push(chunk);
  }

  #takeEvents(text: Buffer): void {
    let at = 0;
    for (;;) {
      const endAt = text.indexOf(EVENT_END, at);
      if (endAt < 0) return this.#unfinished.keep(text.subarray(at));
      const event = text.subarray(at, endAt + EVENT_END.length);
      at += event.length;
      if (event.includes(DATA)) this.#options.onMessage(event, event.length);
    }
  }
}
