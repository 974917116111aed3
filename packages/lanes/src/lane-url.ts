/** Where a lane asks: the path with who asks, for what, and how far along the tape it is already. */
import {
  POLLING_LANES,
  symbolsParameter,
  type LaneName,
  type SymbolSelection,
  type TrafficKey,
} from '@tickrace/protocol';
import type { LaneOptions } from './lane.ts';
import type { Position } from './position.ts';

type PollingLane = (typeof POLLING_LANES)[number];

/** Whom a polling lane's requests belong to. */
export function pollingKeyOf(lane: PollingLane, { freshConnections = false }: LaneOptions): TrafficKey {
  return freshConnections ? `${lane}.close` : lane;
}

/** Names who asks, so that the server can tell apart what the lanes cost. */
export function attribute(url: URL, reader: string, key: TrafficKey | LaneName): URL {
  url.searchParams.set('reader', reader);
  url.searchParams.set('lane', key);
  return url;
}

/** Has the server close the connection after its reply, which a browser's script cannot. */
export function closeAfterReply(url: URL): URL {
  url.searchParams.set('connection', 'close');
  return url;
}

/** Where a lane asks for its symbols. */
export function laneUrl(path: string, options: LaneOptions, key: TrafficKey): URL {
  const url = attribute(new URL(path, options.origin), options.reader, key);
  if (key.endsWith('.close')) closeAfterReply(url);
  return selectSymbols(url, options.symbols);
}

export function selectSymbols(url: URL, symbols: SymbolSelection): URL {
  const parameter = symbolsParameter(symbols);
  if (parameter !== undefined) url.searchParams.set('symbols', parameter);
  return url;
}

/** Asks only for what follows a position, where there is one; on the query, since headers cost a preflight. */
export function resumeAfter(url: URL, { seq, tapeId }: Position): URL {
  if (tapeId === undefined) return url;
  url.searchParams.set('since', String(seq));
  url.searchParams.set('tapeId', tapeId);
  return url;
}

/** The same place by the WebSocket's scheme. */
export function webSocketUrl(url: URL): URL {
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url;
}
