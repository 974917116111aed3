/** HTML and SVG as values: text becomes markup only by being escaped. */

export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Child = Markup | string | readonly Child[];

type Attributes = Record<string, string | number>;

/** Elements of HTML that have no content and no end. */
const VOID = new Set(['meta', 'br']);

/** Numbers are rounded to a hundredth, which on a drawing nobody sees. */
export function element(name: string, attributes: Attributes = {}, ...children: Child[]): Markup {
  const written = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escape(typeof value === 'number' ? rounded(value) : value)}"`)
    .join('');
  if (VOID.has(name)) return new Markup(`<${name}${written}>`);
  return new Markup(`<${name}${written}>${textOf(children)}</${name}>`);
}

function textOf(child: Child): string {
  if (child instanceof Markup) return child.text;
  return typeof child === 'string' ? escape(child) : child.map(textOf).join('');
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function rounded(value: number): string {
  return String(Math.round(value * 100) / 100);
}
