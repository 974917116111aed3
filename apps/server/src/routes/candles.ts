/** `GET /api/candles/:symbol` and `/api/closes`: the recent past, drawn together for charts and sparklines. */
import { Type } from 'typebox';
import { CandlesSchema, ClosesSchema, ErrorSchema, type Closes } from '@tickrace/protocol';
import type { App } from '../app.ts';
import type { Clock } from '../clock.ts';
import { unknownSymbol } from '../symbol-selection.ts';
import { candlesOf, stretchOf } from '../tape/candles.ts';
import { closesOf } from '../tape/closes.ts';
import type { Tape } from '../tape/tape.ts';
import { AskingReader } from './query.ts';

const Interval = Type.Optional(Type.Integer({ minimum: 100, maximum: 3_600_000, default: 1_000 }));

/** Closes of all symbols are read from the tape at most this often. */
const CLOSES_KEPT_MS = 1_000;

/** They are kept longer where reading took long, so that it never takes more than a fiftieth of the time. */
const CLOSES_KEPT_PER_COST = 50;

/** Differing requests whose closes are kept. */
const MAX_KEPT_CLOSES = 16;

export interface CandleSources {
  tape: Tape;
  clock: Clock;
  symbols: ReadonlySet<string>;
}

export function serveCandles(app: App, { tape, symbols }: CandleSources): void {
  const schema = {
    summary: 'Open, high, low, close and volume of one symbol; stretches without a quote are left out',
    tags: ['market'],
    params: Type.Object({ symbol: Type.String() }),
    querystring: Type.Object({
      intervalMs: Interval,
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_000, default: 300 })),
      ...AskingReader,
    }),
    response: { 200: CandlesSchema, 404: { ...ErrorSchema, description: 'there is no such symbol' } },
  };
  app.get('/api/candles/:symbol', { schema }, (request, reply) => {
    const { symbol } = request.params;
    const { intervalMs = 1_000, limit = 300 } = request.query;
    if (!symbols.has(symbol)) throw unknownSymbol(symbol, 404);
    void reply.header('cache-control', 'no-cache');
    return { symbol, intervalMs, candles: candlesOf(tape.newestFirst(symbol), { intervalMs, limit }) };
  });
}

export function serveCloses(app: App, { tape, clock, symbols }: CandleSources): void {
  const kept = new Map<string, { closes: Closes; untilMs: number }>();
  const schema = {
    summary: 'Closing prices of all symbols over the same stretches',
    tags: ['market'],
    querystring: Type.Object({
      intervalMs: Interval,
      points: Type.Optional(Type.Integer({ minimum: 1, maximum: 120, default: 60 })),
      ...AskingReader,
    }),
    response: { 200: ClosesSchema },
  };
  app.get('/api/closes', { schema }, (request, reply): Closes => {
    const { intervalMs = 1_000, points = 60 } = request.query;
    void reply.header('cache-control', 'no-cache');
    const key = `${intervalMs} ${points}`;
    const beganAtMs = clock.nowMs();
    const held = kept.get(key);
    if (held !== undefined && beganAtMs < held.untilMs) return held.closes;
    const fromMs = stretchOf(beganAtMs, intervalMs) - (points - 1) * intervalMs;
    const closes = { intervalMs, closes: closesOf(tape, symbols, { intervalMs, fromMs, points }) };
    const nowMs = clock.nowMs();
    if (kept.size >= MAX_KEPT_CLOSES) kept.clear();
    kept.set(key, {
      closes,
      untilMs: nowMs + CLOSES_KEPT_MS + CLOSES_KEPT_PER_COST * (nowMs - beganAtMs),
    });
    return closes;
  });
}
