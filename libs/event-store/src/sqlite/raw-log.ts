import type Database from 'better-sqlite3';
import { connect } from './connection.ts';

const PAGE = 500;

/** An event as it lies there, before anything about it is believed. */
export interface RawEvent {
  readonly leaf: number;
  readonly bytes: Uint8Array;
  /** Where the store keeps these beside the bytes, they must agree with them. */
  readonly beside?: {
    readonly hash: string;
    readonly stream: string;
    readonly revision: number;
    readonly type: string;
    readonly kind: string;
  };
}

/** What the log says of itself. */
export interface RawHead {
  readonly size: number;
  readonly root: string;
  /** How many events lie there: more or fewer than `size` is a fault. */
  readonly events: number;
  /** The hashes of subtrees that are kept for proofs. */
  readonly nodes?: readonly RawNode[];
}

export interface RawNode {
  readonly level: number;
  readonly number: number;
  readonly hash: string;
}

type HeadRow = [size: number, root: Buffer, events: number];
type Row = [leaf: number, bytes: Buffer, hash: Buffer, stream: string, revision: number, type: string, kind: string];

/** The rows of a log's file as they lie there, for checking them. */
export class RawLog {
  readonly #db: Database.Database;

  constructor(file: string) {
    this.#db = connect(file, 'reading');
  }

  /** All of one moment, also while the log grows. */
  head(): RawHead {
    return this.#db.transaction(() => {
      const [size, root, events] = this.#db
        .prepare('SELECT size, root, (SELECT count(*) FROM events) FROM tree')
        .raw()
        .get() as HeadRow;
      return { size, root: root.toString('hex'), events, nodes: this.#nodes() };
    })();
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

  #nodes(): RawNode[] {
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
