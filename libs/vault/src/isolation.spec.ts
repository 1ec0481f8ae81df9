import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { onPostgresql, type Place } from '../testing/databases.ts';
import { APP, OWNER } from '../testing/server.ts';
import { shapes } from './database.ts';
import { Vault, vaultSchema } from './index.ts';

const on = onPostgresql();
const closing: (() => Promise<unknown>)[] = [];
beforeAll(() => on.begin());
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  on.clear();
});
afterAll(() => on.end());

const parties = ['kestrel', 'quayside'];
const personal = Object.entries(shapes).flatMap(([name, { whose }]) => (whose === undefined ? [] : [name]));
const nobodys = Object.keys(shapes).filter((name) => !personal.includes(name));

async function filled(): Promise<Place> {
  const place = await on.place();
  const vault = await Vault.open(place);
  for (const party of parties) {
    const event = { stream: `${party}/failure/f`, id: '0196c0de-0000-5000-8000-000000000001' };
    await vault.people.describe({ party, subject: 's1' }, { name: `Ada of ${party}`, email: 'ada@example.org' });
    await vault.texts.commit(event, [{ field: 'text', words: `words of ${party}` }]);
    await vault.erase({ party, subject: 's1', fields: ['email'], on: '2026-02-20', basis: 'asked' });
    await vault.leases.take(party, 'a');
  }
  await vault.close();
  return place;
}

async function client({ url }: Place): Promise<pg.Client> {
  const connected = new pg.Client({ connectionString: url });
  await connected.connect();
  closing.push(() => connected.end());
  return connected;
}

/** How many rows of each table are seen as this party; `undefined`: as nobody in particular. */
async function seenAs(connected: pg.Client, party: string | undefined): Promise<Record<string, number>> {
  const seen: Record<string, number> = {};
  await connected.query('begin');
  if (party !== undefined) await connected.query(`select set_config('dutybook.party', $1, true)`, [party]);
  for (const table of personal) seen[table] = (await connected.query(`select 1 from vault.${table}`)).rowCount ?? 0;
  await connected.query('commit');
  return seen;
}

const none = Object.fromEntries(personal.map((table) => [table, 0]));

describe('K-11: a party’s rows', () => {
  test('are seen by that party alone: by nobody without a party, nor by a forged one', async () => {
    const connected = await client(await filled());
    expect(await seenAs(connected, 'kestrel')).toEqual({ texts: 1, subjects: 2, wraps: 2 });
    expect(await seenAs(connected, undefined)).toEqual(none);
    for (const forged of ['', '*', '%', 'kestre_', 'KESTREL', 'kestrel ', `kestrel' or 'a' = 'a`, 'kestrel/failure', 'dovecote'])
      expect({ forged, seen: await seenAs(connected, forged) }).toEqual({ forged, seen: none });
  });

  test('are found by no condition, and neither changed, taken nor added to by another', async () => {
    const connected = await client(await filled());
    const as = async (party: string, statement: string) => {
      await connected.query(`begin; select set_config('dutybook.party', '${party}', true)`);
      const done = await connected.query(statement).catch(({ code }: pg.DatabaseError) => ({ rowCount: code }));
      await connected.query('rollback');
      return done.rowCount;
    };
    const REFUSED = '42501';
    expect(await as('quayside', `select 1 from vault.texts where stream = 'kestrel/failure/f'`)).toBe(0);
    expect(await as('quayside', `update vault.subjects set sealed = null where party = 'kestrel'`)).toBe(0);
    expect(await as('quayside', `delete from vault.wraps where id like 'person/kestrel/%'`)).toBe(0);
    expect(await as('quayside', `update vault.subjects set party = 'kestrel'`)).toBe(REFUSED);
    expect(await as('quayside', `insert into vault.wraps values ('person/kestrel/s2', 'x')`)).toBe(REFUSED);
    expect(await as('quayside', `insert into vault.subjects values ('kestrel', 's2', 'name', 'x')`)).toBe(REFUSED);
    expect(await as('kestrel', `insert into vault.subjects values ('kestrel', 's2', 'name', 'x')`)).toBe(1);
  });

  test('are not seen on a connection used again after a transaction that failed or ended', async () => {
    const connected = await client(await filled());
    await connected.query(`begin; select set_config('dutybook.party', 'kestrel', true)`);
    await expect(connected.query('select 1 / 0')).rejects.toThrow('division by zero');
    await connected.query('rollback');
    expect(await seenAs(connected, undefined)).toEqual(none);
    await seenAs(connected, 'kestrel');
    expect(await seenAs(connected, undefined)).toEqual(none);
  });

  test('stay apart for 200 readings at once over one pool, whose works fail in between', async () => {
    const opened = (await filled()).open();
    closing.push(() => opened.database.destroy());
    const readings = Array.from({ length: 200 }, async (_, nth) => {
      const party = parties[nth % 2] ?? '';
      if (nth % 5 === 0)
        await opened.read(party, () => Promise.reject(new Error('this work failed'))).catch((error: Error) => error.message);
      const rows = await opened.read(party, (database) => database.selectFrom('texts').select('party').execute());
      return rows.every((row) => row.party === party) && rows.length === 1;
    });
    expect(new Set(await Promise.all(readings))).toEqual(new Set([true]));
    expect(await opened.database.selectFrom('texts').selectAll().execute()).toEqual([]);
  });

  test('hold back the tables’ owner too', async () => {
    const { pathname } = new URL((await filled()).url);
    for (const table of personal)
      expect(await on.server.ask(`select 1 from vault.${table}`, pathname.slice(1), OWNER)).toEqual([]);
  });
});

