import { dayExists, type Day } from '#psti';
import type { Page, Paging } from './page.ts';
import type { Serving } from './views.ts';

/** Part of a question to the database, with its values. */
export interface Clause {
  readonly sql: string;
  readonly values: readonly (string | number)[];
  /** Many rows of every book fulfil it: who sees a book is looked up by the book. */
  readonly isCommon?: boolean;
}
export const where = (sql: string, ...values: readonly (string | number)[]): Clause => ({ sql, values });
/** A clause for every part of a filter that is given. */
export const equals = (columns: Readonly<Record<string, string | undefined>>): readonly Clause[] =>
  Object.entries(columns).flatMap(([column, value]) => (value === undefined ? [] : [where(`${column} = ?`, value)]));
export const oneOf = (column: string, values: readonly string[] | undefined): readonly Clause[] =>
  values === undefined
    ? []
    : [where(values.length === 0 ? '0' : `${column} IN (${values.map(() => '?').join(', ')})`, ...values)];
export const common = (clauses: readonly Clause[]): readonly Clause[] => clauses.map((clause) => ({ ...clause, isCommon: true }));
/** The same condition, kept from choosing the index. */
const unindexed = ({ sql, values }: Clause): Clause => ({ sql: sql.replace(/^(\w+)(?= (=|IN) )/, '+$1'), values });

const and = (clauses: readonly Clause[]): Clause =>
  clauses.length === 0
    ? where('1')
    : where(clauses.map(({ sql }) => `(${sql})`).join(' AND '), ...clauses.flatMap(({ values }) => values));

const isEverything = ({ sql }: Clause): boolean => sql === '1';
/** A filter as it is asked of one source. */
const filterOf = ({ filter }: Pick<List, 'filter'>, source: Clause): readonly Clause[] =>
  isEverything(source) ? filter : filter.map((clause) => (clause.isCommon ? unindexed(clause) : clause));

/** A stretch of a list in an order of its own: the list is one stretch after the other. */
export interface Stretch {
  readonly holds: readonly Clause[];
  /** The column that it is ordered by; what is equal there goes by record and key. */
  readonly by: string;
  /** Few rows are in it: they are gone through in this order, whatever else the filter could be looked up by. */
  readonly isShort?: boolean;
  readonly order: 'ASC' | 'DESC';
}

/** A list of what the viewer may see: each source is one thing that it may. */
export interface List {
  readonly table: string;
  readonly sources: readonly Clause[];
  readonly filter: readonly Clause[];
  readonly stretches: readonly Stretch[];
}

/** The `after` of a question about a list is not one that a list gave. */
export class NotACursor extends Error {
  override readonly name = 'NotACursor';
  constructor() {
    super('`after` must be the `next` of an earlier page of this list');
  }
}

interface Found {
  readonly record: string;
  readonly key: string;
  readonly row: string;
  readonly sort: string;
}
interface Cursor extends Pick<Found, 'record' | 'key' | 'sort'> {
  readonly today: Day;
  readonly stretch: number;
}

const USUAL = 50;
const MOST = 500;
const COUNTED = 1_000;

/** A page of a list, found by index: how long the list is makes no difference. */
export function pageOf<Shown>(
  { sql, position, today: day }: Serving,
  list: (today: Day) => List,
  { after, limit = USUAL }: Paging,
  shown: (row: string, today: Day) => Shown,
): Page<Shown> {
  const from = after === undefined ? undefined : cursorIn(after);
  const today = from?.today ?? day;
  const asked = list(today);
  const most = Math.min(Math.max(1, Math.trunc(limit)), MOST);
  const found = foundIn({ sql }, asked, { from, most: most + 1 });
  const rows = found.slice(0, most);
  return {
    rows: rows.map(({ row }) => shown(row, today)),
    position,
    today,
    count: countOf({ sql }, asked),
    ...(found.length > most ? { next: cursorOf(rows.at(-1), today) } : {}),
  };
}

type Sql = Pick<Serving, 'sql'>;
interface Placed extends Found {
  readonly stretch: number;
}

/** One stretch after the other, from the one in which the last page ended, until there are enough. */
function foundIn({ sql }: Sql, list: List, { from, most }: { from?: Cursor; most: number }): readonly Placed[] {
  const found: Placed[] = [];
  for (const [stretch, each] of list.stretches.entries()) {
    if (found.length === most || stretch < (from?.stretch ?? 0)) continue;
    const start = stretch === from?.stretch ? from : undefined;
    for (const row of stretchOf({ sql }, list, each, { start, most: most - found.length })) found.push({ ...row, stretch });
  }
  return found;
}

function stretchOf(
  { sql }: Sql,
  list: List,
  { holds, by, order, isShort = false }: Stretch,
  { start, most }: { start?: Cursor; most: number },
): readonly Found[] {
  const beyond = order === 'ASC' ? '>' : '<';
  const later =
    start === undefined ? [] : [where(`(${by}, record, key) ${beyond} (?, ?, ?)`, start.sort, start.record, start.key)];
  const found = list.sources.flatMap((source) => {
    const filter = isShort ? list.filter.map(unindexed) : filterOf(list, source);
    const { sql: conditions, values } = and([source, ...filter, ...holds, ...later]);
    return sql
      .prepare<(string | number)[], Found>(
        `SELECT record, key, row, ${by} AS sort FROM ${list.table} WHERE ${conditions} ORDER BY ${by} ${order}, record ${order}, key ${order} LIMIT ?`,
      )
      .all(...values, most);
  });
  return list.sources.length === 1 ? found : merged(found, order).slice(0, most);
}

/** What several sources hold is there once. */
function merged(found: readonly Found[], order: Stretch['order']): readonly Found[] {
  const distinct = [...new Map(found.map((row) => [`${row.record} ${row.key}`, row])).values()];
  const sign = order === 'ASC' ? 1 : -1;
  return distinct.sort((a, b) => sign * (compare(a.sort, b.sort) || compare(a.record, b.record) || compare(a.key, b.key)));
}
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function countOf({ sql }: Sql, { table, sources, filter }: List): Page<never>['count'] {
  if (sources.length === 0) return { rows: 0, orMore: false };
  const parts = sources.map((source) => and([source, ...filterOf({ filter }, source)]));
  const found = sql
    .prepare<(string | number)[], { rows: number }>(
      `SELECT count(*) AS rows FROM (${parts.map((part) => `SELECT record, key FROM ${table} WHERE ${part.sql}`).join(' UNION ')} LIMIT ?)`,
    )
    .get(...parts.flatMap(({ values }) => values), COUNTED + 1);
  const rows = found?.rows ?? 0;
  return { rows: Math.min(rows, COUNTED), orMore: rows > COUNTED };
}

const cursorOf = (row: Placed | undefined, today: Day): string =>
  Buffer.from(JSON.stringify([today, row?.stretch, row?.sort, row?.record, row?.key])).toString('base64url');

function cursorIn(after: string): Cursor {
  const parts = partsIn(after);
  const [today, stretch, sort, record, key] = parts;
  if (parts.length !== 5 || !isWord(today) || !dayExists(today) || typeof stretch !== 'number') throw new NotACursor();
  if (!isWord(sort) || !isWord(record) || !isWord(key)) throw new NotACursor();
  return { today, stretch, sort, record, key };
}
function partsIn(after: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(after, 'base64url').toString());
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}
const isWord = (value: unknown): value is string => typeof value === 'string';
