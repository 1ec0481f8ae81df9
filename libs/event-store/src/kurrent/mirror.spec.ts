import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Double } from '../../testing/double/double.ts';
import {
  CannotOpenLog,
  decide,
  KeyReused,
  NotStorable,
  openStore,
  StoreUnavailable,
  verifyLog,
  WrongRevision,
  type Decider,
  type NewEvent,
  type Recorded,
} from '../index.ts';
import { KurrentStore, type KurrentSettings } from './kurrent-store.ts';
import { isSetUpWrong, sentenceOf } from './meaning.ts';

const directory = mkdtempSync(join(tmpdir(), 'dutybook-mirror-'));
afterAll(() => rmSync(directory, { recursive: true }));

let double: Double;
let url: string;
const stores: KurrentStore[] = [];
beforeEach(async () => {
  double = await Double.start();
  ({ url } = double);
});
afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()));
  await double.stop();
});

let places = 0;
const place = () => join(directory, String(++places));

async function process(mirror = place(), settings: Partial<KurrentSettings> = {}): Promise<KurrentStore> {
  const store = await KurrentStore.open({ url, mirror, pauseMs: 20, ...settings });
  stores.push(store);
  return store;
}

let made = 0;
const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const told = (text: string): NewEvent => ({ id: id(++made), type: 'ContactMade', version: 1, on: '2026-02-11', data: { text } });
const stream = 'kestrel/failure/1';
const append = (store: KurrentStore, events: readonly NewEvent[], expected: 'any' | 'none' | 'exists' | number = 'any') =>
  store.append(stream, events, { expected, key: events[0]?.id ?? '', by: 'kestrel' });

async function texts(store: KurrentStore): Promise<unknown[]> {
  const found: Recorded[] = [];
  for await (const page of store.readAll()) found.push(...page);
  return found.map(({ data }) => data['text']);
}

async function until(is: () => boolean): Promise<void> {
  while (!is()) await new Promise((resolve) => setTimeout(resolve, 5));
}

const bothAt = (size: number, ...both: KurrentStore[]) =>
  Promise.all(
    both.map(async (store) => {
      while ((await store.root()).size < size) await new Promise((resolve) => setTimeout(resolve, 5));
    }),
  );

describe('several processes on one cluster', () => {
  test('number everything alike and have one identity, whoever began', async () => {
    const [one, other] = await Promise.all([process(), process()]);
    await Promise.all(
      Array.from({ length: 60 }, (_, n) => {
        const events = Array.from({ length: 1 + (n % 3) }, () => told(`${n}`));
        return (n % 2 === 0 ? one : other).append(`kestrel/failure/${n % 7}`, events, {
          expected: 'any',
          key: events[0]?.id ?? '',
          by: 'kestrel',
        });
      }),
    );
    await bothAt(120, one, other);
    expect(one.storeId).toBe(other.storeId);
    expect(await one.root()).toEqual(await other.root());
    expect(await texts(one)).toEqual(await texts(other));
    expect(await verifyLog(one)).toBeUndefined();
  });

  test('know an append by its key whichever of them it came through, and another body from it', async () => {
    const [one, other] = [await process(), await process()];
    const events = [told('once'), told('and more')];
    const [mine, again] = await Promise.all([append(one, events, 'none'), append(other, events, 'none')]);
    expect([mine.duplicate, again.duplicate].toSorted()).toEqual([false, true]);
    expect({ ...mine, duplicate: true }).toEqual({ ...again, duplicate: true });
    const [first = told('')] = events;
    await expect(append(other, [{ ...first, data: { text: 'another' } }])).rejects.toBeInstanceOf(KeyReused);
    await bothAt(2, one, other);
    expect(await texts(one)).toEqual(['once', 'and more']);
  });

  test('tell who lost a race what it missed, also where its own copy had not come to it', async () => {
    const [one, other] = [await process(), await process()];
    await append(one, [told('first')], 'none');
    const lost = await append(other, [told('late')], 'none').catch((error: unknown) => error);
    if (!(lost instanceof WrongRevision)) throw lost;
    expect([lost.actual, lost.missed.map(({ data }) => data['text'])]).toEqual([0, ['first']]);
    await append(one, [told('second')], 0);
    expect((await append(other, [told('third')], 1)).first).toBe(2);
  });

  test('decide on one stream together: each decision on exactly what is before it', async () => {
    const counting: Decider<number, string> = {
      initial: 0,
      evolve: (count) => count + 1,
      decide: (key, count) => [{ ...told(String(count)), id: key }],
    };
    const both = await Promise.all([process(), process()]);
    const decided = await Promise.allSettled(
      both.flatMap((store, n) =>
        Array.from({ length: 15 }, (_, k) => {
          const key = id(500_000 + 100 * n + k);
          return decide(store, counting, stream, { offer: key, key, by: 'kestrel' });
        }),
      ),
    );
    const answered = decided.filter(({ status }) => status === 'fulfilled');
    await bothAt(answered.length, ...both);
    expect(answered.length).toBeGreaterThanOrEqual(15);
    for (const store of both) expect(await texts(store)).toEqual(answered.map((_, revision) => String(revision)));
  });
});

