import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import type Database from 'better-sqlite3';
import { CannotOpenLog } from '../errors.ts';
import { connect } from './connection.ts';
import { isReadOnly, READ_ONLY } from './directory.ts';
import { describeHolder, holderOf, lock } from './lock.ts';
import { isFollowing, prepare } from './schema.ts';

/**
 * Bytes of the write-ahead log that are kept for use again. A thousand pages, after which SQLite moves them into the log's file, are little
 * more; what a long reader made it grow to beyond them is given back with the first commits after that has gone.
 */
const KEPT_WAL = 4_000_000;

export interface WriterData {
  readonly file: string;
  readonly now: string;
  /** Identity of the log, where it is made: one of its own, unless it is a copy. */
  readonly storeId?: string;
  /** Whoever opens it adds nothing of its own, only what another log has. */
  readonly isCopy?: boolean;
}

/** What the desk does with the file besides writing to it. */
export interface Disk {
  isReadOnly(): boolean;
  release(): void;
}

export function openForWriting({ file, now, storeId, isCopy = false }: WriterData): { db: Database.Database; disk: Disk } {
  const held = lock(file, () => holderOf(file));
  try {
    const db = connect(file, 'writing');
    db.pragma(`journal_size_limit = ${KEPT_WAL}`);
    prepare(db, file, storeId);
    if (!isCopy && isFollowing(db)) throw new CannotOpenLog(partsFromItsCluster(file));
    db.prepare('UPDATE lease SET holder = ?, says = ?').run(randomUUID(), describeHolder(now));
    const disk: Disk = {
      isReadOnly: () => isReadOnly(dirname(file)),
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

/** Two logs of one identity that go on differently can never be put together again. */
const partsFromItsCluster = (file: string) =>
  `The log ${file} is a copy of a log on a cluster, and nothing may be recorded in it alone: name the cluster (--log esdb://…).`;

export function whyRefused(error: unknown, file: string): string {
  if (isReadOnly(dirname(file))) return `The log ${file} cannot be written: ${READ_ONLY}.`;
  const says = error instanceof Error ? error.message : String(error);
  return error instanceof CannotOpenLog ? says : `The log ${file} cannot be opened: ${says}.`;
}
