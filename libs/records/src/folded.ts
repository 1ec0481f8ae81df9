import type { EventStore, Recorded } from '#event-store';

interface Kept<State> {
  state: State;
  /** Revision of the last event folded. */
  revision: number;
}

/** Streams that are only read, folded and kept from question to question: each asks the log for nothing but what is new. */
export class Folded<State> {
  readonly #kept = new Map<string, Kept<State>>();
  readonly #now = new Map<string, Promise<void>>();
  readonly #next = new Map<string, Promise<State>>();

  constructor(
    private readonly store: EventStore,
    private readonly begin: () => State,
    private readonly evolve: (state: State, event: Recorded) => State,
    private readonly most = 500,
  ) {}

  /** Up to everything that was on the log when the question was asked; who asks meanwhile shares the next reading. */
  of(stream: string): Promise<State> {
    const shared = this.#next.get(stream);
    if (shared) return shared;
    const next = Promise.resolve(this.#now.get(stream)).then(() => this.#begun(stream));
    this.#next.set(stream, next);
    return next;
  }

  async #begun(stream: string): Promise<State> {
    this.#next.delete(stream);
    const reading = this.#read(stream);
    const over = reading.then(
      () => undefined,
      () => undefined,
    );
    this.#now.set(stream, over);
    try {
      return await reading;
    } finally {
      if (this.#now.get(stream) === over) this.#now.delete(stream);
    }
  }

  async #read(stream: string): Promise<State> {
    const kept = this.#kept.get(stream) ?? { state: this.begin(), revision: -1 };
    for await (const page of this.store.readStream(stream, { from: kept.revision + 1 }))
      for (const event of page) {
        kept.state = this.evolve(kept.state, event);
        kept.revision = event.revision;
      }
    // A stream that is not there is not kept, so that asking for names in vain fills nothing.
    if (kept.revision >= 0) this.#keep(stream, kept);
    return kept.state;
  }

  #keep(stream: string, kept: Kept<State>): void {
    this.#kept.delete(stream);
    this.#kept.set(stream, kept);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > this.most && oldest !== undefined) this.#kept.delete(oldest);
  }
}
