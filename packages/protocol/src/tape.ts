/** The lossless record of the market, as clients read it: every quote after a seq, oldest first. */
import { Type, type Static } from 'typebox';
import { QuoteSchema } from './quote.ts';

export const TapeSchema = Type.Object({
  fromSeq: Type.Integer({
    minimum: 0,
    description: 'seq of the first quote, or since + 1 where there is none',
  }),
  toSeq: Type.Integer({ minimum: 0, description: 'seq of the last quote, or since where there is none' }),
  quotes: Type.Array(QuoteSchema),
  tapeId: Type.String(),
  completeToMs: Type.Number({
    description:
      "no quote with an atMs up to this and a seq above toSeq will ever appear; server's epoch milliseconds",
  }),
});

export type TapeSection = Static<typeof TapeSchema>;
