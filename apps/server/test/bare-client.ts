/** A bare TCP connection that speaks HTTP by hand, so that a test sees every byte that crosses it. */
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export class BareClient {
  readonly socket: Socket;
  /** Resolves when both ends have closed. */
  readonly closed: Promise<void>;
  #received = '';

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1');
    this.socket.on('data', (chunk: Buffer) => (this.#received += chunk.toString('latin1')));
    this.closed = new Promise((resolve) => this.socket.on('close', () => resolve()));
    onTestFinished(() => void this.socket.destroy());
  }

  /** What has arrived since the last request, byte for byte. */
  get received(): string {
    return this.#received;
  }

  ask(path: string, headers = ''): void {
    this.#received = '';
    this.socket.write(`GET ${path} HTTP/1.1\r\nHost: test\r\n${headers}\r\n`);
  }

  async until(isEnough: (received: string) => boolean): Promise<void> {
    while (!isEnough(this.#received)) await new Promise((resolve) => this.socket.once('data', resolve));
  }

  /** Sends a request and waits for its whole answer. */
  async request(path: string, headers = ''): Promise<string> {
    return this.exchange(`GET ${path} HTTP/1.1\r\nHost: test\r\n${headers}\r\n`);
  }

  /** As `request`, with every byte of the request in hand. */
  async exchange(request: string): Promise<string> {
    this.#received = '';
    this.socket.write(request);
    await this.until((received) => {
      const [head, ...body] = received.split('\r\n\r\n');
      const length = Number(/content-length: (\d+)/i.exec(head ?? '')?.[1] ?? 0);
      return body.length > 0 && body.join('\r\n\r\n').length >= length;
    });
    return this.#received;
  }
}
