/**
 * The lane `socket-io-polling`: Socket.IO's packets over one connection, which is asked for more as long as there is
 * nothing to say. What is said meanwhile waits for the answer, which comes with the heartbeat at the latest.
 */
import { HttpExchange, type HttpAnswer } from './http-exchange.ts';
import { SocketIoSession } from './socket-io-session.ts';
import { getRequest, HTTP_PROBE, type Talk, type TalkOptions } from './talk.ts';

const PACKET_SEPARATOR = 0x1e;
const SESSION_ID = /"sid":"([^"]+)"/;

export class SocketIoPollingTalk implements Talk {
  readonly probe = HTTP_PROBE;
  readonly #options: TalkOptions;
  readonly #exchange: HttpExchange;
  readonly #session: SocketIoSession;
  readonly #toSay: string[] = [];
  #path: string;
  #hasSession = false;
  #isSaying = false;

  constructor(options: TalkOptions) {
    const { reader, wire } = options;
    this.#options = options;
    this.#path = `/socket.io/?EIO=4&transport=polling&reader=${reader}&lane=socket-io-polling`;
    this.#exchange = new HttpExchange(
      (request) => wire.write(request),
      (answer) => this.#receive(answer),
    );
    this.#session = new SocketIoSession({ ...options, say: (packet) => this.#toSay.push(packet) });
  }

  begin(): void {
    this.#goOn();
  }

  take(chunk: Buffer): void {
    this.#exchange.take(chunk);
  }

  #goOn(): void {
    const { host } = this.#options;
    this.#isSaying = this.#toSay.length > 0;
    if (!this.#isSaying) return this.#exchange.ask(getRequest(host, this.#path));
    const body = this.#toSay.splice(0).join(String.fromCharCode(PACKET_SEPARATOR));
    const headers = ['Content-Type: text/plain;charset=UTF-8', `Content-Length: ${body.length}`];
    this.#exchange.ask(getRequest(host, this.#path, ...headers).replace('GET', 'POST') + body);
  }

  #receive({ status, body, wireBytes }: HttpAnswer): void {
    if (status !== 200) return this.#options.wire.hangUp();
    if (!this.#isSaying) this.#takePackets(body, wireBytes - body.length);
    this.#goOn();
  }

  /** The answer's head counts with its first packet. */
  #takePackets(body: Buffer, headBytes: number): void {
    if (!this.#hasSession) this.#path += `&sid=${SESSION_ID.exec(body.toString('latin1'))?.[1] ?? ''}`;
    this.#hasSession = true;
    for (let at = 0; at < body.length;) {
      const separatorAt = body.indexOf(PACKET_SEPARATOR, at);
      const endAt = separatorAt < 0 ? body.length : separatorAt;
      this.#session.take(body.subarray(at, endAt), endAt - at + (at === 0 ? headBytes : 0));
      at = endAt + 1;
    }
  }
}
