/** What a result comes to, in one sentence: the asking lane that is told of most often against the telling one. */
import { labelOf } from '../bench-lane.ts';
import { milliseconds, share } from '../format.ts';
import type { LaneResult } from '../result-schema.ts';
import { element, type Child } from './markup.ts';

const ASKING = ['short-poll', 'conditional-poll', 'long-poll', 'manual'];
const TOLD = ['socket-io', 'websocket', 'sse', 'socket-io-polling'];

/** Without one of each kind, the lanes only stand for themselves. */
export function findingOf(lanes: readonly LaneResult[]): Child {
  const asking = firstOf(ASKING, lanes);
  const told = firstOf(TOLD, lanes);
  if (asking === undefined || told === undefined)
    return 'How late each lane shows a price, measured and predicted.';
  const every = asking.intervalMs === null ? '' : ` every ${asking.intervalMs / 1_000} s`;
  return [
    `Asked for by ${labelOf(asking)}${every}, a price is `,
    strong(milliseconds(asking.timeToVisibleMs.mean)),
    ' late on average and out of date ',
    strong(share(asking.outOfDateFraction)),
    ` of the time. Told over ${labelOf(told)}, `,
    strong(milliseconds(told.timeToVisibleMs.mean)),
    ' and ',
    strong(share(told.outOfDateFraction)),
    '.',
  ];
}

const strong = (text: string) => element('b', {}, text);

function firstOf(order: readonly string[], lanes: readonly LaneResult[]): LaneResult | undefined {
  return order.flatMap((name) =>
    lanes.filter(({ lane, connection }) => lane === name && connection !== 'close'),
  )[0];
}
