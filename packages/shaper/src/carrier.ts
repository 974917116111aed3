/**
 * Carries what one socket receives to another by the timetable of a line: in order, nothing dropped while both ends
 * live, and never holding more than a bound (and one read) of bytes: beyond it, the source is not read from.
 */
import type { Socket } from 'node:net';
import type { NetworkConditions } from '@tickrace/protocol';
import type { ShaperClock } from './clock.ts';
import { bytesPerMs, type Line, type Load } from './line.ts';
import { reset } from './reset.ts';

const LEAST_BOUND_BYTES = 256 * 1024;
const GREATEST_BOUND_BYTES = 4 * 1024 * 1024;
const BOUND_MARGIN_BYTES = 64 * 1024;
/** What a line without limit is taken to carry when its bound is reckoned: 100 Mbit/s. */
const UNLIMITED_BYTES_PER_MS = 12_500;

/** Half of what timers can resolve, which is a millisecond. */
const HALF_TICK_MS = 0.5;

/** Bytes that may be held in one direction: what is underway on a busy line (rate times delay), and some more. */
export function heldBytesBound(conditions: NetworkConditions): number {
  const rate = Math.min(bytesPerMs(conditions), UNLIMITED_BYTES_PER_MS);
  const underway = rate * (conditions.delayMs + conditions.jitterMs);
  return Math.min(GREATEST_BOUND_BYTES, Math.max(LEAST_BOUND_BYTES, underway + BOUND_MARGIN_BYTES));
}

export interface CarrierOptions {
  source: Socket;
  sink: Socket;
  line: Line;
  clock: ShaperClock;
  /** The conditions at this moment. */
  conditions: () => NetworkConditions;
}

export class Carrier {
  readonly #options: CarrierOptions;
  #cancelTimer: (() => void) | undefined;
  #sourceHasEnded = false;
  /** By how much the departures so far were late on balance, within half a tick: the next makes up for it. */
  #lateMs = 0;

  constructor(options: CarrierOptions) {
    this.#options = options;
    const { source, sink, line } = options;
    source.on('data', (bytes: Buffer) => this.#enter({ kind: 'bytes', bytes }));
    source.on('end', () => {
      this.#sourceHasEnded = true;
      this.#enter({ kind: 'end' });
    });
    source.on('close', (hadError) => {
      if (hadError || !this.#sourceHasEnded) this.#enter({ kind: 'reset' });
    });
    sink.on('drain', () => this.#depart());
    sink.on('close', () => {
      this.#cancelTimer?.();
      this.#cancelTimer = undefined;
      line.clear();
      // Whatever else the source sends has nowhere to go; read on, or its own end would go unnoticed.
      source.resume();
    });
  }

  /** Bytes held, the ones included that the sink has not passed on to the kernel. */
  get heldBytes(): number {
    return this.#options.line.heldBytes + this.#options.sink.writableLength;
  }

  /** Nothing leaves until `untilMs`. */
  stall(untilMs: number): void {
    this.#options.line.stall(this.#options.clock.nowMs(), untilMs);
  }

  /** Half of what would leave next leaves now, so that a cut falls in the middle of it. */
  departByHalf(): void {
    const load = this.#options.line.leave();
    if (load?.kind === 'bytes') this.#options.sink.write(load.bytes.subarray(0, load.bytes.length / 2));
  }

  #enter(load: Load): void {
    const { source, sink, line, clock } = this.#options;
    if (sink.destroyed) return;
    const conditions = this.#options.conditions();
    line.enter(load, clock.nowMs(), conditions);
    this.#depart();
    if (this.heldBytes >= heldBytesBound(conditions)) source.pause();
  }

  #depart(): void {
    const { source, sink, line, clock } = this.#options;
    while (!sink.destroyed) {
      const departureMs = line.nextDepartureMs;
      if (departureMs === undefined) break;
      const nowMs = clock.nowMs();
      const waitMs = departureMs - nowMs - this.#lateMs;
      if (waitMs >= HALF_TICK_MS) {
        this.#cancelTimer ??= clock.after(waitMs, () => {
          this.#cancelTimer = undefined;
          this.#depart();
        });
        break;
      }
      this.#lateMs = clamp(this.#lateMs + nowMs - departureMs, HALF_TICK_MS);
      this.#deliver(line.leave());
    }
    if (source.isPaused() && this.heldBytes < heldBytesBound(this.#options.conditions()) / 2) source.resume();
  }

  #deliver(load: Load | undefined): void {
    const { sink } = this.#options;
    switch (load?.kind) {
      case 'bytes':
        sink.write(load.bytes);
        break;
      case 'end':
        sink.end();
        break;
      case 'reset':
        reset(sink);
        break;
      case undefined:
    }
  }
}

function clamp(value: number, bound: number): number {
  return Math.max(-bound, Math.min(bound, value));
}
