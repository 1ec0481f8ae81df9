import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { begun } from '../../../../infra/children.ts';
import { counted, numbers, trials } from '../../../../infra/trials.ts';
import { DoubleChild } from '../../testing/double/child.ts';
import { record, Stage, told } from '../../testing/stage.ts';
import {
  CannotOpenLog,
  copyFromCluster,
  copyToCluster,
  KeyReused,
  LogSource,
  SqliteStore,
  verifyLog,
  type Appended,
  type EventStore,
  type NewEvent,
} from '../index.ts';
import { Cluster, type Outgoing } from './cluster.ts';

const directory = mkdtempSync(join(tmpdir(), 'dutybook-moving-'));
afterAll(() => rmSync(directory, { recursive: true }));
let stage = new Stage();
afterEach(async () => {
  await stage.clear();
  stage = new Stage();
});

let places = 0;
const place = () => join(directory, String(++places));

interface Asked {
  readonly stream: string;
  readonly events: readonly NewEvent[];
  readonly receipt: Appended;
}

/** Appends of one to three events on four streams, now and then several to one stream in a row. */
async function filled(appends: number, at = place()): Promise<{ at: string; asked: readonly Asked[] }> {
  const store = await SqliteStore.open(at);
  const asked: Asked[] = [];
  for (let n = 0; n < appends; n++) {
    const stream = `kestrel/failure/${Math.floor(n / 3) % 4}`;
    const events = Array.from({ length: 1 + (n % 3) }, (_, k) => told(`é ${n}.${k}`));
    asked.push({ stream, events, receipt: await record(store, stream, events) });
  }
  await store.close();
  return { at, asked };
}

/** What a log's file says of itself, and all that is in it. */
function contents(at: string) {
  const source = new LogSource(join(at, 'log.db'));
  const head = source.head();
  const appends = [...source.appends(0, head.size)].map(({ first, events }) => [first, events.map(hash)]);
  source.close();
  return { head, appends };
}
const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** What is answered when everything that was ever appended is appended again. */
const again = (store: EventStore, asked: readonly Asked[]) =>
  Promise.all(asked.map(({ stream, events }) => record(store, stream, events)));
const receipts = (asked: readonly Asked[]) => asked.map(({ receipt }) => ({ ...receipt, duplicate: true }));

describe('a log that moves to a cluster', () => {
  test('has there the same identity, bytes, numbers and root, and its appends are known again', async () => {
    const { at, asked } = await filled(60);
    const was = contents(at);
    const { url } = await stage.double();
    const copied = await copyToCluster({ directory: at, url });
    expect(copied).toEqual({ storeId: was.head.id, size: was.head.size, root: was.head.root, before: 0 });

    const store = await stage.store(url);
    expect(store.storeId).toBe(was.head.id);
    expect(contents(store.directory)).toEqual(was);
    expect(await verifyLog(join(store.directory, 'log.db'))).toBeUndefined();
    expect(await again(store, asked)).toEqual(receipts(asked));
    const [{ stream, events } = { stream: '', events: [] }] = asked;
    await expect(record(store, stream, [told('other', events[0]?.id)])).rejects.toThrow(KeyReused);
    expect((await store.root()).size).toBe(was.head.size);
  });

  test('leaves a folder that is the mirror of it, and is no log of its own any more', async () => {
    const { at, asked } = await filled(20);
    const { url } = await stage.double();
    await copyToCluster({ directory: at, url });
    await expect(SqliteStore.open(at)).rejects.toThrow(
      /is a copy of a log on a cluster, and nothing may be recorded in it alone/,
    );
    const store = await stage.store(url, { mirror: at });
    expect(await again(store, asked)).toEqual(receipts(asked));
    const { leaf } = await record(store, 'kestrel/failure/0', [told('more')]);
    expect(leaf).toBe(contents(at).head.size - 1);
  });

  test('comes back as a log of its own, of the same identity', async () => {
    const { at, asked } = await filled(40);
    const was = contents(at);
    const { url } = await stage.double();
    await copyToCluster({ directory: at, url });
    const back = place();
    const { id: storeId, size, root } = was.head;
    expect(await copyFromCluster({ directory: back, url })).toEqual({ storeId, size, root, before: 0 });
    expect(contents(back)).toEqual(was);
    const store = await SqliteStore.open(back);
    expect(await again(store, asked)).toEqual(receipts(asked));
    await store.close();
  });

  test('begun again when it is whole, it finds all there; the mirror of what came since comes back too', async () => {
    const { at } = await filled(10);
    const { url } = await stage.double();
    const { size } = await copyToCluster({ directory: at, url });
    expect(await copyToCluster({ directory: at, url })).toMatchObject({ size, before: size });
    const store = await stage.store(url, { mirror: at });
    await record(store, 'kestrel/failure/0', [told('more')]);
    await store.close();
    expect(await copyFromCluster({ directory: at, url })).toMatchObject({ size: size + 1, before: size + 1 });
    const own = await SqliteStore.open(at);
    expect((await record(own, 'kestrel/failure/0', [told('on its own')])).leaf).toBe(size + 1);
    await own.close();
  });

  test('a mirror fills a cluster that lost everything, and goes on as its mirror', async () => {
    const { at, asked } = await filled(20);
    const lost = await stage.double();
    await copyToCluster({ directory: at, url: lost.url });
    const before = await stage.store(lost.url, { mirror: at });
    const late = await record(before, 'kestrel/failure/0', [told('acknowledged, and then lost')]);
    await before.close();

    const emptied = await stage.double();
    const { size } = await copyToCluster({ directory: at, url: emptied.url });
    expect(size).toBe(late.leaf + 1);
    const store = await stage.store(emptied.url, { mirror: at });
    expect(await again(store, asked)).toEqual(receipts(asked));
    expect((await record(store, 'kestrel/failure/0', [told('more')])).leaf).toBe(size);
    expect((await stage.store(emptied.url)).storeId).toBe(store.storeId);
  });
});

