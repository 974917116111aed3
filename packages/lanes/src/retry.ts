/** How long to wait before a broken connection is tried again: exponential, jittered and bounded. */

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 5_000;

/**
 * Milliseconds before attempt number `attempt` (1, 2, 3 …), given `random` uniform on [0, 1).
 * "Equal jitter": half of the exponential delay is certain, half is random, so that the readers of a
 * restarted server neither return all at once nor hammer it.
 */
export function retryDelayMs(attempt: number, random: number): number {
  const exponentialMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt - 1));
  return exponentialMs / 2 + (exponentialMs / 2) * random;
}
