/** How many quotes per second one core generates: `npx tsx packages/market/bench/market.ts`. */
import { performance } from 'node:perf_hooks';
import { createMarket } from '../src/index.ts';

const ROUNDS = 7;
const QUOTES_PER_ROUND = 300_000;

function quotesPerSecond(symbols: number): number {
  const market = createMarket({ seed: 1, symbols, quotesPerMarketSecond: 100 / 60, scenario: 'busy' });
  const startedAtMs = performance.now();
  for (let i = 0; i < QUOTES_PER_ROUND; i++) market.next();
  return QUOTES_PER_ROUND / ((performance.now() - startedAtMs) / 1_000);
}

for (const symbols of [50, 500]) {
  const rates = Array.from({ length: ROUNDS }, () => quotesPerSecond(symbols)).sort((a, b) => a - b);
  const format = (rate: number) => Math.round(rate).toLocaleString('en-US');
  const [slowest, median, fastest] = [rates[0]!, rates[ROUNDS >> 1]!, rates[ROUNDS - 1]!];
  console.log(
    `${symbols} symbols: ${format(median)} quotes/s (median of ${ROUNDS} rounds of ${format(QUOTES_PER_ROUND)}; ${format(slowest)} to ${format(fastest)})`,
  );
}