describe('a log is not copied', () => {
  test.each([
    ['to a cluster that holds another', 'another log already', async (url: string) => void (await stage.store(url))],
    [
      'to a cluster that holds what is no log',
      'something else already, in the stream orders-1',
      async (url: string) => {
        const cluster = new Cluster(url, 1000);
        await cluster.append('orders-1', [{ id: crypto.randomUUID(), type: 'Ordered', bytes: Buffer.from('{}') }], -1, 1000);
        await cluster.close();
      },
    ],
  ])('%s', async (_, says, before) => {
    const { at } = await filled(3);
    const { url } = await stage.double();
    await before(url);
    await expect(copyToCluster({ directory: at, url })).rejects.toThrow(says);
    await (await SqliteStore.open(at)).close();
  });

  test('while it is being written, nor can it be written while it is copied', async () => {
    const { at } = await filled(3);
    const { url } = await stage.double();
    const store = await SqliteStore.open(at);
    await expect(copyToCluster({ directory: at, url })).rejects.toThrow(/is being written by another process/);
    await store.close();
    const alongside = async () =>
      void (await expect(SqliteStore.open(at)).rejects.toThrow(/is being written by another process/));
    await copyToCluster({ directory: at, url, alongside });
  });

  test('where there is none', async () => {
    await expect(copyToCluster({ directory: place(), url: 'esdb://127.0.0.1:1?tls=false' })).rejects.toThrow(
      'There is no log in',
    );
    const { url } = await stage.double();
    await expect(copyFromCluster({ directory: place(), url })).rejects.toThrow('The cluster holds no log of Dutybook');
  });

  test('onto a cluster that has gone on since, or into the folder of another', async () => {
    const { at } = await filled(3);
    const old = place();
    cpSync(at, old, { recursive: true });
    const { url } = await stage.double();
    await copyToCluster({ directory: at, url });
    await record(await stage.store(url), 'kestrel/failure/0', [told('since')]);
    await expect(copyToCluster({ directory: old, url })).rejects.toThrow(/has gone on since/);
    const other = await filled(1);
    await expect(copyFromCluster({ directory: other.at, url })).rejects.toThrow(CannotOpenLog);
  });

  test('when what moves beside it does not: it stays the log', async () => {
    const { at } = await filled(3);
    const { url } = await stage.double();
    const alongside = () => Promise.reject(new Error('no vault'));
    await expect(copyToCluster({ directory: at, url, alongside })).rejects.toThrow('no vault');
    await (await SqliteStore.open(at)).close();
    expect(await copyToCluster({ directory: at, url })).toMatchObject({ before: 6 });
  });
});

/** Carries one call wrongly: the fifth after that which begins the log. */
abstract class Careless extends Cluster {
  #calls = 0;

  override async append(stream: string, events: readonly Outgoing[], expected: number, ms: number): Promise<void> {
    this.#calls += 1;
    const wrong = this.#calls === 6 ? this.wrong(events) : events;
    if (wrong.length > 0) await super.append(stream, wrong, expected, ms);
  }

  protected abstract wrong(events: readonly Outgoing[]): readonly Outgoing[];
}

class Loses extends Careless {
  protected wrong = () => [];
}

class Changes extends Careless {
  protected wrong = ([first, ...rest]: readonly Outgoing[]) =>
    first === undefined ? [] : [{ ...first, bytes: Buffer.from(Buffer.from(first.bytes).toString().replace('é', 'e')) }, ...rest];
}

/** Nobody could tell any more what belonged together. */
class TearsApart extends Careless {
  protected wrong = (events: readonly Outgoing[]) => events.map(({ id, type, bytes }) => ({ id, type, bytes }));
}

