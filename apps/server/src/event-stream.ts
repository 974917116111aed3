/** Writes `text/event-stream`, so that any parser that follows the WHATWG specification reads back what was meant. */

export interface StreamEvent {
  /** Name of the event, without line breaks. */
  event: string;
  /** What the reader resumes after, without line breaks or NUL; as before where absent. */
  id?: string;
  /** Any text. Line breaks arrive as LF, however they were written. */
  data: string;
}

/**
 * One whole event, with the empty line that dispatches it.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 * @throws RangeError where a name or an id could not be told from the next field.
 */
export function encodeEvent({ event, id, data }: StreamEvent): string {
  if (/[\r\n]/.test(event)) throw new RangeError('The name of an event holds no line breaks.');
  // A parser ignores an id with NUL altogether.
  if (id !== undefined && /[\r\n\0]/.test(id)) {
    throw new RangeError('The id of an event holds neither line breaks nor NUL.');
  }
  return `event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}${linesOf('data: ', data)}\n`;
}

/** A comment, which readers ignore; it keeps proxies and readers from giving the connection up. */
export function encodeComment(text: string): string {
  return `${linesOf(': ', text)}\n`;
}

/**
 * How long a reader is to wait before it reconnects, in whole milliseconds.
 * @throws RangeError where it is not a whole number from 0 on.
 */
export function encodeRetry(retryMs: number): string {
  if (!Number.isSafeInteger(retryMs) || retryMs < 0) throw new RangeError(`${retryMs} is no time to wait.`);
  return `retry: ${retryMs}\n\n`;
}

/** Every line begins with its field and a space, of which the parser takes away exactly one. */
function linesOf(prefix: string, text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => `${prefix}${line}\n`)
    .join('');
}
