import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CannotOpenLog, SqliteStore, verifyLog } from '../index.ts';
import { connect } from './connection.ts';

const directory = mkdtempSync(join(tmpdir(), 'dutybook-append-only-'));
const file = join(directory, 'log.db');
const id = (n: number) => `00000000-0000-7000-8000-00000000000${n}`;
const told = (n: number) => ({ id: id(n), type: 'ContactMade', version: 1, on: '2026-02-11', data: { n } });

beforeAll(async () => {
  const store = await SqliteStore.open(directory);
  for (const n of [1, 2, 3]) await store.append('kestrel/failure/1', [told(n)], { expected: 'any', key: id(n), by: 'kestrel' });
  await store.close();
});
afterAll(() => rmSync(directory, { recursive: true }));

const other = "SELECT 1, stream, revision, kind, type, zeroblob(32), x'7b7d' FROM events WHERE pos = 1";
const changes = [
  ['UPDATE', "UPDATE events SET bytes = x'7b7d' WHERE pos = 1"],
  ['DELETE', 'DELETE FROM events WHERE pos = 2'],
  ['INSERT OR REPLACE', `INSERT OR REPLACE INTO events ${other}`],
  ['REPLACE INTO', `REPLACE INTO events ${other}`],
  ['an upsert', `INSERT INTO events ${other} ON CONFLICT (pos) DO UPDATE SET bytes = excluded.bytes`],
  [
    'a REPLACE of a revision at the end',
    "REPLACE INTO events SELECT 3, stream, 1, kind, type, zeroblob(32), x'7b7d' FROM events WHERE pos = 1",
  ],
  [
    'a gap in the positions',
    "INSERT INTO events SELECT 4, stream, 3, kind, type, zeroblob(32), x'7b7d' FROM events WHERE pos = 1",
  ],
  ['a position below 0', "INSERT INTO events SELECT -1, stream, 3, kind, type, zeroblob(32), x'7b7d' FROM events WHERE pos = 1"],
  [
    'a gap in the revisions',
    "INSERT INTO events SELECT 3, stream, 4, kind, type, zeroblob(32), x'7b7d' FROM events WHERE pos = 1",
  ],
  ['a smaller tree', 'UPDATE tree SET size = 2'],
  ['no tree', 'DELETE FROM tree'],
];
const ofTheWriterOnly = [
  ['a stream renamed', "UPDATE streams SET name = 'hollybush/failure/1'"],
  ['a type renamed', "REPLACE INTO types VALUES (1, 'ContactAttempted')"],
  ['a key forgotten', 'DELETE FROM commits'],
  ['a key replaced', 'REPLACE INTO commits SELECT key, stream, first, last, pos, zeroblob(32) FROM commits'],
  ['another store id', "UPDATE store SET id = 'another'"],
];

function refusal(db: Database.Database, sql: string): string {
  try {
    db.exec(sql);
    return 'done';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    db.close();
  }
}

describe('D-10: the database itself refuses to change the log', () => {
  test.each([...changes, ...ofTheWriterOnly])('as the writer: %s', async (_, sql) => {
    expect(refusal(connect(file, 'writing'), sql)).toMatch(/append-only|only grows/);
    expect(await verifyLog(file)).toBeUndefined();
  });

  test.each(changes)('on a connection that sets nothing: %s', async (_, sql) => {
    const careless = new Database(file);
    careless.pragma('recursive_triggers = OFF');
    expect(refusal(careless, sql)).toMatch(/append-only|only grows/);
    expect(await verifyLog(file)).toBeUndefined();
  });

  test('writable_schema is refused to a connection of ours', () => {
    const sql = "PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE type = 'trigger'";
    expect(refusal(connect(file, 'writing'), sql)).toMatch('may not be modified');
  });

  test('and finds it when the guards are gone: the event is overwritten, verifying names it, and the next start refuses', async () => {
    const place = join(directory, 'unguarded');
    mkdirSync(place);
    copyFileSync(file, join(place, 'log.db'));
    const owner = new Database(join(place, 'log.db'));
    owner.pragma('recursive_triggers = OFF');
    expect(refusal(owner, `DROP TRIGGER events_at_the_end; INSERT OR REPLACE INTO events ${other}`)).toBe('done');
    expect(await verifyLog(join(place, 'log.db'))).toMatchObject({ position: '0000000000000001', kind: 'content' });
    await expect(SqliteStore.open(place)).rejects.toThrow(CannotOpenLog);
    await expect(SqliteStore.open(place)).rejects.toThrow('someone has changed them');
  });
});
