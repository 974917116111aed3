/** What can be quoted: the unchanging facts of a symbol. */
import { Type, type Static } from 'typebox';

export const InstrumentSchema = Type.Object(
  {
    symbol: Type.String({ minLength: 1, maxLength: 12 }),
    name: Type.String(),
    sector: Type.String(),
    tickSize: Type.Number({ exclusiveMinimum: 0, description: 'smallest step of a price' }),
    previousClose: Type.Number({ exclusiveMinimum: 0 }),
  },
  { $id: 'Instrument', description: 'the unchanging facts of a symbol' },
);

export type Instrument = Static<typeof InstrumentSchema>;

export const InstrumentsSchema = Type.Object({ instruments: Type.Array(InstrumentSchema) });

export type Instruments = Static<typeof InstrumentsSchema>;
