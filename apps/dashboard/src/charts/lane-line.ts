/** How a lane is drawn on a canvas. */
import type { LaneChoice } from '@tickrace/race';
import { isTold } from '../session/lane-kind.ts';
import { laneColour, laneDash, laneWord } from '../view/lane-look.ts';
import { resolveColour } from './colour.ts';

export interface LaneLine {
  word: string;
  /** As the browser writes it: `rgb(…)`. */
  colour: string;
  dash: readonly number[];
  /** Whether the gap between it and the market is shaded: for the lane that asks on the screens. */
  isShaded: boolean;
}

/** In the theme in force around the element. */
export function laneLines(element: Element, choices: readonly LaneChoice[]): LaneLine[] {
  const shortPoll = choices.findIndex(({ lane }) => lane === 'short-poll');
  const shaded = shortPoll === -1 ? choices.findIndex(({ lane }) => !isTold(lane)) : shortPoll;
  return choices.map((choice, index) => ({
    word: laneWord(choice),
    colour: resolveColour(element, laneColour(choice.lane)),
    dash: laneDash(choice),
    isShaded: index === shaded,
  }));
}
