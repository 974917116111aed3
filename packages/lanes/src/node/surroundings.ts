/** The surroundings of lanes in Node: as in a browser, but that no lane takes a connection that another left open. */
import { WebSocket as NodeWebSocket } from 'ws';
import type { LaneSurroundings } from '../lane.ts';
import { realSurroundings } from '../surroundings.ts';
import { ConnectionPools } from './connection-pools.ts';
import { fetchFrom } from './pool-fetch.ts';

export function createNodeSurroundings(): LaneSurroundings {
  const pools = new ConnectionPools();
  return {
    ...realSurroundings,
    fetch: (url, init) => fetchFrom(pools.of(url), url, init),
    // Not Node's own WebSocket, which Node 20 lacks; it has the same interface.
    openWebSocket: (url) => new NodeWebSocket(url, { perMessageDeflate: false }) as unknown as WebSocket,
    poolFor: (url) => pools.of(url),
  };
}