describe('who is asked to catch up', () => {
  /** Of so many events recorded by another process, how many it did not have after it had been asked, while its link stood still for a moment. */
  async function missing(catchUp: (store: KurrentStore) => Promise<void>): Promise<number> {
    const away = await Double.start({ records: double.records });
    try {
      const [one, other] = [await process(), await process(place(), { url: away.url })];
      let count = 0;
      for (let n = 0; n < 5; n++) {
        away.link.freeze();
        await append(one, [told('recorded elsewhere')]);
        setTimeout(() => away.link.thaw(), 100);
        await catchUp(other);
        if ((await other.stat(stream)).revision < n) count += 1;
        await bothAt(n + 1, other);
      }
      await other.close();
      return count;
    } finally {
      await away.stop();
    }
  }

  test('has whatever another process was answered before', async () => {
    expect(await missing((store) => store.catchUp(5_000))).toBe(0);
  });

  test('and finds it when it is not asked: what is there is read as it is', async () => {
    expect(await missing(async () => undefined)).toBeGreaterThan(0);
  });

  test('says so where it does not come to it in time', async () => {
    const away = await Double.start({ records: double.records });
    const [one, other] = [await process(), await process(place(), { url: away.url })];
    away.link.freeze();
    await append(one, [told('recorded elsewhere')]);
    await expect(other.catchUp(200)).rejects.toBeInstanceOf(StoreUnavailable);
    away.link.thaw();
    await other.close();
    await away.stop();
  });
});

describe('the mirror', () => {
  test('can be deleted and is filled again with the same tree', async () => {
    const at = place();
    const store = await process(at);
    for (let n = 0; n < 30; n++) await append(store, [told(`${n}`), told('and')]);
    const [root, all] = [await store.root(), await texts(store)];
    await store.close();
    rmSync(at, { recursive: true });
    const again = await process(at);
    expect(await again.root()).toEqual(root);
    expect(await texts(again)).toEqual(all);
    expect(again.storeId).toBe(store.storeId);
    expect(await verifyLog(join(at, 'log.db'))).toBeUndefined();
  });

  test('goes on where it was, past what others wrote meanwhile', async () => {
    const at = place();
    const [store, other] = [await process(at), await process()];
    await append(store, [told('before')]);
    await store.close();
    for (let n = 0; n < 700; n += 100)
      await append(
        other,
        Array.from({ length: 100 }, (_, k) => told(`${n + k}`)),
      );
    const again = await process(at);
    expect(await again.root()).toEqual(await other.root());
  });

  test('of another cluster is refused in words, with a way out', async () => {
    const at = place();
    await append(await process(at), [told('mine')]);
    await stores.splice(0)[0]?.close();
    const another = await Double.start();
    const opening = KurrentStore.open({ url: another.url, mirror: at });
    await expect(opening).rejects.toBeInstanceOf(CannotOpenLog);
    await expect(opening).rejects.toThrow(/is a copy of the log .* holds none\. Correct the address; or/);
    await another.stop();
  });

  test('holds nothing that the cluster holds besides: its own streams, and that of the identity', async () => {
    const store = await process();
    double.records.system('$>');
    await append(store, [told('ours')]);
    double.records.system('$metadata');
    expect(await texts(store)).toEqual(['ours']);
    const own = { expected: 'any', key: id(1), by: 'kestrel' } as const;
    await expect(store.append('dutybook', [{ ...told(''), id: id(1) }], own)).rejects.toBeInstanceOf(NotStorable);
  });
});