/** Holds one call back until the next is done. */
class KeepsNoOrder extends Cluster {
  #held: (() => Promise<void>) | undefined;
  #isDone = false;

  override async append(stream: string, events: readonly Outgoing[], expected: number, ms: number): Promise<void> {
    const send = () => super.append(stream, events, expected, ms);
    const held = this.#held;
    this.#held = undefined;
    if (!this.#isDone && stream.endsWith('1')) {
      this.#isDone = true;
      this.#held = send;
      return;
    }
    await send();
    await held?.();
  }
}

describe('what was carried wrongly is found', () => {
  test.each([
    ['an event is lost', Loses, /^The cluster holds 24 of the log's 30 events/],
    ['a byte is changed', Changes, /^The cluster does not hold this log: from position 0*24 on it has something else/],
    ['an append is torn apart', TearsApart, /^The cluster does not hold this log: from position 0*25 on it has something else/],
    ['the order is not kept', KeepsNoOrder, /^The cluster does not hold this log: from position 0*6 on it has something else/],
  ])('when %s', async (_, Carrier, says) => {
    const { at } = await filled(15);
    const { url } = await stage.double();
    await expect(copyToCluster({ directory: at, url, Carrier })).rejects.toThrow(says);
    await (await SqliteStore.open(at)).close();
  });

  test('when a byte was changed in the log itself, before anything is copied', async () => {
    const { at } = await filled(15);
    const db = new Database(join(at, 'log.db'));
    db.exec('DROP TRIGGER events_no_update');
    db.exec("UPDATE events SET bytes = CAST(replace(CAST(bytes AS TEXT), 'é 7', 'é 8') AS BLOB) WHERE pos = 14");
    db.exec("CREATE TRIGGER events_no_update BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END");
    db.close();
    const double = await stage.double();
    await expect(copyToCluster({ directory: at, url: double.url })).rejects.toThrow(
      /is not as it was recorded, from position 0*14 on/,
    );
    expect(double.records.all.filter(({ stream }) => !stream.startsWith('$'))).toEqual([]);
  });
});

const KILLS = trials({ few: 2, first: 12, long: 60 });
const APPENDS = 400;

/** A copying that is killed when it has said so many lines; what it said last. */
async function copying(way: 'to' | 'from', url: string, at: string, lines: number): Promise<string> {
  const child = begun('libs/event-store/testing/copying.ts', way, url, at);
  const ended = once(child, 'exit');
  let last = '';
  let said = 0;
  for await (const line of createInterface(child.stdout)) {
    last = line;
    said += 1;
    if (said >= lines) child.kill('SIGKILL');
  }
  await ended;
  return last;
}

/** Kills it again and again, each time within so many lines, and then lets it end. */
async function killed(way: 'to' | 'from', url: string, at: string, lines: number): Promise<string> {
  const next = numbers(lines);
  for (let kill = 0; kill < KILLS; kill++) await copying(way, url, at, 1 + Math.floor(next.next().value * lines));
  return copying(way, url, at, Infinity);
}

describe('a copying that is ended anywhere', () => {
  test(
    `goes on when it is begun again, there and back, ${KILLS} times each, and nothing is there twice`,
    async () => {
      const server = await DoubleChild.start();
      try {
        const { at } = await filled(APPENDS);
        const was = contents(at);
        const [, size, before] = (await killed('to', server.url, at, 60)).split(' ').map(Number);
        expect(size).toBe(was.head.size);
        // Its identity is beside them.
        expect(await server.tell('counts')).toMatchObject({ events: was.head.size + 1 });
        const back = place();
        await killed('from', server.url, back, 3);
        expect(contents(back)).toEqual(was);
        counted(
          `a log that moves: ${2 * KILLS} kills, ${before} of ${size} events were there when it was begun for the last time`,
        );
      } finally {
        await server.kill();
      }
    },
    60_000 + KILLS * 15_000,
  );

  test('goes on when the server is killed, drops what it answers, or sends it away', async () => {
    const file = `${place()}.events`;
    const server = await DoubleChild.start({ file });
    const { at } = await filled(60);
    const was = contents(at);
    for (const does of ['apply, drop the answer', 'drop before applying'] as const)
      await server.tell('fault', { on: 'append', does, skip: 3, times: 2 });
    await server.tell('fault', { on: 'append', does: 'apply, then refuse', with: 'unavailable', skip: 9 });
    let restarted: Promise<DoubleChild> | undefined;
    const toldOf = (doing: string, done: number) => {
      if (doing !== 'copying' || done < 80) return;
      restarted ??= server.kill().then(() => DoubleChild.start({ port: server.port, file }));
    };
    try {
      expect(await copyToCluster({ directory: at, url: server.url, told: toldOf })).toMatchObject({ root: was.head.root });
      expect(restarted).toBeDefined();
    } finally {
      await (await restarted)?.kill();
      await server.kill();
    }
  });
});
