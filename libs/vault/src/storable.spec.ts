import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sql } from 'kysely';
import { trials } from '../../../infra/trials.ts';
import { databases } from '../testing/databases.ts';
import { shapes, type Opened, type Tables } from './database.ts';
import { Vault } from './vault.ts';

const VALUES = trials({ few: 2_000, first: 10_000 });
const AT_ONCE = 50;

const NUL = String.fromCodePoint(0);
/** Longer than this a key's text is in no stream's name, event's id or field. */
const LONGEST_KEY = 200;

/** Strings that may be recorded, of every class that a database has stumbled over. */
const classes: readonly fc.Arbitrary<string>[] = [
  fc.string({ unit: 'binary', maxLength: LONGEST_KEY / 4 }).map((text) => text.replaceAll(NUL, '0')),
  fc.string({ unit: 'grapheme', maxLength: LONGEST_KEY / 20 }),
  fc.string({ unit: fc.integer({ min: 1, max: 0x9f }).map((code) => String.fromCodePoint(code)), maxLength: LONGEST_KEY / 2 }),
  fc.string({
    unit: fc.constantFrom(`'`, '"', '\\', '`', '$1', '?', '%', '_', ';', '--', '/*', '{', '\t', '\r\n'),
    maxLength: 40,
  }),
  fc.constantFrom(
    '',
    ' ',
    '\ufeff',
    '\uffff',
    '\ufffd',
    '\u{10ffff}',
    '\u2028',
    'é',
    'e\u0301',
    'ﬃ',
    'İı',
    'שָׁלוֹם',
    '👩‍👩‍👧',
    '\\x00',
    '\\u0000',
    'NULL',
    '1e400',
  ),
];
const anyText = fc.oneof(...classes);
const long = 'a\u{1f600}é'.repeat(150_000);

const columnsOf = (table: keyof Tables) => {
  const { key, needed = [], optional = [] } = shapes[table];
  return [...key, ...needed, ...optional];
};
const isNumber = (column: string) => ['n', 'fence', 'until'].includes(column);

/** A row with a text in every column; its key is made its own, and its party is one that it may belong to. */
function rowOf(table: keyof Tables, texts: readonly string[], nth: number): Record<string, string | number> {
  const row = Object.fromEntries(columnsOf(table).map((column, at) => [column, isNumber(column) ? nth : (texts[at] ?? '')]));
  const last = shapes[table].key.findLast((column) => !isNumber(column)) ?? '';
  row[last] = `${row[last]}${nth}`;
  if (table === 'wraps') row['id'] = `text/${partyIn(row)}/${row['id']}`;
  return row;
}

/** As the policy of the key's table reads it: the part between the first two slashes. */
const partyIn = (row: Record<string, string | number>) => String(row['party'] ?? String(row['wrapped']).split('/')[0]);

async function stored(opened: Opened, table: keyof Tables, rows: readonly Record<string, string | number>[]) {
  const read: unknown[] = [];
  await opened.write(async (writing) => {
    for (const row of rows) {
      await opened.actFor(partyIn(row), writing);
      const columns = sql.join(Object.keys(row).map((column) => sql.ref(column)));
      const name = opened.isShared ? sql.table(`vault.${table}`) : sql.table(table);
      await sql`insert into ${name} (${columns}) values (${sql.join(Object.values(row))})`.execute(writing);
      const same = sql.join(
        Object.keys(row).map((column) => sql`${sql.ref(column)} = ${row[column]}`),
        sql` and `,
      );
      read.push(...(await sql<object>`select * from ${name} where ${same}`.execute(writing)).rows);
    }
  });
  return read;
}

const asText = (rows: readonly unknown[]) =>
  JSON.parse(JSON.stringify(rows, (_key, value) => (typeof value === 'number' ? String(value) : value)));

describe.each(databases)('K-12: what may be recorded is kept as it is %s', (_on, make) => {
  const on = make();
  let opened: Opened;
  beforeAll(() => on.begin());
  afterEach(async () => {
    await opened.database.destroy();
    on.clear();
  });
  afterAll(() => on.end());
  const open = async () => {
    opened = (await on.place()).open();
    await opened.prepare();
  };

  test(`in every column: ${VALUES} texts`, async () => {
    await open();
    const tables = Object.keys(shapes).filter((name): name is keyof Tables => name in shapes);
    const columns = tables.flatMap((table) => columnsOf(table).filter((column) => !isNumber(column))).length;
    for (const table of tables) {
      const width = columnsOf(table).length;
      const texts = fc.sample(fc.array(anyText, { minLength: width, maxLength: width }), {
        numRuns: Math.ceil(VALUES / columns),
        seed: 12,
      });
      const rows = texts.map((each, nth) => rowOf(table, each, nth));
      for (let from = 0; from < rows.length; from += AT_ONCE) {
        const some = rows.slice(from, from + AT_ONCE);
        expect(asText(await stored(opened, table, some))).toEqual(asText(some));
      }
    }
  });

  test('as words, a megabyte of them too', async () => {
    const place = await on.place();
    const vault = await Vault.open(place);
    opened = place.open();
    const all = [...fc.sample(anyText, { numRuns: 200, seed: 12 }), long];
    const event = (nth: number) => ({ stream: 'kestrel/failure/f', id: `event ${nth}` });
    const kept = await Promise.all(all.map((words, nth) => vault.texts.commit(event(nth), [{ field: 'text', words }])));
    const shown = await vault.texts.of(all.map((_, nth) => event(nth)));
    expect(kept.map((commitments) => shown.get(commitments.get('text') ?? ''))).toEqual(all);
    const again = await Promise.all(all.map((words, nth) => vault.texts.commit(event(nth), [{ field: 'text', words }])));
    expect(again).toEqual(kept);
    await vault.close();
  });
});

describe('K-12: what may not be recorded', () => {
  const on = databases[1]?.[1]();
  beforeAll(() => on?.begin());
  afterAll(async () => {
    await on?.end();
    on?.clear();
  });

  test('and finds it when a NUL or half a pair comes as far as PostgreSQL', async () => {
    const opened = (await on?.place())?.open();
    if (opened === undefined) throw new Error('There is no PostgreSQL');
    const rows = (text: string) => [rowOf('marks', [text, text], 1)];
    await expect(stored(opened, 'marks', rows(`a${NUL}b`))).rejects.toThrow(/invalid byte sequence/);
    expect(await stored(opened, 'marks', rows('a\ud800b'))).not.toEqual(rows('a\ud800b'));
    await opened.database.destroy();
  });
});
