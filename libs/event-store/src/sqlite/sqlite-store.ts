import { join } from 'node:path';
import { Clock } from '../clock.ts';
import { handover } from '../envelope.ts';
import { Figures } from '../figures.ts';
import type { StreamPage, StreamStretch } from '../paged-store.ts';
import type { Appended, AppendOptions, Health, LogFigures, NewEvent } from '../port.ts';
import type { Settings } from './connection.ts';
import { isStill, madeDirectory, sizeOf, syncMade } from './directory.ts';
import { LogFile } from './log-file.ts';
import { LogReader } from './reader.ts';
import { Writer, writerThread } from './writer.ts';

export interface SqliteSettings {
  readonly clock?: Clock;
  /** The program of the writer's thread. Tests give a broken one. */
  readonly thread?: URL;
}

/** Where the write-ahead log has grown to this, something has been reading the log for too long. */
const ALARMING_WAL = 64 * 1024 * 1024;
const tooLong = (bytes: number) =>
  `Its write-ahead log has grown to ${Math.floor(bytes / 1024 / 1024)} MB: another process has been reading it for long, and should end.`;

/** The log in one SQLite file: a writer in a thread of its own, readers beside it. */
export class SqliteStore extends LogFile {
  /** As SQLite reads them back: that what is acknowledged is on the disk. */
  readonly settings: { readonly writer: Settings; readonly reader: Settings };
  readonly #writer: Writer;
  readonly #counted = new Figures();
  #last: number;
  #closing: Promise<void> | undefined;

  private constructor(writer: Writer, reader: LogReader, clock: Clock) {
    super(reader, clock);
    this.settings = { writer: writer.settings, reader: reader.settings };
    this.#writer = writer;
    this.#last = reader.lastLeaf();
    writer.onGrown = (leaf) => {
      this.#last = Math.max(this.#last, leaf);
      this.bell.ring();
    };
  }

  /** Opens the log in a directory, or makes one. Rejects with `CannotOpenLog` where it cannot be kept safely, or is being written. */
  static async open(
    directory: string,
    { clock = new Clock(), thread = writerThread }: SqliteSettings = {},
  ): Promise<SqliteStore> {
    const made = madeDirectory(directory);
    const file = join(directory, 'log.db');
    const writer = await Writer.start(thread, { file, now: clock.now().toISOString() });
    try {
      syncMade(directory, made);
      return new SqliteStore(writer, new LogReader(file), clock);
    } catch (error) {
      await writer.close();
      throw error;
    }
  }

  async append(stream: string, events: readonly NewEvent[], options: AppendOptions): Promise<Appended> {
    this.mustBeOpen();
    const done = this.#counted.timed();
    const appended = await this.#writer.append(handover(stream, events, options, this.clock.now()));
    done();
    return appended;
  }

  health(): Health {
    const says = this.closed ? 'It has been closed.' : this.#writer.stopped;
    if (says !== undefined) return { writable: false, says, passing: false };
    const { hindered } = this.#writer;
    if (hindered !== undefined && isStill(hindered, this.directory))
      return { writable: false, says: `Its disk is ${hindered}.`, passing: true };
    const wal = this.#wal();
    return wal < ALARMING_WAL ? { writable: true } : { writable: true, says: tooLong(wal) };
  }

  override figures(): LogFigures {
    const { appends, appendSeconds } = this.#counted;
    return { appends, appendSeconds, waiting: this.#writer.waiting, walBytes: this.#wal() };
  }

  #wal(): number {
    return sizeOf(join(this.directory, 'log.db-wal'));
  }

  close(): Promise<void> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  protected override streamPage(stream: string, stretch: StreamStretch): StreamPage {
    const { ends } = this.#writer;
    const { from, to } = stretch;
    if (from <= to && ends.isBeyond(stream, from)) return { events: [], isWhole: true };
    const page = super.streamPage(stream, stretch);
    const last = page.events.at(-1)?.revision ?? from - 1;
    if (page.isWhole && from <= to && last < to) ends.read(stream, last);
    return page;
  }

  /** As it was acknowledged: nobody else writes it. */
  protected override lastLeaf(): number {
    return this.#last;
  }

  async #finish(): Promise<void> {
    this.closed = true;
    await this.endSubscriptions();
    await this.#writer.idle();
    // The writer is the last to let go of the file, so that what is in the WAL goes into it.
    this.reader.close();
    await this.#writer.close();
  }
}
