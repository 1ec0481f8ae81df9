import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Handover } from '../envelope.ts';
import { CannotOpenLog, StoreBusy, StoreUnavailable } from '../errors.ts';
import type { Appended } from '../port.ts';
import { answerTo, failureAsError } from './answers.ts';
import type { Settings } from './connection.ts';
import type { Hindrance } from './directory.ts';
import type { FromWriter, ToWriter } from './desk.ts';
import type { WriterData } from './disk.ts';
import { Ends } from './ends.ts';
import type { Failure } from './failure.ts';
import type { Answer } from './log-writer.ts';

const MOST_WAITING = 10_000;
const MOST_BYTES_WAITING = 64 * 1024 * 1024;
/** So many go over without waiting for more: while the thread writes them, others are made ready here. */
const AT_ONCE = 32;

/** Compiled or as it stands, the thread's program lies beside this file. */
export const writerThread = new URL(`./writer-thread${extname(import.meta.url)}`, import.meta.url);

interface Waiting {
  readonly append: Handover;
  readonly resolve: (receipt: Appended) => void;
  readonly reject: (error: Error) => void;
}

/** The other side of the writer's thread: what waits for it, and what it answered. */
export class Writer {
  readonly settings: Settings;
  /** Hears how far the log has grown, before any of those who waited. */
  onGrown: (leaf: number) => void = () => undefined;
  readonly ends = new Ends();
  readonly #thread: Worker;
  /** Handed over and not yet answered, in order; then those to be handed over next. */
  readonly #sent: Waiting[] = [];
  readonly #unsent: Waiting[] = [];
  #bytes = 0;
  #stopped: string | undefined;
  /** What kept the last append from being written, and passes. */
  hindered: Hindrance | undefined;
  #isClosing = false;
  #idle = Promise.withResolvers<void>();
  readonly #ended: Promise<void>;

  private constructor(thread: Worker, settings: Settings) {
    this.settings = settings;
    this.#thread = thread;
    thread.on('message', (message: FromWriter) => this.#hear(message));
    thread.on('error', (error) => this.#lose(error.message));
    this.#ended = new Promise((resolve) => thread.once('exit', () => resolve(this.#lose('its writer has ended'))));
    this.#idle.resolve();
    thread.unref();
  }

  static async start(program: URL, data: WriterData): Promise<Writer> {
    const thread = new Worker(program, { workerData: data });
    return new Writer(thread, await opened(thread));
  }

  /** Why nothing more is written until the next start. */
  get stopped(): string | undefined {
    return this.#stopped;
  }

  /** Appends that have not been answered. */
  get waiting(): number {
    return this.#sent.length + this.#unsent.length;
  }

  append(append: Handover): Promise<Appended> {
    if (this.#stopped !== undefined) throw new StoreUnavailable(this.#stopped);
    const { waiting } = this;
    if (waiting >= MOST_WAITING || this.#bytes + append.size > MOST_BYTES_WAITING) throw new StoreBusy(waiting);
    if (waiting === 0) this.#begin();
    if (this.#unsent.length === 0) setImmediate(() => this.#handOver());
    this.#bytes += append.size;
    return new Promise((resolve, reject) => {
      this.#unsent.push({ append, resolve, reject });
      if (this.#unsent.length === AT_ONCE) this.#handOver();
    });
  }

  /** Resolves when everything handed over has been answered. */
  idle(): Promise<void> {
    return this.#idle.promise;
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    this.#thread.ref();
    this.#say({ kind: 'close' });
    await this.#ended;
  }

  /** While something waits, the process stays. */
  #begin(): void {
    this.#idle = Promise.withResolvers();
    this.#thread.ref();
  }

  /** What was appended in this turn of the event loop goes over in few messages. */
  #handOver(): void {
    if (this.#unsent.length === 0) return;
    const waiting = this.#unsent.splice(0);
    this.#sent.push(...waiting);
    this.#say({ kind: 'append', appends: waiting.map(({ append }) => append) });
  }

  #hear(message: FromWriter): void {
    switch (message.kind) {
      case 'written':
        this.hindered = undefined;
        return this.#answer(message.answers);
      case 'failed':
        this.#stopped ??= message.stopped;
        this.hindered = message.hindered;
        return this.#fail(this.#taken(message.appends), message.failure);
      case 'open':
      case 'refused':
      case 'closed':
        return;
    }
  }

  #answer(answers: readonly Answer[]): void {
    const settled = answers.flatMap((answer, n) => {
      const waiting = this.#sent[n];
      return waiting === undefined ? [] : [{ waiting, answered: answerTo(waiting.append, answer) }];
    });
    this.#taken(answers.length);
    let grown = -1;
    for (const { answered } of settled) {
      if (answered instanceof Error) continue;
      this.ends.note(answered);
      grown = Math.max(grown, answered.leaf);
    }
    this.onGrown(grown);
    for (const { waiting, answered } of settled)
      if (answered instanceof Error) waiting.reject(answered);
      else waiting.resolve(answered);
  }

  #taken(count: number): Waiting[] {
    const taken = this.#sent.splice(0, count);
    for (const { append } of taken) this.#bytes -= append.size;
    if (this.#sent.length + this.#unsent.length === 0) {
      this.#thread.unref();
      this.#idle.resolve();
    }
    return taken;
  }

  #fail(waiting: readonly Waiting[], failure: Failure): void {
    this.ends.forget();
    for (const { append, reject } of waiting) reject(failureAsError(append.key, failure));
  }

  /** The thread is gone: what it had in hand may be written or not, what it never got is not. */
  #lose(says: string): void {
    if (this.#isClosing && this.#sent.length === 0) return;
    this.#stopped ??= says;
    this.#fail(this.#taken(this.#sent.length), { outcome: 'unknown', says });
    this.#sent.push(...this.#unsent.splice(0));
    this.#fail(this.#taken(this.#sent.length), { outcome: 'unavailable', says });
  }

  #say(message: ToWriter): void {
    this.#thread.postMessage(message);
  }
}

function opened(thread: Worker): Promise<Settings> {
  return new Promise((resolve, reject) => {
    const end = () => reject(new CannotOpenLog('The log cannot be opened: its writer ended before it began.'));
    thread.once('error', reject).once('exit', end);
    thread.once('message', (message: FromWriter) => {
      thread.off('error', reject).off('exit', end);
      if (message.kind === 'open') resolve(message.settings);
      else reject(new CannotOpenLog(message.kind === 'refused' ? message.says : 'The log cannot be opened.'));
    });
  });
}
