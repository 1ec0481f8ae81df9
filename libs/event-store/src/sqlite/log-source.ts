import type Database from 'better-sqlite3';
import { closeSync, fsyncSync, openSync } from 'node:fs';
import { rootOf } from '../proofs.ts';
import { connect } from './connection.ts';
import { LogReader } from './reader.ts';

/** The events of one append, as the exact bytes that are hashed; `first` is the leaf number of the first of them. */
export interface AppendedBytes {
  readonly first: number;
  readonly events: readonly Uint8Array[];
}

/** Which log it is, how many events it holds, and the RFC 6962 root over them (hex). */
export interface LogHead {
  readonly id: string;
  readonly size: number;
  readonly root: string;
}

const PAGE = 500;

type Row = [leaf: number, bytes: Uint8Array, count: number | null];

/** A log's file as whoever copies it reads it: beside the process that writes it, or where nobody does. */
export class LogSource {
  readonly #db: Database.Database;
  readonly #reader: LogReader;

  /** Throws `CannotOpenLog` where there is no such file, or it is no log. */
  constructor(file: string) {
    this.#reader = new LogReader(file);
    this.#db = connect(file, 'reading');
  }

  head(): LogHead {
    const [id, size, root] = this.#db.prepare('SELECT id, size, root FROM store, tree').raw().get() as [string, number, Buffer];
    return { id, size, root: root.toString('hex') };
  }

  /** The root (hex) over the first `size` events, of which it has at least so many. */
  rootAt(size: number): string {
    return Buffer.from(rootOf((level, index) => this.#reader.node(level, index), size)).toString('hex');
  }

  /**
   * The whole log of one moment, in one file without a write-ahead log, on the disk when this returns. Throws what SQLite says where it
   * cannot be written; what was written until then counts for nothing.
   */
  copyTo(file: string): void {
    this.#db.prepare('VACUUM INTO ?').run(file);
    const copy = openSync(file, 'r+');
    try {
      fsyncSync(copy);
    } finally {
      closeSync(copy);
    }
  }

  /** What was appended from a leaf up to a size, an append at a time: a log that never knew its appends (a copy of another's) gives one event at a time. */
  *appends(from: number, size: number): Generator<AppendedBytes> {
    const page = this.#db
      .prepare(
        `SELECT pos, bytes, (SELECT last - first + 1 FROM commits
           WHERE key = unhex(replace(json_extract(CAST(bytes AS TEXT), '$.id'), '-', '')) AND commits.stream = events.stream
             AND first = revision)
         FROM events WHERE pos >= ? AND pos < ? ORDER BY pos LIMIT ${PAGE}`,
      )
      .raw();
    let open: { first: number; count: number; events: Uint8Array[] } | undefined;
    for (let next = from; next < size;) {
      const rows = page.all(next, size) as Row[];
      for (const [leaf, bytes, count] of rows) {
        open ??= { first: leaf, count: count ?? 1, events: [] };
        open.events.push(bytes);
        if (open.events.length < open.count) continue;
        yield { first: open.first, events: open.events };
        open = undefined;
      }
      next = (rows.at(-1)?.[0] ?? size) + 1;
    }
    if (open !== undefined) yield { first: open.first, events: open.events };
  }

  close(): void {
    this.#db.close();
    this.#reader.close();
  }
}
