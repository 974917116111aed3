/** What a reader says to Socket.IO's packets, over either transport: it connects, subscribes and answers heartbeats. */
import type { TalkOptions } from './talk.ts';

const SUBSCRIBE = '420["subscribe",{"symbols":"all"}]';
const ADMITTED = '430[{"ok":true';

export interface SessionOptions extends Pick<TalkOptions, 'wire' | 'subscribes' | 'onReady' | 'onMessage'> {
  say(packet: string): void;
}

export class SocketIoSession {
  readonly #options: SessionOptions;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  take(packet: Buffer, wireBytes: number): void {
    const { say, wire } = this.#options;
    // Engine.IO's type of packet.
    switch (characterOf(packet, 0)) {
      case '0':
        return say('40');
      case '2':
        return say('3');
      case '4':
        return this.#takeMessage(packet, wireBytes);
      default:
        return wire.hangUp();
    }
  }

  #takeMessage(packet: Buffer, wireBytes: number): void {
    const { say, wire, subscribes, onReady, onMessage } = this.#options;
    // Socket.IO's: connected, event, ack.
    switch (characterOf(packet, 1)) {
      case '0':
        return subscribes ? say(SUBSCRIBE) : onReady();
      case '2':
        return onMessage(packet, wireBytes);
      case '3':
        if (packet.toString('latin1', 0, ADMITTED.length) !== ADMITTED) return wire.hangUp();
        onMessage(packet, wireBytes);
        return onReady();
      default:
        return wire.hangUp();
    }
  }
}

function characterOf(packet: Buffer, at: number): string {
  return String.fromCharCode(packet[at] ?? 0);
}
