/**
 * The vault's tables, in SQL that SQLite and PostgreSQL both take. What only one of them has stands in `sqlite.ts` and
 * `postgresql.ts`.
 */
import type { CreateTableBuilder, Kysely, RawBuilder, Transaction } from 'kysely';

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
  /** Who does a piece of work of which one at a time may; `fence` grows with each take-over, `until` is in milliseconds since 1970. */
  leases: { name: string; holder: string; fence: number; until: number };
}

export type Database = Kysely<Tables>;
export type Writing = Transaction<Tables>;

/** The vault cannot be opened here; starting again would not help. */
export class CannotOpenVault extends Error {
  override readonly name = 'CannotOpenVault';
  readonly code = 'CannotOpenVault';
}

/** Nothing was read, or nothing is known to be written: the same done again, when it can be used again, does it once. */
export class VaultUnavailable extends Error {
  override readonly name = 'VaultUnavailable';
  readonly code = 'VaultUnavailable';
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
  /** For reading what is nobody's own. */
  readonly database: Database;
  /** Whether other processes may use it at the same time. */
  readonly isShared: boolean;
  /** What its clock says, in milliseconds since 1970. */
  readonly now: RawBuilder<number>;
  /** Makes the tables, or says why this database cannot hold a vault. */
  prepare(): Promise<void>;
  /**
   * One transaction: all of it is kept, or none. The work may be done again where it is not known whether the first was kept, so it
   * must be such that twice is as once. Throws `VaultUnavailable`.
   */
  write<Answer>(work: (writing: Writing) => Promise<Answer>): Promise<Answer>;
  /** Reads a party's own rows. */
  read<Answer>(party: string, ask: (database: Database) => Promise<Answer>): Promise<Answer>;
  /** From here on this transaction sees and writes this party's rows, and no other's. */
  actFor(party: string, writing: Writing): Promise<void>;
  health(): VaultHealth;
  /** Leaves no byte of what was deleted in any file of its tables. */
  scrub(): Promise<void>;
}

interface Shape {
  readonly key: readonly string[];
  readonly needed?: readonly string[];
  readonly optional?: readonly string[];
  /** The party whose row it is, in SQL; left out where it is nobody's. */
  readonly whose?: string;
  /** Whether it holds values or keys, which erasing must leave no byte of. */
  readonly isScrubbed?: boolean;
}

export const shapes: Readonly<Record<keyof Tables, Shape>> = {
  texts: {
    key: ['stream', 'event', 'field', 'n'],
    needed: ['party', 'commitment', 'wrap'],
    optional: ['subject', 'sealed', 'erasure'],
    whose: 'party',
    isScrubbed: true,
  },
  subjects: {
    key: ['party', 'subject', 'field'],
    needed: ['wrap'],
    optional: ['sealed', 'erasure'],
    whose: 'party',
    isScrubbed: true,
  },
  // Named after a person or a text, whose party comes second: `person/{party}/…`, `text/{party}/…`.
  wraps: { key: ['id'], needed: ['wrapped'], whose: `split_part(id, '/', 2)`, isScrubbed: true },
  erasures: { key: ['id'], needed: ['happened_on', 'basis'], isScrubbed: true },
  reactors: { key: ['name'], needed: ['store_id', 'position'] },
  signed: { key: ['log'], needed: ['size', 'root', 'key'], optional: ['note'] },
  marks: { key: ['name'], needed: ['mark'] },
  leases: { key: ['name'], needed: ['holder', 'fence', 'until'] },
};

/** Every other column holds text. */
const numbers: Readonly<Record<string, 'integer' | 'bigint'>> = { n: 'integer', fence: 'bigint', until: 'bigint' };

interface Making {
  execute(): Promise<unknown>;
  compile(): { readonly sql: string };
}

/** What makes the tables where they are not there yet, in order. */
export function tableMaking(database: Database): readonly Making[] {
  const tables = Object.entries(shapes).map(([name, { key, needed = [], optional = [] }]) => {
    let table: CreateTableBuilder<string, string> = database.schema.createTable(name).ifNotExists();
    for (const column of [...key, ...needed]) table = table.addColumn(column, numbers[column] ?? 'text', (it) => it.notNull());
    for (const column of optional) table = table.addColumn(column, 'text');
    return table.addPrimaryKeyConstraint(`${name}_key`, [...key]);
  });
  return [...tables, database.schema.createIndex('texts_of_subject').ifNotExists().on('texts').columns(['party', 'subject'])];
}

export async function makeTables(database: Database): Promise<void> {
  for (const each of tableMaking(database)) await each.execute();
}
