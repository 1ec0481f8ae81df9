import { setTimeout as wait } from 'node:timers/promises';
import { StoreBusy, StoreFull, StoreUnavailable, UnknownOutcome } from './errors.ts';
import type { EventStore, Position, Recorded, Subscription } from './port.ts';

const MOST_TRIES = 5;
const MOST_DOUBLINGS = 5;

/** How far a consumer has come, and in which log. It is kept with what the consumer makes of the events, in one transaction. */
export interface Checkpoint {
  readonly store: string;
  readonly position: Position;
}

export interface Following {
  readonly name: string;
  readonly types?: readonly string[];
  readonly kinds?: readonly string[];
  readonly page?: number;
  /** The first pause after a failure, doubled each time. */
  readonly backOffMs?: number;
  /** How long `onPage` may take before it counts as stuck. */
  readonly patienceMs?: number;
  /**
   * Whether what failed lies in the surroundings and not in the event (a full disk, say): it is waited out, however long. What the log
   * itself says of that kind always is.
   */
  passes?(error: unknown): boolean;
  load(): Promise<Checkpoint | undefined> | Checkpoint | undefined;
  /** Applies the page and keeps the checkpoint, both or neither. A page may be empty: only the checkpoint moves then. */
  onPage(page: readonly Recorded[], checkpoint: Checkpoint): Promise<void> | void;
}

/** The checkpoint is of another log, or beyond this one's end: the log was replaced or restored. What was made of it must be made again. */
export class CheckpointAstray extends Error {
  readonly code = 'CheckpointAstray';
  readonly checkpoint: Checkpoint;

  constructor(name: string, checkpoint: Checkpoint, found: Checkpoint) {
    super(
      checkpoint.store === found.store
        ? `${name} has come to ${checkpoint.position}, but the log ends at ${found.position || 'its beginning'}: it was restored`
        : `${name} followed the log ${checkpoint.store}, but this is ${found.store}`,
    );
    this.name = 'CheckpointAstray';
    this.checkpoint = checkpoint;
  }
}

/** What stopped a follower: the event, where it stands, and why. */
export interface Stuck {
  readonly position: Position;
  readonly event?: string;
  readonly says: string;
}

export type FollowerHealth =
  | { readonly state: 'stopped' | 'following'; readonly at: Position }
  | { readonly state: 'trying again'; readonly at: Position; readonly tries: number; readonly stuck: Stuck }
  | { readonly state: 'stuck'; readonly at: Position; readonly stuck: Stuck };

/**
 * A consumer's loop over the log with its own checkpoint. A page that fails is tried again event by event, each up to five times; then
 * the follower stops at that event and says so, and nothing is ever skipped. What passes by itself is waited out. Started again, it goes
 * on from what was kept.
 */
export class Follower {
  readonly #store: EventStore;
  readonly #following: Following;
  #health: FollowerHealth = { state: 'stopped', at: '' };
  #subscription: Subscription | undefined;
  #over = new AbortController();
  #moved = Promise.withResolvers<void>();

  constructor(store: EventStore, following: Following) {
    this.#store = store;
    this.#following = following;
  }

