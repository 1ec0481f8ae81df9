import type Database from 'better-sqlite3';
import { kindOf, positionOf, StoredEvent, written, type Handover } from '../envelope.ts';
import { firstMissed, isWhereExpected, MOST_MISSED } from '../expectation.ts';
import { CompactRange } from '../merkle.ts';
import type { Appended } from '../port.ts';
import { Salts } from './salts.ts';
import { statements } from './statements.ts';

/** What the writer answers to one append, as data that crosses a thread. */
export type Answer =
  | { readonly kind: 'appended'; readonly receipt: Appended }
  | {
      readonly kind: 'wrong revision';
      readonly actual: number;
      readonly missed: readonly (readonly [leaf: number, text: string])[];
    }
  | { readonly kind: 'key reused'; readonly first: number; readonly last: number };

/** Another process has taken this log over. */
export class LeaseLost extends Error {}

/** The commit itself failed: what was in it may be on the disk or not. */
export class CommitFailed extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** Where a stream stands. */
interface Tip {
  readonly id: number;
  readonly kind: number;
  readonly revision: number;
  readonly hash: string | null;
  readonly recordedAt: string;
}

type TipRow = [kind: number, revision: number, leaf: Buffer, text: string];
type CommitRow = [first: number, last: number, pos: number, content: Buffer];

const MOST_TIPS = 10_000;
/** Every so many levels of the tree are kept. */
export const NODE_LEVELS = 8;

/** The one writer of a log: each group of appends is one transaction, each append in it all or nothing. */
export class LogWriter {
  readonly #db: Database.Database;
  readonly #holder: string;
  readonly #sql: ReturnType<typeof statements>;
  readonly #salts = new Salts();
  #tree: CompactRange;
  readonly #tips = new Map<string, Tip>();
  readonly #numbers = { types: new Map<string, number>(), kinds: new Map<string, number>() };

  constructor(db: Database.Database, holder: string) {
    this.#db = db;
    this.#holder = holder;
    this.#sql = statements(db);
    this.#tree = this.#treeOnDisk();
  }

  get size(): number {
    return this.#tree.size;
  }

  /** Writes a group, or none of it. `more` hands over what has come in meanwhile, until nothing has. */
  write(first: readonly Handover[], more: () => readonly Handover[] = () => []): Answer[] {
    this.begin();
    const answers: Answer[] = [];
    for (let group = first; group.length > 0; group = more()) for (const append of group) answers.push(this.#append(append));
    this.#sql.tree.run(this.#tree.size, this.#tree.peaks(), this.#tree.root());
    try {
      this.commit();
    } catch (cause) {
      throw new CommitFailed(cause);
    }
    return answers;
  }

  protected begin(): void {
    this.#sql.begin.run();
    if (this.#sql.holder.get() !== this.#holder) throw new LeaseLost('another process has taken this log over');
  }

  protected commit(): void {
    this.#sql.commit.run();
  }

  /** Undoes a group that failed, and takes up again what is on disk. */
  undo(): void {
    if (this.#db.inTransaction) this.#sql.rollback.run();
    this.#tips.clear();
    this.#numbers.types.clear();
    this.#numbers.kinds.clear();
    this.#tree = this.#treeOnDisk();
  }

  #append(append: Handover): Answer {
    const tip = this.#tipOf(append.stream);
    const known = tip.revision < 0 ? undefined : (this.#sql.commitOf.get(keyBytes(append.key), tip.id) as CommitRow | undefined);
    if (known !== undefined) return this.#again(append, known);
    if (!isWhereExpected(append.expected, tip.revision))
      return { kind: 'wrong revision', actual: tip.revision, missed: this.#missed(tip.id, firstMissed(append.expected)) };
    return { kind: 'appended', receipt: this.#write(append, tip.revision < 0 ? this.#begun(append.stream) : tip) };
  }

  #again({ stream, content }: Handover, [first, last, leaf, known]: CommitRow): Answer {
    if (known.toString('hex') !== content) return { kind: 'key reused', first, last };
    const { recordedAt } = new StoredEvent(this.#sql.textAt.get(leaf) as string, leaf);
    return { kind: 'appended', receipt: { stream, first, last, position: positionOf(leaf), leaf, recordedAt, duplicate: true } };
  }

  #missed(stream: number, from: number): [number, string][] {
    return this.#sql.missed.all(stream, from, MOST_MISSED) as [number, string][];
  }

  #write({ stream, key, at, content, drafts }: Handover, tip: Tip): Appended {
    const adjusted = at < tip.recordedAt;
    const recordedAt = adjusted ? tip.recordedAt : at;
    const first = tip.revision + 1;
    let { hash, revision } = tip;
    for (const draft of drafts) {
      revision += 1;
      const { bytes, leaf } = written(draft, { prev: hash, recordedAt, adjusted, revision, salt: this.#salts.next() });
      this.#sql.event.run(this.#tree.size, tip.id, revision, tip.kind, this.#numberOf('types', draft.type), leaf, bytes);
      this.#tree.append(leaf, this.#keepNode);
      hash = leaf.toString('hex');
    }
    const leaf = this.#tree.size - 1;
    this.#sql.commitment.run(keyBytes(key), tip.id, first, revision, leaf, Buffer.from(content, 'hex'));
    this.#remember(stream, { ...tip, revision, hash, recordedAt });
    return { stream, first, last: revision, position: positionOf(leaf), leaf, recordedAt, duplicate: false };
  }

  /** Every eighth level is kept: one row for 256 events. */
  readonly #keepNode = (level: number, index: number, hash: Uint8Array): void => {
    if (level > 0 && level % NODE_LEVELS === 0) this.#sql.node.run(level, index, hash);
  };

  #tipOf(stream: string): Tip {
    const known = this.#tips.get(stream);
    if (known !== undefined) return known;
    const id = this.#sql.streamId.get(stream);
    const row = id === undefined ? undefined : (this.#sql.tip.get(id) as TipRow | undefined);
    if (row === undefined) return { id: -1, kind: -1, revision: -1, hash: null, recordedAt: '' };
    const [kind, revision, leaf, text] = row;
    return this.#remember(stream, {
      id: Number(id),
      kind,
      revision,
      hash: leaf.toString('hex'),
      recordedAt: new StoredEvent(text, 0).recordedAt,
    });
  }

  #remember(stream: string, tip: Tip): Tip {
    if (this.#tips.size >= MOST_TIPS && !this.#tips.has(stream)) this.#tips.clear();
    this.#tips.set(stream, tip);
    return tip;
  }

  #begun(stream: string): Tip {
    const kind = this.#numberOf('kinds', kindOf(stream));
    const id = Number(this.#sql.stream.run(stream, kind).lastInsertRowid);
    return { id, kind, revision: -1, hash: null, recordedAt: '' };
  }

  #numberOf(table: 'types' | 'kinds', name: string): number {
    const known = this.#numbers[table].get(name);
    if (known !== undefined) return known;
    const { find, add } = this.#sql[table];
    const number = Number(find.get(name) ?? add.run(name).lastInsertRowid);
    this.#numbers[table].set(name, number);
    return number;
  }

  #treeOnDisk(): CompactRange {
    const [size, peaks] = this.#sql.treeRow.get() as [number, Buffer];
    const rows = Number(this.#sql.rows.get());
    if (rows !== size) throw new RangeError(`its tree counts ${size} events, but ${rows} are there`);
    return CompactRange.from(size, peaks);
  }
}

/** A key is a UUID: sixteen bytes in the index instead of thirty-six. */
const keyBytes = (key: string) => Buffer.from(key.replaceAll('-', ''), 'hex');
