/** Upgrades to a WebSocket and hands over its messages; heartbeats are answered. */
import { getRequest, type Talk, type TalkOptions } from './talk.ts';
import { Unfinished } from './unfinished.ts';
import { maskedFrame, OPCODE, WebSocketFrames, type WebSocketFrame } from './web-socket-frames.ts';

const HEAD_END = Buffer.from('\r\n\r\n');
const SWITCHED = /^HTTP\/1\.1 101 /;
/** Any sixteen bytes: the server's proof that it has read them is not looked at. */
const KEY = Buffer.alloc(16).toString('base64');

const UPGRADE_HEADERS = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  `Sec-WebSocket-Key: ${KEY}`,
];

export interface WebSocketTalkOptions extends Pick<TalkOptions, 'host' | 'wire'> {
  path: string;
  onOpen(): void;
  /** Its bytes are there during the call only. */
  onMessage(message: Buffer, wireBytes: number): void;
}

export class WebSocketTalk implements Talk {
  readonly probe = maskedFrame(OPCODE.ping, '');
  readonly #options: WebSocketTalkOptions;
  readonly #head = new Unfinished();
  readonly #frames = new WebSocketFrames();
  #isOpen = false;

  constructor(options: WebSocketTalkOptions) {
    this.#options = options;
  }

  begin(): void {
    const { host, path, wire } = this.#options;
    wire.write(getRequest(host, path, ...UPGRADE_HEADERS));
  }

  take(chunk: Buffer): void {
    if (this.#isOpen) this.#frames.push(chunk, this.#onFrame);
    else this.#takeHead(this.#head.continuedBy(chunk));
  }

  say(text: string): void {
    this.#options.wire.write(maskedFrame(OPCODE.text, text));
  }

  #takeHead(chunk: Buffer): void {
    const endAt = chunk.indexOf(HEAD_END);
    if (endAt < 0) return this.#head.keep(chunk);
    if (!SWITCHED.test(chunk.toString('latin1', 0, endAt))) return this.#options.wire.hangUp();
    this.#isOpen = true;
    this.#options.onOpen();
    this.#frames.push(chunk.subarray(endAt + HEAD_END.length), this.#onFrame);
  }

  readonly #onFrame = ({ opcode, payload, wireBytes }: WebSocketFrame): void => {
    const { wire, onMessage } = this.#options;
    switch (opcode) {
      case OPCODE.text:
        return onMessage(payload, wireBytes);
      case OPCODE.ping:
        return wire.write(maskedFrame(OPCODE.pong, payload));
      case OPCODE.close:
        return wire.hangUp();
    }
  };
}

/** The lane `websocket`: every message is a frame. */
export function createWebSocketTalk(options: TalkOptions): Talk {
  const { host, reader, wire, onReady, onMessage } = options;
  const path = `/ws?reader=${reader}&lane=websocket`;
  return new WebSocketTalk({ host, path, wire, onOpen: onReady, onMessage });
}
