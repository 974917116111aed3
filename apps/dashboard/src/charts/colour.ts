/** Colours for canvases, which cannot read CSS variables themselves. */

/** What a colour of the stylesheet is in the theme in force, as the browser writes it: `rgb(…)`. */
export function resolveColour(element: Element, colour: string): string {
  const probe = document.createElement('span');
  probe.style.color = colour;
  element.append(probe);
  const resolved = getComputedStyle(probe).color;
  probe.remove();
  return resolved;
}

/** The same colour, let through to this share. */
export function withAlpha(rgb: string, alpha: number): string {
  return rgb.replace(/^rgb\((.*)\)$/, (_, channels: string) => `rgba(${channels}, ${alpha})`);
}
