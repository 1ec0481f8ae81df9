import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { databases, type Place } from '../testing/databases.ts';
import { OWNER } from '../testing/server.ts';
import { rotateMasterKey, Vault } from './index.ts';

const ada = { party: 'kestrel', subject: 's1' };
const event = { stream: 'quayside/failure/f', id: '0196c0de-0000-5000-8000-000000000001' };
const erasure = { on: '2026-02-20', basis: 'left the firm' };

describe.each(databases)('a new master key %s', (_on, make) => {
  const on = make();
  beforeAll(() => on.begin());
  afterEach(() => on.clear());
  afterAll(() => on.end());

  const newKey = (place: Place) => {
    const file = `${place.keyFile}.new`;
    writeFileSync(file, randomBytes(32).toString('base64'));
    return file;
  };
  const rotate = (place: Place, newKeyFile: string, keyFile = place.keyFile) =>
    rotateMasterKey({ url: place.url.replace(/dutybook_app/, OWNER), keyFile, newKeyFile });

  async function filled(): Promise<Place> {
    const place = await on.place();
    const vault = await Vault.open(place);
    await vault.people.describe(ada, { name: 'Ada Wren', email: 'ada@kestrel.example' });
    await vault.texts.commit(event, [{ field: 'text', words: 'all units share one password' }]);
    await vault.erase({ ...ada, fields: ['email'], ...erasure });
    await vault.close();
    return place;
  }

  test('opens all that the old one opened; the old one opens nothing that is left in any file', async () => {
    const place = await filled();
    const before = (await place.ask('select wrapped from wraps union all select basis from erasures')).flatMap((row) =>
      Object.values(row),
    );
    const newKeyFile = newKey(place);
    expect(await rotate(place, newKeyFile)).toBe(3);
    await expect(Vault.open(place)).rejects.toThrow(/made with master key/);
    // Opened, and so with row security as it was.
    const vault = await Vault.open({ ...place, keyFile: newKeyFile });
    expect(Object.fromEntries(await vault.people.of(ada))).toEqual({ name: 'Ada Wren', email: { erased: erasure } });
    expect([...(await vault.texts.of([event])).values()]).toEqual(['all units share one password']);
    await vault.close();
    expect(before).toHaveLength(3);
    expect((await place.bytes()).some((file) => before.some((wrapped) => file.includes(wrapped)))).toBe(false);
  });

  test('is not taken where the old one is not the vault’s, and nothing is changed', async () => {
    const place = await filled();
    const [newKeyFile, other] = [newKey(place), newKey(await on.place())];
    await expect(rotate(place, newKeyFile, other)).rejects.toThrow(/give the key that it has/);
    const vault = await Vault.open(place);
    expect((await vault.people.of(ada)).get('name')).toBe('Ada Wren');
    await vault.close();
  });

  test('changes nothing where one value cannot be wrapped anew', async () => {
    const place = await filled();
    await place.ask(`update wraps set wrapped = 'spoilt.' where id like 'text/%'`);
    await expect(rotate(place, newKey(place))).rejects.toThrow();
    const vault = await Vault.open(place);
    expect((await vault.people.of(ada)).get('name')).toBe('Ada Wren');
    await vault.close();
  });

  test('is refused while a process uses the vault, and taken when it has ended', async () => {
    const place = await filled();
    const vault = await Vault.open(place);
    const lease = await vault.leases.take('delivery', 'a');
    expect(lease).toBeDefined();
    const newKeyFile = newKey(place);
    await expect(rotate(place, newKeyFile)).rejects.toThrow(vault.isShared ? /in use \(delivery\)/ : /vault\.db is in use/);
    await vault.texts.commit(event, [{ field: 'text', words: 'it goes on' }]);
    await vault.leases.endAll();
    await vault.close();
    expect(await rotate(place, newKeyFile)).toBe(4);
  });
});
