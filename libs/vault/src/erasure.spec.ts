import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import pg from 'pg';
import { databases, onPostgresql, onSqlite, type Place } from '../testing/databases.ts';
import type { Opened } from './database.ts';
import { Erasure } from './erasure.ts';
import { MasterKey } from './master-key.ts';
import { People } from './people.ts';
import { Texts } from './texts.ts';
import { Vault } from './vault.ts';
import { Wraps } from './wraps.ts';

const ada = { party: 'kestrel', subject: '0196c0de-0000-7000-8000-00000000ada0' };
const bea = { party: 'kestrel', subject: '0196c0de-0000-7000-8000-00000000bea0' };
const decision = { on: '2026-11-02', basis: 'left the firm; Art. 17(1)(a)' };
const erased = { erased: { on: decision.on, basis: decision.basis } };
const event = (n: number) => ({ stream: 'kestrel/failure/shared-password', id: `0196c0de-0000-7000-8000-00000000000${n}` });

/** A vault whose way of scrubbing a test may spoil. */
async function vaultOn(place: Place, closing: (() => Promise<void>)[], spoil: (opened: Opened) => Opened = (opened) => opened) {
  const opened = spoil(place.open());
  closing.push(() => opened.database.destroy());
  await opened.prepare();
  const wraps = new Wraps(MasterKey.from(place.keyFile, false), opened.isShared);
  return { place, texts: new Texts(opened, wraps), people: new People(opened, wraps), erasure: new Erasure(opened, wraps) };
}

type Parts = Awaited<ReturnType<typeof vaultOn>>;

async function twoPeople({ texts, people }: Parts) {
  await people.describe(ada, { name: 'Ada Wren', email: 'ada@kestrel.example' });
  await people.describe(bea, { name: 'Bea Finch' });
  await texts.commit(event(1), [{ field: 'text', words: 'Ada Wren rang about the password', subject: ada.subject }]);
  await texts.commit(event(2), [{ field: 'text', words: 'Bea Finch rang too', subject: bea.subject }]);
  await texts.commit(event(3), [{ field: 'reasons', words: 'as Ada Wren said' }]);
}

/** Ciphertexts and wrapped keys of whatever a question finds: plain words are in no file, so these are what must go. */
const traces = async ({ place }: Parts, sql: string) => (await place.ask(sql)).flatMap((row) => Object.values(row));
const OF_ADA = `select sealed, wrapped from texts join wraps on id = wrap where subject like '%ada0'
  union all select sealed, wrapped from subjects join wraps on id = wrap where subject like '%ada0'`;

const found = (files: readonly string[], marks: readonly string[]) =>
  marks.filter((mark) => files.some((file) => file.includes(mark)));
const left = async ({ place }: Parts, marks: readonly string[]) => found(await place.bytes(), marks);

const shown = async ({ texts }: Parts, n: number) => [...(await texts.of([event(n)])).values()];

