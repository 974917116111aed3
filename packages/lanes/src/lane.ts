/** The contract of a lane's client end: it hands over frames in order of seq, stamped on arrival, until stopped. */
import type { Encoding, Frame, LaneName, SymbolSelection, TrafficKey } from '@tickrace/protocol';

export type LaneState =
  | { kind: 'connecting' }
  | { kind: 'live' }
  | { kind: 'reconnecting'; attempt: number; retryAtMs: number; reason: string }
  | { kind: 'stopped' };

/** What the lane itself counted; what crossed the socket is the server's to count. */
export interface LaneCounters {
  /** Questions for quotes over HTTP; 0 on a lane that is told. */
  requests: number;
  /** Answers without quotes: 204 and 304. */
  emptyResponses: number;
  /** Messages that carried quotes, snapshots included. */
  frames: number;
  /** Bytes of what was received, before any header or framing is added. */
  payloadBytes: number;
  /** Times that a broken connection was made again. */
  reconnects: number;
  /** Polls left out because the one before had not been answered yet. */
  skippedPolls: number;
}

export interface LaneListener {
  /**
   * Quotes arrived. `receivedAtMs` is taken from the lane's clock before anything else is done with them.
   * `frame.tapeId` differs from the one before when the market opened anew: what is held is void then.
   */
  onFrame(frame: Frame, receivedAtMs: number): void;
  onState(state: LaneState): void;
}

export interface Lane {
  readonly name: LaneName;
  /** Whom its requests belong to in the server's ledger of traffic. */
  readonly trafficKey: TrafficKey;
  readonly state: LaneState;
  readonly counters: Readonly<LaneCounters>;
  /** Begins; later calls do nothing. */
  start(): void;
  /** Ends for good, leaving no timer, request or socket behind; later calls do nothing. */
  stop(): void;
}

/** The lane's seams to its surroundings, which tests replace. */
export interface LaneSurroundings {
  /** Epoch milliseconds of the client's clock, fractional. */
  nowMs(): number;
  /** Uniform on [0, 1): the phase of polls, the times of manual ones, the jitter of retries. */
  random(): number;
  /** Calls back after `delayMs`; returns the function that cancels. */
  after(delayMs: number, callback: () => void): () => void;
  /** As the platform's own: rejects where there is no answer, and with the signal's reason when that aborts. */
  fetch(url: URL, init: RequestInit): Promise<Response>;
  /** A WebSocket that has begun to connect. */
  openWebSocket(url: URL): WebSocket;
  /** Where the platform keeps no connections by itself: the pool that Socket.IO's requests to this URL come from. */
  poolFor?(url: URL): object;
}

export interface LaneOptions {
  /** Origin of the server, without a path: `http://localhost:3000`. */
  origin: string;
  symbols: SymbolSelection;
  /** Names this reader in the server's ledger of traffic. */
  reader: string;
  /** Time between the starts of two polls, in milliseconds, or its mean; the long poll and lanes that are told ignore it. */
  intervalMs: number;
  /** Whether the server closes the connection after every reply; lanes that are told ignore it. */
  freshConnections?: boolean;
  /** How frames are written for it (default JSON); Socket.IO and the bare WebSocket know others, all else ignores it. */
  encoding?: Encoding;
  listener: LaneListener;
  surroundings: LaneSurroundings;
}
