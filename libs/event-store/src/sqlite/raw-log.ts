import type Database from 'better-sqlite3';
import type { RawEvent, RawNode } from '../verify.ts';
import { connect } from './connection.ts';

const PAGE = 500;

type HeadRow = [size: number, root: Buffer, events: number];
type Row = [leaf: number, bytes: Buffer, hash: Buffer, stream: string, revision: number, type: string, kind: string];

/** The rows of a log's file as they lie there, for checking them. */
export class RawLog {
  readonly #db: Database.Database;

  constructor(file: string) {
    this.#db = connect(file, 'reading');
  }

  head(): { size: number; root: string; events: number } {
    const row = this.#db.prepare('SELECT size, root, (SELECT count(*) FROM events) FROM tree').raw().get() as HeadRow;
    return { size: row[0], root: row[1].toString('hex'), events: row[2] };
  }

  /** From an event on; the first page begins with whatever lies there first, even where it should not. */
  *pages(from = Number.MIN_SAFE_INTEGER): Generator<RawEvent[]> {
    const page = this.#db
      .prepare(
        `SELECT pos, bytes, leaf, streams.name, revision, types.name, kinds.name FROM events
         LEFT JOIN streams ON streams.id = events.stream LEFT JOIN types ON types.id = type LEFT JOIN kinds ON kinds.id = events.kind
         WHERE pos >= ? ORDER BY pos LIMIT ${PAGE}`,
      )
      .raw();
    for (let next = from; ;) {
      const rows = page.all(next) as Row[];
      if (rows.length === 0) return;
      yield rows.map(rawEvent);
      next = (rows.at(-1)?.[0] ?? next) + 1;
    }
  }

  /** Of the tree: every eighth level, as it is kept. */
  nodes(): RawNode[] {
    const rows = this.#db.prepare('SELECT level, number, hash FROM nodes ORDER BY number << level').raw().all() as [
      number,
      number,
      Buffer,
    ][];
    return rows.map(([level, number, hash]) => ({ level, number, hash: hash.toString('hex') }));
  }

  close(): void {
    this.#db.close();
  }
}

const rawEvent = ([leaf, bytes, hash, stream, revision, type, kind]: Row): RawEvent => ({
  leaf,
  bytes,
  beside: { hash: hash.toString('hex'), stream, revision, type, kind },
});
