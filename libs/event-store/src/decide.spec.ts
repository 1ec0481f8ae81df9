import { afterAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  decide,
  KeyReused,
  MemoryStore,
  SqliteStore,
  StoreFull,
  verifyLog,
  WrongRevision,
  type Appended,
  type AppendOptions,
  type Decider,
  type EventStore,
  type NewEvent,
  type Recorded,
} from './index.ts';

/** How many of a batch are held; none may go below nothing. What is offered is how many come or go. */
interface Held {
  readonly units: number;
}

class Refused extends Error {}

const supplies = (): Decider<Held, { readonly id: string; readonly units: number }> => ({
  initial: { units: 0 },
  evolve: ({ units }, event: Recorded) => ({ units: units + Number(event.data['units']) }),
  decide: ({ id, units }, held) => {
    if (held.units + units < 0) throw new Refused(`Only ${held.units} are held`);
    return [{ id, type: 'MadeAvailable', version: 1, on: '2026-02-11', data: { units } }];
  },
});

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const stream = 'kestrel/product/puffincam-2';
const offered = (n: number, units: number) => ({ offer: { id: id(n), units }, key: id(n), by: 'kestrel' });

async function unitsOf(store: EventStore): Promise<number[]> {
  const units: number[] = [];
  for await (const page of store.readStream(stream)) units.push(...page.map(({ data }) => Number(data['units'])));
  return units;
}

const directory = mkdtempSync(join(tmpdir(), 'dutybook-decide-'));
afterAll(() => rmSync(directory, { recursive: true }));
let made = 0;
const stores = {
  'in memory': async () => new MemoryStore(),
  'in SQLite': () => SqliteStore.open(join(directory, String(++made))),
};

/** Counts appends, reads and wrong revisions, and lets something be written in between. */
class Watched extends MemoryStore {
  readonly counted = { appends: 0, conflicts: 0, reads: 0 };
  inBetween: (() => Promise<unknown>) | undefined;

  override async append(name: string, events: readonly NewEvent[], options: AppendOptions): Promise<Appended> {
    this.counted.appends++;
    const [first, rest] = [this.inBetween, undefined];
    this.inBetween = rest;
    await first?.();
    return super.append(name, events, options).catch((error: unknown) => {
      if (error instanceof WrongRevision) this.counted.conflicts++;
      throw error;
    });
  }

  override readStream(...of: Parameters<MemoryStore['readStream']>): AsyncGenerator<readonly Recorded[]> {
    this.counted.reads++;
    return super.readStream(...of);
  }
}

const behindTheBack = (store: EventStore, n: number, units: number) => {
  const event = { id: id(n), type: 'MadeAvailable', version: 1, on: '2026-02-11', data: { units } };
  return store.append(stream, [event], { expected: 'any', key: id(n), by: 'tarn-and-beck' });
};

