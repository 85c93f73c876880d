/** A list that can be read at any index without being built: what listings page through. */
export interface Range<T> {
  readonly length: number;
  at(index: number): T | undefined;
}

export const emptyRange: Range<never> = { length: 0, at: () => undefined };

/** Things in order of when they begin. Adding near the end and finding a stretch of time are both cheap. */
export class Timeline<T> {
  readonly #items: T[] = [];
  readonly #startOf: (item: T) => number;

  /** `startOf` gives epoch milliseconds. */
  constructor(startOf: (item: T) => number) {
    this.#startOf = startOf;
  }

  /** Puts the item behind everything that begins no later than it. */
  add(item: T): void {
    this.#items.splice(this.#firstAfter(this.#startOf(item)), 0, item);
  }

  /** Everything that begins within [from, to], both epoch milliseconds, as it stands now. */
  between(from: number, to: number): Range<T> {
    const start = from === -Infinity ? 0 : this.#firstAfter(from - 1);
    const length = Math.max(0, this.#firstAfter(to) - start);
    return { length, at: (index) => (index >= 0 && index < length ? this.#items[start + index] : undefined) };
  }

  /** Everything that has begun at `at`. */
  until(at: number): Range<T> {
    return this.between(-Infinity, at);
  }

  #firstAfter(time: number): number {
    let low = 0;
    let high = this.#items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const item = this.#items[middle];
      if (item !== undefined && this.#startOf(item) <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Every item of a range, in its order. */
export function toArray<T>(range: Range<T>): T[] {
  return Array.from({ length: range.length }, (_, index) => range.at(index)).filter((item) => item !== undefined);
}
