import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Clock } from '../clock.ts';
import { handover, StoredEvent, type Handover } from '../envelope.ts';
import {
  CannotOpenLog,
  KeyReused,
  StoreBusy,
  StoreDamaged,
  StoreFull,
  StoreUnavailable,
  UnknownOutcome,
  WrongRevision,
} from '../errors.ts';
import { PagedStore, type LogPage, type StreamStretch, type Stretch } from '../paged-store.ts';
import type { Appended, AppendOptions, Health, NewEvent, Recorded } from '../port.ts';
import type { Settings } from './connection.ts';
import type { FromWriter, ToWriter, WriterData } from './desk.ts';
import { madeDirectory, syncMade } from './directory.ts';
import type { Failure } from './failure.ts';
import type { Answer } from './log-writer.ts';
import { LogReader } from './reader.ts';

const MOST_WAITING = 10_000;
const MOST_BYTES_WAITING = 64 * 1024 * 1024;

export interface SqliteSettings {
  readonly clock?: Clock;
  /** The program of the writer's thread. Tests give a broken one. */
  readonly thread?: URL;
}

interface Waiting {
  readonly append: Handover;
  readonly resolve: (receipt: Appended) => void;
  readonly reject: (error: Error) => void;
}

/** Compiled or as it stands, the thread's program lies beside this file. */
const writerThread = new URL(`./writer-thread${extname(import.meta.url)}`, import.meta.url);

/** The log in one SQLite file: a writer in a thread of its own, readers beside it. */
export class SqliteStore extends PagedStore {
  readonly storeId: string;
  readonly clock: Clock;
  /** As SQLite reads them back: that what is acknowledged is on the disk. */
  readonly settings: { readonly writer: Settings; readonly reader: Settings };
  readonly #writer: Worker;
  readonly #reader: LogReader;
  #last: number;
  /** Handed to the writer and not yet answered, in order; then those to be handed over next. */
  readonly #sent: Waiting[] = [];
  readonly #unsent: Waiting[] = [];
  #bytes = 0;
  #stopped: string | undefined;
  #closing: Promise<void> | undefined;
  readonly #ended: Promise<void>;
  #idle = Promise.withResolvers<void>();

