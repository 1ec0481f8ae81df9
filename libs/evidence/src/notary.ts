import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { EventStore } from '#event-store';
import { Lease, type LastSigned, type SignedHead, type Vault } from '#vault';
import { checkpointText, claimedCheckpoint, openCheckpoint, originOf } from './checkpoint.ts';
import { Copies } from './copies.ts';
import { SigningKey } from './keys.ts';
import { NotANote } from './note.ts';
import { ReadBack } from './read-back.ts';
import { CannotSign, NotTheLogSigned } from './refusals.ts';

export interface Signing {
  /** Folder of the copies: outside the data. */
  readonly copies: string;
  /** File of the private key; made at the first start. */
  readonly keyFile: string;
}

/** Where the copies and the key of a data folder are, unless they are put elsewhere: the copies beside it, never in it. */
export const signingBeside = (data: string, env: NodeJS.ProcessEnv): Signing => ({
  copies: resolve(env['DUTYBOOK_CHECKPOINTS'] || `${data}-checkpoints`),
  keyFile: resolve(env['DUTYBOOK_NOTARY_KEY_FILE'] || join(data, 'notary.key')),
});

/** How it is, in words. `halted` until the next start: signing on would put a name to what is not the log. */
export interface NotaryHealth {
  readonly state: 'signing' | 'standing by' | 'trying again' | 'halted' | 'stopped';
  readonly says?: string;
  /** Events under the newest checkpoint. */
  readonly size: number;
  /** Seconds since it last signed, or began to. */
  readonly age: number;
}

const MOST_UNSIGNED = 100;
/** How long an event may wait for a signature. Several processes state a merge delay of ten seconds. */
const LONGEST_UNSIGNED_MS = { alone: 60_000, shared: 8_000 };
const LOOK_MS = 1_000;
const CATCHING_UP_MS = 5_000;

/**
 * Signs the log as it grows. What it signs it has read back from the disk; before a signature is made its size and root are taken by
 * compare-and-set in the vault's database, so that neither a crash nor a second notary ever leads to two that contradict each other.
 */
export class Notary {
  readonly origin: string;
  readonly #read: ReadBack;
  #health: Omit<NotaryHealth, 'age'> = { state: 'stopped', size: 0 };
  #halted: string | undefined;
  #signedAt = performance.now();
  #over = new AbortController();
  #looking: Promise<void> | undefined;
  readonly #lease: Lease;
  /** One checkpoint at a time. */
  #signing: Promise<unknown> = Promise.resolve();

  protected constructor(
    protected readonly store: EventStore,
    protected readonly vault: Vault,
    protected readonly key: SigningKey,
    protected readonly copies: Copies,
  ) {
    this.origin = originOf(store.storeId);
    this.#read = new ReadBack(store);
    this.#lease = new Lease(vault.leases, 'notary', { begin: () => this.#watch(), end: () => this.#rest() });
  }

  /** Throws `NotTheLogSigned` where what was signed before is not of this log, and `CannotSign` where the key is not the one that signed it. */
  static async open(store: EventStore, vault: Vault, { copies, keyFile }: Signing): Promise<Notary> {
    const origin = originOf(store.storeId);
    const last = await vault.signed.last(origin);
    const kept = new Copies(copies, store.storeId);
    const key = SigningKey.from(keyFile, origin, last?.key);
    const notary = new this(store, vault, key, kept);
    await notary.mustBeTheLogSigned(last);
    return notary;
  }

  /** How others check what it signs. */
  get verifierKey(): string {
    return String(this.key.verifier);
  }

  health(): NotaryHealth {
    return { ...this.#health, age: (performance.now() - this.#signedAt) / 1_000 };
  }

  /** Looks every second whether there is something to sign: a hundred events, or one for a minute. In one process at a time; in others it stands by. */
  async start(): Promise<void> {
    await this.#lease.start();
    if (!this.#lease.isHeld) this.#now({ state: 'standing by' });
  }

  /** Signs what is there, and ends. */
  async stop(): Promise<void> {
    await this.#rest();
    if (this.#lease.isHeld) await this.#try();
    await this.#lease.stop();
    this.#now({ state: 'stopped' });
  }

  async #watch(): Promise<void> {
    this.#now({ state: 'signing' });
    this.#over = new AbortController();
    this.#looking = this.#look(this.#over.signal);
  }

  async #rest(): Promise<void> {
    this.#over.abort();
    await this.#looking;
    if (this.#lease.isHeld) return;
    this.#now({ state: 'standing by' });
  }

  /** Halted stays halted. */
  #now(health: Partial<Omit<NotaryHealth, 'age'>>): void {
    const { size } = this.#health;
    this.#health =
      this.#halted === undefined ? { state: 'signing', size, ...health } : { state: 'halted', says: this.#halted, size };
  }

  /** Signs nothing more until the next start: the log may no longer hold what it said it recorded. */
  halt(says: string): void {
    this.#halted ??= says;
    this.#now({});
  }

  /** Signs the log as it is now, where it has grown, and gives the newest checkpoint's note; undefined while there is nothing to sign. */
  sign(): Promise<string | undefined> {
    const next = this.#signing.then(() => this.#sign());
    this.#signing = next.catch(() => undefined);
    return next;
  }

  /** What was left when it was killed comes first. */
  async #look(over: AbortSignal): Promise<void> {
    await this.#try();
    while (!over.aborted) {
      await wait(LOOK_MS, undefined, { signal: over, ref: false }).catch(() => undefined);
      if (!over.aborted && this.#halted === undefined && (await this.#isDue())) await this.#try();
    }
  }

  async #isDue(): Promise<boolean> {
    const { size } = await this.store.root().catch(() => ({ size: 0 }));
    const unsigned = size - this.#health.size;
    const longest = LONGEST_UNSIGNED_MS[this.vault.isShared ? 'shared' : 'alone'];
    const isLate = performance.now() - this.#signedAt >= longest;
    return unsigned >= MOST_UNSIGNED || (unsigned > 0 && isLate) || this.#health.state === 'trying again';
  }

