/** A first-in-first-out queue of numbers in a ring that doubles as it fills: no allocation per entry. */
const INITIAL_CAPACITY = 16;

export class NumberQueue {
  // Its length is a power of two, so that a mask does the work of a modulo.
  #ring = new Float64Array(INITIAL_CAPACITY);
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#ring.length) this.#grow();
    this.#ring[(this.#head + this.#length) & (this.#ring.length - 1)] = value;
    this.#length += 1;
  }

  /** The entry `index` places behind the oldest; `index` must be below `length`. */
  at(index: number): number {
    return this.#ring[(this.#head + index) & (this.#ring.length - 1)] as number;
  }

  /** Removes the oldest entry; the queue must not be empty. */
  shift(): number {
    const value = this.at(0);
    this.#head = (this.#head + 1) & (this.#ring.length - 1);
    this.#length -= 1;
    return value;
  }

  #grow(): void {
    const larger = new Float64Array(this.#ring.length * 2);
    larger.set(this.#ring.subarray(this.#head));
    larger.set(this.#ring.subarray(0, this.#head), this.#ring.length - this.#head);
    this.#ring = larger;
    this.#head = 0;
  }
}
