/** Surroundings of a lane whose time moves by hand, and whose connections are the test's. */
import type { LaneSurroundings } from '../src/lane.ts';

export class ManualSurroundings implements LaneSurroundings {
  readonly #timers = new Set<{ atMs: number; callback: () => void }>();
  readonly sockets: FakeWebSocket[] = [];
  readonly asked: URL[] = [];
  #nowMs = 1_000_000;
  /** Drawn in turn, then the last of them again and again. */
  draws: number[] = [0.5];
  answer: (url: URL, init: RequestInit) => Promise<Response> = () => new Promise(() => undefined);

  get timers(): number {
    return this.#timers.size;
  }

  nowMs = (): number => this.#nowMs;

  random = (): number => (this.draws.length > 1 ? this.draws.shift() : this.draws[0]) ?? 0;

  after = (delayMs: number, callback: () => void): (() => void) => {
    const timer = { atMs: this.#nowMs + delayMs, callback };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  };

  fetch = (url: URL, init: RequestInit): Promise<Response> => {
    this.asked.push(new URL(url));
    return this.answer(url, init);
  };

  openWebSocket = (url: URL): WebSocket => {
    const socket = new FakeWebSocket(url);
    this.sockets.push(socket);
    return socket as unknown as WebSocket;
  };

  /** Lets time pass, and promises settle, timer by timer. */
  async pass(durationMs: number): Promise<void> {
    const untilMs = this.#nowMs + durationMs;
    await settled();
    for (;;) {
      const [next] = [...this.#timers].sort((one, other) => one.atMs - other.atMs);
      if (next === undefined || next.atMs > untilMs) break;
      this.#timers.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.callback();
      await settled();
    }
    this.#nowMs = untilMs;
  }
}

/** What is resolved already has had its effects. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export class FakeWebSocket extends EventTarget {
  readonly url: URL;
  readonly sent: unknown[] = [];
  isClosed = false;

  constructor(url: URL) {
    super();
    this.url = url;
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.isClosed = true;
  }

  open(): void {
    this.dispatchEvent(new Event('open'));
  }

  receive(data: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data }));
  }
}
