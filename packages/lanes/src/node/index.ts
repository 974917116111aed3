/** What only Node has: connections of its own for every lane, and the count of what really crossed them. */
export { ClientTraffic, type ClientTrafficCount } from './client-traffic.ts';
export { measureExchangeBytes } from './exchange-bytes.ts';
export { createNodeSurroundings } from './surroundings.ts';
