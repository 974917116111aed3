/** What theory says of a lane, and of the circumstances that it depends on; every figure is finite, also at rate 0. */

/** Quotes of each symbol arrive as independent Poisson processes; delays are constant. */
export interface Conditions {
  /** λ of each symbol on the connection, in quotes per second; none is the same as one that never quotes. */
  readonly ratesPerSecond: readonly number[];
  /** T: between polls, or after a reply for a sleeping poll, or the mean between manual refreshes. */
  readonly intervalMs: number;
  /** u: from client to server. */
  readonly upMs: number;
  /** d: from server to client. */
  readonly downMs: number;
  /** W: between the flushes of a push lane; 0 sends every quote at once. */
  readonly flushIntervalMs: number;
}

export interface Prediction {
  readonly timeToVisibleMs: { readonly mean: number; readonly p50: number; readonly p99: number };
  readonly naiveLatencyMs: { readonly mean: number };
  readonly outOfDateFraction: number;
  readonly stalenessMs: { readonly mean: number };
  readonly deliveredFraction: number;
}

/** What differs between the symbols of a lane, since it depends on their rate. */
export interface SymbolPrediction {
  readonly deliveredFraction: number;
  readonly naiveLatencyMs: number;
  readonly outOfDateFraction: number;
  readonly stalenessMs: number;
}

/** A lane's theory under given conditions: time to visible is the same for every symbol, the rest isn't. */
export interface LaneTheory {
  readonly timeToVisibleMs: Prediction['timeToVisibleMs'];
  /** @param ratePerMs λ of one symbol in quotes per millisecond */
  symbol(ratePerMs: number): SymbolPrediction;
}
