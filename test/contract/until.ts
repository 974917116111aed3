/** Waits for what will come to pass; a bound that only a fault reaches. */
import { setTimeout as delay } from 'node:timers/promises';

const GIVE_UP_AFTER_MS = 20_000;

export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAtMs = Date.now() + GIVE_UP_AFTER_MS;
  while (!(await isSo())) {
    if (Date.now() > giveUpAtMs) throw new Error(`It never came to pass that ${what}.`);
    await delay(5);
  }
}
