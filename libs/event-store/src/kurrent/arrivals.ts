import type { Listener } from './feed.ts';
import { within } from './within.ts';

const LATE = 'the mirror did not come to it';

/** What was appended to a stream. */
export interface Expected {
  readonly stream: string;
  readonly first: number;
  readonly last: number;
  /** Of its first event: by the salt in them, which no one else can have drawn, ours are told from another's. */
  readonly bytes: Uint8Array | undefined;
}

/** An append on its way into the mirror. Whoever expects it does so before it is sent. */
export class Arrival {
  readonly expected: Expected;
  /** Leaf number of its last event, as soon as that has come. */
  leaf: number | undefined;
  isOurs = false;
  readonly #there = Promise.withResolvers<void>();

  constructor(expected: Expected) {
    this.expected = expected;
  }

  came(revision: number, leaf: number, bytes: Uint8Array): void {
    const { first, last, bytes: ours } = this.expected;
    if (revision === first) this.isOurs = ours !== undefined && Buffer.compare(ours, bytes) === 0;
    if (revision === last) this.leaf = leaf;
  }

  arrive(): void {
    this.#there.resolve();
  }

  /** Resolves when it is in the mirror; rejects with `Unanswered` after so long. */
  within(ms: number): Promise<void> {
    return within(ms, this.#there.promise, LATE);
  }
}

/** Who waits for what to come into the mirror. */
export class Arrivals implements Listener {
  readonly #byStream = new Map<string, Set<Arrival>>();
  /** Come, and not yet in the file. */
  readonly #arriving = new Set<Arrival>();
  readonly #grown: () => void;
  #next = Promise.withResolvers<void>();

  constructor(grown: () => void) {
    this.#grown = grown;
  }

  expect(expected: Expected): Arrival {
    const arrival = new Arrival(expected);
    const others = this.#byStream.get(expected.stream) ?? new Set();
    this.#byStream.set(expected.stream, others.add(arrival));
    return arrival;
  }

  forget(arrival: Arrival): void {
    const { stream } = arrival.expected;
    this.#arriving.delete(arrival);
    const others = this.#byStream.get(stream);
    others?.delete(arrival);
    if (others?.size === 0) this.#byStream.delete(stream);
  }

  /** Waits until the mirror says so, asked anew whenever it has grown; rejects with `Unanswered` after so long. */
  async until(isThere: () => boolean, ms: number): Promise<void> {
    const late = performance.now() + ms;
    for (let next = this.#next.promise; !isThere(); next = this.#next.promise) await within(late - performance.now(), next, LATE);
  }

  came(stream: string, revision: number, leaf: number, bytes: Uint8Array): void {
    for (const arrival of this.#byStream.get(stream) ?? []) {
      arrival.came(revision, leaf, bytes);
      if (arrival.leaf !== undefined) this.#arriving.add(arrival);
    }
  }

  /** Who reads because the log has grown hears of it before who appended. */
  written(size: number): void {
    this.#grown();
    this.#next.resolve();
    this.#next = Promise.withResolvers();
    for (const arrival of this.#arriving)
      if (arrival.leaf !== undefined && arrival.leaf < size) {
        this.#arriving.delete(arrival);
        arrival.arrive();
      }
  }
}
