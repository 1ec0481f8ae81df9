/**
 * The limit: the shortest program on better-sqlite3 that does the same work. WAL and FULL, one table, one index, no hash, no key, no
 * check, content as JSON.
 */
import Database from 'better-sqlite3';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { NewEvent } from '#event-store';
import { CLOSES, event, growth, OPENS, placeOf } from './events.ts';

export type Sql = Database.Database;

const TABLES = `
  CREATE TABLE IF NOT EXISTS events (
    pos INTEGER PRIMARY KEY, stream TEXT NOT NULL, revision INTEGER NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL,
    recorded_at TEXT NOT NULL, data TEXT NOT NULL, UNIQUE (stream, revision));
  CREATE TABLE IF NOT EXISTS open_items (party TEXT PRIMARY KEY, open INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS checkpoint (one INTEGER PRIMARY KEY, position INTEGER NOT NULL);`;

export function openRaw(file: string, synchronous: 'FULL' | 'NORMAL' = 'FULL'): Sql {
  mkdirSync(dirname(file), { recursive: true });
  const sql = new Database(file);
  sql.pragma('journal_mode = WAL');
  sql.pragma(`synchronous = ${synchronous}`);
  sql.exec(TABLES);
  return sql;
}

/** Appends each batch durably by itself. */
export function appender(sql: Sql): (batches: readonly (readonly NewEvent[])[], times: number[]) => number {
  const insert = insertInto(sql);
  let made = 0;
  const append = sql.transaction((events: readonly NewEvent[]) => {
    for (const each of events) insert(each, made++);
  });
  return (batches, times) => {
    const before = made;
    for (const batch of batches) {
      const began = performance.now();
      append(batch);
      times.push(performance.now() - began);
    }
    return made - before;
  };
}

function insertInto(sql: Sql): (event: NewEvent, n: number) => void {
  const insert = sql.prepare('INSERT INTO events (stream, revision, type, id, recorded_at, data) VALUES (?, ?, ?, ?, ?, ?)');
  return ({ type, id, data }, n) => {
    const { stream, revision } = placeOf(n);
    insert.run(stream, revision, type, id, new Date().toISOString(), JSON.stringify(data));
  };
}

/** A log of so many events, made in one go. */
export function fillRaw(sql: Sql, events: number): void {
  const insert = insertInto(sql);
  sql.transaction(() => {
    for (const group of growth(events)) for (const n of group.flat()) insert(event(n), n);
  })();
  sql.pragma('wal_checkpoint(TRUNCATE)');
}

const PAGE = 1000;
type Row = { pos: number; stream: string; revision: number; type: string; id: string; recorded_at: string; data: string };

/** Every event of a stream, parsed. */
export function readStream(sql: Sql, stream: string, look: (data: { partyId: string }) => void): number {
  const page = sql.prepare<[string, number, number], Row>(
    'SELECT pos, stream, revision, type, id, recorded_at, data FROM events WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ?',
  );
  let next = 0;
  for (let rows = page.all(stream, next, PAGE); rows.length > 0; rows = page.all(stream, next, PAGE)) {
    for (const row of rows) look(JSON.parse(row.data));
    next += rows.length;
  }
  return next;
}

/** Every event of the log, one parse for each. */
export function readAll(sql: Sql, look: (row: Row, data: { partyId: string }) => void): number {
  const page = sql.prepare<[number, number], Row>(
    'SELECT pos, stream, revision, type, id, recorded_at, data FROM events WHERE pos > ? ORDER BY pos LIMIT ?',
  );
  let [last, read] = [0, 0];
  for (let rows = page.all(last, PAGE); rows.length > 0; rows = page.all(last, PAGE)) {
    for (const row of rows) look(row, JSON.parse(row.data));
    last = rows.at(-1)?.pos ?? last;
    read += rows.length;
  }
  return read;
}

/** Open items per party, the plain way: read everything, count, write the counts at the end. */
export function project(sql: Sql): number {
  const open = new Map<string, number>();
  const read = readAll(sql, ({ type }, { partyId }) => count(open, type, partyId));
  writeCounts(sql, open, read);
  return read;
}

export function count(open: Map<string, number>, type: string, party: string): void {
  if (type === OPENS) open.set(party, (open.get(party) ?? 0) + 1);
  else if (type === CLOSES) open.set(party, (open.get(party) ?? 0) - 1);
}

/** Counts and checkpoint in one transaction. */
export function writeCounts(sql: Sql, open: ReadonlyMap<string, number>, position: number): void {
  const add = sql.prepare('INSERT INTO open_items VALUES (?, ?) ON CONFLICT DO UPDATE SET open = open + excluded.open');
  const move = sql.prepare('INSERT INTO checkpoint VALUES (1, ?) ON CONFLICT DO UPDATE SET position = excluded.position');
  sql.transaction(() => {
    for (const [party, items] of open) add.run(party, items);
    move.run(position);
  })();
}

/** The same inside the database, in one statement. */
export function projectInSql(sql: Sql): void {
  sql.exec(`
    DELETE FROM open_items;
    INSERT INTO open_items SELECT data->>'$.partyId', sum(CASE type WHEN '${OPENS}' THEN 1 ELSE -1 END)
      FROM events WHERE type IN ('${OPENS}', '${CLOSES}') GROUP BY 1;`);
}
