/** Waits that end at once when the command is broken off. */
import { setTimeout as after } from 'node:timers/promises';

const LOOK_EVERY_MS = 50;

/** @throws the signal's reason when it is aborted */
export async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  await after(delayMs, undefined, { signal }).catch(() => signal.throwIfAborted());
}

/**
 * Whether the condition came true within `patienceMs`.
 * @throws the signal's reason when it is aborted
 */
export async function until(
  condition: () => boolean,
  { patienceMs, signal }: { patienceMs: number; signal: AbortSignal },
): Promise<boolean> {
  const endAtMs = performance.now() + patienceMs;
  while (!condition()) {
    if (performance.now() >= endAtMs) return false;
    await pause(LOOK_EVERY_MS, signal);
  }
  return true;
}

/**
 * What the work comes to, unless the command is broken off first: work that cannot be stopped is left to itself.
 * @throws the signal's reason when it is aborted
 */
export function unlessAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const breakOff = () => reject(signal.reason as Error);
    signal.addEventListener('abort', breakOff, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', breakOff));
  });
}
