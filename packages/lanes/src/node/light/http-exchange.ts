/** Questions over one kept-alive connection: the next one is asked once the last is answered. */
import { HttpAnswers } from './http-answers.ts';

export interface HttpAnswer {
  status: number;
  head: string;
  /** Its bytes are there during the call only. */
  body: Buffer;
  wireBytes: number;
}

const EMPTY = Buffer.alloc(0);

export class HttpExchange {
  readonly #write: (request: string) => void;
  readonly #answers: HttpAnswers;
  #status = 0;
  #head = '';
  #body: Buffer = EMPTY;
  /** Whether the body so far lies in a chunk that is gone after the call; one that comes in one piece is never copied. */
  #isBorrowed = false;
  #isAsking = false;

  constructor(write: (request: string) => void, onAnswer: (answer: HttpAnswer) => void) {
    this.#write = write;
    this.#answers = new HttpAnswers({
      onHead: (status, head) => {
        this.#status = status;
        this.#head = head;
      },
      onBody: (piece) => {
        this.#isBorrowed = this.#body === EMPTY;
        this.#body = this.#isBorrowed ? piece : Buffer.concat([this.#body, piece]);
      },
      onEnd: (wireBytes) => {
        const body = this.#body;
        this.#body = EMPTY;
        this.#isBorrowed = false;
        this.#isAsking = false;
        onAnswer({ status: this.#status, head: this.#head, body, wireBytes });
      },
    });
  }

  /** Whether a question is unanswered. */
  get isAsking(): boolean {
    return this.#isAsking;
  }

  ask(request: string): void {
    this.#isAsking = true;
    this.#write(request);
  }

  take(chunk: Buffer): void {
    this.#answers.push(chunk);
    if (!this.#isBorrowed) return;
    this.#body = Buffer.from(this.#body);
    this.#isBorrowed = false;
  }
}
