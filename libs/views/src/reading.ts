import { fromLog, kindOf, typesOf } from '#psti';
import type { EventStore, Recorded } from '#event-store';
import type { Entry } from './facts.ts';

/** Events of the log that this version of Dutybook was written for. */
const VERSION = 1;
const HELD = 20_000;

/**
 * The streams, as the Act reads them, kept in memory while there is room: a record to which one more event comes is not read again
 * from its beginning.
 */
export class Reading {
  readonly #store: EventStore;
  readonly #streams = new Map<string, readonly Entry[]>();
  #held = 0;
  /** What is kept is whole up to this leaf. */
  #wholeTo = -1;

  constructor(store: EventStore) {
    this.#store = store;
  }

  /** Whether this version of Dutybook can read the event. */
  knows({ stream, type, version }: Recorded): boolean {
    const kind = kindOf(stream);
    return kind !== undefined && version <= VERSION && typesOf(kind).some((known) => known === type);
  }

  /** The next page of the live log, so that what is kept stays whole. */
  offer(page: readonly Recorded[], leaf: number): void {
    for (const event of page) {
      const kept = this.#streams.get(event.stream);
      if (kept?.length === event.revision && this.knows(event)) this.#keep(event.stream, [...kept, fromLog(event)]);
      else if (kept?.length === event.revision) this.#drop(event.stream);
    }
    this.#wholeTo = Math.max(this.#wholeTo, leaf);
  }

  /** Everything recorded in a stream up to a leaf of the log. */
  async upTo(stream: string, leaf: number): Promise<readonly Entry[]> {
    const kept = leaf <= this.#wholeTo ? this.#streams.get(stream) : undefined;
    const events = kept ?? (await this.now(stream));
    const last = events.at(-1);
    return last === undefined || last.leaf <= leaf ? events : events.filter((event) => event.leaf <= leaf);
  }

  /** Everything recorded in a stream until now, straight from the log. */
  async now(stream: string): Promise<readonly Entry[]> {
    const kept = this.#streams.get(stream) ?? [];
    const added: Entry[] = [];
    for await (const page of this.#store.readStream(stream, { from: kept.length })) added.push(...page.map(fromLog));
    const events = added.length === 0 ? kept : [...kept, ...added];
    this.#keep(stream, events);
    return events;
  }

  #keep(stream: string, events: readonly Entry[]): void {
    this.#drop(stream);
    this.#streams.set(stream, events);
    this.#held += events.length + 1;
    for (const oldest of this.#streams.keys()) {
      if (this.#held <= HELD || oldest === stream) break;
      this.#drop(oldest);
    }
  }

  #drop(stream: string): void {
    const kept = this.#streams.get(stream);
    if (kept === undefined) return;
    this.#streams.delete(stream);
    this.#held -= kept.length + 1;
  }
}
