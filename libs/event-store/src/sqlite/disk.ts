import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import type Database from 'better-sqlite3';
import { CannotOpenLog } from '../errors.ts';
import { connect } from './connection.ts';
import { isReadOnly, READ_ONLY, sizeOf } from './directory.ts';
import { describeHolder, holderOf, lock } from './lock.ts';
import { prepare } from './schema.ts';

/** A write-ahead log larger than this was held open by a long reader; it is cut off when that has gone. */
const MOST_WAL = 16 * 1024 * 1024;

export interface WriterData {
  readonly file: string;
  readonly now: string;
  /** Identity of the log, where it is made: one of its own, unless it is a copy. */
  readonly storeId?: string;
}

/** What the desk does with the file besides writing to it. */
export interface Disk {
  isReadOnly(): boolean;
  /** Gives back what a long reader made the write-ahead log grow to, where nobody reads it any more. */
  tidy(): void;
  release(): void;
}

export function openForWriting({ file, now, storeId }: WriterData): { db: Database.Database; disk: Disk } {
  const held = lock(file, () => holderOf(file));
  try {
    const db = connect(file, 'writing');
    prepare(db, file, storeId);
    db.prepare('UPDATE lease SET holder = ?, says = ?').run(randomUUID(), describeHolder(now));
    const disk: Disk = {
      isReadOnly: () => isReadOnly(dirname(file)),
      tidy: () => sizeOf(`${file}-wal`) > MOST_WAL && cutOff(db),
      release: () => {
        db.close();
        held.close();
      },
    };
    return { db, disk };
  } catch (error) {
    held.close();
    throw error;
  }
}

/** Without waiting for readers. Where it cannot be done all stays in the write-ahead log, and the next commit meets whatever ails the disk. */
function cutOff(db: Database.Database): void {
  const patience = Number(db.pragma('busy_timeout', { simple: true }));
  try {
    db.pragma('busy_timeout = 0');
    db.pragma('wal_checkpoint(TRUNCATE)');
  } catch {
    return;
  } finally {
    db.pragma(`busy_timeout = ${patience}`);
  }
}

export function whyRefused(error: unknown, file: string): string {
  if (isReadOnly(dirname(file))) return `The log ${file} cannot be written: ${READ_ONLY}.`;
  const says = error instanceof Error ? error.message : String(error);
  return error instanceof CannotOpenLog ? says : `The log ${file} cannot be opened: ${says}.`;
}
