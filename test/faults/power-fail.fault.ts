import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LogReader, SqliteStore, verifyLog } from '#event-store';
import { Disk } from './disk-image.ts';
import { needsStrace, traced } from './strace.ts';
import { counted, numbers, trials } from '../../infra/trials.ts';
import { operationsIn, type Operation } from './write-log.ts';

const APPENDS = 300;
const IMAGES = trials({ first: 1_000, long: 10_000 });
const SEED = 20260214;
/** Every so many images is opened as the next start would, and written to. */
const STARTED = 25;

const child = fileURLToPath(new URL('./programs/appends.mjs', import.meta.url));
const thread = (name: string) => new URL(`../../dist/libs/event-store/testing/${name}.js`, import.meta.url).href;
// Images are many and small: memory serves.
const directory = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'dutybook-power-'));

beforeAll(needsStrace);
afterAll(() => rmSync(directory, { recursive: true }));

/** Everything that a run of appends did to the log's files, and what it acknowledged when. */
async function recorded(name: string, writer?: string): Promise<readonly Operation[]> {
  const place = join(directory, name);
  mkdirSync(place);
  const [out, trace] = [join(place, 'acknowledged'), join(place, 'trace')];
  const settings = { directory: place, count: APPENDS, callers: 3, ...(writer === undefined ? {} : { thread: thread(writer) }) };
  const calls = 'trace=pwrite64,write,fsync,fdatasync,ftruncate,unlink';
  const files = [out, join(place, 'log.db'), join(place, 'log.db-wal')].flatMap((file) => ['-P', file]);
  const { code } = await traced({
    flags: ['-f', '-y', '-xx', '-s', '4000000', '-o', trace, '-e', calls, ...files],
    command: [process.execPath, '--no-warnings', child, JSON.stringify(settings)],
    out,
    patienceMs: 300_000,
  });
  expect(code).toBe(0);
  return operationsIn(readFileSync(trace, 'utf8'), out);
}

interface Found {
  readonly images: number;
  /** Images in which something acknowledged is missing, and the most events that are in one. */
  readonly withLoss: number;
  readonly mostLost: number;
  /** What is wrong otherwise. */
  readonly wrong: readonly string[];
}

async function cut(operations: readonly Operation[], images: number): Promise<Found> {
  const draw = numbers(SEED);
  const next = () => draw.next().value;
  const cuts = Array.from({ length: images }, () => Math.floor(next() * (operations.length + 1))).sort((a, b) => a - b);
  const disk = new Disk();
  let [done, withLoss, mostLost] = [0, 0, 0];
  const wrong: string[] = [];
  for (const [n, at] of cuts.entries()) {
    for (; done < at; done += 1) disk.take(operations[done] ?? { does: 'say', words: '' });
    const place = join(directory, 'image');
    mkdirSync(place);
    disk.layDown(place, next);
    const { lost, says } = await lookAt(place, disk.said, n % STARTED === 0);
    rmSync(place, { recursive: true });
    withLoss += lost > 0 ? 1 : 0;
    mostLost = Math.max(mostLost, lost);
    wrong.push(...says.map((each) => `image ${n}, cut at ${at}: ${each}`));
  }
  return { images, withLoss, mostLost, wrong };
}

/** What the next start finds: how many acknowledged appends are gone, and whether the rest is whole. */
async function lookAt(place: string, said: readonly string[], isStarted: boolean): Promise<{ lost: number; says: string[] }> {
  const file = join(place, 'log.db');
  const acknowledged = said
    .join('')
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split(' ').map(Number));
  if (isStarted || acknowledged.length === 0) await startOn(place);
  const fault = await verifyLog(file);
  const sql = new Database(file, { readonly: true });
  const integrity = String(sql.pragma('integrity_check', { simple: true }));
  sql.close();
  const appends = appendsIn(file);
  return {
    lost: acknowledged.filter(([n = -1, leaf]) => appends.get(n)?.at(-1) !== leaf).length,
    says: [
      ...(fault === undefined ? [] : [JSON.stringify(fault)]),
      ...(integrity === 'ok' ? [] : [integrity]),
      ...[...appends].filter(([n, leaves]) => leaves.length !== 1 + (n % 5)).map(([n]) => `append ${n} is torn`),
    ],
  };
}

/** Leaves by append. */
function appendsIn(file: string): ReadonlyMap<number, readonly number[]> {
  const reader = new LogReader(file);
  try {
    const appends = new Map<number, number[]>();
    for (const { data, leaf } of reader.logPage({ first: 0, last: 1_000_000, most: 1_000_000 }).events) {
      if (typeof data['append'] === 'number') appends.set(data['append'], [...(appends.get(data['append']) ?? []), leaf]);
    }
    return appends;
  } finally {
    reader.close();
  }
}

async function startOn(place: string): Promise<void> {
  const store = await SqliteStore.open(place);
  const id = 'ffffffff-0000-7000-8000-000000000000';
  const event = { id, type: 'RoleAsserted', version: 1, on: '2026-02-11', data: {} };
  await store.append('kestrel/product/1', [event], { expected: 'none', key: id, by: 'kestrel' });
  await store.close();
}

describe('D-04: the power cut at any moment', () => {
  test(
    `${IMAGES} images of ${APPENDS} appends: nothing acknowledged is lost, nothing is torn or damaged`,
    async () => {
      const found = await cut(await recorded('as-it-is'), IMAGES);
      counted(`D-04: ${found.images} power-fail images, ${found.withLoss} with a lost acknowledged append`);
      expect(found).toEqual({ images: IMAGES, withLoss: 0, mostLost: 0, wrong: [] });
    },
    IMAGES * 500,
  );

  test('and finds it when the writer does not wait for the disk', async () => {
    const found = await cut(await recorded('hasty', 'hasty-thread'), 300);
    counted(
      `D-04 with a writer that does not wait: ${found.withLoss} of ${found.images} images lost something, at most ${found.mostLost} appends`,
    );
    expect(found.withLoss).toBeGreaterThan(0);
  }, 300_000);
});
