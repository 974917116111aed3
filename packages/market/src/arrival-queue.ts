/** Which symbol is next: a binary heap of the symbols' next arrival times; equal times go by the symbols' order. */

export class ArrivalQueue {
  private readonly arrivals: Float64Array;
  private readonly heap: Int32Array;

  /** @param arrivals next arrival time of each symbol, at least one */
  constructor(arrivals: readonly number[]) {
    this.arrivals = Float64Array.from(arrivals);
    this.heap = Int32Array.from(arrivals, (_, symbol) => symbol);
    for (let slot = (this.heap.length >> 1) - 1; slot >= 0; slot--) this.sink(slot);
  }

  /** Index of the symbol that is next. */
  first(): number {
    return this.heap[0]!;
  }

  firstArrival(): number {
    return this.arrivals[this.first()]!;
  }

  /** Puts off the symbol that is next by this much time, ≥ 0. */
  postponeFirst(delay: number): void {
    this.arrivals[this.first()]! += delay;
    this.sink(0);
  }

  private sink(slot: number): void {
    const { heap } = this;
    const symbol = heap[slot]!;
    for (;;) {
      let child = 2 * slot + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && this.precedes(heap[child + 1]!, heap[child]!)) child += 1;
      if (!this.precedes(heap[child]!, symbol)) break;
      heap[slot] = heap[child]!;
      slot = child;
    }
    heap[slot] = symbol;
  }

  private precedes(one: number, other: number): boolean {
    const [first, second] = [this.arrivals[one]!, this.arrivals[other]!];
    return first < second || (first === second && one < other);
  }
}
