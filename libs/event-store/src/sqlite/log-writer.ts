import type Database from 'better-sqlite3';
import { StoredEvent, written, type Handover } from '../envelope.ts';
import { firstMissed, isWhereExpected, MOST_MISSED } from '../expectation.ts';
import { keyBytes, LogRows, type Tip } from './log-rows.ts';
import { Salts } from './salts.ts';

/** Where an append stands. A row and no object: one of them crosses the thread for every append, in a quarter of the time. */
export type Placed = readonly [first: number, last: number, leaf: number, recordedAt: string, duplicate: boolean];

/** What the writer answers to one append, as data that crosses a thread. */
export type Answer =
  | Placed
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

type CommitRow = [first: number, last: number, pos: number, content: Buffer];

/** The one writer of a log: each group of appends is one transaction, each append in it all or nothing. */
export class LogWriter {
  readonly #holder: string;
  readonly #rows: LogRows;
  readonly #salts: Salts;

  constructor(db: Database.Database, holder: string, salts = new Salts()) {
    this.#holder = holder;
    this.#salts = salts;
    this.#rows = new LogRows(db);
  }

  get size(): number {
    return this.#rows.size;
  }

  /** Writes a group, or none of it. `more` hands over what has come in meanwhile, until nothing has. */
  write(first: readonly Handover[], more: () => readonly Handover[] = () => []): Answer[] {
    this.begin();
    const answers: Answer[] = [];
    for (let group = first; group.length > 0; group = more()) for (const append of group) answers.push(this.#append(append));
    this.#rows.keepTree();
    try {
      this.commit();
    } catch (cause) {
      throw new CommitFailed(cause);
    }
    return answers;
  }

  protected begin(): void {
    this.#rows.sql.begin.run();
    if (this.#rows.sql.holder.get() !== this.#holder) throw new LeaseLost('another process has taken this log over');
  }

  protected commit(): void {
    this.#rows.sql.commit.run();
  }

  /** Undoes a group that failed, and takes up again what is on disk. */
  undo(): void {
    this.#rows.undo();
  }

  #append(append: Handover): Answer {
    const tip = this.#rows.tipOf(append.stream);
    const { commitOf } = this.#rows.sql;
    const known = tip.revision < 0 ? undefined : (commitOf.get(keyBytes(append.key), tip.id) as CommitRow | undefined);
    if (known !== undefined) return this.#again(append, known);
    if (!isWhereExpected(append.expected, tip.revision))
      return { kind: 'wrong revision', actual: tip.revision, missed: this.#missed(tip.id, firstMissed(append.expected)) };
    return this.#write(append, tip.revision < 0 ? this.#rows.begun(append.stream) : tip);
  }

  #again({ content }: Handover, [first, last, leaf, known]: CommitRow): Answer {
    if (known.toString('hex') !== content) return { kind: 'key reused', first, last };
    const { recordedAt } = new StoredEvent(this.#rows.sql.textAt.get(leaf) as string, leaf);
    return [first, last, leaf, recordedAt, true];
  }

  #missed(stream: number, from: number): [number, string][] {
    return this.#rows.sql.missed.all(stream, from, MOST_MISSED) as [number, string][];
  }

  #write({ stream, key, at, content, drafts }: Handover, tip: Tip): Placed {
    const adjusted = at < tip.recordedAt;
    const recordedAt = adjusted ? tip.recordedAt : at;
    const first = tip.revision + 1;
    let { hash, revision } = tip;
    for (const draft of drafts) {
      revision += 1;
      const event = written(draft, { prev: hash, recordedAt, adjusted, revision, salt: this.#salts.next() });
      this.#rows.add(tip, revision, draft.type, event);
      hash = event.leaf.toString('hex');
    }
    this.#rows.commitTo({ key, first, content: Buffer.from(content, 'hex') }, tip.id, revision);
    this.#rows.remember(stream, { ...tip, revision, hash, recordedAt });
    return [first, revision, this.#rows.size - 1, recordedAt, false];
  }
}
