import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { CompactRange, leafHash, RawLog, SqliteStore } from '#event-store';
import { checkpointText, exported, originOf, SigningKey, verifyAgainst, type Verification } from './index.ts';

const directory = mkdtempSync(join(tmpdir(), 'dutybook-verification-'));
afterAll(() => rmSync(directory, { recursive: true }));
const [file, copy] = [join(directory, 'log.db'), join(directory, 'copy.db')];
const EVENTS = 60;

let origin = '';
let key = SigningKey.made('none');
let leaves: readonly Uint8Array[] = [];
const idOf = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

beforeAll(async () => {
  const store = await SqliteStore.open(directory);
  for (let n = 0; n < EVENTS; n += 10) {
    const events = Array.from({ length: 10 }, (_, k) => ({
      id: idOf(n + k),
      type: 'UnheardOf',
      version: 99,
      on: '2026-02-11',
      data: { n: n + k },
    }));
    await store.append(`kestrel/failure/${n % 3}`, events, { expected: 'any', key: idOf(n), by: 'kestrel' });
  }
  origin = originOf(store.storeId);
  key = SigningKey.made(origin);
  await store.close();
  const log = new RawLog(file);
  leaves = [...log.pages()].flat().map(({ bytes }) => leafHash(bytes));
  log.close();
});

/** A signed checkpoint of a history that is the log's for its first events, and another after them. */
function note(size: number, shared = size, by = key) {
  const tree = new CompactRange();
  for (let leaf = 0; leaf < size; leaf += 1)
    tree.append(leaf < shared ? (leaves[leaf] ?? Buffer.alloc(32)) : leafHash(Buffer.from(`another event ${leaf}`)));
  const text = checkpointText({ origin, size, root: tree.root().toString('hex') });
  return { file: `${size}.note`, bytes: Buffer.from(by.note(text)) };
}

const verdict = (notes: readonly { file: string; bytes: Uint8Array }[], at = file): Promise<Verification> =>
  verifyAgainst(at, notes, [key.verifier]);

describe('verifying a log against checkpoints that were saved', () => {
  test('is verified where all of them are of it', async () =>
    expect(await verdict([note(60), note(7), note(30)])).toMatchObject({
      verdict: 'verified',
      size: EVENTS,
      checkpoints: { agreeing: 3, newest: 60, ofOthers: 0 },
    }));

  test('is incomplete without any, and cannot be checked without the key', async () => {
    expect(await verdict([])).toMatchObject({ verdict: 'incomplete' });
    expect(await verdict([note(30, 30, SigningKey.made(origin))])).toMatchObject({ verdict: 'cannot check' });
    expect(await verdict([{ file: 'x', bytes: Buffer.from('no note') }])).toMatchObject({
      wrong: { kind: 'checkpoint', file: 'x' },
    });
  });

  test('names the event that was changed before anything else', async () => {
    copyFileSync(file, copy);
    const owner = new Database(copy);
    owner.exec(`DROP TRIGGER events_no_update`);
    expect(await verdict([note(60)], copy)).toMatchObject({ verdict: 'tampered', wrong: { kind: 'head', index: EVENTS } });
    owner.exec(`UPDATE events SET bytes = CAST(replace(bytes, '"n":41', '"n":40') AS BLOB) WHERE pos = 41`);
    owner.close();
    expect(await verdict([note(60)], copy)).toMatchObject({ verdict: 'tampered', wrong: { kind: 'content', index: 41 } });
  });

  test('D-09: says that it was rolled back where more was signed than there is', async () =>
    expect(await verdict([note(30), note(80, 60)])).toMatchObject({
      verdict: 'tampered',
      wrong: { kind: 'rolled back', index: EVENTS },
      says: 'The log has been rolled back: 80 events of it were signed, and it has 60.',
    }));
});

const FORKS = 100;
type Verify = typeof verdict;

/** What is not told of a fork at each of so many places: that it is one, and between which sizes it must lie. */
async function untold(verify: Verify): Promise<readonly string[]> {
  const says: string[] = [];
  for (let trial = 0; trial < FORKS; trial += 1) {
    const shared = 1 + ((trial * 37) % (EVENTS - 2));
    const forked = shared + 1 + (trial % (EVENTS - shared));
    const { wrong } = await verify([note(1 + ((trial * 11) % shared)), note(forked, shared)]);
    if (wrong?.kind !== 'forked' || !bounds(wrong.says, shared, forked))
      says.push(`shared ${shared}, forked at ${forked}: ${JSON.stringify(wrong)}`);
  }
  return says;
}

function bounds(says: string, shared: number, forked: number): boolean {
  const [, least = NaN, most = NaN] = /first (\d+) events in common, and at most the first (\d+)/.exec(says) ?? [];
  return Number(least) <= shared && shared <= Number(most) && Number(most) < forked;
}

describe('E-04: two histories that part', () => {
  test(`at ${FORKS} places: one checkpoint of each, and it is said that they are inconsistent and how much they share`, async () =>
    expect(await untold(verdict)).toEqual([]));

  test('and finds it when only what the log says of itself is checked', async () =>
    expect((await untold(() => verdict([]))).length).toBe(FORKS));
});

describe('an export', () => {
  test('is the exact bytes, whatever their types, between what it is of and the checkpoint', () => {
    const lines = [...exported(file, { from: 12, to: 14 }, 'a note')].map((line) => JSON.parse(line));
    expect(lines[0]).toMatchObject({ dutybook: 'log', size: EVENTS, from: 12, to: 14 });
    expect(lines.slice(1, -1).map(({ leaf, bytes }) => [leaf, leafHash(Buffer.from(bytes, 'base64')).toString('hex')])).toEqual(
      [12, 13, 14].map((leaf) => [leaf, Buffer.from(leaves[leaf] ?? []).toString('hex')]),
    );
    expect(lines.at(-1)).toEqual({ events: 3, checkpoint: 'a note' });
    expect([...exported(file, { stream: 'kestrel/failure/1' })]).toHaveLength(22);
    expect([...exported(file, { from: 60 })]).toHaveLength(2);
  });
});
