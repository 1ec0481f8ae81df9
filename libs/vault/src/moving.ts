/**
 * A vault that moves from SQLite to PostgreSQL, sealed as it is: no value is opened, and the master key stays the same. Rows that are
 * there already are left as they are, so it may be ended anywhere and begun again; each is read again where it came to.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { masterKeyOf } from './copies.ts';
import { CannotOpenVault, shapes } from './database.ts';
import type { Opened, Tables } from './database.ts';
import { MasterKey } from './master-key.ts';
import { openPostgresql } from './postgresql.ts';
import { mustBeSafe, serverIn } from './server-url.ts';
import { openSqlite } from './sqlite.ts';

export interface VaultMove {
  /** Folder of the vault's file, which nobody may use meanwhile. */
  readonly folder: string;
  /** `postgresql://…`, where the tables are made and empty. */
  readonly url: string;
  readonly keyFile: string;
}

/** What is nobody's own comes first, so that a vault that is in use elsewhere is found before any value is written. Leases end with the move. */
const tables = ['marks', 'erasures', 'reactors', 'signed', 'wraps', 'texts', 'subjects'] as const;
type Name = (typeof tables)[number];

type Row = Readonly<Record<string, string | number | null>>;
/** The same database, asked for one table as for another. */
type Any = Kysely<Record<string, Record<string, string | number | null>>>;
const any = (database: unknown): Any => database as Any;

const AT_ONCE = 200;

/** Answers how many rows there are. Throws `CannotOpenVault` where it cannot be moved, or something else is there. */
export async function moveVault({ folder, url, keyFile }: VaultMove): Promise<number> {
  const file = join(folder, 'vault.db');
  if (!existsSync(file)) throw new CannotOpenVault(`There is no vault in ${folder}.`);
  mustBeSafe(url);
  const [made, key] = [masterKeyOf(file), MasterKey.from(keyFile, true).id];
  if (made !== key)
    throw new CannotOpenVault(`The vault in ${folder} was made with master key ${made}; ${keyFile} holds ${key}.`);
  const [from, to] = [openSqlite(file, true), openPostgresql(url)];
  try {
    await to.prepare();
    let rows = 0;
    for (const name of tables) rows += await new Moving(name, from, to, serverIn(url)).moved();
    return rows;
  } finally {
    await from.database.destroy();
    await to.database.destroy();
  }
}

/** One table on its way. */
class Moving {
  readonly #columns: readonly string[];

  constructor(
    private readonly name: Name,
    private readonly from: Opened,
    private readonly to: Opened,
    private readonly where: string,
  ) {
    const { key, needed = [], optional = [] } = shapes[name];
    this.#columns = [...key, ...needed, ...optional];
  }

  async moved(): Promise<number> {
    const rows = await any(this.from.database).selectFrom(this.name).select(this.#columns).execute();
    const byParty = Map.groupBy(rows, (row) => partyOf(this.name, row));
    if (shapes[this.name].whose === undefined) await this.#moveOwn('', byParty.get('') ?? []);
    else for (const [party, own] of byParty) await this.#moveOwn(party, own);
    return rows.length;
  }

  /** Of one party, or of nobody. */
  async #moveOwn(party: string, rows: readonly Row[]): Promise<void> {
    for (let n = 0; n < rows.length; n += AT_ONCE) await this.#write(party, rows.slice(n, n + AT_ONCE));
    const there = await this.to.read(party, (database) => any(database).selectFrom(this.name).select(this.#columns).execute());
    const wanted = new Set(rows.map((row) => this.#told(row)));
    const other = there.find((row) => !wanted.has(this.#told(row)));
    if (other !== undefined || there.length !== rows.length)
      throw new CannotOpenVault(
        `The vault at ${this.where} holds something else in ${this.name}: it must be empty, or hold the beginning of this one.`,
      );
  }

  #write(party: string, rows: readonly Row[]): Promise<void> {
    return this.to.write(async (writing) => {
      await this.to.actFor(party, writing);
      await any(writing)
        .insertInto(this.name)
        .values(rows)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    });
  }

  #told(row: Row): string {
    return JSON.stringify(this.#columns.map((column) => row[column]));
  }
}

/** Whose row it is; the empty string for nobody's. */
function partyOf(name: keyof Tables, row: Row): string {
  if (shapes[name].whose === undefined) return '';
  return String(name === 'wraps' ? String(row['id']).split('/')[1] : row['party']);
}
