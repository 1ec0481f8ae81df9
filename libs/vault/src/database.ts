/**
 * The vault's tables, in SQL that SQLite and PostgreSQL both take: texts, whole numbers and `on conflict do nothing`, no more.
 * What only SQLite has stands in `sqlite.ts`.
 */
import type { CreateTableBuilder, Kysely, Transaction } from 'kysely';

export interface Tables {
  /** Words of an event, under its stream, id and field. `n` counts words offered under one id: the log holds the commitment of one. */
  texts: {
    stream: string;
    event: string;
    field: string;
    n: number;
    /** The book's party, and the person the words are bound to, if any: by these they are found when a person is erased. */
    party: string;
    subject: string | null;
    commitment: string;
    wrap: string;
    sealed: string | null;
    erasure: string | null;
  };
  subjects: { party: string; subject: string; field: string; wrap: string; sealed: string | null; erasure: string | null };
  /** Wrapping keys, each wrapped by the master key that its record names. */
  wraps: { id: string; wrapped: string };
  /** When values were destroyed, and on what basis (words too, so sealed by the master key). */
  erasures: { id: string; happened_on: string; basis: string };
  /** How far whoever follows the log has come. */
  reactors: { name: string; store_id: string; position: string };
  /** What of each log was signed last: its size, its root, the key, and the note once it has left. */
  signed: { log: string; size: string; root: string; key: string; note: string | null };
  /** What the vault knows of itself. */
  marks: { name: string; mark: string };
}

export type Database = Kysely<Tables>;
export type Writing = Transaction<Tables>;

/** The vault cannot be opened here; starting again would not help. */
export class CannotOpenVault extends Error {
  override readonly name = 'CannotOpenVault';
  readonly code = 'CannotOpenVault';
}

/** Nothing was written, or nothing could be read. */
export class VaultUnavailable extends Error {
  override readonly name = 'VaultUnavailable';
  readonly isFull: boolean;
  constructor(cause: string, isFull: boolean) {
    super(isFull ? `The disk of the vault is full (${cause})` : `The vault cannot be used (${cause})`);
    this.isFull = isFull;
  }
}

/** Whether it takes what is to be kept. `passing`: it will again by itself; else its disk has failed, and only the next start can tell what it holds. */
export type VaultHealth =
  { readonly writable: true } | { readonly writable: false; readonly says: string; readonly passing: boolean };

/** An open database: its queries, and what each kind of database does in its own way. */
export interface Opened {
  readonly database: Database;
  troubleIn(error: unknown): VaultUnavailable | undefined;
  health(): VaultHealth;
  /** Leaves no byte of what was deleted in any file. */
  scrub(): Promise<void>;
}

interface Shape {
  readonly key: readonly string[];
  readonly needed?: readonly string[];
  readonly optional?: readonly string[];
}

const shapes: Record<keyof Tables, Shape> = {
  texts: {
    key: ['stream', 'event', 'field', 'n'],
    needed: ['party', 'commitment', 'wrap'],
    optional: ['subject', 'sealed', 'erasure'],
  },
  subjects: { key: ['party', 'subject', 'field'], needed: ['wrap'], optional: ['sealed', 'erasure'] },
  wraps: { key: ['id'], needed: ['wrapped'] },
  erasures: { key: ['id'], needed: ['happened_on', 'basis'] },
  reactors: { key: ['name'], needed: ['store_id', 'position'] },
  signed: { key: ['log'], needed: ['size', 'root', 'key'], optional: ['note'] },
  marks: { key: ['name'], needed: ['mark'] },
};

export async function makeTables(database: Database): Promise<void> {
  for (const [name, { key, needed = [], optional = [] }] of Object.entries(shapes)) {
    let table: CreateTableBuilder<string, string> = database.schema.createTable(name).ifNotExists();
    for (const column of [...key, ...needed])
      table = table.addColumn(column, column === 'n' ? 'integer' : 'text', (it) => it.notNull());
    for (const column of optional) table = table.addColumn(column, 'text');
    await table.addPrimaryKeyConstraint(`${name}_key`, [...key]).execute();
  }
  await database.schema.createIndex('texts_of_subject').ifNotExists().on('texts').columns(['party', 'subject']).execute();
}
