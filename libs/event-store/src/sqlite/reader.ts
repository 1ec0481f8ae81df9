import type Database from 'better-sqlite3';
import { StoredEvent } from '../envelope.ts';
import { CompactRange } from '../merkle.ts';
import type { LogPage, StreamPage, Stretch, StreamStretch } from '../paged-store.ts';
import { keyBytes, NODE_LEVELS } from './log-rows.ts';
import { connect, settingsOf, type Settings } from './connection.ts';
import { mustBeLog } from './schema.ts';

/** A page ends early where its events are large, so that none takes more memory than this. */
const MOST_CHARACTERS = 4 * 1024 * 1024;
const AT_ONCE = 64;
/** How many events a page that names types or kinds looks at, at most: other work gets its turn, and a checkpoint moves. */
const MOST_PASSED = 10_000;

/** A condition for each list of names that is given; its numbers come as one JSON value. */
const AMONG = {
  types: 'AND type IN (SELECT value FROM json_each(?))',
  kinds: 'AND kind IN (SELECT value FROM json_each(?))',
};

type Row = readonly [leaf: number, text: string];
type CommitRow = readonly [first: number, last: number, leaf: number, content: Buffer, text: string];

export interface Commit {
  readonly first: number;
  readonly last: number;
  readonly leaf: number;
  readonly content: string;
  readonly recordedAt: string;
}

/** Reads a log on a connection of its own: always a committed prefix, and no transaction outlives a page. */
export class LogReader {
  readonly storeId: string;
  readonly file: string;
  readonly settings: Settings;
  readonly #db: Database.Database;
  readonly #statements = new Map<string, Database.Statement>();
  readonly #numbers = { types: new Map<string, number>(), kinds: new Map<string, number>() };

  /** Throws `CannotOpenLog` where the file is not there, or no log. */
  constructor(file: string) {
    this.#db = opened(file);
    this.file = file;
    this.settings = settingsOf(this.#db);
    this.storeId = String(this.#db.prepare('SELECT id FROM store').pluck().get());
  }

  lastLeaf(): number {
    return Number(this.#prepared('SELECT coalesce(max(pos), -1) FROM events').pluck().get());
  }

  logPage({ first, last, types, kinds, most }: Stretch): LogPage {
    const named = [...this.#among('types', types), ...this.#among('kinds', kinds)];
    const end = named.length > 0 ? Math.min(last, first + MOST_PASSED - 1) : last;
    const among = named.map(({ sql }) => sql).join(' ');
    const sql = `SELECT pos, CAST(bytes AS TEXT) FROM events WHERE pos BETWEEN ? AND ? ${among} ORDER BY pos LIMIT ?`;
    const wanted = named.map(({ numbers }) => numbers);
    const { events, isWhole } = this.#read(sql, most, (last) => [(last?.leaf ?? first - 1) + 1, end, ...wanted]);
    return { events, reached: isWhole && events.length < most ? end : (events.at(-1)?.leaf ?? end) };
  }

  streamPage(stream: string, { from, to, most }: StreamStretch): StreamPage {
    const id = this.#prepared('SELECT id FROM streams WHERE name = ?').pluck().get(stream);
    if (id === undefined) return { events: [], isWhole: true };
    const [step, order] = from <= to ? [1, 'ASC'] : [-1, 'DESC'];
    const sql = `SELECT pos, CAST(bytes AS TEXT) FROM events WHERE stream = ? AND revision BETWEEN ? AND ? ORDER BY revision ${order} LIMIT ?`;
    return this.#read(sql, most, (last) => {
      const next = last === undefined ? from : last.revision + step;
      return step > 0 ? [id, next, to] : [id, to, next];
    });
  }

  revisionOf(stream: string): number {
    return Number(
      this.#prepared('SELECT coalesce(max(revision), -1) FROM events WHERE stream = (SELECT id FROM streams WHERE name = ?)')
        .pluck()
        .get(stream),
    );
  }

  /** What stands of an append under its key, undefined where the stream has none. `leaf` is that of its last event. */
  commitOf(stream: string, key: string): Commit | undefined {
    const row = this.#prepared(
      `SELECT first, last, pos, content_hash, (SELECT CAST(bytes AS TEXT) FROM events WHERE events.pos = commits.pos) FROM commits
       WHERE key = ? AND stream = (SELECT id FROM streams WHERE name = ?)`,
    )
      .raw()
      .get(keyBytes(key), stream) as CommitRow | undefined;
    if (row === undefined) return undefined;
    const [first, last, leaf, content, text] = row;
    return { first, last, leaf, content: content.toString('hex'), recordedAt: new StoredEvent(text, leaf).recordedAt };
  }

  root(): { size: number; root: string } {
    const row = this.#prepared('SELECT size, root FROM tree').raw().get() as [number, Buffer];
    return { size: row[0], root: row[1].toString('hex') };
  }

  /** The hash of a complete subtree: kept on every eighth level, worked out from the kept ones below on the others. */
  node(level: number, index: number): Uint8Array {
    const above = level % NODE_LEVELS;
    const [base, count] = [level - above, 2 ** above];
    const sql =
      base === 0
        ? 'SELECT leaf FROM events WHERE pos >= ? ORDER BY pos LIMIT ?'
        : `SELECT hash FROM nodes WHERE level = ${base} AND number >= ? ORDER BY number LIMIT ?`;
    const hashes = this.#prepared(sql)
      .pluck()
      .all(index * count, count) as Buffer[];
    if (hashes.length < count) throw new RangeError(`no node ${index} on level ${level}`);
    const range = new CompactRange();
    hashes.forEach((hash) => range.append(hash));
    return range.root();
  }

  close(): void {
    this.#db.close();
  }

  /** Row by row would take a quarter longer, all at once any amount of memory: some at a time, each lot after the last event read. */
  #read(sql: string, most: number, after: (last?: StoredEvent) => unknown[]): { events: StoredEvent[]; isWhole: boolean } {
    const events: StoredEvent[] = [];
    let characters = 0;
    while (events.length < most && characters <= MOST_CHARACTERS) {
      const asked = Math.min(AT_ONCE, most - events.length);
      const rows = this.#prepared(sql)
        .raw()
        .all(...after(events.at(-1)), asked) as Row[];
      for (const [leaf, text] of rows) {
        events.push(new StoredEvent(text, leaf));
        characters += text.length;
      }
      if (rows.length < asked) return { events, isWhole: true };
    }
    return { events, isWhole: false };
  }

  /** Names by the numbers that they have in this log. A name without one is on no event. */
  #among(table: keyof typeof AMONG, names: readonly string[] | undefined): { sql: string; numbers: string }[] {
    if (names === undefined) return [];
    const known = this.#numbers[table];
    if (names.some((name) => !known.has(name))) this.#learn(table);
    const numbers = names.map((name) => known.get(name)).filter((id) => id !== undefined);
    return [{ sql: AMONG[table], numbers: JSON.stringify(numbers) }];
  }

  /** Numbers are given in turn from one on, and a name keeps its own: only those behind the known ones are new. */
  #learn(table: keyof typeof AMONG): void {
    const known = this.#numbers[table];
    const found = this.#prepared(`SELECT id, name FROM ${table} WHERE id > ?`).raw().all(known.size) as [number, string][];
    for (const [id, name] of found) known.set(name, id);
  }

  #prepared(sql: string): Database.Statement {
    const found = this.#statements.get(sql) ?? this.#db.prepare(sql);
    this.#statements.set(sql, found);
    return found;
  }
}

function opened(file: string): Database.Database {
  const db = connect(file, 'reading');
  try {
    mustBeLog(db, file);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
