import Database from 'better-sqlite3';
import { hostname } from 'node:os';
import { CannotOpenLog } from '../errors.ts';

/**
 * One process writes. The operating system keeps the second one out: an exclusive transaction on a file of its own beside the log holds a
 * lock that ends with the process, however it ends. (SQLite takes it, so no other native code is needed; readers never touch that file.)
 * A lease row in the log names the holder. The writer looks at it in every transaction, so that where the lock file was removed
 * and another took over, the first one stops.
 */
export function lock(file: string, says: () => string): Database.Database {
  const held = new Database(`${file}.lock`, { timeout: 0 });
  try {
    held.exec('BEGIN EXCLUSIVE');
    return held;
  } catch (error) {
    held.close();
    // By its code: the driver keeps one class of errors, whoever loaded it first.
    const { code = '' } = Object(error) as { code?: string };
    if (code.startsWith('SQLITE_BUSY'))
      throw new CannotOpenLog(
        `The log ${file} is being written by another process${says()}. Only one may write; several may read.`,
      );
    throw error;
  }
}

export const describeHolder = (now: string) => `process ${process.pid} on ${hostname()}, since ${now}`;

/** Who says it writes this log, for the refusal; nothing where that cannot be read. */
export function holderOf(file: string): string {
  try {
    const db = new Database(file, { readonly: true, fileMustExist: true });
    try {
      return ` (${String(db.prepare('SELECT says FROM lease').pluck().get())})`;
    } finally {
      db.close();
    }
  } catch {
    return '';
  }
}
