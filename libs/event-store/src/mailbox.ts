import {
  KeyReused,
  StoreBusy,
  StoreDamaged,
  StoreFull,
  StoreUnavailable,
  StreamClosed,
  UnknownOutcome,
  WrongRevision,
} from './errors.ts';
import { positionOf } from './envelope.ts';
import type { Appended, Decider, EventStore, NewEvent, Recorded } from './port.ts';

const MOST_RETRIES = 5;

/** What is offered to a stream, under which key, by whom. */
export interface Offered<Offer> {
  readonly offer: Offer;
  readonly key: string;
  readonly by: string;
}

/** A stream folded up to a revision, with the ids of the events folded. */
class Fold<State> {
  state: State;
  revision: number;
  readonly ids = new Set<string>();
  readonly #evolve: (state: State, event: Recorded) => State;

  constructor(from: { state: State; revision: number }, evolve: (state: State, event: Recorded) => State) {
    this.state = from.state;
    this.revision = from.revision;
    this.#evolve = evolve;
  }

  add(event: Recorded): void {
    if (event.revision !== this.revision + 1) return;
    this.state = this.#evolve(this.state, event);
    this.revision = event.revision;
    this.ids.add(event.id);
  }
}

/** Where the decisions about one stream wait for each other, but not for the disk. */
export class Mailbox<State, Offer> {
  readonly #store: EventStore;
  readonly #decider: Decider<State, Offer>;
  readonly #stream: string;
  /** Folded from what is on the log: as it was read, or as its own append was answered. */
  readonly #kept: Fold<State>;
  /** On top of that, what is on its way to the disk; there only while something is. */
  #ahead: Fold<State> | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  readonly #sent = new Set<Promise<Appended>>();
  readonly #keys = new Map<string, Promise<unknown>>();

  constructor(store: EventStore, decider: Decider<State, Offer>, stream: string) {
    this.#store = store;
    this.#decider = decider;
    this.#stream = stream;
    this.#kept = this.#fold({ state: decider.initial, revision: -1 });
  }

  get isIdle(): boolean {
    return this.#keys.size === 0;
  }

  async take(offered: Offered<Offer>): Promise<Appended> {
    const { key } = offered;
    for (let same = this.#keys.get(key); same !== undefined; same = this.#keys.get(key)) await same;
    const result = this.#settled(offered);
    this.#keys.set(
      key,
      result.catch(() => undefined),
    );
    try {
      return await result;
    } finally {
      this.#keys.delete(key);
      if (this.isIdle) this.#ahead = undefined;
    }
  }

  async #settled(offered: Offered<Offer>): Promise<Appended> {
    for (let retries = 0; ; retries++) {
      const { sent } = await this.#inTurn(() => this.#decided(offered));
      try {
        return await sent;
      } catch (error) {
        if (!(error instanceof WrongRevision) || retries === MOST_RETRIES) throw error;
        error.missed.forEach((event) => this.#kept.add(event));
      } finally {
        this.#sent.delete(sent);
      }
    }
  }

  /** Queues work behind what came before. A promise of an append is handed on inside an object, so that nobody waits for it here. */
  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #decided(offered: Offered<Offer>): Promise<{ sent: Promise<Appended> }> {
    const base = this.#ahead ?? (await this.#caughtUp());
    if (this.#kept.ids.has(offered.key) || base.ids.has(offered.key)) return this.#sending(this.#repeated(offered));
    try {
      const events = this.#decider.decide(offered.offer, base.state);
      return this.#sending(this.#appended(base, events, offered));
    } catch (refusal) {
      if (base === this.#kept) throw refusal;
      // Refused by something that may yet fail to reach the disk: it is asked again when that is known.
      this.#ahead = undefined;
      return this.#decided(offered);
    }
  }

  #sending(sent: Promise<Appended>): { sent: Promise<Appended> } {
    this.#sent.add(sent);
    return { sent };
  }

  async #caughtUp(): Promise<Fold<State>> {
    await Promise.allSettled(this.#sent);
    for await (const page of this.#store.readStream(this.#stream, { from: this.#kept.revision + 1 }))
      page.forEach((event) => this.#kept.add(event));
    return this.#kept;
  }

  async #appended(base: Fold<State>, events: readonly NewEvent[], { key, by }: Offered<Offer>): Promise<Appended> {
    const expected = base.revision < 0 ? 'none' : base.revision;
    this.#ahead = this.#onTop(base, events, by);
    try {
      const receipt = await this.#store.append(this.#stream, events, { expected, key, by });
      if (receipt.duplicate) this.#ahead = undefined;
      else this.#keep(events, receipt, by);
      return receipt;
    } catch (error) {
      this.#ahead = undefined;
      throw error;
    }
  }

  #onTop(base: Fold<State>, events: readonly NewEvent[], by: string): Fold<State> {
    const ahead = base === this.#kept ? this.#fold(base) : base;
    const recordedAt = this.#store.clock.now().toISOString();
    for (const event of events) ahead.add(this.#recorded(event, { by, recordedAt, leaf: -1, revision: ahead.revision + 1 }));
    return ahead;
  }

  /** What was appended at the revision decided on is all there is between: it need not be read back. */
  #keep(events: readonly NewEvent[], { first, last, leaf, recordedAt }: Appended, by: string): void {
    for (const [n, event] of events.entries())
      this.#kept.add(this.#recorded(event, { by, recordedAt, leaf: leaf - (last - first) + n, revision: first + n }));
  }

  /** As a decider is shown it, which asks nothing of the members that only evidence needs. */
  #recorded(event: NewEvent, known: Pick<Recorded, 'by' | 'recordedAt' | 'leaf' | 'revision'>): Recorded {
    const position = positionOf(known.leaf);
    return { ...event, ...known, stream: this.#stream, position, prev: null, salt: '', bytes: new Uint8Array() };
  }

  /** A known key: what was decided then is decided again on what was known then, and the store compares. */
  async #repeated({ offer, key, by }: Offered<Offer>): Promise<Appended> {
    const { state, revision } = await this.#before(key);
    const reused = new KeyReused({ stream: this.#stream, key, first: revision + 1, last: revision + 1 });
    try {
      const events = this.#decider.decide(offer, state);
      return await this.#store.append(this.#stream, events, { expected: revision < 0 ? 'none' : revision, key, by });
    } catch (error) {
      // Refused then means another body; a wrong revision, that the id stands inside a longer append and is no key of its own.
      throw isOutcome(error) ? error : reused;
    }
  }

  async #before(key: string): Promise<Fold<State>> {
    const before = this.#fold({ state: this.#decider.initial, revision: -1 });
    for await (const page of this.#store.readStream(this.#stream))
      for (const event of page) {
        if (event.id === key) return before;
        before.add(event);
      }
    return before;
  }

  #fold(from: { state: State; revision: number }): Fold<State> {
    return new Fold(from, (state, event) => this.#decider.evolve(state, event));
  }
}

/** What the store itself answered, but for a wrong revision. */
const isOutcome = (error: unknown) =>
  [KeyReused, UnknownOutcome, StreamClosed, StoreBusy, StoreFull, StoreDamaged, StoreUnavailable].some(
    (kind) => error instanceof kind,
  );
