/** What the page asks the server besides quotes: instruments, history and status, each checked on arrival. */
import { ask, attribute, type LaneSurroundings } from '@tickrace/lanes';
import {
  CandlesSchema,
  ClosesSchema,
  decode,
  InstrumentsSchema,
  StatusSchema,
  type Candles,
  type Closes,
  type Instrument,
  type Status,
} from '@tickrace/protocol';
import type { Static, TSchema } from 'typebox';

export class ServerApi {
  readonly #origin: string;
  readonly #reader: string;
  readonly #surroundings: LaneSurroundings;

  constructor(origin: string, reader: string, surroundings: LaneSurroundings) {
    this.#origin = origin;
    this.#reader = reader;
    this.#surroundings = surroundings;
  }

  async instruments(): Promise<readonly Instrument[]> {
    return (await this.#get(InstrumentsSchema, '/api/instruments')).instruments;
  }

  /** The last minute of a symbol, four candles a second. */
  candles(symbol: string): Promise<Candles> {
    return this.#get(CandlesSchema, `/api/candles/${encodeURIComponent(symbol)}?intervalMs=250&limit=260`);
  }

  /** Closing prices of all symbols: `points` of them, `intervalMs` apart. */
  closes(intervalMs: number, points: number): Promise<Closes> {
    return this.#get(ClosesSchema, `/api/closes?intervalMs=${intervalMs}&points=${points}`);
  }

  status(): Promise<Status> {
    return this.#get(StatusSchema, '/api/status');
  }

  async #get<Schema extends TSchema>(schema: Schema, path: string): Promise<Static<Schema>> {
    const url = attribute(new URL(path, this.#origin), this.#reader, 'meter');
    const { status, body } = await ask(url, this.#surroundings).answer;
    if (status !== 200) throw new Error(`${url.pathname} answered ${status}`);
    return decode(schema, body);
  }
}
