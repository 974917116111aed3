/**
 * Parses `text/event-stream` as its bytes come in, whatever they are cut into: inside a line, a line ending or a
 * character. Source: WHATWG HTML, 9.2.5 "Parsing an event stream" and 9.2.6 "Interpreting an event stream".
 */

export interface StreamedEvent {
  /** `message` where the stream names none. */
  type: string;
  data: string;
  /** The last id that the stream named so far; empty where it named none. */
  lastEventId: string;
}

const LINE_END = /\r\n?|\n/g;

export class EventStreamParser {
  // Replaces what is no UTF-8 and drops one leading byte order mark, as the standard asks.
  readonly #decoder = new TextDecoder();
  /** The line so far. */
  #line = '';
  /** The last character was a CR: an LF that follows belongs to it. */
  #afterCr = false;
  #type = '';
  #data = '';
  #lastEventId = '';

  /** The events that are complete with these bytes. Comments, and `retry`, which is for browsers, are dropped. */
  push(bytes: Uint8Array): StreamedEvent[] {
    const text = this.#decoder.decode(bytes, { stream: true });
    if (text === '') return [];
    const events: StreamedEvent[] = [];
    let from = this.#afterCr && text.startsWith('\n') ? 1 : 0;
    LINE_END.lastIndex = from;
    for (let end = LINE_END.exec(text); end !== null; end = LINE_END.exec(text)) {
      const event = this.#takeLine(this.#line + text.slice(from, end.index));
      if (event !== undefined) events.push(event);
      this.#line = '';
      from = LINE_END.lastIndex;
    }
    this.#line += text.slice(from);
    this.#afterCr = text.endsWith('\r');
    return events;
  }

  #takeLine(line: string): StreamedEvent | undefined {
    if (line === '') return this.#dispatch();
    const colonAt = line.indexOf(':');
    const field = colonAt < 0 ? line : line.slice(0, colonAt);
    const value = colonAt < 0 ? '' : line.slice(line[colonAt + 1] === ' ' ? colonAt + 2 : colonAt + 1);
    switch (field) {
      case 'event':
        this.#type = value;
        break;
      case 'data':
        this.#data += `${value}\n`;
        break;
      case 'id':
        if (!value.includes('\0')) this.#lastEventId = value;
        break;
    }
    return undefined;
  }

  #dispatch(): StreamedEvent | undefined {
    const type = this.#type === '' ? 'message' : this.#type;
    const data = this.#data;
    this.#type = '';
    this.#data = '';
    if (data === '') return undefined;
    return { type, data: data.slice(0, -1), lastEventId: this.#lastEventId };
  }
}
