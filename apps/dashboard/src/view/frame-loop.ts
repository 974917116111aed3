/** The page's one animation-frame loop: everything that draws is called from here, each at no more than its own rate. */

interface Drawing {
  draw: (nowMs: number) => void;
  intervalMs: number;
  dueAtMs: number;
}

export class FrameLoop {
  readonly #drawings = new Set<Drawing>();
  #request: number | undefined;

  /** Draws at most `maxHz` times a second, from the next frame on; returns the function that ends it. */
  add(maxHz: number, draw: (nowMs: number) => void): () => void {
    const drawing: Drawing = { draw, intervalMs: 1_000 / maxHz, dueAtMs: 0 };
    this.#drawings.add(drawing);
    this.#request ??= requestAnimationFrame(this.#frame);
    return () => {
      this.#drawings.delete(drawing);
    };
  }

  readonly #frame = (nowMs: number): void => {
    for (const drawing of this.#drawings) {
      // Half a frame of tolerance keeps a 30 Hz drawing on every second frame rather than on every third.
      if (nowMs < drawing.dueAtMs - 8) continue;
      drawing.dueAtMs = Math.max(drawing.dueAtMs + drawing.intervalMs, nowMs);
      drawing.draw(nowMs);
    }
    this.#request = this.#drawings.size > 0 ? requestAnimationFrame(this.#frame) : undefined;
  };
}
