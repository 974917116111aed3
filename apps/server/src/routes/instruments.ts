/** `GET /api/instruments`: the unchanging facts of every symbol. */
import { Type } from 'typebox';
import { InstrumentsSchema, type Instrument } from '@tickrace/protocol';
import type { App } from '../app.ts';
import { AskingReader } from './query.ts';

export function serveInstruments(app: App, instruments: readonly Instrument[]): void {
  const schema = {
    summary: 'All symbols that are quoted',
    tags: ['market'],
    querystring: Type.Object(AskingReader),
    response: { 200: InstrumentsSchema },
  };
  app.get('/api/instruments', { schema }, () => ({ instruments: [...instruments] }));
}
