import { parentPort, receiveMessageOnPort, workerData, type MessagePort } from 'node:worker_threads';
import type Database from 'better-sqlite3';
import type { Handover } from '../envelope.ts';
import { settingsOf, type Settings } from './connection.ts';
import { READ_ONLY, type Hindrance } from './directory.ts';
import { openForWriting, whyRefused, type Disk, type WriterData } from './disk.ts';
import { failureOf, isFinal, type Failure } from './failure.ts';
import { LogWriter, type Answer } from './log-writer.ts';

/** What is said to the writer's thread, and what it says. Answers come in the order in which the appends were handed over. */
export type ToWriter = { readonly kind: 'append'; readonly appends: readonly Handover[] } | { readonly kind: 'close' };

export type FromWriter =
  | { readonly kind: 'open'; readonly settings: Settings }
  | { readonly kind: 'refused'; readonly says: string }
  | { readonly kind: 'written'; readonly answers: readonly Answer[] }
  | {
      readonly kind: 'failed';
      readonly appends: number;
      readonly failure: Failure;
      readonly stopped?: string;
      readonly hindered?: Hindrance;
    }
  | { readonly kind: 'closed' };

type MakeWriter = (db: Database.Database, holder: string) => LogWriter;

const MOST_APPENDS = 256;
const MOST_BYTES = 1024 * 1024;

/** Opens the log for writing, or says why not. */
export function serve(makeWriter: MakeWriter = (db, holder) => new LogWriter(db, holder)): void {
  if (parentPort === null) return;
  const port = parentPort;
  const say = (message: FromWriter) => port.postMessage(message);
  try {
    const { db, disk } = openForWriting(workerData as WriterData);
    const desk = new Desk(port, makeWriter(db, holderNow(db)), disk);
    say({ kind: 'open', settings: settingsOf(db) });
    port.on('message', (message: ToWriter) => desk.receive(message));
  } catch (error) {
    say({ kind: 'refused', says: whyRefused(error, (workerData as WriterData).file) });
    port.close();
  }
}

const holderNow = (db: Database.Database) => String(db.prepare('SELECT holder FROM lease').pluck().get());

/** Takes what has come in whenever the writer is free: there is no timer, so one caller alone waits for one commit and many share it. */
class Desk {
  readonly #port: MessagePort;
  readonly #writer: LogWriter;
  readonly #disk: Disk;
  readonly #queue: Handover[] = [];
  #isClosing = false;
  /** Why nothing more is written until the next start. */
  #stopped: string | undefined;
  #hindered: Hindrance | undefined;

  constructor(port: MessagePort, writer: LogWriter, disk: Disk) {
    this.#port = port;
    this.#writer = writer;
    this.#disk = disk;
  }

  receive(message: ToWriter): void {
    this.#note(message);
    while (this.#queue.length > 0) this.#writeGroup();
    if (this.#isClosing) this.#close();
  }

  #note(message: ToWriter): void {
    switch (message.kind) {
      case 'append':
        this.#queue.push(...message.appends);
        return;
      case 'close':
        this.#isClosing = true;
        return;
    }
  }

  #writeGroup(): void {
    let [appends, bytes] = [0, 0];
    const more = () => {
      for (let message = receiveMessageOnPort(this.#port); message !== undefined; message = receiveMessageOnPort(this.#port))
        this.#note(message.message);
      let count = 0;
      for (; appends < MOST_APPENDS && bytes < MOST_BYTES && count < this.#queue.length; count++, appends++)
        bytes += this.#queue[count]?.size ?? 0;
      return this.#queue.splice(0, count);
    };
    const group = more();
    try {
      if (this.#stopped !== undefined) return this.#fail(appends, { outcome: 'unavailable', says: this.#stopped });
      if (this.#isStillReadOnly()) return this.#fail(appends, { outcome: 'read-only', says: READ_ONLY });
      this.#say({ kind: 'written', answers: this.#writer.write(group, more) });
      this.#hindered = undefined;
    } catch (error) {
      const failure = failureOf(error);
      this.#takeUpAgain(failure);
      this.#fail(appends, failure);
    }
  }

  /** Nothing is tried on a read-only disk: what was tried might be there or not. */
  #isStillReadOnly(): boolean {
    return this.#hindered === 'read-only' && this.#disk.isReadOnly();
  }

  /** From what is on disk; where that is not certain, or cannot be done, nothing is written until the next start. */
  #takeUpAgain(failure: Failure): void {
    this.#hindered = this.#hindranceIn(failure);
    if (isFinal(failure) && this.#hindered === undefined)
      this.#stopped = `${failure.says}; it takes no more until it is started again`;
    try {
      this.#writer.undo();
    } catch (error) {
      this.#stopped ??= `${failureOf(error).says}; it takes no more until it is started again`;
    }
  }

  /** A disk that turned read-only holds what it held, and takes more when it is writable again. */
  #hindranceIn({ outcome }: Failure): Hindrance | undefined {
    if (outcome === 'full') return 'full';
    const mayBe = outcome === 'unknown' || outcome === 'failing' || outcome === 'unavailable';
    return mayBe && this.#disk.isReadOnly() ? 'read-only' : undefined;
  }

  #fail(appends: number, failure: Failure): void {
    this.#say({ kind: 'failed', appends, failure, stopped: this.#stopped, hindered: this.#hindered });
  }

  #close(): void {
    this.#disk.release();
    this.#say({ kind: 'closed' });
    this.#port.close();
  }

  #say(message: FromWriter): void {
    this.#port.postMessage(message);
  }
}
