/**
 * What every log answers, whichever store it stands on. The log knows no law: a body is JSON to it, a stream a name.
 * Instants are RFC 3339 in UTC, days are `YYYY-MM-DD` in London. Positions are opaque strings, ordered by plain comparison.
 */
import type { Clock } from './clock.ts';
import type { Proof } from './proofs.ts';

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
  /** Present where the machine's clock stood before the stream's last event: `recordedAt` is then that event's. */
  readonly clock?: 'adjusted';
  /** 16 random bytes, hex. */
  readonly salt: string;
  readonly bytes: Uint8Array;
}

export interface AppendOptions {
  readonly expected: Expected;
  /** Idempotency key, unique per stream: the id of the first event. Who repeats it, and what was expected, does not matter. */
  readonly key: string;
  readonly by: string;
}

export interface Appended {
  readonly stream: string;
  readonly first: number;
  readonly last: number;
  /** Of the last event, as is the leaf. All events of one append have one `recordedAt`. */
  readonly position: Position;
  readonly leaf: number;
  readonly recordedAt: string;
  /** True when the key was known with the same body: nothing was written again. */
  readonly duplicate: boolean;
}

/** `from` is the revision read first, `to` the one read last, both included; backwards they run down. Left out: from end to end. */
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
  /** Resolves when the page in hand is done with: not to be awaited inside `onPage`. */
  stop(): Promise<void>;
}

/**
 * Whether the log takes appends; a sentence says why not, or what troubles it. `passing`: it will again by itself, when what hinders it
 * is over; else only after the next start. Reading may go on.
 */
export type Health =
  | { readonly writable: true; readonly says?: string }
  | { readonly writable: false; readonly says: string; readonly passing: boolean };

/** What whoever watches a log is told in figures; a store gives those that it has. Counts and sums are since it was opened. */
export interface LogFigures {
  /** Appends answered, and the seconds that they took, added up. */
  readonly appends?: number;
  readonly appendSeconds?: number;
  /** Calls that found another process before them, and calls made again after a failure. */
  readonly conflicts?: number;
  readonly retries?: number;
  /** Appends whose callers had to be told that nobody knows. */
  readonly unknown?: number;
  /** How often the following of the cluster had to begin anew. */
  readonly reconnects?: number;
  /** How far this process's copy is behind the cluster's log: seconds since it had everything, and events on their way into it. */
  readonly behindSeconds?: number;
  readonly behindEvents?: number;
  /** 1 as long as this process's copy has never had everything. */
  readonly filling?: number;
  /** Appends that wait, and the bytes of the write-ahead log. */
  readonly waiting?: number;
  readonly walBytes?: number;
}

/** An abstract class, so that Nest can inject whichever store stands behind it. */
export abstract class EventStore {
  /** Resolves only when the events are durable: all of them, adjacent in the stream, or none. */
  abstract append(stream: string, events: readonly NewEvent[], options: AppendOptions): Promise<Appended>;
  abstract readStream(stream: string, options?: ReadStream): AsyncIterable<readonly Recorded[]>;
  abstract readAll(options?: ReadAll): AsyncIterable<readonly Recorded[]>;
  /**
   * Everything after a position, then what comes, one page at a time: the next page waits for `onPage`.
   * `at` is the position up to which nothing is missing. Where types or kinds are named it may lie past the page's last event,
   * and the page may be empty: what was passed over moves a checkpoint too.
   */
  abstract subscribe(options: Subscribe, onPage: (page: readonly Recorded[], at: Position) => Promise<void> | void): Subscription;
  abstract stat(stream: string): Promise<{ readonly exists: boolean; readonly revision: number }>;
  /** Position of the last event, or the empty string for an empty log. */
  abstract head(): Promise<Position>;
  /** Size of the log and RFC 6962 root over its leaves (hex). */
  abstract root(): Promise<{ readonly size: number; readonly root: string }>;
  /** That the event with this leaf number is in the tree of the first `size` events: its hashes, to be checked with `verifyInclusion`. */
  abstract proveInclusion(leaf: number, size: number): Promise<Proof>;
  /** That the tree of the first `size` events begins with that of the first `earlier`, to be checked with `verifyConsistency`. */
  abstract proveConsistency(earlier: number, size: number): Promise<Proof>;
  /** Identity of this log, made with it: by it a replaced or restored log is noticed. */
  abstract readonly storeId: string;
  abstract readonly clock: Clock;
  /** It was opened to be read, and will never take an append: nothing is wrong. */
  readonly isForReading: boolean = false;
  abstract health(): Health;
  abstract figures(): LogFigures;
  /**
   * Resolves when whatever was recorded before it was asked, by any process, can be read here; at once where there is no other. Rejects
   * with `StoreUnavailable` where that cannot be known, or did not come in so many milliseconds.
   */
  abstract catchUp(ms: number): Promise<void>;
  /** Finishes what is queued, ends the subscriptions and lets go of the log. */
  abstract close(): Promise<void>;
}

/** A stream's own rules, as plain functions: `decide` yields the events to append, or throws what refuses them. */
export interface Decider<State, Offer> {
  readonly initial: State;
  /**
   * `prev`, `salt` and `bytes` are not to be relied on: of what was not read back they are null or empty. An event still on its way to
   * the disk has no `position` and `leaf` yet (empty, −1) and `recordedAt` by the clock: a later decision may build on it, but the state
   * kept is always folded again from what the log read or answered.
   */
  evolve(state: State, event: Recorded): State;
  decide(offer: Offer, state: State): readonly NewEvent[];
}
