/** What only Node has: connections of its own for every lane, the count of what really crossed them, and crowds. */
export { ClientTraffic, type ClientTrafficCount } from './client-traffic.ts';
export { measureExchangeBytes } from './exchange-bytes.ts';
export { LightReader, type LightLane, type LightReaderOptions } from './light/light-reader.ts';
export { tooFewOpenFiles } from './open-files.ts';
export { createNodeSurroundings } from './surroundings.ts';
