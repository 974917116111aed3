/** Prints how many events a second the meter takes: 8 lanes of 50 symbols at 5,000 quotes/s, settled each second. */
import { LaneMeter } from '../src/index.ts';

const LANES = 8;
const SYMBOLS = Array.from({ length: 50 }, (_, index) => `SYM${index}`);
const QUOTES_PER_SECOND = 5000;
const SECONDS = 20;

const meters = Array.from({ length: LANES }, () => new LaneMeter({ startAtMs: 0 }));
const lastRevs = new Map<string, number>();
let settlingMs = 0;
const startedAtMs = performance.now();
for (let second = 0; second < SECONDS; second += 1) {
  for (let index = 0; index < QUOTES_PER_SECOND; index += 1) {
    const symbol = SYMBOLS[(index * 31) % SYMBOLS.length] ?? '';
    const rev = (lastRevs.get(symbol) ?? 0) + 1;
    lastRevs.set(symbol, rev);
    const atMs = second * 1000 + (index * 1000) / QUOTES_PER_SECOND;
    meters.forEach((meter, lane) => {
      meter.arrived(symbol, rev, atMs + 1 + lane * 50);
      meter.published({ symbol, rev, atMs, last: 100 + (index % 7) });
    });
  }
  const settledFromMs = performance.now();
  for (const meter of meters) {
    meter.advanceTo((second + 1) * 1000);
    meter.read();
  }
  settlingMs += performance.now() - settledFromMs;
}
const elapsedMs = performance.now() - startedAtMs;
const events = 2 * LANES * QUOTES_PER_SECOND * SECONDS;
console.log(
  `${Math.round(events / elapsedMs).toLocaleString('en')} thousand events/s ` +
    `(quotes and arrivals; ${LANES} lanes, ${SYMBOLS.length} symbols), ` +
    `${((elapsedMs / SECONDS / 1000) * 100).toFixed(1)} % of a core at ${QUOTES_PER_SECOND} quotes/s, ` +
    `${(settlingMs / SECONDS).toFixed(1)} ms to settle and read all lanes`,
);
