/** Reads an event stream by the letter of the WHATWG specification (9.2.6), to hold the encoder against. */

export interface ParsedEvent {
  event: string;
  id: string;
  data: string;
}

export class EventStreamParser {
  readonly events: ParsedEvent[] = [];
  comments = 0;
  retryMs: number | undefined;
  #rest = '';
  #event = '';
  #data = '';
  #id = '';

  /** Text that may end anywhere, but not between CR and LF. */
  feed(text: string): void {
    const lines = (this.#rest + text).split(/\r\n|\n|\r/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#readLine(line);
  }

  #readLine(line: string): void {
    if (line === '') return this.#dispatch();
    const colonAt = line.indexOf(':');
    if (colonAt === 0) {
      this.comments += 1;
      return;
    }
    const field = colonAt < 0 ? line : line.slice(0, colonAt);
    const value = colonAt < 0 ? '' : line.slice(colonAt + 1).replace(/^ /, '');
    if (field === 'event') this.#event = value;
    else if (field === 'data') this.#data += `${value}\n`;
    else if (field === 'id' && !value.includes('\0')) this.#id = value;
    else if (field === 'retry' && /^\d+$/.test(value)) this.retryMs = Number(value);
  }

  #dispatch(): void {
    if (this.#data !== '') {
      const event = this.#event === '' ? 'message' : this.#event;
      this.events.push({ event, id: this.#id, data: this.#data.slice(0, -1) });
    }
    this.#data = '';
    this.#event = '';
  }
}
