import { describe, expect, test } from 'vitest';
import { pause, unlessAborted, until } from './waiting.ts';

class Stopped extends Error {}

const NEVER_MS = 2 ** 30;

/** A signal, and what aborts it once what waits for it has begun. */
function stopping(): AbortSignal {
  const controller = new AbortController();
  queueMicrotask(() => controller.abort(new Stopped()));
  return controller.signal;
}

describe('What is waited for ends with the reason of the signal', () => {
  test.each<[name: string, wait: (signal: AbortSignal) => Promise<unknown>]>([
    ['a pause', (signal) => pause(NEVER_MS, signal)],
    ['a condition', (signal) => until(() => false, { patienceMs: NEVER_MS, signal })],
    ['work', (signal) => unlessAborted(new Promise(() => undefined), signal)],
  ])('%s', async (_name, wait) => {
    await expect(wait(stopping())).rejects.toBeInstanceOf(Stopped);
    await expect(wait(AbortSignal.abort(new Stopped()))).rejects.toBeInstanceOf(Stopped);
  });
});

test('A condition is waited for as long as there is patience.', async () => {
  const { signal } = new AbortController();
  let looks = 0;
  expect(await until(() => (looks += 1) > 1, { patienceMs: NEVER_MS, signal })).toBe(true);
  expect(await until(() => false, { patienceMs: 0, signal })).toBe(false);
});

test('Work gives its result or its own failure.', async () => {
  const { signal } = new AbortController();
  expect(await unlessAborted(Promise.resolve(7), signal)).toBe(7);
  await expect(unlessAborted(Promise.reject(new Error('no answer')), signal)).rejects.toThrow('no answer');
});
