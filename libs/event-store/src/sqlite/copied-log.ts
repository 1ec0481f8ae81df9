import type Database from 'better-sqlite3';
import { join } from 'node:path';
import { copied, positionOf } from '../envelope.ts';
import { CannotOpenLog } from '../errors.ts';
import type { Position, Recorded } from '../port.ts';
import { madeDirectory, syncMade } from './directory.ts';
import { openForWriting, type Disk } from './disk.ts';
import { LogRows, type Tip } from './log-rows.ts';
import { FOLLOWED, isFollowing } from './schema.ts';

/** The exact bytes of the events of one append, in their order. */
export type CopiedAppend = readonly Uint8Array[];

export interface CopySettings {
  /** Identity of the log that is copied. A file that exists must have it; left out, a new file gets one of its own. */
  readonly storeId?: string;
  /** False where what is lost by a power cut can be fetched again from the log that is copied. */
  readonly durable?: boolean;
  /** For the lease: who holds the file, since when. */
  readonly now?: string;
}

/** What was handed over for copying is not what a log holds at this place. Nothing of its page was written. */
export class NotAsRecorded extends Error {
  readonly code = 'NotAsRecorded';
  readonly position: Position;

  constructor(position: Position, says: string) {
    super(`What should be copied to position ${position} is not what was recorded: ${says}`);
    this.name = 'NotAsRecorded';
    this.position = position;
  }
}

/**
 * A log's file made from events that exist elsewhere already: on a cluster, in a backup, in another log. Nothing is added to them, and
 * none is taken in that does not follow, byte by byte, on what is there. One process writes it, as with every log.
 */
export class CopiedLog {
  readonly storeId: string;
  readonly #db: Database.Database;
  readonly #disk: Disk;
  readonly #rows: LogRows;
  #mark: string | undefined;

  protected constructor(db: Database.Database, disk: Disk) {
    this.#db = db;
    this.#disk = disk;
    this.#rows = new LogRows(db);
    this.storeId = String(db.prepare('SELECT id FROM store').pluck().get());
    this.#mark = this.#markOnDisk();
  }

  /** Opens the `log.db` of a directory for copying into, or makes it. Throws `CannotOpenLog` where it is another log's, or is being written. */
  static open(directory: string, { storeId, durable = true, now = new Date().toISOString() }: CopySettings = {}): CopiedLog {
    const made = madeDirectory(directory);
    const file = join(directory, 'log.db');
    const { db, disk } = openForWriting({ file, now, storeId, isCopy: true });
    try {
      syncMade(directory, made);
      if (!durable) db.pragma('synchronous = NORMAL');
      const log = new this(db, disk);
      if (storeId !== undefined && storeId !== log.storeId)
        throw new CannotOpenLog(`The log ${file} is ${log.storeId}, not a copy of ${storeId}.`);
      return log;
    } catch (error) {
      disk.release();
      throw error;
    }
  }

  /** How many events there are. */
  get size(): number {
    return this.#rows.size;
  }

  /** What was kept with the events written last: where the copying had come to. */
  get mark(): string | undefined {
    return this.#mark;
  }

  /** Hash (hex) of the last event of a stream and its revision, −1 where it has none. */
  tipOf(stream: string): { readonly revision: number; readonly hash: string | null } {
    return this.#rows.tipOf(stream);
  }

  /** Adds whole appends in their order, and the mark with them: all or nothing. Throws `NotAsRecorded` at the first that is not next. */
  write(appends: readonly CopiedAppend[], mark?: string): void {
    this.#rows.sql.begin.run();
    try {
      for (const append of appends) this.#add(append);
      this.#rows.keepTree();
      if (mark !== undefined) this.#keep(mark);
      this.#rows.sql.commit.run();
    } catch (error) {
      this.#rows.undo();
      throw error;
    }
    this.#mark = mark ?? this.#mark;
  }

  #add(append: CopiedAppend): void {
    const position = positionOf(this.#rows.size);
    const { stream, key, content, events } = this.#read(append, position);
    const tip = this.#rows.tipOf(stream);
    let after = tip.revision < 0 ? this.#rows.begun(stream) : tip;
    for (const { event, bytes, leaf } of events) {
      const wrong = this.unchained(after, event);
      if (wrong !== undefined) throw new NotAsRecorded(positionOf(this.#rows.size), `${wrong} of ${stream}`);
      this.#rows.add(after, event.revision, event.type, { bytes, leaf });
      after = { ...after, revision: event.revision, hash: leaf.toString('hex'), recordedAt: event.recordedAt };
    }
    this.#rows.commitTo({ key, first: tip.revision + 1, content: Buffer.from(content, 'hex') }, after.id, after.revision);
    this.#rows.remember(stream, after);
  }

  /** Why an event does not follow on where its stream stands, if it does not. */
  protected unchained(tip: Tip, { revision, prev, recordedAt }: Recorded): string | undefined {
    if (revision !== tip.revision + 1) return `it is revision ${revision}, after revision ${tip.revision}`;
    if (prev !== tip.hash) return `it does not follow on the event before it, revision ${tip.revision}`;
    if (recordedAt < tip.recordedAt) return `it was recorded before the event before it, revision ${tip.revision}`;
    return undefined;
  }

  #read(append: CopiedAppend, position: Position) {
    try {
      return copied(append);
    } catch (error) {
      throw new NotAsRecorded(position, error instanceof Error ? error.message : String(error));
    }
  }

  #keep(mark: string): void {
    this.#db.exec(FOLLOWED);
    this.#db.prepare('INSERT INTO followed VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET mark = excluded.mark').run(mark);
  }

  /** From here on it follows no other: it is the log itself, and may be written as such. */
  standAlone(): void {
    this.#db.exec('DROP TABLE IF EXISTS followed');
    this.#mark = undefined;
  }

  #markOnDisk(): string | undefined {
    const found = isFollowing(this.#db) ? this.#db.prepare('SELECT mark FROM followed').pluck().get() : undefined;
    return found === undefined ? undefined : String(found);
  }

  close(): void {
    this.#disk.release();
  }
}
