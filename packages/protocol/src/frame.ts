/** What a push lane sends at once; a snapshot has the same shape and holds the newest quote of each symbol. */
import { Type, type Static } from 'typebox';
import { LegendEntrySchema, type LegendEntry } from './legend.ts';
import { QuoteSchema } from './quote.ts';

export const FrameSchema = Type.Object(
  {
    seq: Type.Integer({
      minimum: 0,
      description:
        'the tape as far as this frame takes its reader: every quote up to it is held or superseded',
    }),
    sentAtMs: Type.Number({ description: "epoch milliseconds of the server's clock" }),
    conflated: Type.Boolean({ description: 'superseded quotes were left out' }),
    quotes: Type.Array(QuoteSchema),
    tapeId: Type.Optional(
      Type.String({
        maxLength: 64,
        description: 'on snapshots: which tape seq counts on; another one means that the market opened anew',
      }),
    ),
  },
  { $id: 'Frame', description: 'quotes that are sent at once' },
);

export type Frame = Static<typeof FrameSchema>;

/** The newest quote of every asked-for symbol, or on resuming every missed one, in order of seq. */
export type Snapshot = Frame & { tapeId: string; legend?: LegendEntry[] };

export const SnapshotSchema = Type.Intersect(
  [
    FrameSchema,
    Type.Object({
      tapeId: Type.String({ maxLength: 64 }),
      legend: Type.Optional(
        Type.Array(LegendEntrySchema, {
          description: 'of the symbols that were asked for, where binary frames were asked for',
        }),
      ),
    }),
  ],
  { description: 'a frame that names its tape' },
);
