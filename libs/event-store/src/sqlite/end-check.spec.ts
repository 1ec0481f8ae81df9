import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkEnd, leafHash, SqliteStore, verifyApart, type Fault } from '../index.ts';

const directory = mkdtempSync(join(tmpdir(), 'dutybook-end-'));
const file = join(directory, 'log.db');
const copy = join(directory, 'copy.db');
afterAll(() => rmSync(directory, { recursive: true }));

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const position = (n: number) => String(n).padStart(16, '0');
const COUNT = 700;

beforeAll(async () => {
  const store = await SqliteStore.open(directory);
  for (let n = 0; n < COUNT; n += 50) {
    const events = Array.from({ length: 50 }, (_, k) => ({
      id: id(n + k),
      type: 'ContactMade',
      version: 1,
      on: '2026-02-11',
      data: { n: n + k },
    }));
    await store.append(`kestrel/failure/${n % 3}`, events, { expected: 'any', key: id(n), by: 'kestrel' });
  }
  await store.close();
});

/** A copy that the owner of the file has changed; the guards are put back, unless it is they that are changed. */
function changed(sql: string): void {
  copyFileSync(file, copy);
  const db = new Database(copy);
  db.pragma('foreign_keys = OFF');
  db.function('leaf', (bytes) => leafHash(Buffer.from(bytes as Uint8Array)));
  const guards = db.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").all() as {
    name: string;
    sql: string;
  }[];
  for (const { name } of guards) db.exec(`DROP TRIGGER ${name}`);
  db.exec(sql);
  for (const guard of guards) if (!sql.includes(`without ${guard.name}`)) db.exec(guard.sql);
  db.close();
}

const rewritten = (n: number, more = '') =>
  `UPDATE events SET bytes = CAST(replace(bytes, '"n":${n}}', '"n":9}') AS BLOB) WHERE pos = ${n}; ${more}`;

const notAsMade = `The tables or guards of the log ${copy} are not as Dutybook made them: someone has changed them. Verify it first.`;

describe('checking the end of a log', () => {
  test('finds nothing in one as it was written, however many events are looked at', () => {
    for (const events of [0, 1, 100, 700, 5_000]) expect(checkEnd(file, events)).toBeUndefined();
  });

  test.each<[string, Partial<Fault>, string]>([
    ['an event', { position: position(690), kind: 'content' }, rewritten(690)],
    ['an event with its hash', { kind: 'head' }, rewritten(690, 'UPDATE events SET leaf = leaf(bytes) WHERE pos = 690')],
    ['an event gone from the end', { kind: 'head' }, 'DELETE FROM events WHERE pos = 699'],
    ['the root', { position: position(COUNT), kind: 'head' }, 'UPDATE tree SET root = zeroblob(32)'],
    ['a hash kept for proofs', { kind: 'head' }, 'UPDATE nodes SET hash = zeroblob(32) WHERE number = 1'],
    ['a guard', { kind: 'head', says: notAsMade }, '/* without events_no_update */'],
    ['a table', { kind: 'head', says: notAsMade }, 'CREATE TABLE more (one INTEGER)'],
  ])('finds that %s was changed', (_, fault, sql) => {
    changed(sql);
    expect(checkEnd(copy, 1_000)).toMatchObject(fault);
  });

  test('does not look at what lies before, which verifying all of it in a thread of its own does', async () => {
    changed(rewritten(100));
    expect(checkEnd(copy, 100)).toBeUndefined();
    const signal = new AbortController().signal;
    expect(await verifyApart(copy, signal)).toMatchObject({ position: position(100), kind: 'content' });
    expect(await verifyApart(file, signal)).toBeUndefined();
    await expect(verifyApart(file, AbortSignal.abort())).rejects.toThrow('aborted');
  });

  test('says so where the file is none', () => {
    writeFileSync(copy, 'not a database, but long enough to be looked at as if it were one'.repeat(100));
    expect(checkEnd(copy, 10)).toMatchObject({ kind: 'head' });
  });
});
