/** The lane `socket-io`: Socket.IO's packets, a message of the WebSocket each. */
import { SocketIoSession } from './socket-io-session.ts';
import type { Talk, TalkOptions } from './talk.ts';
import { WebSocketTalk } from './web-socket-talk.ts';

export function createSocketIoTalk(options: TalkOptions): Talk {
  const { host, reader, wire } = options;
  const talk = new WebSocketTalk({
    host,
    path: `/socket.io/?EIO=4&transport=websocket&reader=${reader}&lane=socket-io`,
    wire,
    onOpen: () => undefined,
    onMessage: (packet, wireBytes) => session.take(packet, wireBytes),
  });
  const session = new SocketIoSession({ ...options, say: (packet) => talk.say(packet) });
  return talk;
}
