import { createHash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import type { Position } from '#event-store';
import type { View } from './view.ts';

export type Sql = Database.Database;

/** How far a view has read: its rows show every event up to here, of the log with this id. */
export interface Checkpoint {
  readonly store: string;
  readonly position: Position;
  /** Number of the last event that its rows show; −1 before the first. */
  readonly leaf: number;
}
export const atTheStart = (store: string): Checkpoint => ({ store, position: '', leaf: -1 });

/** One set of a view's tables. A new version, or a rebuild, is a new generation beside the one that serves. */
export interface Generation extends Checkpoint {
  readonly view: string;
  readonly generation: number;
  /** Versions of the view and of the Act as code that made its rows. */
  readonly tag: string;
  /** Hash of its tables' shape: another shape cannot answer today's queries. */
  readonly shape: string;
  readonly active: boolean;
}

/** Another process writes this file: two followers on one set of tables would undo each other. */
export class AnotherFollower extends Error {}

const META = `
  CREATE TABLE IF NOT EXISTS generations (
    view TEXT NOT NULL, generation INTEGER NOT NULL, tag TEXT NOT NULL, shape TEXT NOT NULL, store TEXT NOT NULL,
    position TEXT NOT NULL, leaf INTEGER NOT NULL, active INTEGER NOT NULL, PRIMARY KEY (view, generation)
  ) STRICT, WITHOUT ROWID`;

/**
 * The local file of the read side. It may be deleted at any time: the log is the truth. `NORMAL` keeps it whole through a power
 * loss and at worst takes it back to an earlier checkpoint, from which it catches up.
 */
export function openViewsFile(file: string): Sql {
  mkdirSync(dirname(file), { recursive: true });
  try {
    return connected(file);
  } catch (error) {
    if (!isDamage(error)) throw error;
    for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
    return connected(file);
  }
}

/** A connection of its own to the file as it is. */
export function connected(file: string): Sql {
  const sql = new Database(file, { timeout: 5_000 });
  try {
    sql.pragma('journal_mode = WAL');
    sql.pragma('synchronous = NORMAL');
    sql.pragma('journal_size_limit = 67108864');
    sql.pragma('cache_size = -32768');
    sql.exec(META);
    return sql;
  } catch (error) {
    sql.close();
    throw error;
  }
}

/** By its code: the driver keeps one class of errors, whoever loaded it first. */
const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';

/** The disk of this file, or whoever else has it open: no event is to blame, and it passes. */
export const isOfTheDisk = (error: unknown): boolean =>
  /^(SQLITE_(FULL|IOERR|READONLY|CANTOPEN|BUSY)|ENOSPC|EROFS|EIO)/.test(codeOf(error));

const isDamage = (error: unknown): boolean => /^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(error));

/** `notifications__given__3`: the view, its table, the generation. */
export const tableOf = (view: string, table: string, generation: number): string => `${view}__${table}__${generation}`;
/** The next day on which a record's rows could change by themselves. */
export const changesOf = (view: string, generation: number): string => tableOf(view, 'changes', generation);

const definitions = (view: View, generation: number): readonly string[] =>
  view.tables.flatMap(({ name, columns }) => {
    const table = tableOf(view.name, name, generation);
    const own = Object.entries(columns).map(([column, type]) => `, ${column} ${type}`);
    return [
      `CREATE TABLE ${table} (record TEXT NOT NULL, key TEXT NOT NULL, row TEXT NOT NULL${own.join('')}) STRICT`,
      `CREATE UNIQUE INDEX ${table}__record ON ${table} (record, key)`,
    ];
  });
/** What the lists are read by. They may be made when the tables are full. */
export const indexesOf = (view: View, generation: number): readonly string[] =>
  view.tables.flatMap(({ name, indexes }) => {
    const table = tableOf(view.name, name, generation);
    return indexes.map((index, number) => `CREATE INDEX IF NOT EXISTS ${table}__${number} ON ${table} ${index}`);
  });
const definitionsOfChanges = (view: View, generation: number): readonly string[] => {
  const table = changesOf(view.name, generation);
  return [
    `CREATE TABLE ${table} (record TEXT PRIMARY KEY, day TEXT NOT NULL) STRICT, WITHOUT ROWID`,
    `CREATE INDEX ${table}__day ON ${table} (day)`,
  ];
};

export const shapeOf = (view: View): string =>
  createHash('sha256')
    .update([...definitions(view, 0), ...indexesOf(view, 0)].join(';'))
    .digest('hex');

const COLUMNS = 'view, generation, tag, shape, store, position, leaf, active';

export function generationsOf(sql: Sql, view: string): readonly Generation[] {
  const found = sql
    .prepare<[string], Omit<Generation, 'active'> & { active: number }>(
      `SELECT ${COLUMNS} FROM generations WHERE view = ? ORDER BY generation`,
    )
    .all(view);
  return found.map((row) => ({ ...row, active: row.active === 1 }));
}

/** New, empty tables that serve nobody yet. */
export function beginGeneration(sql: Sql, view: View, tag: string, store: string): Generation {
  const generation = 1 + Math.max(0, ...generationsOf(sql, view.name).map((earlier) => earlier.generation));
  const begun = { ...atTheStart(store), view: view.name, generation, tag, shape: shapeOf(view) };
  sql.transaction(() => {
    for (const definition of definitions(view, generation)) sql.exec(definition);
    for (const definition of definitionsOfChanges(view, generation)) sql.exec(definition);
    sql
      .prepare(`INSERT INTO generations (${COLUMNS}) VALUES (@view, @generation, @tag, @shape, @store, @position, @leaf, 0)`)
      .run(begun);
  })();
  return { ...begun, active: false };
}

/** The new tables serve from here on, and the others go: a reader sees old or new, never half. */
export function takeOver(sql: Sql, { view, generation }: Pick<Generation, 'view' | 'generation'>): void {
  sql.transaction(() => {
    for (const other of generationsOf(sql, view)) if (other.generation !== generation) dropGeneration(sql, other);
    sql.prepare('UPDATE generations SET active = 1 WHERE view = ? AND generation = ?').run(view, generation);
  })();
}

export function dropGeneration(sql: Sql, { view, generation }: Pick<Generation, 'view' | 'generation'>): void {
  const tables = sql.prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  sql.transaction(() => {
    for (const { name } of tables)
      if (name.startsWith(`${view}__`) && name.endsWith(`__${generation}`)) sql.exec(`DROP TABLE ${name}`);
    sql.prepare('DELETE FROM generations WHERE view = ? AND generation = ?').run(view, generation);
  })();
}
