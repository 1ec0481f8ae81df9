import { randomUUID } from 'node:crypto';
import { VaultUnavailable } from './database.ts';
import type { Leases } from './leases.ts';

/** What is done while the lease is held. `begin` may be called again after `end`, and after it threw. */
export interface Work {
  begin(): Promise<void>;
  end(): Promise<void>;
}

/** Whoever holds the lease now, it is not this one. */
export class LeaseLost extends Error {
  constructor(name: string) {
    super(`Another process does the work of ${name}`);
  }
}

/**
 * One of those who could do a piece of work: while it holds the lease it does it, else it stands by. A lease is asked for three times
 * in the time that it lasts, so a dead holder's work goes on with another before twice that time.
 */
export class Lease {
  readonly #holder = randomUUID();
  #fence: number | undefined;
  /** When it runs out unless it is renewed, by this process's own clock, which a paused process finds moved on. */
  #until = 0;
  #ended: Promise<void> = Promise.resolve();
  #beat: NodeJS.Timeout | undefined;
  #beating: Promise<void> = Promise.resolve();
  #isOver = true;

  constructor(
    private readonly leases: Leases,
    private readonly name: string,
    private readonly work: Work,
  ) {}

  get isHeld(): boolean {
    return this.#fence !== undefined;
  }

  /** Resolves when the work has begun or this one stands by. Rejects with what `begin` threw. */
  async start(): Promise<void> {
    await this.stop();
    this.#isOver = false;
    try {
      await (this.#beating = this.#ask());
    } catch (error) {
      await this.stop();
      throw error;
    }
    this.#askLater();
  }

  /** Ends the work, and leaves it to whoever stands by. */
  async stop(): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#beat);
    await this.#beating.catch(() => undefined);
    await this.#lose();
    await this.leases.release(this.name, this.#holder).catch(onlyUnavailable);
  }

  /** The fencing number for what is done now. Throws `LeaseLost`, or `VaultUnavailable` where it has run out and cannot be renewed. */
  async fence(): Promise<number> {
    if (performance.now() > this.#until) await this.renew();
    if (this.#fence === undefined) throw new LeaseLost(this.name);
    return this.#fence;
  }

  /** Asks whether it is still held; what is no longer is ended, which this does not wait for. */
  async renew(): Promise<number | undefined> {
    const asked = performance.now();
    const fence = await this.leases.take(this.name, this.#holder);
    if (fence !== this.#fence) this.#ended = this.#lose();
    this.#ended.catch(() => undefined);
    this.#until = asked + this.leases.lastMs;
    return fence;
  }

  async #ask(): Promise<void> {
    const fence = await this.renew();
    if (fence === undefined || this.#fence !== undefined) return;
    await this.#ended;
    this.#fence = fence;
    try {
      await this.work.begin();
    } catch (error) {
      this.#fence = undefined;
      throw error;
    }
  }

  async #lose(): Promise<void> {
    if (this.#fence === undefined) return this.#ended;
    this.#fence = undefined;
    await this.work.end();
  }

  #askLater(): void {
    if (this.#isOver) return;
    this.#beat = setTimeout(
      () => {
        this.#beating = this.#ask()
          .catch(() => undefined)
          .then(() => this.#askLater());
      },
      Math.min(this.leases.lastMs / 3, MOST_MS),
    ).unref();
  }
}

const MOST_MS = 60_000;

function onlyUnavailable(error: unknown): void {
  if (!(error instanceof VaultUnavailable)) throw error;
}
