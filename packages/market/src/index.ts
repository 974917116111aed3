/** A pure, seeded market: (seed, market time) → quotes. */
export * from './market.ts';
export * from './quote-csv.ts';
export * from './quote-source.ts';
export * from './scenario.ts';
