/** Notices that the machine slept, or the page was frozen: a timer that should come every second came late. */
import type { LaneSurroundings } from '@tickrace/lanes';
import type { Tasks } from './tasks.ts';

const TICK_MS = 1_000;

/** A second that took this long was slept through. */
const SLEPT_AFTER_MS = 5_000;

interface SleepSurroundings {
  surroundings: Pick<LaneSurroundings, 'nowMs'>;
  /** Whether the page is hidden, and its timers therefore late without any sleep. */
  isHidden(): boolean;
}

/** Calls back after each sleep, until the tasks are stopped. */
export function watchForSleep(
  { surroundings, isHidden }: SleepSurroundings,
  tasks: Tasks,
  onSlept: () => void,
): void {
  let lastAtMs = surroundings.nowMs();
  const tick = (): void => {
    const nowMs = surroundings.nowMs();
    const wasAsleep = nowMs - lastAtMs > SLEPT_AFTER_MS && !isHidden();
    lastAtMs = nowMs;
    if (wasAsleep) onSlept();
    tasks.after(TICK_MS, tick);
  };
  tasks.after(TICK_MS, tick);
}
