/** The stylesheet's colours that every chart needs. */
import { resolveColour } from './colour.ts';
import type { ChartColours } from './time-chart.ts';

/** Of the theme in force around the element. */
export function chartColours(element: Element): ChartColours {
  const of = (name: string) => resolveColour(element, `var(--${name})`);
  return { background: of('background'), line: of('line'), ink3: of('ink-3') };
}
