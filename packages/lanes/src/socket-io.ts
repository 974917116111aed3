/** Socket.IO over a WebSocket, with its HTTP transport where a proxy lets no WebSocket through. */
import type { Lane, LaneOptions } from './lane.ts';
import { SocketIoLane } from './socket-io-lane.ts';

export function createSocketIo(options: LaneOptions): Lane {
  return new SocketIoLane('socket-io', ['websocket', 'polling'], options);
}
