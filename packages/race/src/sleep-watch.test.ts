import type { LaneSurroundings } from '@tickrace/lanes';
import { describe, expect, it } from 'vitest';
import { watchForSleep } from './sleep-watch.ts';
import { Tasks } from './tasks.ts';

/** A watch whose timers come when the test says, however late. */
function watchWith(isHidden: () => boolean) {
  let nowMs = 0;
  let sleeps = 0;
  const due = new Set<() => void>();
  const surroundings = {
    nowMs: () => nowMs,
    after(_: number, callback: () => void) {
      due.add(callback);
      return () => due.delete(callback);
    },
  } as Partial<LaneSurroundings> as LaneSurroundings;
  const tasks = new Tasks(surroundings);
  watchForSleep({ surroundings, isHidden }, tasks, () => (sleeps += 1));
  return {
    tasks,
    due,
    /** Lets the next timer come after this long, and tells how many sleeps were noticed so far. */
    comeAfter(elapsedMs: number): number {
      nowMs += elapsedMs;
      const [next] = due;
      if (next !== undefined) due.delete(next);
      next?.();
      return sleeps;
    },
  };
}

describe('watchForSleep', () => {
  it('says nothing while seconds take about a second, and speaks once after each sleep', () => {
    const { comeAfter } = watchWith(() => false);
    expect([1_000, 1_900, 60_000, 1_000, 5_100].map(comeAfter)).toEqual([0, 0, 1, 1, 2]);
  });

  it('takes the slow timers of a hidden page for no sleep', () => {
    const { comeAfter } = watchWith(() => true);
    expect(comeAfter(60_000)).toBe(0);
  });

  it('ends with its tasks', () => {
    const { tasks, due } = watchWith(() => false);
    expect(due.size).toBe(1);
    tasks.stop();
    expect(due.size).toBe(0);
  });
});
