/** Rooms of a lane that writes its messages itself: a frame is encoded once for all who are in a room. */
import type { Encoding, Frame } from '@tickrace/protocol';
import type { SubscriberLink } from './subscriber.ts';

/** One reader's connection. */
export interface MessageSink<Message> extends Pick<SubscriberLink, 'inFlightBytes' | 'cutOff'> {
  write(message: Message): void;
}

export class MessageRooms<Message> {
  readonly #encode: (frame: Frame, encoding: Encoding) => Message;
  readonly #rooms = new Map<string, Set<MessageSink<Message>>>();

  constructor(encode: (frame: Frame, encoding: Encoding) => Message) {
    this.#encode = encode;
  }

  broadcast(room: string, frame: Frame, encoding: Encoding): void {
    const message = this.#encode(frame, encoding);
    for (const sink of this.#rooms.get(room) ?? []) sink.write(message);
  }

  /** A reader as the fan-out sees it. */
  linkOf(sink: MessageSink<Message>): SubscriberLink {
    return {
      inFlightBytes: () => sink.inFlightBytes(),
      cutOff: (reason, message) => sink.cutOff(reason, message),
      send: (frame, encoding) => sink.write(this.#encode(frame, encoding)),
      join: (room) => {
        const members = this.#rooms.get(room);
        if (members === undefined) this.#rooms.set(room, new Set([sink]));
        else members.add(sink);
      },
      leave: (room) => {
        const members = this.#rooms.get(room);
        members?.delete(sink);
        if (members?.size === 0) this.#rooms.delete(room);
      },
    };
  }
}
