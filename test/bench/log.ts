/** Our log with the same events in it as the raw one. */
import { SqliteStore, type EventStore, type NewEvent } from '#event-store';
import { event, growth, placeOf, STREAM } from './events.ts';

export const BY = 'a-person-of-the-party';

/** What is compiled, by its path in libs: what a room shows nobody but is timed by itself. Only the bench reaches in there. */
export const inside = (path: string) => import(new URL(`../../dist/libs/${path}.js`, import.meta.url).href);

export const append = (store: EventStore, stream: string, expected: number, events: readonly NewEvent[]) =>
  store.append(stream, events, { expected: expected < 0 ? 'none' : expected, key: events[0]?.id ?? '', by: BY });

/** Appends as callers do, each to streams of its own, so that nobody is in another's way. */
export class Callers {
  readonly #store: EventStore;
  readonly #name: string;
  readonly #revisions: number[] = [];

  constructor(store: EventStore, name: string) {
    this.#store = store;
    this.#name = name;
  }

  /** A stream is left for a new one when it is full. */
  append(caller: number, events: readonly NewEvent[]) {
    const next = this.#revisions[caller] ?? 0;
    this.#revisions[caller] = next + events.length;
    const stream = `${this.#name}-${caller}/failure/failure-${Math.floor(next / STREAM)}`;
    const revision = next % STREAM;
    return append(this.#store, stream, revision - 1, events);
  }
}

/** A log of so many events, with streams of a thousand that grew side by side. */
export async function fill(store: EventStore, events: number): Promise<void> {
  for (const group of growth(events))
    await Promise.all(
      group.map((batch) => {
        const { stream, revision } = placeOf(batch[0] ?? 0);
        return append(store, stream, revision - 1, batch.map(event));
      }),
    );
}

export const openStore = (directory: string): Promise<SqliteStore> => SqliteStore.open(directory);
