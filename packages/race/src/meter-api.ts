/** What measuring itself asks of the server, each answer checked on arrival and counted apart from any lane. */
import { ask, attribute, type LaneSurroundings } from '@tickrace/lanes';
import { decode, InstrumentsSchema, StatusSchema, type Instrument, type Status } from '@tickrace/protocol';
import type { Static, TSchema } from 'typebox';

export class MeterApi {
  readonly #origin: string;
  readonly #reader: string;
  readonly #surroundings: LaneSurroundings;

  constructor(origin: string, reader: string, surroundings: LaneSurroundings) {
    this.#origin = origin;
    this.#reader = reader;
    this.#surroundings = surroundings;
  }

  async instruments(): Promise<readonly Instrument[]> {
    return (await this.get(InstrumentsSchema, '/api/instruments')).instruments;
  }

  status(): Promise<Status> {
    return this.get(StatusSchema, '/api/status');
  }

  /** @throws where the answer is not 200 or does not fit the schema */
  async get<Schema extends TSchema>(schema: Schema, path: string): Promise<Static<Schema>> {
    const url = attribute(new URL(path, this.#origin), this.#reader, 'meter');
    const { status, body } = await ask(url, this.#surroundings).answer;
    if (status !== 200) throw new Error(`${url.pathname} answered ${status}`);
    return decode(schema, body);
  }
}
