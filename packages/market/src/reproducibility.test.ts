import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { createMarket, CSV_HEADER, csvLine, type ScenarioName } from './index.ts';

/** SHA-256 of the CSV of the first 20,000 quotes with seed 7 and 50 symbols at 100 quotes a minute. */
const GOLDEN: readonly [ScenarioName, string][] = [
  ['calm', 'e467161537102304a26054f48f06ceed2cdef0dcae7c3655421f69b33298e85d'],
  ['busy', 'd0494c5e7ba593e9674c32c52e6645d91d9a700a41e8a95096825b83a4e70cb0'],
  ['volatile', '64429c1026dfe085525f11b79c30e58d803a54601d491ee32cced6d9333d0e38'],
  ['flash-crash', '129c96e387cebe2fc5b62114aa727b11dcd4b16c4d2c1529ac6bb115229281e4'],
  ['halt', '309db10b9b645633ec24a2a50bf2426becddced76bd744be69f96306a69a0c44'],
];

it.each(GOLDEN)('yields the same %s market, bit for bit, on every version of Node', (scenario, golden) => {
  const market = createMarket({ seed: 7, symbols: 50, quotesPerMarketSecond: 100 / 60, scenario });
  const digest = createHash('sha256').update(CSV_HEADER);
  for (let i = 0; i < 20_000; i++) digest.update(csvLine(market.next()));
  expect(digest.digest('hex')).toBe(golden);
});
