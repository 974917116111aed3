/** One update of one symbol, as it stands on the tape and travels over every lane. */
import { Type, type Static } from 'typebox';

export const QuoteSchema = Type.Object(
  {
    symbol: Type.String({ minLength: 1, maxLength: 12 }),
    seq: Type.Integer({ minimum: 1, description: 'market-wide number: 1, 2, 3 … without gaps' }),
    rev: Type.Integer({
      minimum: 1,
      description: 'number within the symbol: 1, 2, 3 …; a jump says how many updates were missed',
    }),
    atMs: Type.Number({
      description: "when the market published it: epoch milliseconds of the server's clock, fractional",
    }),
    bid: Type.Number({ exclusiveMinimum: 0, description: 'on the tick grid' }),
    ask: Type.Number({ exclusiveMinimum: 0, description: 'on the tick grid, above bid' }),
    last: Type.Number({ exclusiveMinimum: 0, description: 'price of the last trade, on the tick grid' }),
    size: Type.Integer({ minimum: 0, description: 'shares of the last trade' }),
    volume: Type.Integer({ minimum: 0, description: 'shares traded since the market opened' }),
  },
  { $id: 'Quote', description: 'one update of one symbol' },
);

export type Quote = Static<typeof QuoteSchema>;
