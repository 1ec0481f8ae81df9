import { afterEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { Vault, check } from './index.ts';

const report = { stream: 'kestrel/failure/shared-password', id: '0196c0de-0000-5000-8000-000000000001' };
const words = 'all units share one admin password';
const offered = [{ field: 'text', words }];

const folders: string[] = [];
const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'vault-'));
  folders.push(folder);
  return folder;
};
const opened: Vault[] = [];
const openIn = async (folder?: string, keyFile?: string) => {
  const vault = await Vault.open(folder ? { url: `sqlite:${folder}`, keyFile } : { url: 'memory:' });
  opened.push(vault);
  return vault;
};
const closeAll = async () => {
  for (const vault of opened.splice(0)) await vault.close();
};
afterEach(async () => {
  await closeAll();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const commitmentIn = async (vault: Vault, texts = offered) => (await vault.texts.commit(report, texts)).get('text') ?? '';

describe('words under an event id and a field', () => {
  test('get a commitment, and are shown in its place', async () => {
    const vault = await openIn();
    const commitment = await commitmentIn(vault);
    expect(commitment).toMatch(/^hmac-sha256:[A-Za-z0-9_-]{43}$/);
    expect(await vault.texts.of([report])).toEqual(new Map([[commitment, words]]));
  });

  test('get the same commitment again, by 50 callers at once', async () => {
    const vault = await openIn();
    const commitments = await Promise.all(Array.from({ length: 50 }, () => commitmentIn(vault)));
    expect(new Set(commitments).size).toBe(1);
  });

  test('do not give way to other words: these get a commitment of their own, and both can be shown', async () => {
    const vault = await openIn();
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

  test('in two streams are two values: the same id elsewhere shows nothing', async () => {
    const vault = await openIn();
    await commitmentIn(vault);
    const elsewhere = { ...report, stream: 'quayside/failure/shared-password' };
    expect(await vault.texts.of([elsewhere])).toEqual(new Map());
    expect((await vault.texts.commit(elsewhere, offered)).get('text')).not.toBe(await commitmentIn(vault));
  });

  test('are opened with their key for a proof, which other words or another key do not pass', async () => {
    const vault = await openIn();
    const commitment = await commitmentIn(vault);
    const proof = await vault.texts.open(report, commitment);
    expect(proof?.words).toBe(words);
    expect(proof && check(commitment, proof)).toBe(true);
    expect(proof && check(commitment, { ...proof, words: 'all units share one admin passwords' })).toBe(false);
    expect(proof && check(commitment, { ...proof, key: Buffer.alloc(32).toString('base64url') })).toBe(false);
  });
});

describe('a vault on disk', () => {
  test('has its words, people and positions again after a restart, and its key file is its owner’s alone', async () => {
    const folder = newFolder();
    const before = await openIn(folder);
    const commitment = await commitmentIn(before);
    await before.people.describe({ party: 'kestrel', subject: 's1' }, { name: 'Ada Wren' });
    const fence = (await before.leases.take('delivery', 'w1')) ?? 0;
    await before.reactors.advance({ reactor: 'delivery', storeId: 'log-1', from: '', to: '0004' }, fence);
    await closeAll();

    const after = await openIn(folder);
    expect(await commitmentIn(after)).toBe(commitment);
    expect(await after.texts.of([report])).toEqual(new Map([[commitment, words]]));
    expect(await after.people.of({ party: 'kestrel', subject: 's1' })).toEqual(new Map([['name', 'Ada Wren']]));
    expect(await after.reactors.position('delivery', 'log-1')).toBe('0004');
    expect(statSync(join(folder, 'vault.key')).mode & 0o777).toBe(0o600);
  });

  test('keeps no plain word in any file', async () => {
    const folder = newFolder();
    const vault = await openIn(folder);
    await commitmentIn(vault);
    await vault.people.describe({ party: 'kestrel', subject: 's1' }, { name: 'Ada Wren' });
    const bytes = readdirSync(folder).map((name) => readFileSync(join(folder, name)).toString('latin1'));
    expect(bytes.some((file) => file.includes(words) || file.includes('Ada Wren'))).toBe(false);
    expect(bytes.some((file) => file.includes('kestrel/failure/shared-password'))).toBe(true);
  });

  test('is refused without its master key, and with another', async () => {
    const [folder, other] = [newFolder(), newFolder()];
    await openIn(folder);
    await openIn(other);
    await closeAll();
    await expect(openIn(folder, join(other, 'vault.key'))).rejects.toThrow(/made with master key/);
    rmSync(join(folder, 'vault.key'));
    await expect(openIn(folder)).rejects.toThrow(/master key is missing/);
  });

  test('does not open a value moved to another row', async () => {
    const folder = newFolder();
    const vault = await openIn(folder);
    await commitmentIn(vault);
    await vault.texts.commit(report, [{ field: 'steps', words: 'new firmware' }]);
    await closeAll();
    const file = new Sqlite(join(folder, 'vault.db'));
    file.exec(`update texts set (sealed, wrap) = (select sealed, wrap from texts where field = 'text') where field = 'steps'`);
    file.close();
    await expect((await openIn(folder)).texts.of([report])).rejects.toThrow();
  });
});

describe('a reactor', () => {
  const step = { reactor: 'delivery', storeId: 'log-1', from: '', to: '0001' };
  const holding = async ({ leases }: Vault, holder = 'w1') => (await leases.take('delivery', holder)) ?? 0;

  test('takes each step once: from where it no longer stands it does not move', async () => {
    const vault = await openIn();
    const { reactors } = vault;
    const fence = await holding(vault);
    expect(await reactors.advance(step, fence)).toBe(true);
    expect(await reactors.advance({ ...step, to: '0002' }, fence)).toBe(false);
    expect(await reactors.advance({ ...step, from: '0000', to: '0002' }, fence)).toBe(false);
    expect(await reactors.advance({ ...step, from: '0001', to: '0002' }, fence)).toBe(true);
    expect(await reactors.position('delivery', 'log-1')).toBe('0002');
  });

  test('is told again that it took the step that it took', async () => {
    const vault = await openIn();
    const fence = await holding(vault);
    expect(await vault.reactors.advance(step, fence)).toBe(true);
    expect(await vault.reactors.advance(step, fence)).toBe(true);
  });

  test('does not go on in another log', async () => {
    const vault = await openIn();
    const { reactors } = vault;
    const fence = await holding(vault);
    await reactors.advance(step, fence);
    await expect(reactors.position('delivery', 'log-2')).rejects.toThrow(/another log/);
    expect(await reactors.advance({ ...step, storeId: 'log-2' }, fence)).toBe(false);
  });
});
