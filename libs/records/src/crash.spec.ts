import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { fromSources } from '../../../infra/children.ts';
import { trials } from '../../../infra/trials.ts';
import type { Receipt } from './index.ts';
import { eventId, notified, reported, SmallChain } from './small-chain.ts';

const ROUNDS = trials({ few: 2, first: 6 });
const KEYS = 34;

let folder: string;
let chain: SmallChain | undefined;
const open = async () => (chain = await SmallChain.at(`sqlite:${folder}`));
const close = async () => {
  await chain?.close();
  chain = undefined;
};
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'crash-'));
  const begun = await open();
  await begun.admitAll();
  for (const f of [0, 1, 2]) await begun.record(`kestrel/failure/f${f}`, reported());
  await close();
});
afterEach(async () => {
  await close();
  rmSync(folder, { recursive: true });
});

/** Lives and is killed: the very signal by which it ended is looked at. */
function live(where: string, nth: number, first: number): void {
  const life = fromSources('libs/records/src/one-life.ts', folder, where, String(nth), String(first), String(KEYS));
  const { signal, stderr } = spawnSync(process.execPath, life, { encoding: 'utf8' });
  expect({ signal, stderr }).toEqual({ signal: 'SIGKILL', stderr: '' });
}

const offered = (key: number) => ({ ...notified('quayside', `words of ${key}`), id: eventId(`life ${key}`) });
const streamOf = (key: number) => `kestrel/failure/f${key % 3}`;
const keysFrom = (first: number) => Array.from({ length: KEYS }, (_, key) => first + key);

/** What stands on the records, by id, and in which position. */
async function onLog({ store }: SmallChain): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  for await (const page of store.readAll({ types: ['NotificationGiven'] }))
    for (const { id, position } of page) found.set(id, [...(found.get(id) ?? []), position]);
  return found;
}

describe('S-04: a key across a crash', () => {
  test(`${ROUNDS * KEYS} keys, each process killed before or after an append: a retry finds the first result, and none is twice`, async () => {
    let found = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      live(round % 2 === 0 ? 'after append' : 'before append', 5 + round * 4, round * KEYS);
      const after = await open();
      const before = await onLog(after);
      for (const key of keysFrom(round * KEYS)) {
        const receipt: Receipt = await after.record(streamOf(key), offered(key));
        const [first] = before.get(receipt.id) ?? [];
        expect({ key, duplicate: receipt.duplicate, position: first }).toEqual({
          key,
          duplicate: first !== undefined,
          position: first && receipt.position,
        });
        found += first === undefined ? 0 : 1;
      }
      await close();
    }
    expect(found).toBeGreaterThan(ROUNDS * 5);
    const log = await onLog(await open());
    expect([...log.values()].filter(({ length }) => length !== 1)).toEqual([]);
    expect(log.size).toBe(ROUNDS * KEYS);
  });

  test('the words are in the vault under every event that the log has', async () => {
    live('after append', 20, 0);
    const after = await open();
    const shown = [];
    for await (const page of after.store.readAll({ types: ['NotificationGiven'] }))
      shown.push(...(await after.vault.texts.of(page)).values());
    expect(shown.length).toBeGreaterThanOrEqual(20);
    expect(shown.filter((words) => typeof words !== 'string' || !words.startsWith('words of '))).toEqual([]);
  });

  test('and finds it when the log has not kept the key with the events', async () => {
    live('after append', 10, 0);
    const log = new Sqlite(join(folder, 'log.db'));
    const triggers = log
      .prepare<[], { name: string; sql: string }>(
        `select name, sql from sqlite_schema where type = 'trigger' and tbl_name = 'commits'`,
      )
      .all();
    for (const { name } of triggers) log.exec(`drop trigger ${name}`);
    log.exec('delete from commits');
    for (const { sql } of triggers) log.exec(sql);
    log.close();
    const after = await open();
    const known = [...(await onLog(after)).keys()];
    const key = keysFrom(0).find((each) => offered(each).id === known[0]) ?? -1;
    await expect(after.record(streamOf(key), offered(key))).rejects.toThrow(/is already on/);
  });
});

test('a delivery killed between delivering and its checkpoint goes on where it was, and delivers each once', async () => {
  const begun = await open();
  for (const key of keysFrom(0)) await begun.record(streamOf(key), offered(key));
  await close();
  live('after delivery', 7, 0);
  const after = await open();
  expect((await quaysides(after)).length).toBeGreaterThanOrEqual(7);
  expect(await after.vault.reactors.position('delivery', after.store.storeId)).toBe('');
  await after.delivery.start();
  await after.settled();
  const delivered = await quaysides(after);
  expect(delivered.map(({ data }) => data['sourceId']).sort()).toEqual([...(await onLog(after)).keys()].sort());
  expect(new Set(delivered.map(({ id }) => id)).size).toBe(KEYS);
});

async function quaysides(of: SmallChain) {
  return (await Promise.all([0, 1, 2].map((f) => of.events(`quayside/failure/f${f}`)))).flat();
}