  /** What ails the disk or the vault is over some day. */
  async #try(): Promise<void> {
    try {
      await this.sign();
    } catch (error) {
      const says = error instanceof Error ? error.message : String(error);
      if (error instanceof NotTheLogSigned) this.halt(says);
      else this.#now({ state: 'trying again', says });
    }
  }

  async #sign(): Promise<string | undefined> {
    this.#mustBeSound();
    if (this.#halted !== undefined) throw new NotTheLogSigned(this.#halted);
    const last = await this.vault.signed.last(this.origin);
    const now = await this.#readBack(last);
    if (now.size === 0) return undefined;
    const isNext = last === undefined || now.size > last.size;
    if (isNext && !(await this.take(last, now))) return this.#sign();
    const note = (isNext ? undefined : noteOf(last)) ?? this.key.note(checkpointText({ origin: this.origin, ...now }));
    this.copies.keep(now.size, note);
    if (note !== last?.note) await this.vault.signed.publish(this.origin, now, note);
    this.#signedAt = performance.now();
    this.#now({ size: now.size });
    return note;
  }

  /** False where another has signed meanwhile. */
  protected take(from: SignedHead | undefined, to: SignedHead): Promise<boolean> {
    return this.vault.signed.take({ log: this.origin, key: this.verifierKey, from, to });
  }

  /** The log as it is on the disk now, which must begin with what was signed last. */
  async #readBack(last: SignedHead | undefined): Promise<SignedHead> {
    const head = await this.#headFrom(last);
    await this.#mustBeginWith(last, head.size);
    await this.#read.readTo(head.size);
    if (this.#read.root !== head.root)
      throw new NotTheLogSigned(`The events on the disk do not have the root that the log says it has at ${head.size}.`);
    return head;
  }

  /** A store that will not take anything more until the next start may not hold what it acknowledged. */
  #mustBeSound(): void {
    const health = this.store.health();
    if (!health.writable && !health.passing && !this.store.isForReading) this.halt(health.says);
  }

  /** Where another process signed more than this one's copy of the log has, that comes first. */
  async #headFrom(last: SignedHead | undefined): Promise<SignedHead> {
    const head = await this.store.root();
    if (last === undefined || last.size <= head.size) return head;
    await this.store.catchUp(CATCHING_UP_MS);
    return this.store.root();
  }

  async #mustBeginWith(last: SignedHead | undefined, size: number): Promise<void> {
    const signed = last ?? { size: 0, root: '' };
    if (signed.size > size) throw new NotTheLogSigned(rolledBack(signed.size, size));
    if (this.#read.size !== signed.size || (last !== undefined && this.#read.root !== last.root))
      await this.#read.standAt(signed.size);
    if (last !== undefined && this.#read.root !== last.root) throw new NotTheLogSigned(forked(signed.size));
  }

  /** Before anything is recorded: an older log in the place of the one that was signed must not grow. */
  protected async mustBeTheLogSigned(last: LastSigned | undefined): Promise<void> {
    const { size } = await this.#headFrom(last);
    for (const signed of [last, this.#newestCopy()]) if (signed !== undefined) await this.#mustBeginWith(signed, size);
    this.#health = { state: 'stopped', size: last?.size ?? 0 };
  }

  #newestCopy(): SignedHead | undefined {
    const size = this.copies.sizes().at(-1);
    if (size === undefined) return undefined;
    try {
      return openCheckpoint(this.copies.read(size), [this.key.verifier]);
    } catch (error) {
      if (!(error instanceof NotANote)) throw error;
      throw new CannotSign(
        `The checkpoint of ${size} events in ${this.copies.place} is not one that ${this.verifierKey} has signed. ${error.message}`,
      );
    }
  }
}

/** None where it was killed before it gave it out: what is there is then of a smaller size. */
const noteOf = ({ note, size }: LastSigned): string | undefined =>
  note !== undefined && claimedCheckpoint(note).size === size ? note : undefined;

const rolledBack = (signed: number, size: number): string =>
  `The log has been rolled back: ${signed} events of it were signed, and it has ${size}. ${WHAT_TO_DO}`;

const forked = (signed: number): string =>
  `The log has forked: its first ${signed} events are not those that were signed. ${WHAT_TO_DO}`;

const WHAT_TO_DO =
  'Do not record in it. Put the newest copy of the data back; what is lost for good is restored as a log of a new identity, which says so.';
