import { setTimeout as wait } from 'node:timers/promises';
import { Follower, StoreUnavailable } from '#event-store';
import type { EventStore, FollowerHealth, Position, Recorded } from '#event-store';
import { Lease, LeaseLost, VaultUnavailable, type Vault } from '#vault';

interface Watched {
  /** Its checkpoint is kept under this name. */
  readonly name: string;
  readonly kinds: readonly string[];
  readonly types: readonly string[];
}

const PAGE = 100;
const PATIENCE_MS = 60_000;
const KEPT_EVERY_MS = 1_000;

const LOOK_EVERY_MS = 100;
const CATCHING_UP_MS = 5_000;

export type ReactorHealth = FollowerHealth | { readonly state: 'standing by'; readonly at: Position };

/**
 * What must happen after something was recorded. It follows the log from its checkpoint, in one process at a time: in the others it
 * stands by, also where it is never started because the workers are elsewhere. The checkpoint moves when a page has had its effect, so what happens twice – after a crash, or in a process that was held up
 * while another took over – must be the same done again.
 */
export abstract class Reactor {
  readonly #follower: Follower;
  readonly #watched: Watched;
  readonly #lease: Lease;
  /** As it was last kept. */
  #at: Position = '';
  /** How far another process was seen to have come. */
  #seen: Position = '';
  #looking: Promise<void> | undefined;
  #keptAt = 0;
  /** Why the work could not begin. */
  #hindrance: string | undefined;
  #isOver = false;

  constructor(
    protected readonly store: EventStore,
    protected readonly vault: Vault,
    watched: Watched,
  ) {
    this.#watched = watched;
    this.#follower = new Follower(store, {
      ...watched,
      page: PAGE,
      patienceMs: PATIENCE_MS,
      passes: (error) => error instanceof VaultUnavailable || error instanceof LeaseLost,
      load: () => this.#load(),
      onPage: (page, { position }) => this.#take(page, position),
    });
    this.#lease = new Lease(vault.leases, watched.name, { begin: () => this.#begin(), end: () => this.#follower.stop() });
  }

  protected abstract react(page: readonly Recorded[]): Promise<void>;

  async start(): Promise<void> {
    this.#isOver = false;
    await this.#lease.start();
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#lease.stop();
  }

  /**
   * Whether everything up to there has had its effect, here or in another process, and can be read here, waiting for it at most so long.
   * In a copy that nobody records in, nothing more will.
   */
  async waitFor(position: Position, ms = 2_000): Promise<boolean> {
    if (this.store.isForReading) return true;
    const until = performance.now() + ms;
    while (this.health().state === 'standing by' && performance.now() < until) {
      await this.look();
      if (this.#seen >= position) return this.#isHere(until - performance.now());
      await wait(Math.min(LOOK_EVERY_MS, ms));
    }
    return this.#follower.waitFor(position, until - performance.now());
  }

  /** Where it stands by, how far another process has come is known after this. All who ask at once are answered by one look. */
  async look(): Promise<void> {
    if (this.health().state !== 'standing by') return;
    this.#looking ??= this.#kept()
      .then((position) => void (this.#seen = position))
      .finally(() => (this.#looking = undefined));
    await this.#looking;
  }

  /** Another process's effects are on the log, and may still be on their way here. */
  async #isHere(ms: number): Promise<boolean> {
    try {
      await this.store.catchUp(ms);
      return true;
    } catch (error) {
      if (error instanceof StoreUnavailable) return false;
      throw error;
    }
  }

  health(): ReactorHealth {
    if (this.#hindrance !== undefined)
      return { state: 'stuck', at: this.#at, stuck: { position: this.#at, says: this.#hindrance } };
    return !this.#isOver && !this.#lease.isHeld ? { state: 'standing by', at: this.#seen } : this.#follower.health();
  }

  async #begin(): Promise<void> {
    try {
      // Who had the work before may have come further than this process's copy of the log.
      if ((await this.#kept()) > (await this.store.head())) await this.store.catchUp(CATCHING_UP_MS);
      await this.#follower.start();
      this.#hindrance = undefined;
    } catch (error) {
      this.#hindrance = error instanceof Error ? error.message : String(error);
      throw error;
    }
  }

  async #load() {
    this.#at = await this.#kept();
    return this.#at === '' ? undefined : { store: this.store.storeId, position: this.#at };
  }

  #kept(): Promise<Position> {
    return this.vault.reactors.position(this.#watched.name, this.store.storeId);
  }

  async #take(page: readonly Recorded[], position: Position): Promise<void> {
    const fence = await this.#lease.fence();
    await this.react(page);
    if (position === this.#at || (page.length === 0 && this.#mayKeepLater())) return;
    const step = { reactor: this.#watched.name, storeId: this.store.storeId, from: this.#at, to: position };
    if (!(await this.vault.reactors.advance(step, fence))) throw await this.#overtaken();
    this.#at = position;
    this.#keptAt = performance.now();
  }

  /**
   * Where nothing concerned it, an older checkpoint does as well: each keeping waits for the disk, and so do all requests. Who stands by
   * in another process sees the checkpoint alone.
   */
  #mayKeepLater(): boolean {
    return !this.vault.isShared && performance.now() - this.#keptAt < KEPT_EVERY_MS;
  }

  async #overtaken(): Promise<Error> {
    await this.#lease.renew();
    const { name } = this.#watched;
    return this.#lease.isHeld ? new Error(`The checkpoint of ${name} was moved by someone else`) : new LeaseLost(name);
  }
}
