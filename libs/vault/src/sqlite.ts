/** The vault on SQLite: one file with one connection of one process, each commit on disk before it is answered, nothing deleted left behind. */
import { statfsSync, utimesSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';
import { Kysely, SqliteDialect, sql } from 'kysely';
import type { SqliteDatabase } from 'kysely';
import { makeTables, VaultUnavailable } from './database.ts';
import type { Database, Opened, Tables, VaultHealth } from './database.ts';

/** FULL, because the words must be safe before the log says that they were recorded. */
const settings = {
  synchronous: 2,
  secure_delete: 1,
  foreign_keys: 1,
  trusted_schema: 0,
  cell_size_check: 1,
  temp_store: 2,
} as const;

const MOST_PREPARED = 200;

/** What stopped the database where it was not the question, and how it is since. */
class Troubles {
  #failed: string | undefined;
  #met: keyof typeof hindrances | undefined;

  constructor(private readonly folder: string) {}

  in(error: unknown): VaultUnavailable | undefined {
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
    if (!code.startsWith('SQLITE_')) return undefined;
    const isFull = code.startsWith('SQLITE_FULL');
    this.#met = isFull ? 'full' : hindrances['read-only'](this.folder) ? 'read-only' : undefined;
    // A disk that turned read-only holds what it held; one that fails may have kept what it was given or not.
    if (code.startsWith('SQLITE_IOERR') && this.#met === undefined) this.#failed = code;
    return new VaultUnavailable(code, isFull);
  }

  health(): VaultHealth {
    if (this.#failed !== undefined)
      return { writable: false, says: `The disk of the vault fails (${this.#failed}).`, passing: false };
    if (this.#met === undefined || !hindrances[this.#met](this.folder)) return { writable: true };
    return { writable: false, says: `The disk of the vault is ${this.#met}.`, passing: true };
  }
}

const ENOUGH_ROOM = 1024 * 1024;

/** What hinders writing and is over some day: whether it is there now. */
const hindrances = {
  full: (folder: string): boolean => {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize < ENOUGH_ROOM;
  },
  'read-only': isReadOnly,
};

/** Only a write tells; this one changes nothing that counts. */
export function isReadOnly(folder: string): boolean {
  try {
    const now = new Date();
    utimesSync(folder, now, now);
    return false;
  } catch (error) {
    return typeof error === 'object' && error !== null && 'code' in error && error.code === 'EROFS';
  }
}

export function openSqlite(file: string, readOnly = false): Opened {
  const connection = new Sqlite(file, { timeout: 5000, readonly: readOnly });
  const mode = readOnly ? 'wal' : connection.pragma('journal_mode = WAL', { simple: true });
  if (mode !== 'wal' && file !== ':memory:')
    throw new Error(`The vault ${file} cannot keep a write-ahead log here: ${String(mode)}`);
  for (const [name, wanted] of Object.entries(settings)) {
    connection.pragma(`${name} = ${wanted}`);
    const got = connection.pragma(name, { simple: true });
    if (got !== wanted) throw new Error(`The vault ${file} answers ${String(got)} for ${name}, not ${wanted}`);
  }
  const database = new Kysely<Tables>({ dialect: new SqliteDialect({ database: preparing(connection) }) });
  const troubles = new Troubles(dirname(file));
  const toldBy = (error: unknown) => {
    throw troubles.in(error) ?? error;
  };
  return {
    database,
    isShared: false,
    now: sql<number>`cast(unixepoch('subsec') * 1000 as integer)`,
    prepare: () => makeTables(database),
    write: (work) => database.transaction().execute(work).catch(toldBy),
    read: (_party, ask) => ask(database),
    actFor: () => Promise.resolve(),
    health: () => troubles.health(),
    scrub: () => scrub(database).catch(toldBy),
  };
}

/** The connection with each statement prepared once: the vault asks the same few questions for every event. */
function preparing(connection: Sqlite.Database): SqliteDatabase {
  const prepared = new Map<string, Sqlite.Statement>();
  return {
    prepare(asked) {
      // A full disk ends a transaction by itself: rolling it back again would only hide why.
      const query = asked === 'rollback' && !connection.inTransaction ? 'SELECT 1' : asked;
      const known = prepared.get(query) ?? connection.prepare(query);
      if (prepared.size >= MOST_PREPARED) prepared.clear();
      prepared.set(query, known);
      return known;
    },
    close: () => connection.close(),
  };
}

/** Rewrites the file without its free pages, then empties the write-ahead log: on one connection, between other people's transactions. */
function scrub(database: Database): Promise<void> {
  return database.connection().execute(async (one) => {
    await sql`vacuum`.execute(one);
    const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(one);
    if (rows[0]?.busy !== 0)
      throw new Error('Another process reads the vault, so what was erased may still be in its write-ahead log');
  });
}