  private constructor({ writer, settings }: { writer: Worker; settings: Settings }, reader: LogReader, clock: Clock) {
    super();
    this.settings = { writer: settings, reader: reader.settings };
    this.clock = clock;
    this.#writer = writer;
    this.#reader = reader;
    this.storeId = reader.storeId;
    this.#last = reader.lastLeaf();
    writer.on('message', (message: FromWriter) => this.#hear(message));
    writer.on('error', (error) => this.#lose(error.message));
    this.#ended = new Promise((resolve) => writer.once('exit', () => resolve(this.#lose('its writer has ended'))));
    writer.unref();
  }

  /** Opens the log in a directory, or makes one. Rejects with `CannotOpenLog` where it cannot be kept safely, or is being written. */
  static async open(
    directory: string,
    { clock = new Clock(), thread = writerThread }: SqliteSettings = {},
  ): Promise<SqliteStore> {
    const made = madeDirectory(directory);
    const file = join(directory, 'log.db');
    const workerData: WriterData = { file, now: clock.now().toISOString() };
    const writer = new Worker(thread, { workerData });
    const settings = await opened(writer);
    syncMade(directory, made);
    return new SqliteStore({ writer, settings }, new LogReader(file), clock);
  }

  async append(stream: string, events: readonly NewEvent[], options: AppendOptions): Promise<Appended> {
    this.mustBeOpen();
    if (this.#stopped !== undefined) throw new StoreUnavailable(this.#stopped);
    const append = handover(stream, events, options, this.clock.now());
    const depth = this.#sent.length + this.#unsent.length;
    if (depth >= MOST_WAITING || this.#bytes + append.size > MOST_BYTES_WAITING) throw new StoreBusy(depth);
    if (depth === 0) this.#begin();
    if (this.#unsent.length === 0) setImmediate(() => this.#handOver());
    this.#bytes += append.size;
    return new Promise((resolve, reject) => this.#unsent.push({ append, resolve, reject }));
  }

  async stat(stream: string): Promise<{ exists: boolean; revision: number }> {
    const revision = this.#read(() => this.#reader.revisionOf(stream));
    return { exists: revision >= 0, revision };
  }

  async root(): Promise<{ size: number; root: string }> {
    return this.#read(() => this.#reader.root());
  }

  health(): Health {
    if (this.closed) return { writable: false, says: 'It has been closed.' };
    return this.#stopped === undefined ? { writable: true } : { writable: false, says: this.#stopped };
  }

  close(): Promise<void> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  protected lastLeaf(): number {
    return this.#last;
  }

  protected logPage(stretch: Stretch): LogPage {
    return this.#read(() => this.#reader.logPage(stretch));
  }

  protected streamPage(stream: string, stretch: StreamStretch): readonly Recorded[] {
    return this.#read(() => this.#reader.streamPage(stream, stretch));
  }

  protected node(level: number, index: number): Uint8Array {
    return this.#read(() => this.#reader.node(level, index));
  }

  #begin(): void {
    this.#idle = Promise.withResolvers();
    this.#writer.ref();
  }

  /** Everything that was appended in this turn of the event loop goes over in one message. */
  #handOver(): void {
    if (this.#unsent.length === 0) return;
    const waiting = this.#unsent.splice(0);
    this.#sent.push(...waiting);
    this.#say({ kind: 'append', appends: waiting.map(({ append }) => append) });
  }

  #hear(message: FromWriter): void {
    switch (message.kind) {
      case 'written':
        return this.#answer(message.answers);
      case 'failed':
        this.#stopped ??= message.stopped;
        return this.#fail(this.#taken(message.appends), message.failure);
      case 'open':
      case 'refused':
      case 'closed':
        return;
    }
  }

  #answer(answers: readonly Answer[]): void {
    for (const answer of answers) if (answer.kind === 'appended') this.#last = Math.max(this.#last, answer.receipt.leaf);
    this.bell.ring();
    for (const [n, { append, resolve, reject }] of this.#taken(answers.length).entries()) {
      const answer = answers[n];
      if (answer?.kind === 'appended') resolve(answer.receipt);
      else if (answer !== undefined) reject(refusal(append, answer));
    }
  }

  #taken(count: number): Waiting[] {
    const taken = this.#sent.splice(0, count);
    for (const { append } of taken) this.#bytes -= append.size;
    if (this.#sent.length + this.#unsent.length === 0) {
      this.#writer.unref();
      this.#idle.resolve();
    }
    return taken;
  }

  #fail(waiting: readonly Waiting[], failure: Failure): void {
    for (const { append, reject } of waiting) reject(errorOf(append.key, failure));
  }

  /** The thread is gone: what it had in hand may be written or not, what it never got is not. */
  #lose(says: string): void {
    if (this.#closing !== undefined && this.#sent.length === 0) return;
    this.#stopped ??= says;
    this.#fail(this.#taken(this.#sent.length), { outcome: 'unknown', says });
    this.#sent.push(...this.#unsent.splice(0));
    this.#fail(this.#taken(this.#sent.length), { outcome: 'unavailable', says });
  }

  async #finish(): Promise<void> {
    this.closed = true;
    await this.endSubscriptions();
    if (this.#sent.length + this.#unsent.length > 0) await this.#idle.promise;
    // The writer is the last to let go of the file, so that what is in the WAL goes into it.
    this.#reader.close();
    this.#writer.ref();
    this.#say({ kind: 'close' });
    await this.#ended;
  }

  #say(message: ToWriter): void {
    this.#writer.postMessage(message);
  }

  #read<Result>(read: () => Result): Result {
    this.mustBeOpen();
    try {
      return read();
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE'))) throw error;
      throw String(error.code).startsWith('SQLITE_CORRUPT')
        ? new StoreDamaged(error.message)
        : new StoreUnavailable(error.message);
    }
  }
}

function opened(writer: Worker): Promise<Settings> {
  return new Promise((resolve, reject) => {
    writer.once('error', reject);
    writer.once('message', (message: FromWriter) => {
      writer.off('error', reject);
      if (message.kind === 'open') resolve(message.settings);
      else reject(new CannotOpenLog(message.kind === 'refused' ? message.says : 'The log cannot be opened.'));
    });
  });
}

function refusal({ stream, key, expected }: Handover, answer: Exclude<Answer, { kind: 'appended' }>): Error {
  switch (answer.kind) {
    case 'wrong revision':
      return new WrongRevision({
        stream,
        expected,
        actual: answer.actual,
        missed: answer.missed.map(([leaf, text]) => new StoredEvent(text, leaf)),
      });
    case 'key reused':
      return new KeyReused({ stream, key, first: answer.first, last: answer.last });
  }
}

function errorOf(key: string, { outcome, says }: Failure): Error {
  switch (outcome) {
    case 'full':
      return new StoreFull(says);
    case 'damaged':
      return new StoreDamaged(says);
    case 'unknown':
      return new UnknownOutcome(key, says);
    case 'busy':
    case 'taken over':
    case 'unavailable':
      return new StoreUnavailable(says);
  }
}
