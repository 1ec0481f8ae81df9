import { setTimeout as wait } from 'node:timers/promises';
import { checkEnd, verifyApart, type EventStore, type Fault } from '#event-store';
import type { Vault } from '#vault';
import { originOf } from './checkpoint.ts';
import type { Notary } from './notary.ts';
import { ReadBack } from './read-back.ts';

/** Whether the log is still as it was recorded, as far as was looked. What was once found wrong stays so until the next start. */
export interface CheckedHealth {
  readonly state: 'not checked' | 'sound' | 'wrong';
  readonly says: string;
}

export interface Checking {
  /** The log's file. */
  readonly file: string;
  readonly everyMs?: number;
}

const EVENTS_AT_START = 1_000;
const EVERY_MS = 300_000;
const HOUR_MS = 3_600_000;
/** All of it is read at two in the morning, when nobody waits for an answer. */
const NIGHT_MS = 2 * HOUR_MS;

/**
 * Checks the log by itself: at the start its last thousand events and its head, every five minutes its head, at night all of it. Where
 * something is wrong it says so, and nothing more is signed.
 */
export class SelfChecks {
  readonly #file: string;
  readonly #everyMs: number;
  #health: CheckedHealth = { state: 'not checked', says: 'The log has not been checked yet.' };
  #over = new AbortController();
  #checking: Promise<void> | undefined;

  constructor(
    private readonly store: EventStore,
    private readonly vault: Vault,
    readonly notary: Notary,
    { file, everyMs = EVERY_MS }: Checking,
  ) {
    this.#file = file;
    this.#everyMs = everyMs;
  }

  health(): CheckedHealth {
    return this.#health;
  }

  start(): void {
    this.#over = new AbortController();
    this.#checking ??= this.#go(this.#over.signal);
  }

  async stop(): Promise<void> {
    this.#over.abort();
    await this.#checking;
    this.#checking = undefined;
  }

  async #go(over: AbortSignal): Promise<void> {
    await this.look('its last events and its head', () => this.checkEnd(EVENTS_AT_START));
    let night = this.#night();
    while (!over.aborted) {
      await wait(this.#everyMs, undefined, { signal: over, ref: false }).catch(() => undefined);
      if (over.aborted) return;
      if (this.#night() === night) await this.look('its head', () => this.checkEnd(0));
      else await this.look('all of it', () => verifyApart(this.#file, over));
      night = this.#night();
    }
  }

  #night(): number {
    return Math.floor((this.store.clock.now().getTime() - NIGHT_MS) / (24 * HOUR_MS));
  }

  /** The head as the file has it, and that the log begins with what was signed last. */
  protected async checkEnd(events: number): Promise<Fault | undefined> {
    const fault = checkEnd(this.#file, events);
    const last = await this.vault.signed.last(originOf(this.store.storeId));
    if (fault !== undefined || last === undefined) return fault;
    const read = new ReadBack(this.store);
    await read.standAt(last.size);
    if (read.root === last.root) return undefined;
    return { position: '', kind: 'head', says: `its first ${last.size} events are not those that were signed` };
  }

  /** What hinders the looking is told, and is not held against the log. */
  protected async look(at: string, check: () => Promise<Fault | undefined>): Promise<void> {
    try {
      const fault = await check();
      if (fault !== undefined) this.#found(fault);
      else if (this.#health.state !== 'wrong')
        this.#health = { state: 'sound', says: `Checked: ${at}, at ${this.store.clock.now().toISOString()}.` };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (this.#health.state !== 'wrong' && !this.#over.signal.aborted)
        this.#health = { state: 'not checked', says: `The log could not be checked: ${why}.` };
    }
  }

  #found({ position, says }: Fault): void {
    const from = position === '' ? '' : `, at event ${Number(position)}`;
    this.#health = {
      state: 'wrong',
      says: `The log is not as it was recorded: ${says}${from}. Verify it: npm run dutybook -- verify.`,
    };
    this.notary.halt(this.#health.says);
  }
}
