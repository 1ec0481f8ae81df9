/**
 * A list that only grows, in the order in which things were recorded. Adding to it costs the same however long it is: the longer list
 * shares what the shorter one holds. Whoever holds the shorter one goes on seeing just that, so a fold over it stays pure.
 */
export class Entries<T> implements Iterable<T> {
  readonly #shared: T[];
  readonly length: number;

  constructor(shared: T[] = [], length = shared.length) {
    this.#shared = shared;
    this.length = length;
  }

  with(entry: T): Entries<T> {
    // Only the first to add writes behind the end that others see; whoever adds to the same list again gets a copy of its own.
    const isFirst = this.length > 0 && this.#shared.length === this.length;
    const shared = isFirst ? this.#shared : this.all();
    shared.push(entry);
    return new Entries(shared, shared.length);
  }

  /** All of them, in an array of its own. */
  all(): T[] {
    return this.#shared.slice(0, this.length);
  }
  at(place: number): T | undefined {
    return place < this.length ? this.#shared[place] : undefined;
  }
  find(wanted: (entry: T) => boolean): T | undefined {
    for (let place = 0; place < this.length; place += 1) {
      const entry = this.#shared[place];
      if (entry !== undefined && wanted(entry)) return entry;
    }
    return undefined;
  }
  some(wanted: (entry: T) => boolean): boolean {
    return this.find(wanted) !== undefined;
  }
  filter(wanted: (entry: T) => boolean): readonly T[] {
    return this.all().filter(wanted);
  }

  [Symbol.iterator](): Iterator<T> {
    return this.all()[Symbol.iterator]();
  }
  toJSON(): readonly T[] {
    return this.all();
  }
}
/** What every list begins as. */
export const none: Entries<never> = new Entries<never>();