  /** Goes on from the checkpoint kept. Rejects with `CheckpointAstray` where that is not of this log. */
  async start(): Promise<void> {
    await this.stop();
    const { name, load, types, kinds, page } = this.#following;
    const checkpoint = await load.call(this.#following);
    const end = { store: this.#store.storeId, position: await this.#store.head() };
    if (checkpoint !== undefined && (checkpoint.store !== end.store || checkpoint.position > end.position))
      throw new CheckpointAstray(name, checkpoint, end);
    this.#over = new AbortController();
    const after = checkpoint?.position ?? '';
    this.#now({ state: 'following', at: after });
    this.#subscription = this.#store.subscribe({ after, types, kinds, page }, (events, at) => this.#take(events, at));
    const { signal } = this.#over;
    this.#subscription.ended.then(
      () => this.#now({ state: 'stopped', at: this.#health.at }),
      (error: unknown) => this.#broken(error, signal),
    );
  }

  async stop(): Promise<void> {
    this.#over.abort();
    await this.#subscription?.stop();
    this.#subscription = undefined;
    if (this.#health.state !== 'stuck') this.#now({ state: 'stopped', at: this.#health.at });
  }

  health(): FollowerHealth {
    return this.#health;
  }

  /** Whether everything up to the position has been applied, waiting for it at most so long. */
  async waitFor(position: Position, ms: number): Promise<boolean> {
    const until = performance.now() + ms;
    for (let left = ms; this.#health.at < position && left > 0; left = until - performance.now()) {
      const over = new AbortController();
      await Promise.race([this.#moved.promise, wait(left, undefined, { signal: over.signal }).catch(() => undefined)]);
      over.abort();
    }
    return this.#health.at >= position;
  }

  async #take(events: readonly Recorded[], at: Position): Promise<void> {
    if (await this.#applied(events, at)) return;
    for (const event of events) await this.#insist([event], event.position);
    if (events.at(-1)?.position !== at) await this.#insist([], at);
  }

  /** The page in one go; a page of many that fails is worth a second look, event by event. */
  async #applied(events: readonly Recorded[], at: Position): Promise<boolean> {
    try {
      await this.#apply(events, at);
      return true;
    } catch (error) {
      if (error instanceof TookTooLong) throw this.#stuckAt({ position: at, says: error.message });
      return false;
    }
  }

  async #insist(events: readonly Recorded[], at: Position): Promise<void> {
    const { backOffMs = 100 } = this.#following;
    for (let [tries, poisoned] = [1, 0]; ; tries++) {
      try {
        return await this.#apply(events, at);
      } catch (error) {
        const stuck = { position: at, event: events[0]?.id, says: sentenceOf(error) };
        if (!this.#passes(error)) poisoned++;
        if (poisoned === MOST_TRIES || error instanceof TookTooLong) throw this.#stuckAt(stuck);
        this.#now({ state: 'trying again', at: this.#health.at, tries, stuck });
        const pause = backOffMs * 2 ** Math.min(tries - 1, MOST_DOUBLINGS);
        await wait(pause, undefined, { signal: this.#over.signal });
      }
    }
  }

  #passes(error: unknown): boolean {
    return passing.some((kind) => error instanceof kind) || (this.#following.passes?.(error) ?? false);
  }

  async #apply(events: readonly Recorded[], at: Position): Promise<void> {
    this.#over.signal.throwIfAborted();
    const patience = this.#following.patienceMs ?? 5000;
    const tooLong = Promise.withResolvers<never>();
    const says = `${this.#following.name} was still busy after ${patience} ms`;
    const timer = setTimeout(() => tooLong.reject(new TookTooLong(says)), patience).unref();
    try {
      await Promise.race([this.#following.onPage(events, { store: this.#store.storeId, position: at }), tooLong.promise]);
    } finally {
      clearTimeout(timer);
    }
    this.#now({ state: 'following', at });
  }

  /** Whatever ended it that nobody asked for stands in `health`, also where the log itself could not be read. */
  #broken(error: unknown, { aborted }: AbortSignal): void {
    if (!aborted && this.#health.state !== 'stuck') this.#stuckAt({ position: this.#health.at, says: sentenceOf(error) });
  }

  #stuckAt(stuck: Stuck): Error {
    this.#now({ state: 'stuck', at: this.#health.at, stuck });
    return new Error(`${this.#following.name} is stuck at ${stuck.position}: ${stuck.says}`);
  }

  #now(health: FollowerHealth): void {
    this.#health = health;
    this.#moved.resolve();
    this.#moved = Promise.withResolvers();
  }
}

/** It cannot be called off, so it is not tried again beside itself: the follower stops, and starts from whatever it did keep. */
class TookTooLong extends Error {}

/** Of what the log says, that which is not about the event. */
const passing = [StoreBusy, StoreFull, StoreUnavailable, UnknownOutcome];
const sentenceOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
