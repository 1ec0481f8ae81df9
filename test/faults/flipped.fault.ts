import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteStore, verifyLog, type Fault } from '#event-store';
import { checkpointText, originOf, SigningKey, verifyAgainst, type SavedNote, type VerifierKey } from '#evidence';
import { counted, numbers, trials } from '../../infra/trials.ts';

const CHANGES = trials({ few: 90, first: 400, long: 5_000 });
const EVENTS = 2_000;
const YESTERDAY = 1_500;
const SEED = 20260216;
const PAGE = 4096;
const SECTOR = 512;

const directory = mkdtempSync(join(tmpdir(), 'dutybook-flipped-'));
const place = join(directory, 'log');
const [file, yesterday, copy] = [join(place, 'log.db'), join(directory, 'yesterday.db'), join(directory, 'copy.db')];
afterAll(() => rmSync(directory, { recursive: true }));

const idOf = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

/** Appends of one to four events to streams taken in turn. */
async function extendTo(store: SqliteStore, size: number): Promise<void> {
  for (let n = (await store.root()).size; n < size;) {
    const events = Array.from({ length: Math.min(1 + (n % 4), size - n) }, (_, k) => ({
      id: idOf(n + k),
      type: n % 3 === 0 ? 'ContactMade' : 'RoleAsserted',
      version: 1,
      on: '2026-02-11',
      data: { n: n + k, text: 'x'.repeat((n * 37) % 900) },
    }));
    const options = { expected: 'any' as const, key: idOf(n), by: 'kestrel' };
    await store.append(`firm-${n % 5}/failure/${n % 11}`, events, options);
    n += events.length;
  }
}

let original: Buffer;
let rows: readonly unknown[][];
beforeAll(async () => {
  const store = await SqliteStore.open(place);
  await extendTo(store, YESTERDAY);
  await store.close();
  copyFileSync(file, yesterday);
  const again = await SqliteStore.open(place);
  await extendTo(again, EVENTS);
  await again.close();
  original = readFileSync(file);
  rows = [...rowsIn(file)];
}, 120_000);

/** What an export holds of each event, as it lies there, until something cannot be read. */
function* rowsIn(log: string): Generator<unknown[]> {
  const db = new Database(log, { readonly: true });
  try {
    const read = db.prepare(
      `SELECT pos, bytes, hex(leaf), streams.name, revision, types.name, kinds.name FROM events
       LEFT JOIN streams ON streams.id = events.stream LEFT JOIN types ON types.id = type LEFT JOIN kinds ON kinds.id = events.kind
       ORDER BY pos`,
    );
    for (const row of read.raw().iterate())
      yield (row as unknown[]).map((value) => (Buffer.isBuffer(value) ? value.toString('base64') : value));
  } finally {
    db.close();
  }
}

/** The first place at which the events of a changed file are not those of the original; undefined where all are. */
function firstDifference(log: string): { readonly at: number; readonly isContent: boolean } | undefined {
  let at = 0;
  try {
    for (const row of rowsIn(log)) {
      const was = rows[at];
      if (JSON.stringify(row) !== JSON.stringify(was)) return { at, isContent: beside(row) === beside(was ?? []) };
      at += 1;
    }
  } catch {
    return { at, isContent: false };
  }
  return at === rows.length ? undefined : { at, isContent: false };
}

/** Everything of an event but its bytes. */
const beside = (row: readonly unknown[]): string => JSON.stringify(row.toSpliced(1, 1));

type Draw = () => number;
interface Change {
  readonly name: string;
  make(draw: Draw): void;
}

const below = (draw: Draw, limit: number): number => Math.floor(draw() * limit);

const toBytes =
  (change: (bytes: Buffer, draw: Draw) => Buffer | void) =>
  (draw: Draw): void => {
    const bytes = Buffer.from(original);
    writeFileSync(copy, change(bytes, draw) ?? bytes);
  };

/** As the owner of the file, with every guard removed. */
const toRows =
  (change: (db: Database.Database, draw: Draw) => void) =>
  (draw: Draw): void => {
    writeFileSync(copy, original);
    const db = new Database(copy);
    db.pragma('foreign_keys = OFF');
    db.pragma('journal_mode = DELETE');
    for (const name of db.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all())
      db.exec(`DROP TRIGGER ${String(name)}`);
    change(db, draw);
    db.close();
  };

const changes: readonly Change[] = [
  { name: 'a bit flipped', make: toBytes((bytes, draw) => flip(bytes, below(draw, bytes.length), draw)) },
  { name: 'a bit of an event flipped', make: toBytes((bytes, draw) => flip(bytes, placeInAnEvent(draw), draw)) },
  {
    name: 'a sector zeroed',
    make: toBytes((bytes, draw) => {
      const at = below(draw, bytes.length / SECTOR) * SECTOR;
      bytes.fill(0, at, at + SECTOR);
    }),
  },
  {
    name: 'two pages swapped',
    make: toBytes((bytes, draw) => {
      const [one, other] = [below(draw, bytes.length / PAGE) * PAGE, below(draw, bytes.length / PAGE) * PAGE];
      original.copy(bytes, one, other, other + PAGE);
      original.copy(bytes, other, one, one + PAGE);
    }),
  },
  { name: 'the tail cut off', make: toBytes((bytes, draw) => bytes.subarray(0, 1 + below(draw, bytes.length - 1))) },
  { name: 'a row deleted', make: toRows((db, draw) => db.prepare('DELETE FROM events WHERE pos = ?').run(below(draw, EVENTS))) },
  {
    name: 'two rows swapped',
    make: toRows((db, draw) => {
      const one = below(draw, EVENTS);
      const other = (one + 1 + below(draw, 30)) % EVENTS;
      const move = db.prepare('UPDATE events SET pos = ? WHERE pos = ?');
      for (const [to, from] of [
        [-1, one],
        [one, other],
        [other, -1],
      ])
        move.run(to, from);
    }),
  },
  {
    name: 'a row twice',
    make: toRows((db, draw) => {
      db.prepare('INSERT INTO events SELECT ?, stream, 100000 + revision, kind, type, leaf, bytes FROM events WHERE pos = ?').run(
        EVENTS,
        below(draw, EVENTS),
      );
    }),
  },
];

