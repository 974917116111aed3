/** Takes in the frames of a lane: each is checked and counted, and handed over only where it is news, in order. */
import { decode, FrameSchema, SnapshotSchema } from '@tickrace/protocol';
import type { LaneListener } from './lane.ts';
import { Position, type Step } from './position.ts';
import type { StatusBoard } from './status-board.ts';

export class FrameIntake {
  readonly position = new Position();
  readonly #listener: LaneListener;
  readonly #status: StatusBoard;

  constructor(listener: LaneListener, status: StatusBoard) {
    this.#listener = listener;
    this.#status = status;
  }

  /** @throws ProtocolError where the message is no frame that names its tape. */
  takeSnapshot(message: unknown, receivedAtMs: number): Step {
    return this.#take(SnapshotSchema, message, receivedAtMs);
  }

  /** @throws ProtocolError where the message is no frame. */
  takeFrame(message: unknown, receivedAtMs: number): Step {
    return this.#take(FrameSchema, message, receivedAtMs);
  }

  #take(schema: typeof FrameSchema | typeof SnapshotSchema, message: unknown, receivedAtMs: number): Step {
    const frame = decode(schema, message);
    this.#status.counters.frames += 1;
    this.#status.live();
    const step = this.position.advance(frame);
    if (step === 'news') this.#listener.onFrame(frame, receivedAtMs);
    return step;
  }
}
