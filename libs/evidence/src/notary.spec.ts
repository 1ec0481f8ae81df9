import { afterAll, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { chmodSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStore, leafHash, MemoryStore, SqliteStore, type ReadAll } from '#event-store';
import { Vault } from '#vault';
import { CannotSign, NotTheLogSigned, Notary, openCheckpoint, originOf, SigningKey, VerifierKey } from './index.ts';
import { ReadBack } from './read-back.ts';

const directory = mkdtempSync(join(tmpdir(), 'dutybook-notary-'));
afterAll(() => rmSync(directory, { recursive: true }));
let made = 0;
const place = () => join(directory, String(++made));

const idOf = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

/** Appends events until there are so many, told apart from those of another history by what they say. */
async function extend(store: EventStore, size: number, says = ''): Promise<void> {
  for (let n = (await store.root()).size; n < size; n += 10) {
    const events = Array.from({ length: Math.min(10, size - n) }, (_, k) => ({
      id: idOf(n + k),
      type: 'ContactMade',
      version: 1,
      on: '2026-02-11',
      data: { n: n + k, says },
    }));
    await store.append(`kestrel/failure/${n % 3}`, events, { expected: 'any', key: idOf(n), by: 'kestrel' });
  }
}

interface Office {
  readonly store: EventStore;
  readonly vault: Vault;
  readonly at: string;
  readonly keyFile: string;
}

async function office(): Promise<Office> {
  const at = place();
  return { store: new MemoryStore(), vault: await Vault.open({ url: 'memory:' }), at, keyFile: `${at}.key` };
}

const notaryOf = ({ store, vault, at, keyFile }: Office) => Notary.open(store, vault, { copies: at, keyFile });
async function until(holds: () => boolean, ms = 10_000): Promise<void> {
  for (const late = performance.now() + ms; !holds(); await new Promise((go) => setTimeout(go, 20)))
    if (performance.now() > late) throw new Error('It has not come to that.');
}

const copiesIn = ({ at, store }: Office) => readdirSync(join(at, store.storeId));

describe('a notary', () => {
  test('signs size and root of the log as it is, and leaves a copy elsewhere', async () => {
    const here = await office();
    const notary = await notaryOf(here);
    expect(await notary.sign()).toBeUndefined();
    await extend(here.store, 7);
    const note = (await notary.sign()) ?? '';
    expect(openCheckpoint(note, [VerifierKey.parse(notary.verifierKey)])).toEqual({
      origin: originOf(here.store.storeId),
      ...(await here.store.root()),
    });
    expect(copiesIn(here)).toEqual(['0000000000000007.note']);
    expect(await here.vault.signed.last(notary.origin)).toMatchObject({ size: 7, note, key: notary.verifierKey });
    expect(notary.health()).toMatchObject({ state: 'signing', size: 7 });
  });

  test('signs one size once, and goes on where it was after a new start', async () => {
    const here = await office();
    await extend(here.store, 5);
    const first = await (await notaryOf(here)).sign();
    const again = await notaryOf(here);
    expect(await again.sign()).toBe(first);
    await extend(here.store, 6);
    await again.sign();
    expect(copiesIn(here)).toEqual(['0000000000000005.note', '0000000000000006.note']);
  });

  test('killed after it took a size and before it signed, gives out that very size at the next start', async () => {
    const here = await office();
    await extend(here.store, 5);
    const first = await notaryOf(here);
    const head = await here.store.root();
    await here.vault.signed.take({ log: first.origin, key: first.verifierKey, from: undefined, to: head });
    const note = (await (await notaryOf(here)).sign()) ?? '';
    expect(openCheckpoint(note, [VerifierKey.parse(first.verifierKey)])).toMatchObject(head);
    expect(copiesIn(here)).toEqual(['0000000000000005.note']);
  });

  test('halted, signs nothing more until it is started anew', async () => {
    const here = await office();
    const notary = await notaryOf(here);
    await extend(here.store, 5);
    notary.halt('An event that was acknowledged is not there.');
    await expect(notary.sign()).rejects.toThrow('An event that was acknowledged is not there.');
    expect(notary.health()).toMatchObject({ state: 'halted', says: 'An event that was acknowledged is not there.' });
    await notary.start();
    await notary.stop();
    expect(existsSync(here.at)).toBe(false);
    expect(notary.health().state).toBe('halted');
  });

  test('signs by itself what it finds, then when a hundred events wait, and what is left when it stops', async () => {
    const here = await office();
    await extend(here.store, 3);
    const notary = await notaryOf(here);
    await notary.start();
    await until(() => notary.health().size === 3);
    await extend(here.store, 102);
    await expect(until(() => notary.health().size > 3, 1_500)).rejects.toThrow();
    await extend(here.store, 103);
    await until(() => notary.health().size > 3);
    expect(notary.health()).toMatchObject({ state: 'signing', size: 103 });
    await extend(here.store, 104);
    await notary.stop();
    expect(copiesIn(here)).toEqual(['0000000000000003.note', '0000000000000103.note', '0000000000000104.note']);
    expect(notary.health()).toMatchObject({ state: 'stopped', size: 104 });
  });

  test('stands by while another holds the lease, and goes on where that one stopped', async () => {
    const here = await office();
    const [first, second] = [await notaryOf(here), await notaryOf(here)];
    await first.start();
    await second.start();
    expect([first.health().state, second.health().state]).toEqual(['signing', 'standing by']);
    await extend(here.store, 5);
    await second.stop();
    expect(existsSync(here.at)).toBe(false);
    await first.stop();
    await second.start();
    expect(second.health().state).toBe('signing');
    await extend(here.store, 6);
    await second.stop();
    expect(copiesIn(here)).toEqual(['0000000000000005.note', '0000000000000006.note']);
  });

  test('tries again where the folder of the copies cannot be written, and nothing is signed twice', async () => {
    const here = await office();
    writeFileSync(here.at, 'in the way');
    await extend(here.store, 3);
    const notary = await notaryOf(here);
    await notary.start();
    await until(() => notary.health().state === 'trying again');
    expect(notary.health()).toMatchObject({ size: 0, says: expect.stringContaining('ENOTDIR') });
    rmSync(here.at);
    await until(() => notary.health().state === 'signing');
    expect(copiesIn(here)).toEqual(['0000000000000003.note']);
    await notary.stop();
  });
});

describe('the tree read back', () => {
  test('stands at every size at which it was signed', async () => {
    const store = new MemoryStore();
    const roots = [await store.root()];
    for (let size = 1; size <= 70; size += 1) {
      await extend(store, size);
      roots.push(await store.root());
    }
    for (const { size, root } of roots) {
      const read = new ReadBack(store);
      await read.standAt(size);
      expect({ size: read.size, root: read.root }).toEqual({ size, root });
      await read.readTo(70);
      expect(read.root).toBe(roots[70]?.root);
    }
  });

  const withSeven = (bytes: Uint8Array) => Buffer.from(Buffer.from(bytes).toString().replace('"n":8', '"n":7'));

  /** Changes a byte of an event on the disk, its kept hash with it, all guards removed. */
  async function changed(): Promise<{ here: Office; close: () => Promise<void> }> {
    const at = place();
    const store = await SqliteStore.open(at);
    await extend(store, 20);
    const owner = new Database(join(at, 'log.db'));
    owner.exec('DROP TRIGGER events_no_update');
    owner.function('leaf', (bytes) => leafHash(Buffer.from(bytes as Uint8Array)));
    owner.exec(`UPDATE events SET bytes = CAST(replace(bytes, '"n":7', '"n":8') AS BLOB) WHERE pos = 7`);
    owner.exec('UPDATE events SET leaf = leaf(bytes) WHERE pos = 7');
    owner.close();
    const here = { ...(await office()), store };
    return { here, close: () => store.close() };
  }

  test('is not signed where what lies on the disk is not what the log counted', async () => {
    const { here, close } = await changed();
    const notary = await notaryOf(here);
    await expect(notary.sign()).rejects.toThrow('do not have the root that the log says it has at 20');
    await notary.start();
    await notary.stop();
    expect(notary.health().state).toBe('halted');
    expect(existsSync(here.at)).toBe(false);
    await close();
  });

  test('and finds it when the log is believed: it is signed then', async () => {
    const { here, close } = await changed();
    const asItWasAskedToRecord = async function* (options: ReadAll) {
      for await (const page of here.store.readAll(options))
        yield page.map(({ leaf, bytes }) => ({ leaf, bytes: leaf === 7 ? withSeven(bytes) : bytes }));
    };
    const believing = new Proxy(here.store, {
      get(store, name) {
        const member: unknown = name === 'readAll' ? asItWasAskedToRecord : Reflect.get(store, name);
        return typeof member === 'function' ? member.bind(store) : member;
      },
    });
    const notary = await notaryOf({ ...here, store: believing });
    expect(await notary.sign()).toMatch(/^— /m);
    await close();
  });
});

describe('the key', () => {
  test('is made once, for its owner alone', async () => {
    const here = await office();
    const { verifierKey } = await notaryOf(here);
    expect(statSync(here.keyFile).mode & 0o777).toBe(0o600);
    expect((await notaryOf(here)).verifierKey).toBe(verifierKey);
  });

  test.each<[string, (here: Office) => void, string]>([
    ['another', ({ keyFile, at }) => (rmSync(keyFile), SigningKey.from(keyFile, at, undefined)), 'Put the right key in place.'],
    ['none', ({ keyFile }) => rmSync(keyFile), 'is missing'],
    ['one that others may read', ({ keyFile }) => chmodSync(keyFile, 0o640), 'chmod 600'],
    ['something else', ({ keyFile }) => writeFileSync(keyFile, 'a key'), 'cannot be read'],
  ])('is refused where there is %s in its place once it has signed', async (_, change, says) => {
    const here = await office();
    await extend(here.store, 3);
    await (await notaryOf(here)).sign();
    change(here);
    const refusal = await notaryOf(here).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(CannotSign);
    expect(String(refusal)).toContain(says);
  });

  test('is refused where the copies are signed with another, also if the vault was lost', async () => {
    const here = await office();
    await extend(here.store, 3);
    await (await notaryOf(here)).sign();
    rmSync(here.keyFile);
    await expect(notaryOf({ ...here, vault: await Vault.open({ url: 'memory:' }) })).rejects.toThrow(CannotSign);
  });
});

const TRIALS = 5;
const YESTERDAY = 40;

describe(`D-15: an older log in the place of the one that was signed, ${TRIALS} times`, () => {
  const data = place();
  const file = join(data, 'log.db');
  const sizes = Array.from({ length: TRIALS }, (_, n) => YESTERDAY + 1 + n * 13);

  /** Starts the data of yesterday, grown by so many events that are others, in the place of today's: with today's vault, and without it. */
  async function restored(today: number, more: number): Promise<readonly unknown[]> {
    rmSync(data, { recursive: true, force: true });
    const store = await SqliteStore.open(data);
    const here = { ...(await office()), store };
    await extend(store, YESTERDAY);
    await (await notaryOf(here)).sign();
    const yesterday = new Database(file, { readonly: true });
    yesterday.exec(`VACUUM INTO '${file}.yesterday'`);
    yesterday.close();
    await extend(store, today);
    await (await notaryOf(here)).sign();
    await store.close();
    renameSync(`${file}.yesterday`, file);
    const old = await SqliteStore.open(data);
    await extend(old, YESTERDAY + more, 'something else');
    const vaults = [here.vault, await Vault.open({ url: 'memory:' })];
    const starts = vaults.map((vault) => notaryOf({ ...here, store: old, vault }).catch((error: unknown) => error));
    const refusals = await Promise.all(starts);
    await old.close();
    return refusals;
  }

  test.each(sizes)('is refused where it is shorter than the %i events signed', async (today) => {
    for (const refusal of await restored(today, 0)) {
      expect(refusal).toBeInstanceOf(NotTheLogSigned);
      expect(String(refusal)).toContain(`rolled back: ${today} events of it were signed, and it has ${YESTERDAY}`);
    }
  });

  test.each(sizes)('is refused where it has grown past the %i events signed', async (today) => {
    for (const refusal of await restored(today, today - YESTERDAY + 3)) {
      expect(refusal).toBeInstanceOf(NotTheLogSigned);
      expect(String(refusal)).toContain(`forked: its first ${today} events are not those`);
    }
  });

  test('and finds it when only what is outside the data is asked: with vault and copies of yesterday too it starts', async () => {
    const store = await SqliteStore.open(place());
    await extend(store, YESTERDAY);
    expect(await notaryOf({ ...(await office()), store })).toBeInstanceOf(Notary);
    await store.close();
  });
});