function flip(bytes: Buffer, at: number, draw: Draw): void {
  bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << below(draw, 8)), at);
}

/** Somewhere in the bytes of an event, as they lie in the file in one piece. */
function placeInAnEvent(draw: Draw): number {
  for (;;) {
    const bytes = Buffer.from(String(rows[below(draw, EVENTS)]?.[1]), 'base64');
    const at = original.indexOf(bytes);
    if (at >= 0) return at + below(draw, bytes.length);
  }
}

type Verify = (log: string) => Promise<Fault | undefined>;

/** What of a change the verifier did not say, or said wrongly. */
async function missed(verify: Verify): Promise<string | undefined> {
  const [difference, fault] = [firstDifference(copy), await verify(copy)];
  if (difference === undefined) return undefined;
  if (fault === undefined) return `nothing was found, but event ${difference.at} is not as it was`;
  if (Number(fault.position) !== difference.at)
    return `${JSON.stringify(fault)} was found, but event ${difference.at} is the first that is wrong`;
  return difference.isContent && fault.kind !== 'content'
    ? `${JSON.stringify(fault)} is not said to be wrong in its content`
    : undefined;
}

async function tried(verify: Verify, count: number): Promise<{ says: string[]; differing: number }> {
  const random = numbers(SEED);
  const draw = () => random.next().value;
  const says: string[] = [];
  let differing = 0;
  for (let n = 0; n < count; n += 1) {
    const change = changes[n % changes.length];
    change?.make(draw);
    differing += firstDifference(copy) === undefined ? 0 : 1;
    const wrong = await missed(verify);
    if (wrong !== undefined) says.push(`change ${n}, ${change?.name}: ${wrong}`);
  }
  return { says, differing };
}

/** SQLite's own check of the file, in the verifier's place. */
async function sqlitesOwn(log: string): Promise<Fault | undefined> {
  const db = new Database(log, { readonly: true });
  try {
    const says = String(db.pragma('integrity_check', { simple: true }));
    return says === 'ok' ? undefined : { position: '0', kind: 'head', says };
  } catch (error) {
    return { position: '0', kind: 'head', says: String(error) };
  } finally {
    db.close();
  }
}

/** What somebody outside has kept of the log as it is today: a checkpoint, and the key that it is checked with. */
async function held(): Promise<{ note: SavedNote; key: VerifierKey }> {
  const store = await SqliteStore.open(place);
  const origin = originOf(store.storeId);
  const key = SigningKey.made(origin);
  const note = key.note(checkpointText({ origin, ...(await store.root()) }));
  await store.close();
  return { note: { file: 'today.note', bytes: Buffer.from(note) }, key: key.verifier };
}

/** The file of yesterday with as many more events as there are today. */
async function grownFrom(log: string): Promise<string> {
  const folder = mkdtempSync(join(directory, 'grown-'));
  copyFileSync(log, join(folder, 'log.db'));
  const store = await SqliteStore.open(folder);
  await extendTo(store, EVENTS);
  await store.close();
  return join(folder, 'log.db');
}

describe('D-09: the file is changed', () => {
  test(
    `${CHANGES} times, bits, sectors, pages, rows: every change to an event is found, and the first one is named`,
    async () => {
      const { says, differing } = await tried(verifyLog, CHANGES);
      counted(
        `D-09: ${CHANGES} changes to the file, ${differing} to its events, ${differing - says.length} of them found and placed`,
      );
      expect(says).toEqual([]);
      expect(differing).toBeGreaterThan(CHANGES / 2);
    },
    CHANGES * 1_000,
  );

  test('the file of yesterday in its place is whole by itself; whoever holds a checkpoint signed today says that it was rolled back, and of what grew in its place that it forked', async () => {
    const today = await held();
    expect(await verifyLog(yesterday)).toBeUndefined();
    expect(await verifyAgainst(yesterday, [today.note], [today.key])).toMatchObject({
      verdict: 'tampered',
      wrong: { kind: 'rolled back', index: YESTERDAY },
    });
    // As long as before, and another log.
    const forked = await grownFrom(yesterday);
    expect(await verifyLog(forked)).toBeUndefined();
    expect(await verifyAgainst(forked, [today.note], [today.key])).toMatchObject({
      verdict: 'tampered',
      wrong: { kind: 'forked', says: expect.stringContaining(`its first ${EVENTS} events are not those that were signed`) },
    });
    expect(await verifyAgainst(file, [today.note], [today.key])).toMatchObject({ verdict: 'verified' });
  });

  test('and finds it when no checkpoint is held outside: yesterday’s file is in order then', async () => {
    for (const log of [yesterday, await grownFrom(yesterday)])
      expect(await verifyAgainst(log, [], [])).toMatchObject({ verdict: 'incomplete' });
  });

  test('and finds it when SQLite’s own check is all there is', async () => {
    const { says, differing } = await tried(sqlitesOwn, 80);
    expect(says.filter((each) => each.includes('nothing was found')).length).toBeGreaterThan(differing / 4);
  }, 120_000);
});
