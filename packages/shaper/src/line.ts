/**
 * When what enters one direction of a connection leaves it: pure arithmetic over times that are passed in. Loads leave
 * in the order in which they entered, none before its delay is over, no faster than the bandwidth, none in a stall.
 */
import type { NetworkConditions } from '@tickrace/protocol';

/** What travels: bytes, the sender's end of stream (FIN), or the loss of the connection (RST). */
export type Load = { kind: 'bytes'; bytes: Uint8Array } | { kind: 'end' } | { kind: 'reset' };

/** Bytes of one TCP segment on Ethernet: 1,500 less 40 for the headers of IP and TCP. */
export const SEGMENT_BYTES = 1_460;

interface Underway {
  load: Load;
  /** When its delay is over. */
  readyAtMs: number;
  /** How long it occupies the line. */
  transmitMs: number;
}

export interface LineOptions {
  /** Uniform on [0, 1). */
  random: () => number;
  /** When the handshake is over: what enters before sets out then. */
  openFromMs: number;
}

/** How long the network takes for one crossing, in ms: the delay and a draw of the jitter. */
export function drawCrossingMs({ delayMs, jitterMs }: NetworkConditions, random: () => number): number {
  return jitterMs === 0 ? delayMs : delayMs + jitterMs * random();
}

/** Bytes that the bandwidth lets through in a millisecond; infinite without a limit. */
export function bytesPerMs({ kilobitsPerSecond }: NetworkConditions): number {
  return kilobitsPerSecond === 0 ? Infinity : kilobitsPerSecond / 8;
}

export class Line {
  readonly #random: () => number;
  readonly #openFromMs: number;
  readonly #underway: Underway[] = [];
  #heldBytes = 0;
  /** Until then, the line is taken by what left it last, or by a stall. */
  #freeFromMs = -Infinity;
  #stalledUntilMs = -Infinity;

  constructor({ random, openFromMs }: LineOptions) {
    this.#random = random;
    this.#openFromMs = openFromMs;
  }

  /** Bytes that have entered and not left. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** When the next load leaves, unless a stall comes between; undefined if none is underway. */
  get nextDepartureMs(): number | undefined {
    const next = this.#underway[0];
    return next && this.#startMs(next) + next.transmitMs;
  }

  /**
   * A load enters at `atMs`, under the conditions of that moment. What arrives at once has one draw of the jitter;
   * under a bandwidth limit, it leaves by segments (or by what passes in a millisecond, if that is more).
   */
  enter(load: Load, atMs: number, conditions: NetworkConditions): void {
    const readyAtMs = Math.max(atMs, this.#openFromMs) + drawCrossingMs(conditions, this.#random);
    if (load.kind !== 'bytes') {
      this.#underway.push({ load, readyAtMs, transmitMs: 0 });
      return;
    }
    const rate = bytesPerMs(conditions);
    const pieceBytes = Math.max(SEGMENT_BYTES, Math.floor(rate));
    const { bytes } = load;
    for (let from = 0; from < bytes.length; from += pieceBytes) {
      const piece = bytes.length <= pieceBytes ? bytes : bytes.subarray(from, from + pieceBytes);
      const transmitMs = piece.length / rate;
      this.#underway.push({ load: { kind: 'bytes', bytes: piece }, readyAtMs, transmitMs });
    }
    this.#heldBytes += bytes.length;
  }

  /** Takes the next load off the line, which is free again from its departure on, however late it is taken. */
  leave(): Load | undefined {
    const departureMs = this.nextDepartureMs;
    const next = this.#underway.shift();
    if (next === undefined || departureMs === undefined) return undefined;
    this.#freeFromMs = departureMs;
    if (next.load.kind === 'bytes') this.#heldBytes -= next.load.bytes.length;
    return next.load;
  }

  /** Nothing leaves from `fromMs` until `untilMs`; what is half through by then needs only the other half after it. */
  stall(fromMs: number, untilMs: number): void {
    const stallFromMs = Math.max(fromMs, this.#stalledUntilMs);
    if (untilMs <= stallFromMs) return;
    this.#stalledUntilMs = untilMs;
    const next = this.#underway[0];
    const elapsedMs = next ? Math.min(next.transmitMs, Math.max(0, stallFromMs - this.#startMs(next))) : 0;
    this.#freeFromMs = Math.max(this.#freeFromMs, untilMs - elapsedMs);
  }

  /** Drops everything that is underway. */
  clear(): void {
    this.#underway.length = 0;
    this.#heldBytes = 0;
  }

  #startMs(next: Underway): number {
    return Math.max(this.#freeFromMs, next.readyAtMs);
  }
}
