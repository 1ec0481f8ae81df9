import { describe, expect, jest, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteStore, type NewEvent } from '../index.ts';
import { Ends } from './ends.ts';

const appended = (stream: string, last: number, duplicate = false) =>
  ({ stream, first: last, last, position: '', leaf: last, recordedAt: '', duplicate }) as const;

describe('where streams end', () => {
  test('what comes after the last append lies beyond the end, what was appended does not', () => {
    const ends = new Ends();
    ends.note(appended('kestrel/failure/lens', 4));
    expect([3, 4, 5].map((revision) => ends.isBeyond('kestrel/failure/lens', revision))).toEqual([false, false, true]);
  });

  test('so it is where a stream was read to its end, and an answer that comes later does not take back what was seen', () => {
    const ends = new Ends();
    ends.read('kestrel/failure/lens', 4);
    expect([4, 5].map((revision) => ends.isBeyond('kestrel/failure/lens', revision))).toEqual([false, true]);
    ends.note(appended('kestrel/failure/lens', 3));
    expect([4, 5].map((revision) => ends.isBeyond('kestrel/failure/lens', revision))).toEqual([false, true]);
    ends.note(appended('kestrel/failure/lens', 5));
    expect(ends.isBeyond('kestrel/failure/lens', 5)).toBe(false);
  });

  test('of a stream that is not there nothing is noted', () => {
    const ends = new Ends();
    ends.read('kestrel/failure/lens', -1);
    expect(ends.isBeyond('kestrel/failure/lens', 0)).toBe(false);
  });

  test('an append that was known already says nothing of the end', () => {
    const ends = new Ends();
    ends.note(appended('kestrel/failure/lens', 4));
    ends.note(appended('kestrel/failure/lens', 1, true));
    ends.note(appended('kestrel/profile', 0, true));
    expect(ends.isBeyond('kestrel/failure/lens', 3)).toBe(false);
    expect(ends.isBeyond('kestrel/profile', 1)).toBe(false);
  });

  test('of a stream that was not appended to, and of every stream after an unknown outcome, nothing is said', () => {
    const ends = new Ends();
    expect(ends.isBeyond('kestrel/failure/lens', 0)).toBe(false);
    ends.note(appended('kestrel/failure/lens', 4));
    ends.forget();
    expect(ends.isBeyond('kestrel/failure/lens', 5)).toBe(false);
  });
});

describe('a stream that is asked for what comes after what is known', () => {
  const stream = 'kestrel/failure/lens';
  const idOf = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
  const event = (n: number): NewEvent => ({ id: idOf(n), type: 'ContactMade', version: 1, on: '2026-02-11', data: {} });

  /** Of three events, recorded in two runs, those that were there when each was asked for. */
  async function seen(): Promise<readonly number[]> {
    const directory = mkdtempSync(join(tmpdir(), 'dutybook-ends-'));
    const found: number[] = [];
    const ask = async (store: SqliteStore, from: number) => {
      for await (const page of store.readStream(stream, { from })) found.push(...page.map(({ revision }) => revision));
    };
    for (const run of [[0], [1, 2]]) {
      const store = await SqliteStore.open(directory);
      await ask(store, run[0] ?? 0);
      for (const n of run) {
        await store.append(stream, [event(n)], { expected: n === 0 ? 'none' : n - 1, key: idOf(n), by: 'kestrel' });
        await ask(store, n);
        await ask(store, n + 1);
      }
      await store.close();
    }
    rmSync(directory, { recursive: true });
    return found;
  }

  test('is read on from there', async () => {
    expect(await seen()).toEqual([0, 1, 2]);
  });

  test('and finds it when the end is taken for one lower', async () => {
    const { isBeyond } = Ends.prototype;
    const lower = jest.spyOn(Ends.prototype, 'isBeyond');
    lower.mockImplementation(function (this: Ends, name, revision) {
      return isBeyond.call(this, name, revision + 1);
    });
    expect(await seen()).not.toEqual([0, 1, 2]);
    lower.mockRestore();
  });
});
