/**
 * Socket.IO's parser, but that a binary message of its own, which its protocol does not know, is the event `frame`.
 * So a binary frame is one message; as Socket.IO's own attachment it would be two.
 */
import { Decoder, Encoder, PacketType } from 'socket.io-parser';

class BinaryFrameDecoder extends Decoder {
  /** Binary messages that the last text announced as its own, and that are still to come. */
  #attachments = 0;

  override add(message: unknown): void {
    if (typeof message === 'string') {
      super.add(message);
      this.#attachments = attachmentsOf(message);
    } else if (this.#attachments > 0) {
      this.#attachments -= 1;
      super.add(message);
    } else {
      const bytes = message instanceof ArrayBuffer ? new Uint8Array(message) : message;
      this.emitReserved('decoded', { type: PacketType.EVENT, nsp: '/', data: ['frame', bytes] });
    }
  }

  override destroy(): void {
    this.#attachments = 0;
    super.destroy();
  }
}

/** `51-["event", …]` is an event, `61-…` an ack, with one attachment. */
function attachmentsOf(text: string): number {
  return Number(/^[56](\d+)-/.exec(text)?.[1] ?? 0);
}

/** For the option `parser` of socket.io-client. */
export const binaryFrameParser = { Encoder, Decoder: BinaryFrameDecoder };
