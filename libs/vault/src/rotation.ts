/**
 * A new master key for a vault that nobody is using: every key in it is wrapped anew and no value is touched, all in one transaction, so
 * that the vault opens with the one key or with the other and never with neither.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { sql } from 'kysely';
import { CannotOpenVault } from './database.ts';
import type { Opened, Writing } from './database.ts';
import { MasterKey } from './master-key.ts';
import { openPostgresql } from './postgresql.ts';
import { SCHEMA } from './postgresql-schema.ts';
import { isServer, mustBeSafe } from './server-url.ts';
import { openSqlite } from './sqlite.ts';
import { placeOfBasis } from './wraps.ts';

export interface Rotation {
  /** Where the vault is. On PostgreSQL the tables' owner signs in: it alone may set row security aside for the while. */
  readonly url: string;
  readonly keyFile: string;
  /** Made where it is not there. */
  readonly newKeyFile: string;
}

const AT_ONCE = 500;

/**
 * Answers how many keys and reasons were wrapped anew; none are left in the vault's own files that the old key opens. Backups made before
 * still need the old key. Throws `CannotOpenVault` where the vault is in use on PostgreSQL, or the old key is not its key.
 */
export async function rotateMasterKey({ url, keyFile, newKeyFile }: Rotation): Promise<number> {
  const old = MasterKey.from(keyFile, true);
  const opened = openThere(url);
  try {
    const next = MasterKey.from(newKeyFile, false);
    const count = await opened.write((writing) => rotated(writing, opened, old, next));
    await opened.scrub();
    return count;
  } finally {
    await opened.database.destroy();
  }
}

function openThere(url: string): Opened {
  if (isServer(url)) {
    mustBeSafe(url);
    return openPostgresql(url);
  }
  const file = join(url.slice('sqlite:'.length), 'vault.db');
  if (!existsSync(file)) throw new CannotOpenVault(`There is no vault at ${file}.`);
  mustBeLetGo(file);
  return openSqlite(file);
}

/** SQLite leaves the write-ahead log only where nobody else has the file open, whatever that process does just then. */
function mustBeLetGo(file: string): void {
  const database = new Sqlite(file, { timeout: 0 });
  try {
    database.pragma('journal_mode = DELETE');
  } catch (error) {
    if (!String(Object(error).code).startsWith('SQLITE_BUSY')) throw error;
    throw new CannotOpenVault(`The vault at ${file} is in use: stop the process first.`);
  } finally {
    database.close();
  }
}

async function rotated(writing: Writing, opened: Opened, old: MasterKey, next: MasterKey): Promise<number> {
  if (opened.isShared) await haveToItself(writing, opened);
  const { numUpdatedRows } = await writing
    .updateTable('marks')
    .set({ mark: next.id })
    .where('name', '=', 'master key')
    .where('mark', 'in', [old.id, next.id])
    .executeTakeFirst();
  if (numUpdatedRows !== 1n)
    throw new CannotOpenVault(`The vault was not made with master key ${old.id}: give the key that it has.`);
  const count = (await keys(writing, old, next)) + (await reasons(writing, old, next));
  if (opened.isShared) await rowSecurity(writing, 'force');
  return count;
}

async function haveToItself(writing: Writing, { now }: Opened): Promise<void> {
  await rowSecurity(writing, 'no force');
  const held = await writing.selectFrom('leases').select('name').where('until', '>', now).execute();
  if (held.length > 0)
    throw new CannotOpenVault(`The vault is in use (${held.map(({ name }) => name).join(', ')}): stop every process first.`);
}

/** For the tables' owner. Whoever else comes before the transaction ends waits for it, and so sees no table without. */
async function rowSecurity(writing: Writing, how: 'force' | 'no force'): Promise<void> {
  for (const table of ['wraps', 'erasures', 'marks', 'leases'])
    await sql`alter table ${sql.table(`${SCHEMA}.${table}`)} ${sql.raw(how)} row level security`.execute(writing);
}

async function keys(writing: Writing, old: MasterKey, next: MasterKey): Promise<number> {
  for (let [last, count] = ['', 0]; ;) {
    const rows = await writing.selectFrom('wraps').selectAll().where('id', '>', last).orderBy('id').limit(AT_ONCE).execute();
    for (const { id, wrapped } of rows)
      await writing
        .updateTable('wraps')
        .set({ wrapped: rewrapped(wrapped, id, old, next) })
        .where('id', '=', id)
        .execute();
    count += rows.length;
    last = rows.at(-1)?.id ?? last;
    if (rows.length < AT_ONCE) return count;
  }
}

async function reasons(writing: Writing, old: MasterKey, next: MasterKey): Promise<number> {
  const rows = await writing.selectFrom('erasures').select(['id', 'basis']).execute();
  for (const { id, basis } of rows)
    await writing
      .updateTable('erasures')
      .set({ basis: rewrapped(basis, placeOfBasis, old, next) })
      .where('id', '=', id)
      .execute();
  return rows.length;
}

/** Done again where it is not known whether the first was kept, it finds some wrapped already. */
const rewrapped = (wrapped: string, place: string, old: MasterKey, next: MasterKey): string =>
  next.hasWrapped(wrapped) ? wrapped : next.wrap(old.unwrap(wrapped, place), place);
