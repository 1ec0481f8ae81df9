import type Database from 'better-sqlite3';
import { kindOf, StoredEvent } from '../envelope.ts';
import { CompactRange } from '../merkle.ts';
import { statements } from './statements.ts';

/** Where a stream stands. */
export interface Tip {
  readonly id: number;
  readonly kind: number;
  readonly revision: number;
  readonly hash: string | null;
  readonly recordedAt: string;
}

/** What stands in the log of one append besides its events. */
export interface Commitment {
  readonly key: string;
  readonly first: number;
  /** SHA-256 over what the caller sent. */
  readonly content: Buffer;
}

type TipRow = [kind: number, revision: number, leaf: Buffer, text: string];

const MOST_TIPS = 10_000;
/** Every so many levels of the tree are kept. */
export const NODE_LEVELS = 8;

/**
 * The rows of a log as they are added: event by event at the end, with the tree above them, and one row per append. Whoever writes a log
 * writes it through here, inside a transaction of its own.
 */
export class LogRows {
  readonly sql: ReturnType<typeof statements>;
  readonly #db: Database.Database;
  #tree: CompactRange;
  readonly #tips = new Map<string, Tip>();
  readonly #numbers = { types: new Map<string, number>(), kinds: new Map<string, number>() };

  constructor(db: Database.Database) {
    this.#db = db;
    this.sql = statements(db);
    this.#tree = this.#treeOnDisk();
  }

  get size(): number {
    return this.#tree.size;
  }

  /** Where the stream stands; revision and id −1 where there is none yet. */
  tipOf(stream: string): Tip {
    const known = this.#tips.get(stream);
    if (known !== undefined) return known;
    const id = this.sql.streamId.get(stream);
    const row = id === undefined ? undefined : (this.sql.tip.get(id) as TipRow | undefined);
    if (row === undefined) return { id: -1, kind: -1, revision: -1, hash: null, recordedAt: '' };
    const [kind, revision, leaf, text] = row;
    const { recordedAt } = new StoredEvent(text, 0);
    return this.remember(stream, { id: Number(id), kind, revision, hash: leaf.toString('hex'), recordedAt });
  }

  begun(stream: string): Tip {
    const kind = this.#numberOf('kinds', kindOf(stream));
    const id = Number(this.sql.stream.run(stream, kind).lastInsertRowid);
    return { id, kind, revision: -1, hash: null, recordedAt: '' };
  }

  remember(stream: string, tip: Tip): Tip {
    if (this.#tips.size >= MOST_TIPS && !this.#tips.has(stream)) this.#tips.clear();
    this.#tips.set(stream, tip);
    return tip;
  }

  /** One event at the end of the log. */
  add({ id, kind }: Tip, revision: number, type: string, { bytes, leaf }: { bytes: Uint8Array; leaf: Buffer }): void {
    this.sql.event.run(this.#tree.size, id, revision, kind, this.#numberOf('types', type), leaf, bytes);
    this.#tree.append(leaf, this.#keepNode);
  }

  /** The append that ends with the event added last, at this revision. */
  commitTo({ key, first, content }: Commitment, stream: number, last: number): void {
    this.sql.commitment.run(keyBytes(key), stream, first, last, this.#tree.size - 1, content);
  }

  keepTree(): void {
    this.sql.tree.run(this.#tree.size, this.#tree.peaks(), this.#tree.root());
  }

  /** Undoes a transaction that failed, and takes up again what is on disk. */
  undo(): void {
    if (this.#db.inTransaction) this.sql.rollback.run();
    this.#tips.clear();
    this.#numbers.types.clear();
    this.#numbers.kinds.clear();
    this.#tree = this.#treeOnDisk();
  }

  /** Every eighth level is kept: one row for 256 events. */
  readonly #keepNode = (level: number, index: number, hash: Uint8Array): void => {
    if (level > 0 && level % NODE_LEVELS === 0) this.sql.node.run(level, index, hash);
  };

  #numberOf(table: 'types' | 'kinds', name: string): number {
    const known = this.#numbers[table].get(name);
    if (known !== undefined) return known;
    const { find, add } = this.sql[table];
    const number = Number(find.get(name) ?? add.run(name).lastInsertRowid);
    this.#numbers[table].set(name, number);
    return number;
  }

  #treeOnDisk(): CompactRange {
    const [size, peaks] = this.sql.treeRow.get() as [number, Buffer];
    const rows = Number(this.sql.rows.get());
    if (rows !== size) throw new RangeError(`its tree counts ${size} events, but ${rows} are there`);
    return CompactRange.from(size, peaks);
  }
}

/** A key is a UUID: sixteen bytes in the index instead of thirty-six. */
export const keyBytes = (key: string): Buffer => Buffer.from(key.replaceAll('-', ''), 'hex');
