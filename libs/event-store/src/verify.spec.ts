import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leafHash, MemoryStore, SqliteStore, verifyLog, type EventStore, type Fault } from './index.ts';

const directory = mkdtempSync(join(tmpdir(), 'dutybook-verify-'));
const file = join(directory, 'log.db');
afterAll(() => rmSync(directory, { recursive: true }));

const COUNT = 600;
const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

async function fill(store: EventStore): Promise<void> {
  for (let n = 0; n < COUNT; n += 50) {
    const events = Array.from({ length: 50 }, (_, k) => ({
      id: id(n + k),
      type: 'ContactMade',
      version: 1,
      on: '2026-02-11',
      data: { n: n + k },
    }));
    const options = { expected: 'any' as const, key: id(n), by: 'kestrel' };
    await store.append(`kestrel/failure/${(n / 50) % 2}`, events, options);
  }
}

beforeAll(async () => {
  const store = await SqliteStore.open(directory);
  await fill(store);
  await store.close();
});

let copies = 0;

/** What verifying says of a copy that the owner of the file has changed, all guards removed. */
async function afterChange(change: (db: Database.Database) => void): Promise<Fault | undefined> {
  const copy = join(directory, `copy-${++copies}.db`);
  copyFileSync(file, copy);
  const db = new Database(copy);
  db.pragma('foreign_keys = OFF');
  db.function('leaf', (bytes) => leafHash(Buffer.from(bytes as Uint8Array)));
  for (const name of db.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all())
    db.exec(`DROP TRIGGER ${String(name)}`);
  change(db);
  db.close();
  return verifyLog(copy);
}

const position = (n: number) => String(n).padStart(16, '0');
const sql = (text: string) => (db: Database.Database) => void db.exec(text);

describe('verifying', () => {
  test('finds nothing in a log as it was written', async () => {
    expect(await verifyLog(file)).toBeUndefined();
    expect(await afterChange(() => undefined)).toBeUndefined();
    const store = new MemoryStore();
    await fill(store);
    expect(await verifyLog(store)).toBeUndefined();
  });

  test.each<[string, Partial<Fault>, string]>([
    [
      'one bit of an event',
      { position: position(77), kind: 'content' },
      'UPDATE events SET bytes = CAST(replace(bytes, \'"n":77\', \'"n":75\') AS BLOB) WHERE pos = 77',
    ],
    ['a kept hash', { position: position(80), kind: 'content' }, 'UPDATE events SET leaf = zeroblob(32) WHERE pos = 80'],
    [
      'bytes that are no text',
      { position: position(81), kind: 'content' },
      "UPDATE events SET bytes = x'ff', leaf = leaf(x'ff') WHERE pos = 81",
    ],
    [
      'bytes that are no event',
      { position: position(82), kind: 'content', says: 'its bytes are not an event' },
      "UPDATE events SET bytes = CAST('{}' AS BLOB), leaf = leaf(CAST('{}' AS BLOB)) WHERE pos = 82",
    ],
    [
      'an event rewritten with its hash',
      { position: position(79), kind: 'order' },
      'UPDATE events SET bytes = CAST(replace(bytes, \'"n":78\', \'"n":70\') AS BLOB) WHERE pos = 78; UPDATE events SET leaf = leaf(bytes) WHERE pos = 78',
    ],
    [
      'the last event rewritten with its hash',
      { position: position(600), kind: 'head' },
      'UPDATE events SET bytes = CAST(replace(bytes, \'"n":599\', \'"n":598\') AS BLOB) WHERE pos = 599; UPDATE events SET leaf = leaf(bytes) WHERE pos = 599',
    ],
    ['an event gone', { position: position(30), kind: 'missing' }, 'DELETE FROM events WHERE pos = 30'],
    ['the last event gone', { position: position(599), kind: 'missing' }, 'DELETE FROM events WHERE pos = 599'],
    [
      'the last event gone and counted out',
      { position: position(599), kind: 'head' },
      'DELETE FROM events WHERE pos = 599; UPDATE tree SET size = 599',
    ],
    [
      'an event before the first',
      { position: position(0), kind: 'missing' },
      'INSERT INTO events SELECT -1, stream, 9999, kind, type, leaf, bytes FROM events WHERE pos = 5',
    ],
    [
      'one more than was counted',
      { position: position(600), kind: 'extra' },
      'INSERT INTO events SELECT 600, stream, 9999, kind, type, leaf, bytes FROM events WHERE pos = 5',
    ],
    [
      'an event there twice',
      { position: position(600), kind: 'order' },
      'INSERT INTO events SELECT 600, stream, 9999, kind, type, leaf, bytes FROM events WHERE pos = 5; UPDATE tree SET size = 601',
    ],
    ['a head that counts fewer', { position: position(38), kind: 'extra' }, 'UPDATE tree SET size = 38'],
    [
      'what is wrong with an event behind a head that counts fewer',
      { position: position(500), kind: 'content' },
      "UPDATE tree SET size = 38; UPDATE events SET bytes = CAST(replace(CAST(bytes AS TEXT), '2026', '2027') AS BLOB) WHERE pos = 500",
    ],
    [
      'two events changed about',
      { position: position(10), kind: 'missing' },
      'UPDATE events SET pos = 9999 WHERE pos = 10; UPDATE events SET pos = 10 WHERE pos = 11; UPDATE events SET pos = 11 WHERE pos = 9999',
    ],
    [
      'an event filed under another stream',
      { position: position(3), kind: 'order' },
      'UPDATE events SET stream = 2, revision = 9999 WHERE pos = 3',
    ],
    ['an event filed under another type', { position: position(0), kind: 'order' }, "UPDATE types SET name = 'ContactAttempted'"],
    ['another root', { position: position(600), kind: 'head' }, 'UPDATE tree SET root = zeroblob(32)'],
    [
      'a hash kept for proofs',
      { position: position(256), kind: 'head' },
      'UPDATE nodes SET hash = zeroblob(32) WHERE number = 1',
    ],
    [
      'an append noted with other content',
      { position: position(99), kind: 'head', says: 'its append is noted with other content' },
      'UPDATE commits SET content_hash = zeroblob(32) WHERE pos = 99',
    ],
    [
      'an append noted under another key',
      { position: position(50), kind: 'head', says: 'nothing is noted of its append' },
      'UPDATE commits SET key = zeroblob(16) WHERE pos = 99',
    ],
    [
      'an append noted under another stream',
      { position: position(50), kind: 'head', says: 'nothing is noted of its append' },
      'UPDATE commits SET stream = 3 - stream WHERE pos = 99',
    ],
    [
      'an append noted as shorter',
      { position: position(50), kind: 'head', says: 'its append is noted with other events' },
      'UPDATE commits SET last = last - 1 WHERE pos = 99',
    ],
    [
      'an append noted at another place',
      { position: position(50), kind: 'head', says: 'its append is noted with other events' },
      'UPDATE commits SET pos = 98 WHERE pos = 99',
    ],
    ['an append not noted', { position: position(50), kind: 'head' }, 'DELETE FROM commits WHERE pos = 99'],
    [
      'an append noted that never was',
      { kind: 'head', says: '13 appends are noted, but its events are of 12' },
      'INSERT INTO commits SELECT zeroblob(16), stream, first, last, pos, content_hash FROM commits WHERE pos = 99',
    ],
    ['hashes kept for proofs gone', { kind: 'head' }, 'DELETE FROM nodes WHERE number = 1'],
  ])('finds %s, and where', async (_, fault, change) => expect(await afterChange(sql(change))).toMatchObject(fault));
});
