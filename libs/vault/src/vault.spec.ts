import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { rmSync, statSync } from 'node:fs';
import { databases, type Place } from '../testing/databases.ts';
import { Vault, check } from './index.ts';

const report = { stream: 'kestrel/failure/shared-password', id: '0196c0de-0000-5000-8000-000000000001' };
const words = 'all units share one admin password';
const offered = [{ field: 'text', words }];

const commitmentOf = async (vault: Vault, event = report, texts = offered) =>
  (await vault.texts.commit(event, texts)).get('text') ?? '';
const commitmentIn = (vault: Vault, texts = offered) => commitmentOf(vault, report, texts);

describe.each(databases)('a vault %s', (_on, make) => {
  const on = make();
  const opened: Vault[] = [];
  const openIn = async (place: Pick<Place, 'url' | 'keyFile'>) => {
    const vault = await Vault.open(place);
    opened.push(vault);
    return vault;
  };
  const closeAll = async () => {
    for (const vault of opened.splice(0)) await vault.close();
  };
  beforeAll(() => on.begin());
  afterEach(async () => {
    await closeAll();
    on.clear();
  });
  afterAll(() => on.end());

  describe('words under an event id and a field', () => {
    test('get a commitment, and are shown in its place', async () => {
      const vault = await openIn(await on.place());
      const commitment = await commitmentIn(vault);
      expect(commitment).toMatch(/^hmac-sha256:[A-Za-z0-9_-]{43}$/);
      expect(await vault.texts.of([report])).toEqual(new Map([[commitment, words]]));
    });

    test('get the same commitment again, by 50 callers at once', async () => {
      const vault = await openIn(await on.place());
      const commitments = await Promise.all(Array.from({ length: 50 }, () => commitmentIn(vault)));
      expect(new Set(commitments).size).toBe(1);
    });

    test('do not give way to other words: these get a commitment of their own, and both can be shown', async () => {
      const vault = await openIn(await on.place());
      const first = await commitmentIn(vault);
      const second = await commitmentIn(vault, [{ field: 'text', words: 'no unit does' }]);
      expect(second).not.toBe(first);
      expect(await vault.texts.of([report])).toEqual(
        new Map([
          [first, words],
          [second, 'no unit does'],
        ]),
      );
      expect(await commitmentIn(vault)).toBe(first);
    });

    test('offered at once, some of them the same, in several streams: as many commitments as there are different words', async () => {
      const vault = await openIn(await on.place());
      const streams = ['kestrel/failure/a', 'kestrel/failure/b', 'tarn-beck/failure/a'];
      const all = streams.flatMap((stream) => ['one', 'two', 'one', 'three', 'two'].map((said) => ({ stream, said })));
      const commitments = await Promise.all(
        all.map(({ stream, said }) => commitmentOf(vault, { ...report, stream }, [{ field: 'text', words: said }])),
      );
      expect(new Set(commitments).size).toBe(9);
      expect(commitments[2]).toBe(commitments[0]);
      for (const [nth, { stream, said }] of all.entries())
        expect((await vault.texts.of([{ ...report, stream }])).get(commitments[nth] ?? '')).toBe(said);
    });

    test('in two streams are two values: the same id elsewhere shows nothing', async () => {
      const vault = await openIn(await on.place());
      await commitmentIn(vault);
      const elsewhere = { ...report, stream: 'quayside/failure/shared-password' };
      expect(await vault.texts.of([elsewhere])).toEqual(new Map());
      expect((await vault.texts.commit(elsewhere, offered)).get('text')).not.toBe(await commitmentIn(vault));
    });

    test('are opened with their key for a proof, which other words or another key do not pass', async () => {
      const vault = await openIn(await on.place());
      const commitment = await commitmentIn(vault);
      const proof = await vault.texts.open(report, commitment);
      expect(proof?.words).toBe(words);
      expect(proof && check(commitment, proof)).toBe(true);
      expect(proof && check(commitment, { ...proof, words: 'all units share one admin passwords' })).toBe(false);
      expect(proof && check(commitment, { ...proof, key: Buffer.alloc(32).toString('base64url') })).toBe(false);
    });
  });

  describe('a vault that is opened again', () => {
    test('has its words, people and positions', async () => {
      const place = await on.place();
      const before = await openIn(place);
      const commitment = await commitmentIn(before);
      await before.people.describe({ party: 'kestrel', subject: 's1' }, { name: 'Ada Wren' });
      const fence = (await before.leases.take('delivery', 'w1')) ?? 0;
      await before.reactors.advance({ reactor: 'delivery', storeId: 'log-1', from: '', to: '0004' }, fence);
      await closeAll();

      const after = await openIn(place);
      expect(await commitmentIn(after)).toBe(commitment);
      expect(await after.texts.of([report])).toEqual(new Map([[commitment, words]]));
      expect(await after.people.of({ party: 'kestrel', subject: 's1' })).toEqual(new Map([['name', 'Ada Wren']]));
      expect(await after.reactors.position('delivery', 'log-1')).toBe('0004');
    });

    test('keeps no plain word in any file', async () => {
      const place = await on.place();
      const vault = await openIn(place);
      await commitmentIn(vault);
      await vault.people.describe({ party: 'kestrel', subject: 's1' }, { name: 'Ada Wren' });
      const bytes = await place.bytes();
      expect(bytes.some((file) => file.includes(words) || file.includes('Ada Wren'))).toBe(false);
      expect(bytes.some((file) => file.includes('kestrel/failure/shared-password'))).toBe(true);
    });

    test('is refused without its master key, and with another', async () => {
      const [place, other] = [await on.place(), await on.place()];
      await openIn(place);
      await openIn(other);
      await closeAll();
      await expect(openIn({ ...place, keyFile: other.keyFile })).rejects.toThrow(/made with master key/);
      rmSync(place.keyFile);
      await expect(openIn(place)).rejects.toThrow(/master key/);
    });

    test('does not open a value moved to another row', async () => {
      const place = await on.place();
      const vault = await openIn(place);
      await commitmentIn(vault);
      await vault.texts.commit(report, [{ field: 'steps', words: 'new firmware' }]);
      await closeAll();
      await place.ask(
        `update texts set (sealed, wrap) = (select sealed, wrap from texts where field = 'text') where field = 'steps'`,
      );
      await expect((await openIn(place)).texts.of([report])).rejects.toThrow();
    });
  });

  describe('a reactor', () => {
    const step = { reactor: 'delivery', storeId: 'log-1', from: '', to: '0001' };
    const holding = async ({ leases }: Vault, holder = 'w1') => (await leases.take('delivery', holder)) ?? 0;

    test('takes each step once: from where it no longer stands it does not move', async () => {
      const vault = await openIn(await on.place());
      const { reactors } = vault;
      const fence = await holding(vault);
      expect(await reactors.advance(step, fence)).toBe(true);
      expect(await reactors.advance({ ...step, to: '0002' }, fence)).toBe(false);
      expect(await reactors.advance({ ...step, from: '0000', to: '0002' }, fence)).toBe(false);
      expect(await reactors.advance({ ...step, from: '0001', to: '0002' }, fence)).toBe(true);
      expect(await reactors.position('delivery', 'log-1')).toBe('0002');
    });

    test('is told again that it took the step that it took', async () => {
      const vault = await openIn(await on.place());
      const fence = await holding(vault);
      expect(await vault.reactors.advance(step, fence)).toBe(true);
      expect(await vault.reactors.advance(step, fence)).toBe(true);
    });

    test('does not go on in another log', async () => {
      const vault = await openIn(await on.place());
      const { reactors } = vault;
      const fence = await holding(vault);
      await reactors.advance(step, fence);
      await expect(reactors.position('delivery', 'log-2')).rejects.toThrow(/another log/);
      expect(await reactors.advance({ ...step, storeId: 'log-2' }, fence)).toBe(false);
    });
  });
});

test('a vault on SQLite makes its own key, in a file that is its owner’s alone; one in memory needs none', async () => {
  const on = databases[0]?.[1]();
  const place = await on?.place();
  await (await Vault.open({ url: place?.url ?? '' })).close();
  expect(statSync(place?.keyFile ?? '').mode & 0o777).toBe(0o600);
  on?.clear();
  const vault = await Vault.open({ url: 'memory:' });
  expect(await vault.texts.of([report])).toEqual(new Map());
  await vault.close();
});
