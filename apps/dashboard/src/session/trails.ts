/** The recent steps of every symbol, as one party saw them. */
import { Trail } from './trail.ts';

/** How far back the charts can look. */
const SPAN_MS = 65_000;

export class Trails {
  readonly #bySymbol = new Map<string, Trail>();

  of(symbol: string): Trail {
    let trail = this.#bySymbol.get(symbol);
    if (trail === undefined) {
      trail = new Trail(SPAN_MS);
      this.#bySymbol.set(symbol, trail);
    }
    return trail;
  }

  clear(): void {
    this.#bySymbol.clear();
  }
}
