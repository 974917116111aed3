/** Takes in the frames of a lane: each is checked and counted, and handed over only where it is news, in order. */
import {
  decode,
  decodeBinaryFrame,
  FrameSchema,
  SnapshotSchema,
  type Frame,
  type LegendEntry,
} from '@tickrace/protocol';
import type { LaneListener } from './lane.ts';
import { Position, type Step } from './position.ts';
import type { StatusBoard } from './status-board.ts';

export class FrameIntake {
  readonly position = new Position();
  readonly #listener: LaneListener;
  readonly #status: StatusBoard;
  /** What the indices of binary frames stand for, by all the snapshots of this tape. */
  readonly #legend = new Map<number, LegendEntry>();

  constructor(listener: LaneListener, status: StatusBoard) {
    this.#listener = listener;
    this.#status = status;
  }

  /** @throws ProtocolError where the message is no frame that names its tape. */
  takeSnapshot(message: unknown, receivedAtMs: number): Step {
    const snapshot = decode(SnapshotSchema, message);
    if (snapshot.tapeId !== this.position.tapeId) this.#legend.clear();
    for (const entry of snapshot.legend ?? []) this.#legend.set(entry.index, entry);
    return this.#take(snapshot, receivedAtMs);
  }

  /**
   * Takes what JSON says, or the bytes of a binary frame.
   * @throws ProtocolError where the message is no frame.
   */
  takeFrame(message: unknown, receivedAtMs: number): Step {
    const frame =
      message instanceof Uint8Array ? decodeBinaryFrame(message, this.#legend) : decode(FrameSchema, message);
    return this.#take(frame, receivedAtMs);
  }

  #take(frame: Frame, receivedAtMs: number): Step {
    this.#status.counters.frames += 1;
    this.#status.live();
    const step = this.position.advance(frame);
    if (step === 'news') this.#listener.onFrame(frame, receivedAtMs);
    return step;
  }
}
