/** How many HTTP connections the lanes need of those that a browser opens to one origin. */
import type { LaneName } from '@tickrace/protocol';

/** What browsers allow over HTTP/1.1, over all of their tabs; WebSockets are not among them. */
const CONNECTIONS_PER_ORIGIN = 6;

/** One for the tape and the status, which the measuring reads over and over. */
const METER_CONNECTIONS = 1;

/** Connections that a lane keeps busy, for good or again and again. */
const CONNECTIONS: Record<LaneName, number> = {
  manual: 1,
  'short-poll': 1,
  'conditional-poll': 1,
  'long-poll': 1,
  sse: 1,
  // A held GET, and the POST that carries what the client has to say.
  'socket-io-polling': 2,
  'socket-io': 0,
  websocket: 0,
};

/** Connections to the origin of the lanes; the meter's are to be added where it shares that origin. */
export function connectionsNeeded(lanes: readonly LaneName[], isMeterThere: boolean): number {
  const needed = lanes.reduce((sum, lane) => sum + CONNECTIONS[lane], 0);
  return needed + (isMeterThere ? METER_CONNECTIONS : 0);
}

/** Why a lane cannot be added, in a sentence for the reader; undefined where it can. */
export function whyNotAdd(
  lane: LaneName,
  to: readonly LaneName[],
  isMeterThere: boolean,
): string | undefined {
  const needed = connectionsNeeded([...to, lane], isMeterThere);
  if (CONNECTIONS[lane] === 0 || needed <= CONNECTIONS_PER_ORIGIN) return undefined;
  return `A browser opens ${CONNECTIONS_PER_ORIGIN} connections to one server; with this lane the page would need ${needed}, and lanes would wait for each other.`;
}