describe('without its cluster', () => {
  test('a process that has a mirror reads, refuses appends in words, and goes on when the cluster is back', async () => {
    const file = join(directory, 'cluster.json');
    await double.stop();
    double = await Double.start({ file });
    const { port } = double;
    ({ url } = double);
    const at = place();
    const store = await process(at);
    await append(store, [told('before')]);
    await store.close();
    await double.stop();
    const alone = await process(at, { readMs: 500, openMs: 300 });
    expect(await texts(alone)).toEqual(['before']);
    await until(() => !alone.health().writable);
    expect(alone.health()).toMatchObject({ writable: false, passing: true });
    expect(alone.health().says).toMatch('The cluster cannot be reached');
    await expect(append(alone, [told('refused')])).rejects.toBeInstanceOf(StoreUnavailable);
    double = await Double.start({ file, port });
    await until(() => alone.health().writable);
    expect((await append(alone, [told('after')])).first).toBe(1);
    expect(await texts(alone)).toEqual(['before', 'after']);
    expect(alone.lag().events).toBe(0);
  });

  test('a process that has none is told so', async () => {
    const opening = KurrentStore.open({ url: 'esdb://127.0.0.1:9?tls=false', mirror: place(), openMs: 50, pauseMs: 10 });
    await expect(opening).rejects.toThrow('the cluster at esdb://127.0.0.1:9?tls=false cannot be reached');
    await expect(opening).rejects.toBeInstanceOf(StoreUnavailable);
  });

  test('one whose password is wrong is told so, with a mirror and without, and that one can be wrong for a moment', async () => {
    const wrong = { on: 'read', does: 'refuse', with: 'not authenticated' } as const;
    const at = place();
    double.script.add({ ...wrong, times: 2 });
    await (await openStore({ url: double.url, mirror: at })).close();
    double.script.add({ ...wrong, times: 1_000_000 });
    for (const mirror of [at, place()]) {
      const opening = KurrentStore.open({ url: double.url, mirror, openMs: 600, pauseMs: 10 });
      await expect(opening).rejects.toThrow('it does not take the user and the password of its address');
    }
    double.script.clear();
  });

  test.each([
    ['unable to verify the first certificate; if the root CA is installed locally, try running Node.js with --use-system-ca'],
    ["Hostname/IP does not match certificate's altnames: IP: 127.0.0.1 is not in the cert's list: "],
  ])('a certificate that is not trusted is no silence: %s', (why) => {
    const error = new Error(`14 UNAVAILABLE: No connection established. Last error: Error: ${why}. Resolution note: `);
    expect(sentenceOf(error)).toMatch(/^its certificate is not trusted here \(.*; tlsCAFile names whose are\)$/);
    expect(isSetUpWrong(error)).toBe(true);
  });

  test.each([
    ['no address', 'esdb://', 'is no address of a cluster'],
    ['an address without a user', 'esdb://localhost:2113', 'names no user'],
  ])('%s is refused in words', async (_, url, says) => {
    await expect(openStore({ url, mirror: place() })).rejects.toThrow(says);
    await expect(openStore({ url, mirror: place() })).rejects.toBeInstanceOf(CannotOpenLog);
    await expect(openStore({ url })).rejects.toThrow('needs a directory');
  });
});

test('what is counted can be shown: appends, their time, how far behind', async () => {
  const store = await process();
  await Promise.all(Array.from({ length: 8 }, () => append(store, [told('')])));
  expect(store.figures()).toMatchObject({ appends: 8, unknown: 0, conflicts: 0, retries: 0, behindEvents: 0 });
  expect(store.figures().appendSeconds).toBeGreaterThan(0);
  expect(store.figures().behindSeconds).toBeLessThan(5);
});
