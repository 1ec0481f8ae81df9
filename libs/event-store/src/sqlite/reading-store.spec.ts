import { afterAll, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { holdsTheContract } from '../../testing/contract.ts';
import { SetClock } from '../../testing/model.ts';
import {
  CannotOpenLog,
  EventStore,
  openForReading,
  SqliteStore,
  StoreUnavailable,
  verifyLog,
  type AppendOptions,
  type NewEvent,
  type ReadAll,
  type ReadStream,
} from '../index.ts';

const directory = mkdtempSync(join(tmpdir(), 'dutybook-reading-'));
afterAll(() => rmSync(directory, { recursive: true }));

let places = 0;
const newPlace = () => join(directory, String(++places));
const idOf = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const told = (n: number) => ({ id: idOf(n), type: 'ContactMade', version: 1, on: '2026-02-11', data: { n } });
const record = (store: EventStore, n: number) =>
  store.append('kestrel/failure/1', [told(n)], { expected: 'any', key: idOf(n), by: 'kestrel' });

/** Appends by the store that writes, and reads by one that was opened beside it. */
class ReadBeside extends EventStore {
  readonly #writes: SqliteStore;
  readonly #reads: EventStore;

  constructor(writes: SqliteStore, reads: EventStore) {
    super();
    [this.#writes, this.#reads] = [writes, reads];
  }

  static async open(place: string, clock: SetClock): Promise<ReadBeside> {
    return new ReadBeside(await SqliteStore.open(place, { clock }), openForReading(place, clock));
  }

  get storeId() {
    return this.#reads.storeId;
  }
  get clock() {
    return this.#reads.clock;
  }
  append(stream: string, events: readonly NewEvent[], options: AppendOptions) {
    return this.#writes.append(stream, events, options);
  }
  readStream(stream: string, options?: ReadStream) {
    return this.#reads.readStream(stream, options);
  }
  readAll(options?: ReadAll) {
    return this.#reads.readAll(options);
  }
  subscribe(...following: Parameters<EventStore['subscribe']>) {
    return this.#reads.subscribe(...following);
  }
  stat(stream: string) {
    return this.#reads.stat(stream);
  }
  head() {
    return this.#reads.head();
  }
  root() {
    return this.#reads.root();
  }
  proveInclusion(leaf: number, size: number) {
    return this.#reads.proveInclusion(leaf, size);
  }
  proveConsistency(earlier: number, size: number) {
    return this.#reads.proveConsistency(earlier, size);
  }
  figures() {
    return this.#writes.figures();
  }
  catchUp(ms: number) {
    return this.#reads.catchUp(ms);
  }
  health() {
    return this.#reads.health();
  }
  async close(): Promise<void> {
    await this.#reads.close();
    await this.#writes.close();
  }
}

holdsTheContract({ name: 'in SQLite, read beside its writer', open: (clock) => ReadBeside.open(newPlace(), clock) });

describe('a log opened for reading', () => {
  test('takes no append, and says so', async () => {
    const place = newPlace();
    const writer = await SqliteStore.open(place);
    const reader = openForReading(place);
    await expect(record(reader, 1)).rejects.toBeInstanceOf(StoreUnavailable);
    expect(reader.health()).toEqual({ writable: false, says: 'It was opened for reading only.', passing: false });
    expect([reader.isForReading, writer.isForReading]).toEqual([true, false]);
    expect(await reader.root()).toMatchObject({ size: 0 });
    expect(reader.storeId).toBe(writer.storeId);
    await reader.close();
    await expect(reader.root()).rejects.toBeInstanceOf(StoreUnavailable);
    await writer.close();
  });

  test('is read in another thread, which hears of what is appended here', async () => {
    const place = newPlace();
    const writer = await SqliteStore.open(place);
    await record(writer, 1);
    const program = new URL(`../../testing/reading-thread${extname(import.meta.url)}`, import.meta.url);
    const thread = new Worker(program, { workerData: { directory: place, count: 3 } });
    expect(await once(thread, 'message')).toEqual(['reading']);
    const heard = once(thread, 'message');
    for (const n of [2, 3]) await record(writer, n);
    expect(await heard).toEqual([[1, 2, 3].map(idOf)]);
    const ended = once(thread, 'exit');
    thread.postMessage('close');
    expect(await ended).toEqual([0]);
    await writer.close();
  });

  test('may be a copy that nobody writes: nothing is made beside it', async () => {
    const [place, copy] = [newPlace(), newPlace()];
    const writer = await SqliteStore.open(place);
    for (const n of [1, 2, 3]) await record(writer, n);
    mkdirSync(copy);
    const db = new Database(join(place, 'log.db'), { readonly: true });
    db.prepare('VACUUM INTO ?').run(join(copy, 'log.db'));
    db.close();
    await record(writer, 4);
    const reader = openForReading(copy);
    expect(await reader.root()).toMatchObject({ size: 3 });
    expect(await verifyLog(reader)).toBeUndefined();
    expect(readdirSync(copy)).toEqual(['log.db']);
    await reader.close();
    await writer.close();
  });

  test('is one: another file, none, or one without its guards is refused', async () => {
    const [other, none, changed] = [newPlace(), newPlace(), newPlace()];
    for (const place of [other, changed]) mkdirSync(place);
    writeFileSync(join(other, 'log.db'), '');
    await (await SqliteStore.open(none)).close();
    copyFileSync(join(none, 'log.db'), join(changed, 'log.db'));
    rmSync(join(none, 'log.db'));
    const owner = new Database(join(changed, 'log.db'));
    owner.exec('DROP TRIGGER events_no_delete');
    owner.close();
    expect(() => openForReading(other)).toThrow(new CannotOpenLog(`${join(other, 'log.db')} is no log of Dutybook.`));
    expect(() => openForReading(none)).toThrow(/cannot be opened/);
    expect(() => openForReading(changed)).toThrow(/someone has changed them/);
  });
});
