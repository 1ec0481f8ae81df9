/**
 * What every log answers, whichever store it stands on. The log knows no law: a body is JSON to it, a stream a name.
 * Instants are RFC 3339 in UTC, days are `YYYY-MM-DD` in London. Positions are opaque strings, ordered by plain comparison.
 */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type Position = string;

/** `none`: the stream must be new. `exists`: it must not be. `any`: no matter. A number: the revision of its last event, from 0. */
export type Expected = 'none' | 'exists' | 'any' | number;

/** An event offered to the log. `id` is a UUID given by the caller: its idempotency key. */
export interface NewEvent {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly on: string;
  readonly at?: string;
  readonly data: { readonly [key: string]: Json };
}

/** An event on the log. The envelope's own fields are set by the log alone; `bytes` are the exact canonical bytes that are hashed. */
export interface Recorded extends NewEvent {
  readonly stream: string;
  /** Place in its stream, from 0. */
  readonly revision: number;
  readonly position: Position;
  /** Leaf number in the log's tree: contiguous from 0 over the whole log. */
  readonly leaf: number;
  readonly recordedAt: string;
  /** Who recorded it: a subject reference, never a name. */
  readonly by: string;
  /** Leaf hash (hex) of the stream's previous event, null for the first. */
  readonly prev: string | null;
  /** 16 random bytes, hex. */
  readonly salt: string;
  readonly bytes: Uint8Array;
}

export interface AppendOptions {
  readonly expected: Expected;
  /** Idempotency key, unique per stream: the id of the first event. */
  readonly key: string;
  readonly by: string;
}

export interface Appended {
  readonly stream: string;
  readonly first: number;
  readonly last: number;
  readonly position: Position;
  readonly leaf: number;
  readonly recordedAt: string;
  /** True when the key was known with the same body: nothing was written again. */
  readonly duplicate: boolean;
}

export interface ReadStream {
  readonly from?: number;
  readonly to?: number;
  readonly backwards?: boolean;
  readonly limit?: number;
  readonly page?: number;
}

export interface ReadAll {
  readonly after?: Position;
  readonly until?: Position;
  readonly types?: readonly string[];
  /** The kind of stream: the second part of its name. */
  readonly kinds?: readonly string[];
  readonly page?: number;
}

export interface Subscribe {
  readonly after?: Position;
  readonly types?: readonly string[];
  readonly kinds?: readonly string[];
  readonly page?: number;
}

export interface Subscription {
  /** Resolves when it has stopped; rejects with what `onPage` threw. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** An abstract class, so that Nest can inject whichever store stands behind it. */
export abstract class EventStore {
  /** Resolves only when the events are durable: all of them, adjacent in the stream, or none. */
  abstract append(stream: string, events: readonly NewEvent[], options: AppendOptions): Promise<Appended>;
  abstract readStream(stream: string, options?: ReadStream): AsyncIterable<readonly Recorded[]>;
  abstract readAll(options?: ReadAll): AsyncIterable<readonly Recorded[]>;
  /**
   * Everything after a position, then what comes, one page at a time: the next page waits for `onPage`.
   * `at` is the position up to which nothing is missing (it may lie past the page's last event when types or kinds are named).
   */
  abstract subscribe(options: Subscribe, onPage: (page: readonly Recorded[], at: Position) => Promise<void> | void): Subscription;
  abstract stat(stream: string): Promise<{ readonly exists: boolean; readonly revision: number }>;
  /** Position of the last event, or the empty string for an empty log. */
  abstract head(): Promise<Position>;
  /** Size of the log and RFC 6962 root over its leaves (hex). */
  abstract root(): Promise<{ readonly size: number; readonly root: string }>;
  /** Identity of this log, made with it: by it a replaced or restored log is noticed. */
  abstract readonly storeId: string;
  abstract close(): Promise<void>;
}

/** A stream's own rules, as plain functions: `decide` yields the events to append, or throws what refuses them. */
export interface Decider<State, Offer> {
  readonly initial: State;
  evolve(state: State, event: Recorded): State;
  decide(offer: Offer, state: State): readonly NewEvent[];
}