describe.each(Object.entries(stores))('decide, %s', (_, open) => {
  test('S-05: 64 writers of one hot stream lose nothing and never conflict with each other', async () => {
    const store = await open();
    const decider = supplies();
    let [told, refused] = [0, 0];
    const writer = async (writes: number) => {
      for (let n = 0; n < 20; n++) {
        const units = (writes + n) % 3 === 0 ? -2 : 1;
        await decide(store, decider, stream, offered(1000 * (writes + 1) + n, units)).then(
          () => (told += units),
          (error: unknown) => (error instanceof Refused ? refused++ : Promise.reject(error)),
        );
      }
    };
    await Promise.all(Array.from({ length: 64 }, (_, writes) => writer(writes)));
    const units = await unitsOf(store);
    expect(units.length + refused).toBe(64 * 20);
    expect(units.reduce((sum, n) => sum + n, 0)).toBe(told);
    const running = units.map((_, n) => units.slice(0, n + 1).reduce((sum, k) => sum + k, 0));
    expect(Math.min(...running)).toBeGreaterThanOrEqual(0);
    expect(await verifyLog(store)).toBeUndefined();
    await store.close();
  });

  test('a known key gets its old receipt, also where the same would be refused by now', async () => {
    const store = await open();
    const decider = supplies();
    await decide(store, decider, stream, offered(1, 3));
    const receipt = await decide(store, decider, stream, offered(2, -3));
    expect(await decide(store, decider, stream, offered(2, -3))).toEqual({ ...receipt, duplicate: true });
    expect(await decide(store, supplies(), stream, offered(2, -3))).toEqual({ ...receipt, duplicate: true });
    await expect(decide(store, decider, stream, offered(3, -3))).rejects.toThrow('Only 0 are held');
    await store.close();
  });

  test('the same key with another body is refused', async () => {
    const store = await open();
    const decider = supplies();
    await decide(store, decider, stream, offered(1, 3));
    await expect(decide(store, decider, stream, offered(1, 4))).rejects.toBeInstanceOf(KeyReused);
    await expect(decide(store, decider, stream, offered(1, -4))).rejects.toBeInstanceOf(KeyReused);
    expect(await unitsOf(store)).toEqual([3]);
    await store.close();
  });

  test('the same key 50 times at once is one event, and all get the same receipt', async () => {
    const store = await open();
    const decider = supplies();
    await decide(store, decider, stream, offered(1, 3));
    const receipts = await Promise.all(Array.from({ length: 50 }, () => decide(store, decider, stream, offered(2, -3))));
    expect(receipts.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    expect(new Set(receipts.map(({ position }) => position)).size).toBe(1);
    expect(await unitsOf(store)).toEqual([3, -3]);
    await store.close();
  });
});

describe('decide', () => {
  test('a hot stream: no conflict inside a process, and many decisions are under way at once', async () => {
    const store = new Watched();
    const decider = supplies();
    await Promise.all(Array.from({ length: 200 }, (_, n) => decide(store, decider, stream, offered(n, 1))));
    expect(store.counted).toEqual({ appends: 200, conflicts: 0, reads: 1 });
  });

  test('a lost race folds what the refusal carried and decides again', async () => {
    const store = new Watched();
    const decider = supplies();
    await decide(store, decider, stream, offered(1, 3));
    store.inBetween = () => behindTheBack(store, 90, -3);
    await expect(decide(store, decider, stream, offered(2, -3))).rejects.toThrow('Only 0 are held');
    store.inBetween = () => behindTheBack(store, 91, 5);
    expect((await decide(store, decider, stream, offered(3, 1))).first).toBe(3);
    expect(store.counted.conflicts).toBe(2);
  });

  test('a race lost six times is told', async () => {
    const store = new Watched();
    let n = 100;
    const lose = (): Promise<unknown> => {
      const written = behindTheBack(store, n++, 1);
      return written.then(() => (store.inBetween = lose));
    };
    store.inBetween = lose;
    await expect(decide(store, supplies(), stream, offered(1, 1))).rejects.toBeInstanceOf(WrongRevision);
    expect(store.counted.conflicts).toBe(6);
  });

  test('more was missed than the refusal carries: the rest is read', async () => {
    const store = new Watched();
    const decider = supplies();
    await decide(store, decider, stream, offered(1, 1));
    store.inBetween = async () => {
      for (let n = 0; n < 250; n++) await behindTheBack(store, 1000 + n, 1);
    };
    expect((await decide(store, decider, stream, offered(2, 1))).first).toBe(251);
    expect(store.counted.conflicts).toBe(1);
  });

  test('the state that is kept is folded from what was recorded, not from what was on its way', async () => {
    const store = new MemoryStore();
    const seen: (readonly string[])[] = [];
    const positions: Decider<readonly string[], number> = {
      initial: [],
      evolve: (state, { position }) => [...state, position],
      decide: (n, state) => {
        seen.push(state);
        return [{ id: id(n), type: 'MadeAvailable', version: 1, on: '2026-02-11', data: {} }];
      },
    };
    await Promise.all([1, 2, 3].map((n) => decide(store, positions, stream, { offer: n, key: id(n), by: 'kestrel' })));
    await decide(store, positions, stream, { offer: 4, key: id(4), by: 'kestrel' });
    expect(seen).toEqual([[], [''], ['', ''], ['0000000000000000', '0000000000000001', '0000000000000002']]);
  });

  test('what was decided on an append that failed is decided again without it', async () => {
    const store = new Watched();
    const decider = supplies();
    store.inBetween = () => Promise.reject(new StoreFull('no room'));
    const answers = await Promise.allSettled(
      [offered(1, 3), offered(2, 1), offered(3, -3), offered(4, -1)].map((offer) => decide(store, decider, stream, offer)),
    );
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected', 'fulfilled']);
    expect(await unitsOf(store)).toEqual([1, -1]);
  });

  test('a refusal by something that then fails to reach the disk does not stand', async () => {
    const store = new Watched();
    const decider = supplies();
    await decide(store, decider, stream, offered(1, 3));
    store.inBetween = () => Promise.reject(new StoreFull('no room'));
    const answers = await Promise.allSettled(
      [offered(2, -3), offered(3, -2)].map((offer) => decide(store, decider, stream, offer)),
    );
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  });

  test('an id inside a longer append is no key of its own', async () => {
    const store = new MemoryStore();
    const events = [1, 2].map((n) => ({ id: id(n), type: 'MadeAvailable', version: 1, on: '2026-02-11', data: { units: n } }));
    await store.append(stream, events, { expected: 'none', key: id(1), by: 'kestrel' });
    await expect(decide(store, supplies(), stream, offered(2, 2))).rejects.toBeInstanceOf(KeyReused);
    expect(await unitsOf(store)).toEqual([1, 2]);
  });

  test('S-05: and finds it when every writer reads, decides and appends for itself: the plain loop conflicts', async () => {
    const store = new Watched();
    const plain = async (n: number) => {
      const held = await unitsOf(store);
      const events = supplies().decide({ id: id(n), units: 1 }, { units: held.length });
      return store.append(stream, events, { expected: held.length === 0 ? 'none' : held.length - 1, key: id(n), by: 'kestrel' });
    };
    await Promise.allSettled(Array.from({ length: 20 }, (_, n) => plain(n)));
    expect(store.counted.conflicts).toBe(19);
  });
});
