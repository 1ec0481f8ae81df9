import Database from 'better-sqlite3';
import { randomUUID } from 'node:crypto';
import { CannotOpenLog } from '../errors.ts';
import { CompactRange } from '../merkle.ts';

/** What is on disk. A log made with a later number is not touched. */
const FORMAT = 1;

/**
 * `pos` is the leaf number, contiguous from 0. A stream's last revision is its newest row's, so nothing that is written once is ever
 * changed; only the tree's one row and the lease move. `nodes` has every eighth level of the tree, so that a proof reads hundreds of
 * hashes and never the log. `commits` lie in the order of their keys, because those that we make are in the order of time. The triggers hold for every connection: `recursive_triggers` lets those on
 * DELETE see what a REPLACE removes, and the one on INSERT refuses a REPLACE also where a connection leaves that off.
 */
const tables = `
  CREATE TABLE store (one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL, format INTEGER NOT NULL) STRICT;
  CREATE TABLE lease (one INTEGER PRIMARY KEY CHECK (one = 1), holder TEXT NOT NULL, says TEXT NOT NULL) STRICT;
  CREATE TABLE tree (one INTEGER PRIMARY KEY CHECK (one = 1), size INTEGER NOT NULL, peaks BLOB NOT NULL, root BLOB NOT NULL) STRICT;
  CREATE TABLE nodes (
    level INTEGER NOT NULL, number INTEGER NOT NULL, hash BLOB NOT NULL CHECK (length(hash) = 32), PRIMARY KEY (level, number)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE kinds (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE types (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE streams (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, kind INTEGER NOT NULL REFERENCES kinds) STRICT;
  CREATE TABLE events (
    pos INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL REFERENCES streams,
    revision INTEGER NOT NULL,
    kind INTEGER NOT NULL REFERENCES kinds,
    type INTEGER NOT NULL REFERENCES types,
    leaf BLOB NOT NULL CHECK (length(leaf) = 32),
    bytes BLOB NOT NULL,
    UNIQUE (stream, revision)
  ) STRICT;
  CREATE TABLE commits (
    key BLOB NOT NULL CHECK (length(key) = 16),
    stream INTEGER NOT NULL REFERENCES streams,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    pos INTEGER NOT NULL REFERENCES events,
    content_hash BLOB NOT NULL CHECK (length(content_hash) = 32),
    PRIMARY KEY (key, stream)
  ) STRICT, WITHOUT ROWID;
`;

const guards = [
  ...['store', 'nodes', 'kinds', 'types', 'streams', 'events', 'commits'].flatMap((table) =>
    ['UPDATE', 'DELETE'].map(
      (change) =>
        `CREATE TRIGGER ${table}_no_${change.toLowerCase()} BEFORE ${change} ON ${table} BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;`,
    ),
  ),
  `CREATE TRIGGER events_at_the_end BEFORE INSERT ON events
   WHEN NEW.pos IS NOT (SELECT coalesce(max(pos) + 1, 0) FROM events)
     OR NEW.revision IS NOT (SELECT coalesce(max(revision) + 1, 0) FROM events WHERE stream = NEW.stream)
   BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;`,
  `CREATE TRIGGER tree_grows BEFORE UPDATE ON tree WHEN NEW.size < OLD.size BEGIN SELECT RAISE(ABORT, 'the tree only grows'); END;`,
  `CREATE TRIGGER tree_stays BEFORE DELETE ON tree BEGIN SELECT RAISE(ABORT, 'the tree only grows'); END;`,
];

/** Makes the tables in an empty file, for a log of this identity, and refuses a file that is another's. */
export function prepare(db: Database.Database, file: string, id: string = randomUUID()): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    if (schemaOf(db).length === 0) create(db, id);
    db.exec('COMMIT');
  } catch (error) {
    if (db.inTransaction) db.exec('ROLLBACK');
    throw error;
  }
  mustBeLog(db, file);
}

/** Refuses a file that is not a log as Dutybook makes them, guards and all. */
export function mustBeLog(db: Database.Database, file: string): void {
  const format = formatOf(db);
  if (format === undefined) throw new CannotOpenLog(`${file} is no log of Dutybook.`);
  if (format !== FORMAT)
    throw new CannotOpenLog(`The log ${file} has format ${String(format)}; this Dutybook knows format ${FORMAT}.`);
  mustBeAsMade(db, file);
}

function create(db: Database.Database, id: string): void {
  db.exec(tables + guards.join('\n'));
  const empty = new CompactRange();
  db.prepare('INSERT INTO store VALUES (1, ?, ?)').run(id, FORMAT);
  db.prepare('INSERT INTO tree VALUES (1, 0, ?, ?)').run(empty.peaks(), empty.root());
  db.prepare("INSERT INTO lease VALUES (1, '', '')").run();
}

/** Where a copy of a log that lies elsewhere has come to there. It stands beside the log's own tables, and only in such a copy. */
export const FOLLOWED =
  'CREATE TABLE IF NOT EXISTS followed (one INTEGER PRIMARY KEY CHECK (one = 1), mark TEXT NOT NULL) STRICT';

export const isFollowing = (db: Database.Database): boolean =>
  db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'followed'").pluck().get() === 1;

const schemaOf = (db: Database.Database) =>
  db.prepare("SELECT type, name, sql FROM sqlite_schema WHERE name <> 'followed' ORDER BY type, name").raw().all();

function formatOf(db: Database.Database): unknown {
  const isLog = db.prepare("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'store'").pluck().get();
  return isLog === 1 ? db.prepare('SELECT format FROM store').pluck().get() : undefined;
}

/** The owner of the file can drop a trigger, whatever we do: the next start finds it. */
function mustBeAsMade(db: Database.Database, file: string): void {
  const made = new Database(':memory:');
  create(made, '');
  const isAsMade = JSON.stringify(schemaOf(db)) === JSON.stringify(schemaOf(made));
  made.close();
  if (!isAsMade)
    throw new CannotOpenLog(
      `The tables or guards of the log ${file} are not as Dutybook made them: someone has changed them. Verify it first.`,
    );
}
