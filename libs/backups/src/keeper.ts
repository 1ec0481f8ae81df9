import { extname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

/** A look at the log every so often: what is lost with the disk is at most this and what a look takes. */
const EVERY_MS = 20_000;
/** Where nothing was shipped for so long, more could be lost than is promised. */
const LATE_MS = 60_000;
const LAST_LOOK_MS = 3_000;

export interface KeepingData {
  readonly data: string;
  readonly to: string;
  readonly everyMs: number;
}

export type Keeping = Omit<KeepingData, 'everyMs'> & { readonly everyMs?: number };

/** What the thread says after each look. */
export type FromKeeping = { readonly at: string; readonly size: number } | { readonly says: string };

/** `at`: everything acknowledged before this instant is in the backups. A sentence says what keeps them from being level. */
export interface BackupsHealth {
  readonly at?: string;
  readonly size?: number;
  readonly says?: string;
}

/** Keeps a folder of backups level with the log, in a thread of its own: the log never waits for it, nor fails with it. */
export class Keeper {
  readonly #keeping: KeepingData;
  readonly #say: (says: string) => void;
  #thread: Worker | undefined;
  #shipped: { readonly at: string; readonly size: number } | undefined;
  #trouble: string | undefined;
  #shippedAt = performance.now();

  /** `say` hears a sentence whenever something new keeps the backups from being level. */
  constructor({ data, to, everyMs = EVERY_MS }: Keeping, say: (says: string) => void) {
    this.#keeping = { data, to, everyMs };
    this.#say = say;
  }

  onApplicationBootstrap(): void {
    const program = new URL(`./keeping-thread${extname(import.meta.url)}`, import.meta.url);
    this.#thread = new Worker(program, { workerData: this.#keeping });
    this.#thread.on('message', (message: FromKeeping) => this.#hear(message));
    this.#thread.on('error', (error) => this.#hear({ says: `its thread has ended: ${error.message}` }));
    this.#thread.unref();
  }

  #hear(message: FromKeeping): void {
    if ('says' in message) {
      if (message.says !== this.#trouble) this.#say(`The backups in ${this.#keeping.to} are not level: ${message.says}`);
      this.#trouble = message.says;
      return;
    }
    this.#shipped = message;
    this.#shippedAt = performance.now();
    this.#trouble = undefined;
  }

  health(): BackupsHealth {
    const isLate = performance.now() - this.#shippedAt > LATE_MS;
    const says = this.#trouble ?? (isLate ? 'nothing has been shipped for a minute' : undefined);
    return { ...this.#shipped, ...(says === undefined ? {} : { says: `The backups are not level: ${says}.` }) };
  }

  /** One more look, so that nothing that was recorded is missing; where that takes long, what it had begun does not count. */
  async onApplicationShutdown(): Promise<void> {
    const thread = this.#thread;
    if (thread === undefined) return;
    thread.ref();
    const late = new AbortController();
    const ended = new Promise((resolve) => thread.once('exit', resolve));
    thread.postMessage('stop');
    await Promise.race([ended, wait(LAST_LOOK_MS, undefined, { signal: late.signal }).catch(() => undefined)]);
    late.abort();
    await thread.terminate();
  }
}
