/** Open, high, low, close and volume of a stretch of time, for drawing the recent past. */
import { Type, type Static } from 'typebox';

export const CandleSchema = Type.Object({
  atMs: Type.Number({ description: 'start of the stretch, epoch milliseconds, a multiple of intervalMs' }),
  open: Type.Number(),
  high: Type.Number(),
  low: Type.Number(),
  close: Type.Number(),
  volume: Type.Integer({ minimum: 0, description: 'shares traded within the stretch' }),
});

export type Candle = Static<typeof CandleSchema>;

/** Stretches without a quote are left out. Oldest first; the last one may still be growing. */
export const CandlesSchema = Type.Object({
  symbol: Type.String(),
  intervalMs: Type.Integer({ minimum: 1 }),
  candles: Type.Array(CandleSchema),
});

export type Candles = Static<typeof CandlesSchema>;

/** Closing prices of all symbols over the same stretches, which is what sparklines need. */
export const ClosesSchema = Type.Object({
  intervalMs: Type.Integer({ minimum: 1 }),
  closes: Type.Record(Type.String(), Type.Array(Type.Number()), {
    description: 'symbol → closing prices, oldest first; a stretch without a quote repeats the one before',
  }),
});

export type Closes = Static<typeof ClosesSchema>;