describe.each(databases)('erasing %s:', (_on, make) => {
  const on = make();
  const closing: (() => Promise<void>)[] = [];
  beforeAll(() => on.begin());
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
    on.clear();
  });
  afterAll(() => on.end());
  const newVault = async (spoil?: (opened: Opened) => Opened) => vaultOn(await on.place(), closing, spoil);

  describe('a person erased', () => {
    test('leaves when and why in place of every field and of all words bound to the person; nobody else changes', async () => {
      const parts = await newVault();
      await twoPeople(parts);
      await parts.erasure.erase({ ...ada, ...decision });
      expect(Object.fromEntries(await parts.people.of(ada))).toEqual({ name: erased, email: erased });
      expect(await shown(parts, 1)).toEqual([erased]);
      expect(Object.fromEntries(await parts.people.of(bea))).toEqual({ name: 'Bea Finch' });
      expect(await shown(parts, 2)).toEqual(['Bea Finch rang too']);
      expect(await shown(parts, 3)).toEqual(['as Ada Wren said']);
    });

    test('leaves no ciphertext and no key in any file', async () => {
      const parts = await newVault();
      await twoPeople(parts);
      const marks = await traces(parts, OF_ADA);
      expect(new Set(marks).size).toBe(4);
      expect(await left(parts, marks)).toEqual(marks);
      await parts.erasure.erase({ ...ada, ...decision });
      expect(await left(parts, marks)).toEqual([]);
    });

    test('is found in the files when the vault is not scrubbed', async () => {
      const parts = await newVault((opened) => ({ ...opened, scrub: () => Promise.resolve() }));
      await twoPeople(parts);
      const marks = await traces(parts, OF_ADA);
      await parts.erasure.erase({ ...ada, ...decision });
      expect((await left(parts, marks)).length).toBeGreaterThan(0);
    });

    test('does not come back with a retry of the event or under the same reference', async () => {
      const parts = await newVault();
      await twoPeople(parts);
      await parts.erasure.erase({ ...ada, ...decision });
      await parts.texts.commit(event(1), [{ field: 'text', words: 'Ada Wren rang about the password', subject: ada.subject }]);
      expect(await shown(parts, 1)).toEqual([erased]);
      await expect(parts.people.describe(ada, { name: 'Ada Wren' })).rejects.toThrow(/was erased/);
    });

    test('again, on another basis, keeps the first', async () => {
      const parts = await newVault();
      await twoPeople(parts);
      await parts.erasure.erase({ ...ada, ...decision });
      await parts.erasure.erase({ ...ada, on: '2026-12-01', basis: 'again' });
      expect(await shown(parts, 1)).toEqual([erased]);
    });

    test('by another party is not erased', async () => {
      const parts = await newVault();
      await twoPeople(parts);
      await parts.erasure.erase({ ...ada, party: 'quayside', texts: [{ ...event(3), field: 'reasons' }], ...decision });
      expect(Object.fromEntries(await parts.people.of(ada))).toEqual({ name: 'Ada Wren', email: 'ada@kestrel.example' });
      expect(await shown(parts, 3)).toEqual(['as Ada Wren said']);
    });
  });

  describe('some values erased', () => {
    test('one field of a person goes with the key that sealed it; the rest is sealed anew', async () => {
      const parts = await newVault();
      await twoPeople(parts);
      const marks = await traces(parts, OF_ADA);
      await parts.erasure.erase({ ...ada, fields: ['email'], ...decision });
      expect(Object.fromEntries(await parts.people.of(ada))).toEqual({ name: 'Ada Wren', email: erased });
      expect(await shown(parts, 1)).toEqual(['Ada Wren rang about the password']);
      expect(await left(parts, marks)).toEqual([]);
    });

    test('the words of one event go, and no others', async () => {
      const parts = await newVault();
      await twoPeople(parts);
      const marks = await traces(parts, `select sealed, wrapped from texts join wraps on id = wrap where field = 'reasons'`);
      await parts.erasure.erase({ party: 'kestrel', texts: [{ ...event(3), field: 'reasons' }], ...decision });
      expect(await shown(parts, 3)).toEqual([erased]);
      expect(await shown(parts, 1)).toEqual(['Ada Wren rang about the password']);
      expect(await left(parts, marks)).toEqual([]);
    });
  });

  test('a vault whose process ended between destroying and scrubbing is scrubbed at its next start', async () => {
    const parts = await newVault((opened) => ({ ...opened, scrub: () => Promise.reject(new Error('ended here')) }));
    await twoPeople(parts);
    const marks = await traces(parts, OF_ADA);
    await expect(parts.erasure.erase({ ...ada, ...decision })).rejects.toThrow('ended here');
    expect((await left(parts, marks)).length).toBeGreaterThan(0);
    await closing.pop()?.();
    const vault = await Vault.open(parts.place);
    closing.push(() => vault.close());
    expect(await left(parts, marks)).toEqual([]);
  });
});

test('a full disk is said to be one; what was there is still shown, and writing goes on when there is room', async () => {
  const on = onSqlite();
  const place = await on.place();
  const opened = place.open();
  await opened.prepare();
  const texts = new Texts(opened, new Wraps(MasterKey.inMemory(), false));
  await texts.commit(event(1), [{ field: 'text', words: 'small' }]);
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(opened.database);
  await sql`pragma max_page_count = ${sql.lit((rows[0]?.page_count ?? 0) + 2)}`.execute(opened.database);
  const large = texts.commit(event(2), [{ field: 'text', words: 'large '.repeat(10_000) }]);
  await expect(large).rejects.toMatchObject({ name: 'VaultUnavailable', isFull: true });
  expect([...(await texts.of([event(1), event(2)])).values()]).toEqual(['small']);
  await sql`pragma max_page_count = 100000`.execute(opened.database);
  await texts.commit(event(2), [{ field: 'text', words: 'large' }]);
  expect([...(await texts.of([event(2)])).values()]).toEqual(['large']);
  await opened.database.destroy();
  on.clear();
});

describe('on PostgreSQL', () => {
  const on = onPostgresql();
  const closing: (() => Promise<void>)[] = [];
  beforeAll(() => on.begin());
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
    on.clear();
  });
  afterAll(() => on.end());

  test('what was erased stays in the write-ahead log until that is let go: that is not promised', async () => {
    const parts = await vaultOn(await on.place(), closing);
    await twoPeople(parts);
    const marks = await traces(parts, OF_ADA);
    await parts.erasure.erase({ ...ada, ...decision });
    expect(found(on.server.bytesOfLog(), marks).length).toBeGreaterThan(0);
  });

  test('while a transaction that began before can still read what was erased, it is not said to be gone', async () => {
    const parts = await vaultOn(await on.place(), closing);
    await twoPeople(parts);
    const reader = new pg.Client({ connectionString: parts.place.url });
    await reader.connect();
    await reader.query('begin isolation level repeatable read; select 1 from vault.marks');
    await reader.query('select 1');
    await expect(parts.erasure.erase({ ...ada, ...decision })).rejects.toThrow(/can still read what was erased/);
    await reader.query('rollback');
    await reader.end();
    await parts.erasure.scrubIfDue();
    expect(await parts.place.ask(`select mark from marks where name = 'scrub due'`)).toEqual([]);
  });
});