/** One thing that would let rows be seen, and what the vault says when it is to be opened so. */
const weakened: readonly (readonly [string, string, RegExp])[] = [
  ...Object.keys(shapes).flatMap((table): (readonly [string, string, RegExp])[] => [
    [`${table} is not forced`, `alter table vault.${table} no force row level security`, new RegExp(`${table} lacks`)],
  ]),
  ['a table has no row security', 'alter table vault.texts disable row level security', /texts lacks/],
  ['a table has no policy', 'drop policy own on vault.subjects', /subjects lacks/],
  ['a new table has none of it', 'create table vault.notes (words text)', /notes lacks/],
  [
    'a table is the role’s own',
    `grant create on schema vault to ${APP}; alter table vault.marks owner to ${APP}`,
    /marks belongs to/,
  ],
  ['a table is missing', 'drop table vault.leases', /no table leases/],
  ['commits are answered early', `alter role ${APP} in database DATABASE set synchronous_commit to off`, /synchronous_commit/],
];

describe('K-11: a vault is not opened', () => {
  test.each(weakened)('and finds it when %s', async (_what, statement, says) => {
    const place = await on.place();
    const { pathname } = new URL(place.url);
    await on.server.ask(statement.replace('DATABASE', pathname.slice(1)), pathname.slice(1));
    await expect(Vault.open(place)).rejects.toThrow(says);
  });

  test('and finds it when the role is, or may become, one that no policy holds back', async () => {
    const place = await on.place();
    await expect(Vault.open({ ...place, url: on.server.url(new URL(place.url).pathname.slice(1), 'postgres') })).rejects.toThrow(
      /no policy holds back/,
    );
    await on.server.ask(`create role passer bypassrls; grant passer to ${APP}`);
    await expect(Vault.open(place)).rejects.toThrow(/may become, passer/);
    await on.server.ask(`drop role passer; alter role ${APP} bypassrls`);
    await expect(Vault.open(place)).rejects.toThrow(/no policy holds back/);
    await on.server.ask(`alter role ${APP} nobypassrls`);
    await (await Vault.open(place)).close();
  });

  test('with a password that is guessed, nor over a network without saying how', async () => {
    const { keyFile } = await on.place();
    const open = (address: string) => Vault.open({ url: `postgresql://${address}`, keyFile });
    for (const guessed of ['postgres', 'dutybook', 'password1234', 'dutybook-dutybook', 'Changeme-2026', 'short-Xq9'])
      await expect(open(`dutybook:${guessed}@localhost/vault`)).rejects.toThrow(/is guessed/);
    await expect(open('dutybook:qK7rTzPwe4VbN2@db.example/vault')).rejects.toThrow(/sslmode=verify-full/);
    await expect(Vault.open({ url: 'postgresql://dutybook:qK7rTzPwe4VbN2@localhost/vault' })).rejects.toThrow(
      /DUTYBOOK_VAULT_KEY_FILE/,
    );
  });

  test('says where and why when the server refuses it, without its password', async () => {
    const place = await on.place();
    const wrong = place.url.replace(/:[^:@]+@/, ':qK7rTzPwe4VbN2@');
    const refused = await Vault.open({ ...place, url: wrong }).catch((error: Error) => error.message);
    expect(refused).toMatch(/password authentication failed/);
    expect(refused).not.toContain('qK7rTzPwe4VbN2');
  });
});

test('the tables are made again without harm, and the tables that are nobody’s are the ones that are known', async () => {
  const place = await filled();
  const database = new URL(place.url).pathname.slice(1);
  await on.server.ask(vaultSchema(APP), database, OWNER);
  const vault = await Vault.open(place);
  expect((await vault.people.of({ party: 'kestrel', subject: 's1' })).get('name')).toBe('Ada of kestrel');
  await vault.close();
  expect(nobodys.sort()).toEqual(['erasures', 'leases', 'marks', 'reactors', 'signed']);
});
