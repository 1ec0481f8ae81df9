import { randomUUID } from 'node:crypto';
import { parentPort, receiveMessageOnPort, workerData, type MessagePort } from 'node:worker_threads';
import type Database from 'better-sqlite3';
import type { Handover } from '../envelope.ts';
import { CannotOpenLog } from '../errors.ts';
import { connect, settingsOf, type Settings } from './connection.ts';
import { failureOf, isFinal, type Failure } from './failure.ts';
import { describeHolder, holderOf, lock } from './lock.ts';
import { LogWriter, type Answer } from './log-writer.ts';
import { prepare } from './schema.ts';

/** What is said to the writer's thread, and what it says. Answers come in the order in which the appends were handed over. */
export type ToWriter = { readonly kind: 'append'; readonly appends: readonly Handover[] } | { readonly kind: 'close' };

export type FromWriter =
  | { readonly kind: 'open'; readonly settings: Settings }
  | { readonly kind: 'refused'; readonly says: string }
  | { readonly kind: 'written'; readonly answers: readonly Answer[] }
  | { readonly kind: 'failed'; readonly appends: number; readonly failure: Failure; readonly stopped?: string }
  | { readonly kind: 'closed' };

export interface WriterData {
  readonly file: string;
  readonly now: string;
}

type MakeWriter = (db: Database.Database, holder: string) => LogWriter;

const MOST_APPENDS = 256;
const MOST_BYTES = 1024 * 1024;
const MOST_WAL_LEFT = 64 * 1024 * 1024;

/** Opens the log for writing, or says why not. */
export function serve(makeWriter: MakeWriter = (db, holder) => new LogWriter(db, holder)): void {
  if (parentPort === null) return;
  const port = parentPort;
  const say = (message: FromWriter) => port.postMessage(message);
  try {
    const { db, release } = open(workerData as WriterData);
    const desk = new Desk(port, makeWriter(db, holderNow(db)), release);
    say({ kind: 'open', settings: settingsOf(db) });
    port.on('message', (message: ToWriter) => desk.receive(message));
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error);
    say({ kind: 'refused', says: error instanceof CannotOpenLog ? says : `The log cannot be opened: ${says}.` });
    port.close();
  }
}

function open({ file, now }: WriterData): { db: Database.Database; release: () => void } {
  const held = lock(file, () => holderOf(file));
  try {
    const db = connect(file, 'writing');
    db.pragma(`journal_size_limit = ${MOST_WAL_LEFT}`);
    prepare(db, file);
    db.prepare('UPDATE lease SET holder = ?, says = ?').run(randomUUID(), describeHolder(now));
    const release = () => {
      db.close();
      held.close();
    };
    return { db, release };
  } catch (error) {
    held.close();
    throw error;
  }
}

const holderNow = (db: Database.Database) => String(db.prepare('SELECT holder FROM lease').pluck().get());

/** Takes what has come in whenever the writer is free: there is no timer, so one caller alone waits for one commit and many share it. */
class Desk {
  readonly #port: MessagePort;
  readonly #writer: LogWriter;
  readonly #release: () => void;
  readonly #queue: Handover[] = [];
  #isClosing = false;
  /** Why nothing more is written until the next start. */
  #stopped: string | undefined;

  constructor(port: MessagePort, writer: LogWriter, release: () => void) {
    this.#port = port;
    this.#writer = writer;
    this.#release = release;
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
      this.#say({ kind: 'written', answers: this.#writer.write(group, more) });
    } catch (error) {
      const failure = failureOf(error);
      this.#takeUpAgain(failure);
      this.#fail(appends, failure);
    }
  }

  /** From what is on disk; where that is not certain, or cannot be done, nothing is written until the next start. */
  #takeUpAgain(failure: Failure): void {
    if (isFinal(failure)) this.#stopped = `${failure.says}; it takes no more until it is started again`;
    try {
      this.#writer.undo();
    } catch (error) {
      this.#stopped ??= `${failureOf(error).says}; it takes no more until it is started again`;
    }
  }

  #fail(appends: number, failure: Failure): void {
    this.#say({ kind: 'failed', appends, failure, stopped: this.#stopped });
  }

  #close(): void {
    this.#release();
    this.#say({ kind: 'closed' });
    this.#port.close();
  }

  #say(message: FromWriter): void {
    this.#port.postMessage(message);
  }
}
