import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { CannotOpenLog } from '../errors.ts';
import { LogReader } from '../sqlite/reader.ts';
import type { FromMirror, MirrorData, Page, ToMirror } from './mirror-desk.ts';

const mirrorThread = new URL(`./mirror-thread${extname(import.meta.url)}`, import.meta.url);

/** What came from the cluster does not follow on what is here: the one or the other is not what was recorded. */
export class MirrorAstray extends Error {}

/** The mirror's file cannot be written now. */
export class MirrorFailed extends Error {}

interface Waiting {
  readonly mark: string;
  readonly resolve: (size: number) => void;
  readonly reject: (error: Error) => void;
}

/** This process's own copy of the cluster's log: a file like that of the embedded log, read like that, written by a thread of its own. */
export class Mirror {
  readonly reader: LogReader;
  readonly #thread: Worker;
  readonly #sent: Waiting[] = [];
  #settled = Promise.withResolvers<void>();
  readonly #ended: Promise<void>;
  #isClosing = false;
  size: number;
  /** Where the last event written stands in the cluster's log. */
  mark: string | undefined;

  private constructor(thread: Worker, reader: LogReader, { size, mark }: { size: number; mark: string | undefined }) {
    this.#thread = thread;
    this.reader = reader;
    this.size = size;
    this.mark = mark;
    this.#settled.resolve();
    thread.on('message', (message: FromMirror) => this.#hear(message));
    thread.on('error', (error) => this.#lose(error.message));
    this.#ended = new Promise((resolve) => thread.once('exit', () => resolve(this.#lose('its writer has ended'))));
  }

  /** Opens the mirror of this log in a directory, or makes it. Rejects with `CannotOpenLog` where it is another log's, or in use. */
  static async open(data: MirrorData): Promise<Mirror> {
    const thread = new Worker(mirrorThread, { workerData: data });
    const found = await opened(thread);
    return new Mirror(thread, new LogReader(join(data.directory, 'log.db')), found);
  }

  /** Identity of the log that a directory mirrors, undefined where it holds none yet. */
  static storeIdIn(directory: string): string | undefined {
    const file = join(directory, 'log.db');
    if (!existsSync(file)) return undefined;
    const reader = new LogReader(file);
    reader.close();
    return reader.storeId;
  }

  /** Resolves with the size when the page is in the file. Pages are written in their order; after one that failed, none that was sent is. */
  write(page: Page): Promise<number> {
    if (this.#sent.length === 0) this.#settled = Promise.withResolvers();
    this.#say({ kind: 'page', page }, [page.bytes.buffer]);
    return new Promise((resolve, reject) => this.#sent.push({ mark: page.mark, resolve, reject }));
  }

  /** Resolves when nothing is on its way to the file. */
  settled(): Promise<void> {
    return this.#settled.promise;
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    // The writer is the last to let go of the file, so that what is in the WAL goes into it.
    this.reader.close();
    this.#say({ kind: 'close' });
    await this.#ended;
  }

  #hear(message: FromMirror): void {
    if (message.kind !== 'written' && message.kind !== 'failed') return;
    const waiting = this.#sent.shift();
    if (message.kind === 'written') {
      this.size = message.size;
      this.mark = waiting?.mark ?? this.mark;
      waiting?.resolve(message.size);
    } else
      waiting?.reject(
        message.isFinal ? new MirrorAstray(message.says) : new MirrorFailed(`its mirror cannot be written (${message.says})`),
      );
    if (this.#sent.length === 0) this.#settled.resolve();
  }

  #lose(says: string): void {
    if (this.#isClosing) return;
    for (const { reject } of this.#sent.splice(0)) reject(new MirrorAstray(says));
    this.#settled.resolve();
  }

  #say(message: ToMirror, move: ArrayBuffer[] = []): void {
    this.#thread.postMessage(message, move);
  }
}

function opened(thread: Worker): Promise<{ size: number; mark: string | undefined }> {
  return new Promise((resolve, reject) => {
    const end = () => reject(new CannotOpenLog('The mirror cannot be opened: its writer ended before it began.'));
    thread.once('error', reject).once('exit', end);
    thread.once('message', (message: FromMirror) => {
      thread.off('error', reject).off('exit', end);
      if (message.kind === 'open') resolve(message);
      else reject(new CannotOpenLog(message.kind === 'refused' ? message.says : 'The mirror cannot be opened.'));
    });
  });
}
