/** Socket.IO held to its HTTP transport: what its readers get where no WebSocket passes. */
import type { Lane, LaneOptions } from './lane.ts';
import { SocketIoLane } from './socket-io-lane.ts';

export function createSocketIoPolling(options: LaneOptions): Lane {
  return new SocketIoLane('socket-io-polling', ['polling'], options);
}
