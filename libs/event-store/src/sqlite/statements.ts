import type Database from 'better-sqlite3';

/** Everything the writer asks of the database. Where a row is read, its columns stand in the order of the writer's row types. */
export function statements(db: Database.Database) {
  const named = (table: string) => ({
    find: db.prepare(`SELECT id FROM ${table} WHERE name = ?`).pluck(),
    add: db.prepare(`INSERT INTO ${table} (name) VALUES (?)`),
  });
  return {
    begin: db.prepare('BEGIN IMMEDIATE'),
    commit: db.prepare('COMMIT'),
    rollback: db.prepare('ROLLBACK'),
    holder: db.prepare('SELECT holder FROM lease').pluck(),
    tree: db.prepare('UPDATE tree SET size = ?, peaks = ?, root = ?'),
    node: db.prepare('INSERT INTO nodes VALUES (?, ?, ?)'),
    treeRow: db.prepare('SELECT size, peaks FROM tree').raw(),
    rows: db.prepare('SELECT coalesce(max(pos) + 1, 0) FROM events').pluck(),
    streamId: db.prepare('SELECT id FROM streams WHERE name = ?').pluck(),
    tip: db
      .prepare('SELECT kind, revision, leaf, CAST(bytes AS TEXT) FROM events WHERE stream = ? ORDER BY revision DESC LIMIT 1')
      .raw(),
    stream: db.prepare('INSERT INTO streams (name, kind) VALUES (?, ?)'),
    event: db.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?)'),
    commitment: db.prepare('INSERT INTO commits VALUES (?, ?, ?, ?, ?, ?)'),
    commitOf: db.prepare('SELECT first, last, pos, content_hash FROM commits WHERE key = ? AND stream = ?').raw(),
    textAt: db.prepare('SELECT CAST(bytes AS TEXT) FROM events WHERE pos = ?').pluck(),
    missed: db
      .prepare('SELECT pos, CAST(bytes AS TEXT) FROM events WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ?')
      .raw(),
    types: named('types'),
    kinds: named('kinds'),
  };
}
