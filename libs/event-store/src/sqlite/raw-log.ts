import Database from 'better-sqlite3';

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
  /** How many appends are noted. */
  readonly appends?: number;
}

/** What is noted of an append: its events' revisions, the position of the last, and the hash (hex) of what its caller sent. */
export interface RawAppend {
  readonly first: number;
  readonly last: number;
  readonly pos: number;
  readonly content: string;
}

export interface RawNode {
  readonly level: number;
  readonly number: number;
  readonly hash: string;
}

/** The file, or a part of it, is no longer what SQLite can read. */
export class Unreadable extends Error {}

type HeadRow = [size: number, root: unknown, events: number, appends: number];
type AppendRow = [first: number, last: number, pos: number, content: unknown];
type Row = [leaf: number, bytes: unknown, hash: unknown, stream: string, revision: number, type: string, kind: string];

/** The rows of a log's file as they lie there, for checking them: whatever was done to it. */
export class RawLog {
  readonly #db: Database.Database;
  #append: Database.Statement | undefined;

  constructor(file: string) {
    this.#db = new Database(file, { readonly: true, fileMustExist: true, timeout: 5000 });
    this.#db.pragma('trusted_schema = OFF');
    this.#db.pragma('cell_size_check = ON');
  }

  /** Identity of the log. */
  id(): string {
    return readable(() => String(this.#db.prepare('SELECT id FROM store').pluck().get()));
  }

  /** All of one moment, also while the log grows. */
  head(): RawHead {
    return readable(() => this.#db.transaction(() => this.#head())());
  }

  #head(): RawHead {
    // Counted by the table itself: an index beside it may say otherwise.
    const head = this.#db
      .prepare('SELECT size, root, (SELECT count(*) FROM events NOT INDEXED), (SELECT count(*) FROM commits) FROM tree')
      .raw()
      .get() as HeadRow | undefined;
    if (head === undefined) throw new Unreadable('it has none');
    const [size, root, events, appends] = head;
    return { size, root: hex(root), events, nodes: this.#nodes(), appends };
  }

  /** From an event on; the first page begins with whatever lies there first, even where it should not. What can be read before what cannot comes first. */
  *pages(from = Number.MIN_SAFE_INTEGER): Generator<RawEvent[]> {
    const page = readable(() => this.#page());
    for (let next = from; ;) {
      const { rows, broken } = rowsBefore(() => page.iterate(next));
      if (rows.length > 0) yield rows.map(rawEvent);
      if (broken !== undefined) throw broken;
      if (rows.length === 0) return;
      next = (rows.at(-1)?.[0] ?? next) + 1;
    }
  }

  #page(): Database.Statement {
    return this.#db
      .prepare(
        `SELECT pos, bytes, leaf, streams.name, revision, types.name, kinds.name FROM events
         LEFT JOIN streams ON streams.id = events.stream LEFT JOIN types ON types.id = type LEFT JOIN kinds ON kinds.id = events.kind
         WHERE pos >= ? ORDER BY pos LIMIT ${PAGE}`,
      )
      .raw();
  }

  /** What is noted of the append to a stream that has this key; undefined where nothing is. */
  append(stream: string, key: string): RawAppend | undefined {
    return readable(() => {
      const row = this.#appendOf().get(Buffer.from(key.replaceAll('-', ''), 'hex'), stream) as AppendRow | undefined;
      if (row === undefined) return undefined;
      const [first, last, pos, content] = row;
      return { first, last, pos, content: hex(content) };
    });
  }

  #appendOf(): Database.Statement {
    this.#append ??= this.#db
      .prepare(
        'SELECT first, last, pos, content_hash FROM commits WHERE key = ? AND stream = (SELECT id FROM streams WHERE name = ?)',
      )
      .raw();
    return this.#append;
  }

  /** The first event that lies elsewhere than its append noted; undefined where none does, or that cannot be read. */
  misplaced(): number | undefined {
    try {
      const found = readable(() =>
        this.#db
          .prepare(
            `SELECT min(min(events.pos, commits.pos - commits.last + revision)) FROM commits
             JOIN events ON events.stream = commits.stream AND revision BETWEEN first AND last
             WHERE events.pos <> commits.pos - commits.last + revision`,
          )
          .pluck()
          .get(),
      );
      return typeof found === 'number' ? found : undefined;
    } catch (error) {
      if (error instanceof Unreadable) return undefined;
      throw error;
    }
  }

  #nodes(): RawNode[] {
    const rows = this.#db.prepare('SELECT level, number, hash FROM nodes ORDER BY number << level').raw().all() as [
      number,
      number,
      unknown,
    ][];
    return rows.map(([level, number, hash]) => ({ level, number, hash: hex(hash) }));
  }

  close(): void {
    this.#db.close();
  }
}

const rawEvent = ([leaf, bytes, hash, stream, revision, type, kind]: Row): RawEvent => ({
  leaf,
  bytes: bytes instanceof Uint8Array ? bytes : Buffer.from(String(bytes)),
  beside: { hash: hex(hash), stream, revision, type, kind },
});

/** What should be bytes may be anything in a file that was changed. */
const hex = (value: unknown): string => (value instanceof Uint8Array ? Buffer.from(value).toString('hex') : String(value));

function rowsBefore(read: () => IterableIterator<unknown>): { rows: Row[]; broken?: Unreadable } {
  const rows: Row[] = [];
  try {
    readable(() => {
      for (const row of read()) rows.push(row as Row);
    });
    return { rows };
  } catch (error) {
    if (error instanceof Unreadable) return { rows, broken: error };
    throw error;
  }
}

/** A disk that fails, or a file that somebody holds, is another matter: only what lies in the file counts. */
export function readable<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    // By its code, as the writer does: the driver keeps one class of errors, whoever loaded it first.
    const { code = '', message = '' } = Object(error) as { code?: string; message?: string };
    if (code.startsWith('SQLITE_') && !/^SQLITE_(IOERR|BUSY|CANTOPEN|READONLY|LOCKED|PROTOCOL)/.test(code))
      throw new Unreadable(message);
    throw error;
  }
}
