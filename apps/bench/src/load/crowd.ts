/** Light readers of one process: they connect evenly, are counted, and connect again where their connection ends. */
import { setTimeout as pause } from 'node:timers/promises';
import { LightReader, type LightLane } from '@tickrace/lanes/node';
import { QuoteCounter } from './quote-counter.ts';

export interface CrowdOptions {
  lane: LightLane;
  origin: string;
  /** Names all of them in the server's ledger of traffic. */
  reader: string;
  readers: number;
  /** How many of them never read after they subscribed; who polls for long breaks off while it waits instead. */
  slow: number;
  intervalMs: number;
}

/** What came since counting began, to those that read. */
export interface CrowdTally {
  messages: number;
  quotes: number;
  wireBytes: number;
  /** Readers that read and lost their connection. */
  lost: number;
  /** Times that the connection of a slow reader ended. */
  cutOff: number;
  /** Readers that are connected now, slow ones included. */
  connected: number;
}

interface Member {
  isSlow: boolean;
  hasBeenAdmitted: boolean;
  reader: LightReader | undefined;
}

const CONNECTING_AT_ONCE = 50;
const RECONNECT_AFTER_MS = 1_000;
const TICK_MS = 10;
/** Connecting may take longer than it was to, by this much. */
const PATIENCE_MS = 60_000;

export class Crowd {
  readonly #options: CrowdOptions;
  readonly #members: readonly Member[];
  readonly #toConnect: Member[] = [];
  readonly #counter = new QuoteCounter();
  #begun = 0;
  #admitted = 0;
  #connecting = 0;
  #isClosed = false;
  #tally: CrowdTally = { messages: 0, quotes: 0, wireBytes: 0, lost: 0, cutOff: 0, connected: 0 };

  constructor(options: CrowdOptions) {
    const { readers, slow } = options;
    this.#options = options;
    this.#members = Array.from({ length: readers }, (_, index) => ({
      // Spread evenly over the order in which they connect.
      isSlow: Math.floor(((index + 1) * slow) / readers) > Math.floor((index * slow) / readers),
      hasBeenAdmitted: false,
      reader: undefined,
    }));
  }

  /**
   * Goes on until that share (0 .. 1) of all readers has been admitted, beginning evenly over so many milliseconds.
   * @throws Error where that takes a minute longer
   */
  async connect(share: number, overMs: number): Promise<void> {
    const first = this.#begun;
    const last = Math.round(share * this.#members.length);
    const beganAtMs = performance.now();
    while (this.#admitted < last) {
      const passedMs = performance.now() - beganAtMs;
      if (passedMs > overMs + PATIENCE_MS) {
        const seconds = Math.round(passedMs / 1_000);
        throw new Error(
          `Only ${this.#admitted} of ${last} readers of a process could connect in ${seconds} s.`,
        );
      }
      const due = first + Math.ceil((last - first) * Math.min(1, overMs > 0 ? passedMs / overMs : 1));
      for (; this.#begun < due; this.#begun += 1) this.#toConnect.push(this.#members[this.#begun]!);
      this.#connectNext();
      await pause(TICK_MS);
    }
  }

  /** Counts from 0 again, but for those that are connected. */
  reset(): void {
    const { connected } = this.#tally;
    this.#tally = { messages: 0, quotes: 0, wireBytes: 0, lost: 0, cutOff: 0, connected };
  }

  get tally(): CrowdTally {
    return { ...this.#tally };
  }

  /** Ends every connection, and connects no more. */
  close(): void {
    this.#isClosed = true;
    for (const { reader } of this.#members) reader?.close();
  }

  #connectNext(): void {
    while (this.#connecting < CONNECTING_AT_ONCE && !this.#isClosed) {
      const member = this.#toConnect.shift();
      if (member === undefined) return;
      this.#connecting += 1;
      this.#open(member);
    }
  }

  #open(member: Member): void {
    const { lane, origin, reader, intervalMs } = this.#options;
    let isAdmitted = false;
    const light = new LightReader(lane, {
      origin,
      reader,
      intervalMs,
      subscribes: true,
      onReady: () => {
        isAdmitted = true;
        this.#tally.connected += 1;
        if (!member.hasBeenAdmitted) this.#admitted += 1;
        member.hasBeenAdmitted = true;
        // One that waits for an answer costs by having asked; one that is told, by not reading.
        if (member.isSlow) light[lane === 'long-poll' ? 'breakOff' : 'stall']();
        this.#settle();
      },
      onMessage: member.isSlow ? () => undefined : this.#count,
      onClose: () => {
        if (isAdmitted) {
          this.#tally.connected -= 1;
          this.#tally[member.isSlow ? 'cutOff' : 'lost'] += 1;
        } else {
          this.#settle();
        }
        setTimeout(() => {
          this.#toConnect.push(member);
          this.#connectNext();
        }, RECONNECT_AFTER_MS);
      },
    });
    member.reader = light;
  }

  #settle(): void {
    this.#connecting -= 1;
    this.#connectNext();
  }

  readonly #count = (message: Buffer, wireBytes: number): void => {
    const tally = this.#tally;
    tally.messages += 1;
    tally.quotes += this.#counter.quotesIn(message);
    tally.wireBytes += wireBytes;
  };
}
