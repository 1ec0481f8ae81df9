import { afterAll, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { CannotOpenLog, SqliteStore, StoreBusy, StoreFull, StoreUnavailable, UnknownOutcome, verifyLog } from '../index.ts';

const directory = mkdtempSync(join(tmpdir(), 'dutybook-faults-'));
afterAll(() => rmSync(directory, { recursive: true }));
let made = 0;
const place = () => join(directory, String(++made));

const thread = new URL(`../../testing/faulty-thread${extname(import.meta.url)}`, import.meta.url);
const ail = (at: string, fault: string) => writeFileSync(join(at, fault), '');
const mend = (at: string, fault: string) => rmSync(join(at, fault));

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const record = (store: SqliteStore, n: number, text = '') =>
  store.append('kestrel/failure/1', [{ id: id(n), type: 'ContactMade', version: 1, on: '2026-02-11', data: { text } }], {
    expected: 'any',
    key: id(n),
    by: 'kestrel',
  });
const refusal = (store: SqliteStore, n: number, text = '') => record(store, n, text).catch((error: unknown) => error);

describe('when the disk fails', () => {
  test('a full disk refuses what comes, serves what is there, and goes on by itself when there is room', async () => {
    const at = place();
    const store = await SqliteStore.open(at, { thread });
    await record(store, 1);
    ail(at, 'full');
    for (let n = 2; n < 6; n++) expect(await refusal(store, n, 'x'.repeat(100_000))).toBeInstanceOf(StoreFull);
    expect(await store.stat('kestrel/failure/1')).toEqual({ exists: true, revision: 0 });
    expect(await verifyLog(store)).toBeUndefined();
    // There is room: only the fault says that there is not, so the log does not hold it against the disk.
    expect(store.health()).toEqual({ writable: true });
    mend(at, 'full');
    expect(await record(store, 2, 'x'.repeat(100_000))).toMatchObject({ first: 1, leaf: 1, duplicate: false });
    expect(await verifyLog(store)).toBeUndefined();
    await store.close();
    expect(await verifyLog(join(at, 'log.db'))).toBeUndefined();
  });

  test.each([
    ['failing after it wrote', true],
    ['failing before it writes', false],
  ])(
    'a commit %s has no known outcome: nothing more is written until the next start, and the same again is one event',
    async (fault, isThere) => {
      const at = place();
      const store = await SqliteStore.open(at, { thread });
      await record(store, 1);
      ail(at, fault);
      const answers = await Promise.all([refusal(store, 2), refusal(store, 3)]);
      expect(answers.map((error) => error instanceof UnknownOutcome && error.key)).toEqual([id(2), id(3)]);
      mend(at, fault);
      expect(await refusal(store, 4)).toBeInstanceOf(StoreUnavailable);
      expect(store.health()).toEqual({
        writable: false,
        passing: false,
        says: 'disk I/O error; it takes no more until it is started again',
      });
      expect((await store.stat('kestrel/failure/1')).exists).toBe(true);
      await store.close();
      const again = await SqliteStore.open(at, { thread });
      expect(await record(again, 2)).toMatchObject({ first: 1, duplicate: isThere });
      expect(await record(again, 3)).toMatchObject({ first: 2, duplicate: isThere });
      expect(await verifyLog(again)).toBeUndefined();
      await again.close();
    },
  );

  test('a writer that dies leaves what it had in hand unknown, the rest unwritten, and closing still ends', async () => {
    const at = place();
    const store = await SqliteStore.open(at, { thread });
    await record(store, 1);
    ail(at, 'dead');
    expect(await refusal(store, 2)).toBeInstanceOf(UnknownOutcome);
    expect(await refusal(store, 3)).toBeInstanceOf(StoreUnavailable);
    expect(store.health().writable).toBe(false);
    await store.close();
    mend(at, 'dead');
    const again = await SqliteStore.open(at);
    expect(await record(again, 2)).toMatchObject({ first: 1, duplicate: false });
    await again.close();
  });
});

describe('when there is more than one, or too much', () => {
  test('a writer whose lock file was removed stops when another has taken over', async () => {
    const at = place();
    const first = await SqliteStore.open(at);
    await record(first, 1);
    rmSync(join(at, 'log.db.lock'));
    const second = await SqliteStore.open(at);
    const error = await refusal(first, 2);
    expect(error).toBeInstanceOf(StoreUnavailable);
    expect(String(error)).toMatch('another process has taken this log over');
    expect(await record(second, 2)).toMatchObject({ first: 1, duplicate: false });
    expect(first.health().writable).toBe(false);
    await first.close();
    expect(await verifyLog(second)).toBeUndefined();
    await second.close();
  });

  test('the queue of the writer has an end: what is beyond it is refused at once, the rest is written', async () => {
    const store = await SqliteStore.open(place());
    const answers = await Promise.all(Array.from({ length: 10_010 }, (_, n) => refusal(store, n)));
    const busy = answers.filter((answer) => answer instanceof StoreBusy);
    expect(busy).toHaveLength(10);
    expect(busy[0]?.depth).toBe(10_000);
    expect(await store.stat('kestrel/failure/1')).toEqual({ exists: true, revision: 9_999 });
    await store.close();
  });

  test('a log whose tree does not count its events is not opened for writing', async () => {
    const at = place();
    const store = await SqliteStore.open(at);
    await record(store, 1);
    await store.close();
    const owner = new Database(join(at, 'log.db'));
    owner.exec('UPDATE tree SET size = 2');
    owner.close();
    await expect(SqliteStore.open(at)).rejects.toBeInstanceOf(CannotOpenLog);
    await expect(SqliteStore.open(at)).rejects.toThrow('its tree counts 2 events, but 1 are there');
    expect(await verifyLog(join(at, 'log.db'))).toMatchObject({ kind: 'missing', position: '0000000000000001' });
  });
});
