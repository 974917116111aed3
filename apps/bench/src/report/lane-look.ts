/** How a lane is drawn: in its colour, and hollow where every request makes a connection of its own. */
import type { LaneResult } from '../result-schema.ts';

export function colourOf({ lane }: Pick<LaneResult, 'lane'>): string {
  return `var(--lane-${lane})`;
}

function isHollow({ connection }: Pick<LaneResult, 'connection'>): boolean {
  return connection === 'close';
}

/** A mark's inline style: full, or only its outline. */
export function markStyle(lane: Pick<LaneResult, 'lane' | 'connection'>): string {
  const colour = colourOf(lane);
  return isHollow(lane)
    ? `fill:var(--background);stroke:${colour};stroke-width:1.25`
    : `fill:${colour};stroke:${colour};stroke-width:1.25`;
}
