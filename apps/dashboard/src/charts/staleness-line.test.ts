import { describe, expect, it } from 'vitest';
import { Trail } from '../session/trail.ts';
import { stalenessLine } from './staleness-line.ts';

function trail(steps: [atMs: number, rev: number][]): Trail {
  const made = new Trail(60_000);
  for (const [atMs, rev] of steps) made.step(atMs, 100 + rev, rev);
  return made;
}

describe('stalenessLine', () => {
  const market = trail([[0, 1], [1_000, 2], [1_500, 3], [4_000, 4]]); // prettier-ignore

  it('rises from the first unseen quote until the feed catches up', () => {
    const feed = trail([[0, 1], [2_000, 3]]); // prettier-ignore
    expect(stalenessLine(market, feed, 0, 3_000)).toEqual([
      { atMs: 0, stalenessMs: 0 },
      { atMs: 1_000, stalenessMs: 0 },
      { atMs: 2_000, stalenessMs: 1_000 },
      { atMs: 2_000, stalenessMs: 0 },
      { atMs: 3_000, stalenessMs: 0 },
    ]);
  });

  it('drops only to the age of what is still unseen when the news is old already', () => {
    const feed = trail([[0, 1], [2_000, 2]]); // prettier-ignore
    const points = stalenessLine(market, feed, 0, 3_000);
    expect(points.slice(2)).toEqual([
      { atMs: 2_000, stalenessMs: 1_000 },
      { atMs: 2_000, stalenessMs: 500 },
      { atMs: 3_000, stalenessMs: 1_500 },
    ]);
  });

  it('starts in the middle of a rise where the window does', () => {
    const feed = trail([[0, 1]]);
    expect(stalenessLine(market, feed, 1_200, 1_400)).toEqual([
      { atMs: 1_200, stalenessMs: 200 },
      { atMs: 1_400, stalenessMs: 400 },
    ]);
  });

  it('is empty for a feed that has shown nothing', () => {
    expect(stalenessLine(market, trail([]), 0, 3_000)).toEqual([]);
  });
});
