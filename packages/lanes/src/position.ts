/** How far along the tape a reader is: it only ever moves forward, unless the market opens anew. */
import type { Frame } from '@tickrace/protocol';

/** What a frame means to its reader: `gap` is news with quotes missing that nobody said were left out. */
export type Step = 'news' | 'old' | 'gap';

export class Position {
  #seq = 0;
  #tapeId: string | undefined;
  readonly #revs = new Map<string, number>();

  /** Seq up to which the reader knows the tape; 0 before the first frame. */
  get seq(): number {
    return this.#seq;
  }

  get tapeId(): string | undefined {
    return this.#tapeId;
  }

  /** Moves to the frame, unless it is old or leaves a gap. */
  advance(frame: Frame): Step {
    if (frame.tapeId !== undefined && frame.tapeId !== this.#tapeId) this.#reopen(frame.tapeId);
    else if (frame.seq <= this.#seq) return 'old';
    else if (!frame.conflated && this.#missesQuotes(frame)) return 'gap';
    this.#seq = frame.seq;
    for (const { symbol, rev } of frame.quotes) this.#revs.set(symbol, rev);
    return 'news';
  }

  #reopen(tapeId: string): void {
    this.#tapeId = tapeId;
    this.#revs.clear();
  }

  #missesQuotes(frame: Frame): boolean {
    const expected = new Map<string, number>();
    return frame.quotes.some(({ symbol, rev }) => {
      const held = expected.get(symbol) ?? this.#revs.get(symbol);
      expected.set(symbol, rev);
      return held !== undefined && rev !== held + 1;
    });
  }
}
