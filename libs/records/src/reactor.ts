import { Follower } from '#event-store';
import type { EventStore, FollowerHealth, Position, Recorded } from '#event-store';
import { VaultUnavailable, type Vault } from '#vault';

interface Watched {
  /** Its checkpoint is kept under this name. */
  readonly name: string;
  readonly kinds: readonly string[];
  readonly types: readonly string[];
}

const PAGE = 100;
const PATIENCE_MS = 60_000;
const KEPT_EVERY_MS = 1_000;

/**
 * What must happen after something was recorded. It follows the log from its checkpoint; the checkpoint moves when a page has
 * had its effect, so what happens twice after a crash must be the same done again.
 */
export abstract class Reactor {
  readonly #follower: Follower;
  readonly #watched: Watched;
  /** As it was last kept. */
  #at: Position = '';
  #keptAt = 0;

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
      passes: (error) => error instanceof VaultUnavailable,
      load: () => this.#load(),
      onPage: (page, { position }) => this.#take(page, position),
    });
  }

  protected abstract react(page: readonly Recorded[]): Promise<void>;

  start(): Promise<void> {
    return this.#follower.start();
  }

  stop(): Promise<void> {
    return this.#follower.stop();
  }

  /** Whether everything up to there has had its effect, waiting for it at most so long. */
  waitFor(position: Position, ms = 2_000): Promise<boolean> {
    return this.#follower.waitFor(position, ms);
  }

  health(): FollowerHealth {
    return this.#follower.health();
  }

  async #load() {
    this.#at = await this.vault.reactors.position(this.#watched.name, this.store.storeId);
    return this.#at === '' ? undefined : { store: this.store.storeId, position: this.#at };
  }

  async #take(page: readonly Recorded[], position: Position): Promise<void> {
    await this.react(page);
    // Where nothing concerned it, an older checkpoint does as well: each keeping waits for the disk, and so do all requests.
    const isSoon = performance.now() - this.#keptAt < KEPT_EVERY_MS;
    if (position === this.#at || (page.length === 0 && isSoon)) return;
    const step = { reactor: this.#watched.name, storeId: this.store.storeId, from: this.#at, to: position };
    if (!(await this.vault.reactors.advance(step))) throw new Error(`Another process does the work of ${this.#watched.name}`);
    this.#at = position;
    this.#keptAt = performance.now();
  }
}
