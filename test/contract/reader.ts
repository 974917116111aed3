/** A reader of one lane in Node that writes down what it is handed, and counts the timers that the lane has set. */
import { createLane, type Lane, type LaneState, type LaneSurroundings } from '@tickrace/lanes';
import { createNodeSurroundings } from '@tickrace/lanes/node';
import type { Encoding, Frame, LaneName, Quote, SymbolSelection } from '@tickrace/protocol';

const POLL_INTERVAL_MS = 100;

export interface ReaderOptions {
  lane: LaneName;
  origin: string;
  symbols?: SymbolSelection;
  freshConnections?: boolean;
  encoding?: Encoding;
}

export class Reader {
  readonly id = `test${Math.random().toString(36).slice(2, 10)}`;
  readonly frames: Frame[] = [];
  /** When each of the frames arrived, in epoch milliseconds. */
  readonly arrivalsAtMs: number[] = [];
  readonly states: LaneState['kind'][] = [];
  readonly lane: Lane;
  /** Timers that the lane has set and that are still to come. */
  timers = 0;

  constructor({ lane, origin, symbols = 'all', freshConnections = false, encoding = 'json' }: ReaderOptions) {
    this.lane = createLane(lane, {
      origin,
      symbols,
      freshConnections,
      encoding,
      reader: this.id,
      intervalMs: POLL_INTERVAL_MS,
      listener: {
        onFrame: (frame, receivedAtMs) => {
          this.frames.push(frame);
          this.arrivalsAtMs.push(receivedAtMs);
        },
        onState: ({ kind }) => this.states.push(kind),
      },
      surroundings: this.#countTimers(createNodeSurroundings()),
    });
  }

  get quotes(): Quote[] {
    return this.frames.flatMap(({ quotes }) => quotes);
  }

  get newestSeq(): number {
    return this.frames.at(-1)?.seq ?? 0;
  }

  #countTimers(surroundings: LaneSurroundings): LaneSurroundings {
    return {
      ...surroundings,
      after: (delayMs, callback) => {
        this.timers += 1;
        let pending = true;
        const settle = () => {
          if (pending) this.timers -= 1;
          pending = false;
        };
        const cancel = surroundings.after(delayMs, () => {
          settle();
          callback();
        });
        return () => {
          settle();
          cancel();
        };
      },
    };
  }
}
