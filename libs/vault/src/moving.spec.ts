import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { copyFileSync, writeFileSync } from 'node:fs';
import { onPostgresql, onSqlite, type Place } from '../testing/databases.ts';
import { CannotOpenVault, moveVault, Vault } from './index.ts';

const ada = { party: 'kestrel', subject: 's1' };
const event = { stream: 'quayside/failure/f', id: '0196c0de-0000-5000-8000-000000000001' };
const erasure = { on: '2026-02-20', basis: 'left the firm' };
const signed = { log: 'dutybook/log/1', key: 'k', from: undefined, to: { size: 7, root: 'ab' } };
const step = { reactor: 'delivery', storeId: 'log-1', from: '', to: '0000000000000006' };
const texts = Array.from({ length: 450 }, (_, n) => ({ field: `text ${n}`, words: `words of ${n}` }));

describe('a vault that moves to PostgreSQL', () => {
  const [old, next] = [onSqlite(), onPostgresql()];
  beforeAll(() => next.begin());
  afterEach(() => [old, next].forEach((on) => on.clear()));
  afterAll(() => next.end());

  async function filled(): Promise<Place> {
    const place = await old.place();
    const vault = await Vault.open(place);
    await vault.people.describe(ada, { name: 'Ada Wren', email: 'ada@kestrel.example' });
    await vault.texts.commit(event, texts);
    await vault.erase({ ...ada, fields: ['email'], ...erasure });
    await vault.reactors.advance(step, (await vault.leases.take('delivery', 'a')) ?? 0);
    await vault.signed.take(signed);
    await vault.close();
    return place;
  }

  /** An empty one, for which the same master key is in place. */
  async function empty(from: Place): Promise<Place> {
    const place = await next.place();
    copyFileSync(from.keyFile, place.keyFile);
    return place;
  }
  const move = (from: Place, { url, keyFile }: Place) => moveVault({ folder: from.url.slice('sqlite:'.length), url, keyFile });

  async function seen(place: Place) {
    const vault = await Vault.open(place);
    const answers = {
      ada: Object.fromEntries(await vault.people.of(ada)),
      texts: [...(await vault.texts.of([event])).values()].sort(),
      commitments: [...(await vault.texts.commit(event, texts)).values()],
      position: await vault.reactors.position('delivery', 'log-1'),
      signed: await vault.signed.last(signed.log),
    };
    await vault.close();
    return answers;
  }

  test('answers there what it answered, erased or not; begun again, it finds all there', async () => {
    const from = await filled();
    const to = await empty(from);
    const was = await seen(from);
    const rows = await move(from, to);
    expect(await seen(to)).toEqual(was);
    expect(was.ada).toEqual({ name: 'Ada Wren', email: { erased: erasure } });
    expect(was.position).toBe(step.to);
    expect(await move(from, to)).toBe(rows);
  });

  test('goes on from where it was ended', async () => {
    const from = await filled();
    const to = await empty(from);
    const was = await seen(from);
    await move(from, to);
    await to.ask(`delete from texts where field like 'text 3%'; delete from subjects`);
    await move(from, to);
    expect(await seen(to)).toEqual(was);
  });

  test('is not moved where another vault is, nor where this one has gone on, nor with another key', async () => {
    const [from, to] = [await filled(), await next.place()];
    await expect(move(from, to)).rejects.toThrow(/was made with master key/);
    await (await Vault.open(to)).close();
    copyFileSync(from.keyFile, to.keyFile);
    await expect(move(from, to)).rejects.toThrow(/holds something else in marks/);

    const gone = await empty(from);
    await move(from, gone);
    await gone.ask(`update reactors set position = '0000000000000009'`);
    await expect(move(from, gone)).rejects.toThrow(/holds something else in reactors/);

    const changed = await empty(from);
    await move(from, changed);
    await changed.ask(`update texts set sealed = 'other' where field = 'text 7'`);
    await expect(move(from, changed)).rejects.toThrow(/holds something else in texts/);

    writeFileSync(changed.keyFile, randomBytes(32).toString('base64'));
    await expect(move(await old.place(), changed)).rejects.toThrow(CannotOpenVault);
  });
});
