/**
 * Counts the quotes of messages without parsing each: readers of one subscription get the same messages, so what
 * begins alike and is as long has as many. What is remembered is bounded.
 */

/** As much as tells two messages apart: it holds the seq and the time of a frame. */
const BEGINNING_BYTES = 128;
/** Messages that are on their way to readers at the same time are far fewer. */
const REMEMBERED = 512;

/** Every quote has it once. */
const QUOTE_MARK = Buffer.from('"rev":');

export class QuoteCounter {
  readonly #quotes = new Map<string, number>();

  quotesIn(message: Buffer): number {
    const beginning = `${message.length} ${message.toString('latin1', 0, BEGINNING_BYTES)}`;
    const known = this.#quotes.get(beginning);
    if (known !== undefined) return known;
    const quotes = countMarks(message);
    const [oldest] = this.#quotes.keys();
    if (this.#quotes.size >= REMEMBERED && oldest !== undefined) this.#quotes.delete(oldest);
    this.#quotes.set(beginning, quotes);
    return quotes;
  }
}

function countMarks(message: Buffer): number {
  let marks = 0;
  for (let at = message.indexOf(QUOTE_MARK); at >= 0; at = message.indexOf(QUOTE_MARK, at + 1)) marks += 1;
  return marks;
}
