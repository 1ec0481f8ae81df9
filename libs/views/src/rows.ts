import type { Statement } from 'better-sqlite3';
import type { Day } from '#psti';
import type { Row, Rows, Table, View } from './view.ts';
import { AnotherFollower, changesOf, indexesOf, tableOf, type Checkpoint, type Generation, type Sql } from './views-file.ts';

/** What must be written for one record: only what differs from what stands there. */
type Change = () => void;
type Kept = { key: string; row: string };

/** What the rows of one record may take in one table, in characters of JSON: more is a mistake of the view, and would crowd out everybody else. */
const MOST_CHARACTERS = 32 * 1024 * 1024;

/** The tables of one generation: what differs is found record by record and written together with the checkpoint. */
export class RowsOf {
  readonly #sql: Sql;
  readonly #view: View;
  readonly #generation: Generation;
  readonly #tables: ReadonlyMap<string, Statements>;
  readonly #setDay: Statement<[string, Day]>;
  readonly #noDay: Statement<[string]>;
  readonly #dueDays: Statement<[Day, number], { record: string }>;
  readonly #move: Statement<[string, number, string, number, string]>;

  constructor(sql: Sql, view: View, generation: Generation) {
    this.#sql = sql;
    this.#view = view;
    this.#generation = generation;
    this.#tables = new Map(
      view.tables.map((table) => [table.name, statementsFor(sql, table, tableOf(view.name, table.name, generation.generation))]),
    );
    const changes = changesOf(view.name, generation.generation);
    this.#setDay = sql.prepare(
      `INSERT INTO ${changes} VALUES (?, ?) ON CONFLICT DO UPDATE SET day = excluded.day WHERE day <> excluded.day`,
    );
    this.#noDay = sql.prepare(`DELETE FROM ${changes} WHERE record = ?`);
    this.#dueDays = sql.prepare(`SELECT record FROM ${changes} WHERE day <= ? ORDER BY record LIMIT ?`);
    this.#move = sql.prepare('UPDATE generations SET position = ?, leaf = ? WHERE view = ? AND generation = ? AND position = ?');
  }

  /** The indexes of tables that were filled without them, each to be made in a step of its own. */
  missingIndexes(): readonly (() => void)[] {
    return indexesOf(this.#view, this.#generation.generation).map((index) => () => this.#sql.exec(index));
  }

  /** Records whose rows could have changed by themselves by this day. */
  changingBy(day: Day, limit: number): readonly string[] {
    return this.#dueDays.all(day, limit).map(({ record }) => record);
  }

  /** What differs, as writes to be made within one transaction. Where the tables were empty before, nothing stood there. */
  differences(record: string, { tables, changesOn }: Rows, fromNothing = false): readonly Change[] {
    const rows = [...this.#tables].flatMap(([name, statements]) => {
      const wanted = tables[name] ?? [];
      return differing(statements, record, wanted, fromNothing ? [] : statements.kept.all(record));
    });
    if (changesOn !== undefined) return [...rows, () => this.#setDay.run(record, changesOn)];
    return fromNothing ? rows : [...rows, () => this.#noDay.run(record)];
  }

  /** Nothing is left of what was written before. */
  clear(): void {
    const { view, generation } = this.#generation;
    for (const name of [...this.#tables.keys(), 'changes']) this.#sql.exec(`DELETE FROM ${tableOf(view, name, generation)}`);
  }

  /** Rows alone, for tables that serve nobody yet. */
  write(changes: readonly Change[]): void {
    this.#sql.transaction(() => changes.forEach((change) => change()))();
  }

  /** Rows and checkpoint in one transaction. Where somebody else has moved the checkpoint, nothing is written. */
  commit(changes: readonly Change[], from: Checkpoint, to: Checkpoint): void {
    const { view, generation } = this.#generation;
    this.#sql.transaction(() => {
      changes.forEach((change) => change());
      const { changes: moved } = this.#move.run(to.position, to.leaf, view, generation, from.position);
      if (moved !== 1)
        throw new AnotherFollower(`The view ${view} is not where it was left: something else follows into the same file`);
    })();
  }
}

interface Statements {
  readonly columns: readonly string[];
  readonly kept: Statement<[string], Kept>;
  readonly put: Statement<[string, string, string, ...(string | number | null)[]]>;
  readonly remove: Statement<[string, string]>;
}

function statementsFor(sql: Sql, { columns }: Table, table: string): Statements {
  const names = Object.keys(columns);
  const all = ['record', 'key', 'row', ...names];
  const updates = ['row', ...names].map((name) => `${name} = excluded.${name}`);
  return {
    columns: names,
    kept: sql.prepare(`SELECT key, row FROM ${table} WHERE record = ?`),
    put: sql.prepare(
      `INSERT INTO ${table} (${all.join(', ')}) VALUES (${all.map(() => '?').join(', ')}) ON CONFLICT (record, key) DO UPDATE SET ${updates.join(', ')}`,
    ),
    remove: sql.prepare(`DELETE FROM ${table} WHERE record = ? AND key = ?`),
  };
}

/** Columns are read off the same answer as the shown row, so rows that show the same are the same. */
function differing(
  { columns, put, remove }: Statements,
  record: string,
  rows: readonly Row[],
  there: readonly Kept[],
): readonly Change[] {
  const before = new Map(there.map(({ key, row }) => [key, row]));
  const changes: Change[] = [];
  let characters = 0;
  for (const { key, shows, columns: values } of rows) {
    const row = JSON.stringify(shows);
    characters += row.length;
    if (characters > MOST_CHARACTERS)
      throw new RangeError(`the rows of ${record} take more than the ${MOST_CHARACTERS} characters they may`);
    if (before.get(key) !== row)
      changes.push(() => put.run(record, key, row, ...columns.map((column) => values[column] ?? null)));
    before.delete(key);
  }
  for (const key of before.keys()) changes.push(() => remove.run(record, key));
  return changes;
}
