import { expect, it } from 'vitest';
import { ManualSurroundings } from '../test/manual-surroundings.ts';
import { SilenceWatch } from './silence-watch.ts';

it('speaks up once, when nothing was heard for so long, and not before', async () => {
  const surroundings = new ManualSurroundings();
  const silences: number[] = [];
  const beganAtMs = surroundings.nowMs();
  const watch = new SilenceWatch(surroundings, 12_000, () => silences.push(surroundings.nowMs() - beganAtMs));
  watch.start();
  await surroundings.pass(7_000);
  watch.heard();
  await surroundings.pass(60_000);
  expect(silences).toEqual([19_000]);
});

it('holds one timer however much is heard, and none once it is stopped', async () => {
  const surroundings = new ManualSurroundings();
  const watch = new SilenceWatch(surroundings, 12_000, () => expect.fail('there was no silence'));
  watch.start();
  for (let second = 0; second < 60; second += 1) {
    await surroundings.pass(1_000);
    watch.heard();
    expect(surroundings.timers).toBe(1);
  }
  watch.stop();
  expect(surroundings.timers).toBe(0);
});
