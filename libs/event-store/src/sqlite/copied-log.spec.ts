import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SetClock } from '../../testing/model.ts';
import { CannotOpenLog, CopiedLog, MemoryStore, NotAsRecorded, SqliteStore, verifyLog, type CopiedAppend } from '../index.ts';

const directory = mkdtempSync(join(tmpdir(), 'dutybook-copied-'));
afterAll(() => rmSync(directory, { recursive: true }));

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const told = (n: number) => ({ id: id(n), type: 'ContactMade', version: 1, on: '2026-02-11', data: { text: `é ${n}` } });

/** A log of 400 appends of one to three events on five streams, as bytes. */
const clock = new SetClock('2026-02-11T09:00:00.000Z');
const source = new MemoryStore(clock);
const appends: CopiedAppend[] = [];
beforeAll(async () => {
  for (let n = 0; n < 400; n++) {
    clock.turn(1);
    const events = Array.from({ length: 1 + (n % 3) }, (_, k) => told(n * 10 + k));
    const at = await source.append(`kestrel/failure/${n % 5}`, events, { expected: 'any', key: id(n * 10), by: 'kestrel' });
    const written: Uint8Array[] = [];
    for await (const page of source.readStream(at.stream, { from: at.first, to: at.last }))
      written.push(...page.map(({ bytes }) => bytes));
    appends.push(written);
  }
});

/** A copy that looks at no chain. */
class Careless extends CopiedLog {
  protected override unchained(): undefined {
    return undefined;
  }
}

let made = 0;
const place = () => join(directory, String(++made));

/** A copy of the first 40 appends, in pages. */
function begun(): { log: CopiedLog; at: string } {
  const at = place();
  const log = CopiedLog.open(at, { storeId: source.storeId });
  for (let n = 0; n < 40; n += 7) log.write(appends.slice(n, Math.min(n + 7, 40)), `page ${n}`);
  return { log, at };
}

const changed = (bytes: Uint8Array, from: string, to: string) => Buffer.from(Buffer.from(bytes).toString().replace(from, to));
const next = () => appends[40] ?? [];
const only = () => next()[0] ?? new Uint8Array();

describe('a copied log', () => {
  test('is the log it was copied from: events, tree, identity, and the answer to a repeated append', async () => {
    const at = place();
    const log = CopiedLog.open(at, { storeId: source.storeId });
    for (let n = 0; n < appends.length; n += 50) log.write(appends.slice(n, n + 50));
    expect(log.size).toBe((await source.root()).size);
    expect(log.mark).toBeUndefined();
    log.close();
    expect(await verifyLog(join(at, 'log.db'))).toBeUndefined();
    const store = await SqliteStore.open(at);
    expect(store.storeId).toBe(source.storeId);
    expect(await store.root()).toEqual(await source.root());
    const again = { expected: 'none', key: id(10), by: 'someone' } as const;
    const receipt = await store.append('kestrel/failure/1', [told(10), told(11)], again);
    expect(receipt).toEqual(await source.append('kestrel/failure/1', [told(10), told(11)], again));
    expect(receipt.duplicate).toBe(true);
    await store.append('kestrel/failure/1', [told(99_999)], { expected: 'exists', key: id(99_999), by: 'kestrel' });
    await store.close();
    expect(await verifyLog(join(at, 'log.db'))).toBeUndefined();
  });

  test('goes on where it was, with the mark that was kept with the last page', () => {
    const { log, at } = begun();
    expect([log.size, log.mark]).toEqual([appends.slice(0, 40).flat().length, 'page 35']);
    log.close();
    const again = CopiedLog.open(at, { storeId: source.storeId });
    expect([again.size, again.mark]).toEqual([log.size, 'page 35']);
    again.write(appends.slice(40, 60), 'page 40');
    again.close();
    expect(CopiedLog.open(at).mark).toBe('page 40');
  });

  test.each<[string, () => readonly CopiedAppend[], string]>([
    ['a changed word', () => [[changed(only(), 'é', 'e'), ...next().slice(1)], appends[45] ?? []], 'does not follow on'],
    ['another spelling of the same', () => [[changed(only(), '"by":', '"by": '), ...next().slice(1)]], 'not those of an event'],
    [
      'one member more',
      () => [[changed(only(), '"version":1', '"version":1,"z":1'), ...next().slice(1)]],
      'not those of an event',
    ],
    ['bytes that are no text', () => [[Buffer.concat([Buffer.from([0xff]), only()])]], 'not'],
    ['what is no event', () => [[Buffer.from('{"hello":"world"}')]], 'position'],
    ['another chain', () => [[changed(only(), '"prev":"', '"prev":"00').subarray(0), ...next().slice(1)]], 'does not follow on'],
    ['an append left out', () => [appends[45] ?? []], 'after revision'],
    ['an append twice', () => [next(), next()], 'after revision'],
    ['events in another order', () => [(appends[41] ?? []).toReversed()], 'after revision'],
    ['two appends as one', () => [[...next(), ...(appends[45] ?? [])]], 'not all of one append'],
    ['an append of nothing', () => [[]], 'at least one'],
  ])('takes nothing of a page with %s', async (_, page, says) => {
    const { log, at } = begun();
    const before = [log.size, log.mark];
    const write = () => log.write(page(), 'never kept');
    expect(write).toThrow(NotAsRecorded);
    expect(write).toThrow(says);
    expect([log.size, log.mark]).toEqual(before);
    log.write(appends.slice(40), 'kept');
    log.close();
    expect(await verifyLog(join(at, 'log.db'))).toBeUndefined();
  });

  test('an event said to be recorded before the one before it is refused', () => {
    const { log } = begun();
    const [first = new Uint8Array()] = appends[40] ?? [];
    const early = changed(first, '"recordedAt":"20', '"recordedAt":"19');
    expect(() => log.write([[early, ...next().slice(1)]])).toThrow(/recorded before|not all of one/);
    log.close();
  });

  test('the file of another log, or one that somebody writes, is refused in words', () => {
    const { log, at } = begun();
    expect(() => CopiedLog.open(at)).toThrow('is being written by another process');
    log.close();
    expect(() => CopiedLog.open(at, { storeId: id(1) })).toThrow(CannotOpenLog);
    expect(() => CopiedLog.open(at, { storeId: id(1) })).toThrow(`is ${source.storeId}, not a copy of ${id(1)}`);
  });

  test('without its look at the chain a changed word would pass, and only verifying would find it', async () => {
    const { log, at } = begun();
    log.close();
    const careless = Careless.open(at);
    const [word, later] = [[changed(only(), 'é', 'e'), ...next().slice(1)], appends[45] ?? []];
    careless.write([word, ...appends.slice(41, 45), later]);
    careless.close();
    expect(await verifyLog(join(at, 'log.db'))).toMatchObject({ kind: 'order' });
  });

  test('its guards are those of every log: what was copied cannot be changed', () => {
    const { log, at } = begun();
    log.close();
    const db = new Database(join(at, 'log.db'));
    expect(() => db.exec('DELETE FROM events WHERE pos = 3')).toThrow('append-only');
    expect(() => db.exec("UPDATE events SET bytes = x'00' WHERE pos = 3")).toThrow('append-only');
    db.close();
  });
});
