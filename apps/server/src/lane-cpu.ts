/**
 * Tells lanes apart by the time that their JavaScript takes: for a request, its turn from the parsed head to the
 * handler's end; for what is pushed, encoding and writing it. Writing reaches into the kernel's send buffer, but
 * what the kernel does before and after, Node's parsing and garbage collection are nobody's here.
 */
import type { IncomingMessage, Server } from 'node:http';
import type { TrafficKey } from '@tickrace/protocol';
import { trafficKeyIn } from './traffic.ts';

export class LaneCpu {
  readonly #ms = new Map<TrafficKey, number>();

  /** Books the turn of every request that names a lane. To be called when everything else listens already. */
  watch(server: Server): void {
    let beganAtMs = 0;
    server.prependListener('request', () => (beganAtMs = performance.now()));
    server.on('request', ({ url }: IncomingMessage) => {
      const key = trafficKeyIn(url);
      if (key !== undefined) this.#book(key, performance.now() - beganAtMs);
    });
  }

  /** Does the work and books its time. Not to be nested, nor called within a request's own turn. */
  measure<Result>(key: TrafficKey, work: () => Result): Result {
    const beganAtMs = performance.now();
    try {
      return work();
    } finally {
      this.#book(key, performance.now() - beganAtMs);
    }
  }

  /** Milliseconds by lane since the start; lanes that took none are left out. */
  read(): Record<string, number> {
    return Object.fromEntries(this.#ms);
  }

  #book(key: TrafficKey, ms: number): void {
    this.#ms.set(key, (this.#ms.get(key) ?? 0) + ms);
  }
}
