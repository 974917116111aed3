/** The meter's own way to the truth: follows the tape, losslessly and after the fact, apart from any lane. */
import { decode, TapeSchema, type TapeSection } from '@tickrace/protocol';
import { ask, type Asking } from './http.ts';
import type { LaneOptions } from './lane.ts';
import { attribute } from './lane-url.ts';

/** Time between two readings that reached the newest quote. */
const READING_INTERVAL_MS = 1_000;

export interface JournalListener {
  /** The next quotes of the tape, without a gap since the ones before. */
  onSection(section: TapeSection): void;
  /** What follows the quotes handed over so far is lost; the journal has ended. */
  onLost(): void;
}

export interface JournalOptions extends Pick<LaneOptions, 'origin' | 'reader' | 'surroundings'> {
  tapeId: string;
  /** The journal begins with the quote after this one. */
  sinceSeq: number;
  listener: JournalListener;
}

export class Journal {
  readonly #options: JournalOptions;
  #sinceSeq: number;
  #asking: Asking | undefined;
  #cancelNext: (() => void) | undefined;
  #stopped = false;

  constructor(options: JournalOptions) {
    this.#options = options;
    this.#sinceSeq = options.sinceSeq;
  }

  start(): void {
    if (this.#asking === undefined && this.#cancelNext === undefined && !this.#stopped) void this.#read();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelNext?.();
    this.#asking?.cancel();
  }

  async #read(): Promise<void> {
    const { origin, reader, tapeId, listener, surroundings } = this.#options;
    const url = attribute(new URL('/api/tape', origin), reader, 'meter');
    url.searchParams.set('since', String(this.#sinceSeq));
    url.searchParams.set('tapeId', tapeId);
    let delayMs = READING_INTERVAL_MS;
    try {
      this.#asking = ask(url, surroundings);
      const { status, body } = await this.#asking.answer;
      if (this.#stopped) return;
      if (status === 410) {
        this.stop();
        listener.onLost();
        return;
      }
      if (status === 200) {
        const section = decode(TapeSchema, body);
        const last = section.quotes.at(-1);
        this.#sinceSeq = section.toSeq;
        listener.onSection(section);
        // An answer that ends at a quote rather than at the present was cut at the limit: there is more.
        if (last !== undefined && section.completeToMs <= last.atMs) delayMs = 0;
      }
    } catch {
      // Not reachable, or not understood: the same question is asked again.
    }
    if (this.#stopped) return;
    this.#asking = undefined;
    this.#cancelNext = surroundings.after(delayMs, () => void this.#read());
  }
}
