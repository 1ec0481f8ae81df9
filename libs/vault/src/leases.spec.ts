import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { databases, onPostgresql, onSqlite, type Place } from '../testing/databases.ts';
import { CannotOpenVault, Lease, Vault } from './index.ts';

const step = { reactor: 'delivery', storeId: 'log-1', from: '', to: '0001' };

describe.each(databases)('a lease %s', (_on, make) => {
  const on = make();
  const opened: Vault[] = [];
  const open = async (place: Place, leaseMs?: number) => {
    const vault = await Vault.open({ ...place, leaseMs });
    opened.push(vault);
    return vault;
  };
  beforeAll(() => on.begin());
  afterEach(async () => {
    for (const vault of opened.splice(0)) await vault.close();
    on.clear();
  });
  afterAll(() => on.end());

  test('is one holder’s at a time, who renews it under the same number', async () => {
    const { leases } = await open(await on.place());
    expect(await leases.take('delivery', 'a')).toBe(1);
    expect(await leases.take('delivery', 'b')).toBeUndefined();
    expect(await leases.take('delivery', 'a')).toBe(1);
    expect(await leases.take('erasures', 'b')).toBe(1);
  });

  test('is taken over when it was released or has run out, and each time under the next number', async () => {
    const { leases } = await open(await on.place());
    await leases.take('delivery', 'a');
    await leases.release('delivery', 'b');
    expect(await leases.take('delivery', 'b')).toBeUndefined();
    await leases.release('delivery', 'a');
    expect(await leases.take('delivery', 'b', 1)).toBe(2);
    await wait(20);
    expect(await leases.take('delivery', 'c')).toBe(3);
    expect(await leases.take('delivery', 'b')).toBeUndefined();
  });

  test('of 20 who ask at once is one’s', async () => {
    const { leases } = await open(await on.place());
    const taken = await Promise.all(Array.from({ length: 20 }, (_, holder) => leases.take('delivery', String(holder))));
    expect(taken.filter((fence) => fence !== undefined)).toEqual([1]);
  });

  test('taken over leaves the former holder’s checkpoint where it was', async () => {
    const { leases, reactors } = await open(await on.place());
    const former = (await leases.take('delivery', 'a', 1)) ?? 0;
    await wait(20);
    const present = (await leases.take('delivery', 'b')) ?? 0;
    expect(await reactors.advance(step, former)).toBe(false);
    expect(await reactors.position('delivery', 'log-1')).toBe('');
    expect(await reactors.advance(step, present)).toBe(true);
  });

  test('goes on in the log it has come to, and in no other', async () => {
    const { leases, reactors } = await open(await on.place());
    const fence = (await leases.take('delivery', 'a')) ?? 0;
    await reactors.advance(step, fence);
    expect(await reactors.position('delivery', 'log-1')).toBe('0001');
    await expect(reactors.position('delivery', 'log-2')).rejects.toThrow(CannotOpenVault);
    await expect(reactors.position('delivery', 'log-2')).rejects.toThrow(/This vault is of another log: .* log-1, not in log-2/);
  });

  test('passes to who stands by when the work is stopped; who could not begin has left it', async () => {
    const { leases } = await open(await on.place());
    const done: string[] = [];
    const work = (name: string, begin = () => Promise.resolve()) => ({
      begin: () => begin().then(() => void done.push(`${name} begins`)),
      end: () => Promise.resolve(void done.push(`${name} ends`)),
    });
    const cannot = new Lease(
      leases,
      'delivery',
      work('c', () => Promise.reject(new Error('another log'))),
    );
    await expect(cannot.start()).rejects.toThrow('another log');
    const [a, b] = [new Lease(leases, 'delivery', work('a')), new Lease(leases, 'delivery', work('b'))];
    await a.start();
    await b.start();
    expect([a.isHeld, b.isHeld]).toEqual([true, false]);
    await expect(b.fence()).rejects.toThrow(/Another process/);
    await a.stop();
    await b.stop();
    await b.start();
    expect([a.isHeld, b.isHeld]).toEqual([false, true]);
    await b.stop();
    expect(done).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });
});

test('on SQLite a dead process’s lease keeps nobody waiting: the vault is one process’s, and who opens it is that one', async () => {
  const on = onSqlite();
  const place = await on.place();
  const dead = await Vault.open(place);
  const former = await dead.leases.take('delivery', 'a');
  const vault = await Vault.open(place);
  expect(await vault.leases.take('delivery', 'b')).toBe((former ?? 0) + 1);
  await vault.close();
  await dead.close();
  on.clear();
});

test('on PostgreSQL a lease whose holder is gone runs out within its time, and no sooner', async () => {
  const on = onPostgresql();
  await on.begin();
  const place = await on.place();
  const vault = await Vault.open({ ...place, leaseMs: 3_000 });
  const holder = await Vault.open({ ...place, leaseMs: 3_000 });
  const since = performance.now();
  await holder.leases.take('delivery', 'a');
  await holder.close();
  expect(await vault.leases.take('delivery', 'b')).toBeUndefined();
  while ((await vault.leases.take('delivery', 'b')) === undefined) await wait(20);
  expect(performance.now() - since).toBeGreaterThan(2_900);
  await vault.close();
  await on.end();
  on.clear();
});
