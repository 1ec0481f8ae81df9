import type { Books } from './views.ts';

/** What was worked out of books, kept as long as nothing more is recorded in what it was worked out from. */
export class Kept<Made> {
  readonly #most: number;
  readonly #kept = new Map<string, { readonly books: Books['changes']; readonly leaf: number; readonly made: Made }>();

  constructor(most: number) {
    this.#most = most;
  }

  /** `from`: the streams, or kinds of streams of a party, that alone decide it. `books.changes` knows the log as far as the books are read. */
  async of(
    { changes, shelf, within }: Books,
    { key, from }: { readonly key: string; readonly from: readonly string[] },
    make: () => Promise<Made>,
  ): Promise<Made> {
    const before = this.#kept.get(key);
    if (before?.books === changes && before.leaf <= within && changes.none(from, before.leaf)) return before.made;
    const made = await make();
    this.#kept.delete(key);
    // What was not yet on the shelf may be missing from it.
    if (shelf.at.leaf >= within) this.#kept.set(key, { books: changes, leaf: within, made });
    for (const oldest of this.#kept.keys()) if (this.#kept.size > this.#most) this.#kept.delete(oldest);
    return made;
  }
}
