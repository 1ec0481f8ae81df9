import type { EventStore, Recorded } from '#event-store';

interface Kept<State> {
  state: State;
  /** Revision of the last event folded. */
  revision: number;
}

/** Streams that are only read, folded and kept from question to question: each asks the log for nothing but what is new. */
export class Folded<State> {
  readonly #kept = new Map<string, Kept<State>>();

  constructor(
    private readonly store: EventStore,
    private readonly begin: () => State,
    private readonly evolve: (state: State, event: Recorded) => State,
    private readonly most = 500,
  ) {}

  async of(stream: string): Promise<State> {
    const kept = this.#kept.get(stream) ?? { state: this.begin(), revision: -1 };
    for await (const page of this.store.readStream(stream, { from: kept.revision + 1 }))
      for (const event of page) this.#fold(kept, event);
    // A stream that is not there is not kept, so that asking for names in vain fills nothing.
    if (kept.revision >= 0) this.#keep(stream, kept);
    return kept.state;
  }

  /** Two questions at once read the same events: each is folded once. */
  #fold(kept: Kept<State>, event: Recorded): void {
    if (event.revision !== kept.revision + 1) return;
    kept.state = this.evolve(kept.state, event);
    kept.revision = event.revision;
  }

  #keep(stream: string, kept: Kept<State>): void {
    this.#kept.delete(stream);
    this.#kept.set(stream, kept);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > this.most && oldest !== undefined) this.#kept.delete(oldest);
  }
}
