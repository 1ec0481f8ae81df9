import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { HeldClock, SqliteStore } from '#event-store';
import { numbers, trials } from '../../../infra/trials.ts';
import { Bench, dumpsOf, level, Recorder, scenario } from './given.ts';

const KILLS = trials({ few: 4, first: 20, long: 200 });
const SEED = 20261126;
const root = fileURLToPath(new URL('../../../', import.meta.url));
const child = fileURLToPath(new URL('../testing/build.mjs', import.meta.url));
/** The thread runs what is built: the same code, compiled. */
const builder = new URL('../../../dist/libs/views/src/building-thread.js', import.meta.url);
const inThread = { builder, pace: { alone: 0 } };

let bench: Bench;
let log: string;
let clock: HeldClock;
let store: SqliteStore;
beforeAll(() => void spawnSync(process.execPath, [join(root, 'infra/build.mjs')], { stdio: 'inherit' }));
beforeEach(async () => {
  bench = new Bench();
  log = join(bench.directory, 'log');
  clock = new HeldClock('2025-08-01T00:00:00Z');
  store = await SqliteStore.open(log, { clock });
  bench.atEnd(() => store.close());
  await new Recorder(store, clock).scenario(scenario('01-straight-chain'));
});
afterEach(() => bench.clear());

const builtHere = async () => {
  const views = await bench.views(store);
  expect(await level(views, store)).toBe(true);
  return dumpsOf(views);
};

describe('P-02: lists built in a thread of their own', () => {
  test('are those that are built here, byte for byte', async () => {
    const views = await bench.views(store, inThread);
    expect(await level(views, store)).toBe(true);
    expect(views.health().status).toBe('ok');
    expect(await dumpsOf(views)).toEqual(await builtHere());
  });

  test('take the place of those that serve, while events come in', async () => {
    const views = await bench.views(store, inThread);
    await level(views, store);
    const rebuilt = Promise.all(['outstanding_duties', 'party_list'].map((name) => views.rebuild(name)));
    await new Recorder(store, clock).scenario(scenario('05-retailer-finds-it'));
    expect(await rebuilt).toEqual([true, true]);
    expect(await level(views, store)).toBe(true);
    expect(await dumpsOf(views)).toEqual(await builtHere());
  }, 240_000);

  test('and it is found when the thread fills nothing', async () => {
    const nothing = new URL('../testing/building-nothing.mjs', import.meta.url);
    const views = await bench.views(store, { builder: nothing, pace: { alone: 0 } });
    expect(await level(views, store)).toBe(true);
    expect(await dumpsOf(views)).not.toEqual(await builtHere());
  });

  test('wait for a thread that cannot be started, and say so', async () => {
    const views = await bench.views(store, { builder: new URL('../testing/none.mjs', import.meta.url), pace: { alone: 0 } });
    for (let tries = 0; tries < 400 && views.health().trouble === undefined; tries += 1) await wait(50);
    expect(await views.waitFor(await store.head(), 100).catch(() => false)).toBe(false);
    expect(views.health()).toMatchObject({ status: 'degraded', trouble: expect.stringContaining('none.mjs') });
  }, 40_000);
});

/** Runs the child, and kills it so long after it began to build unless it has ended by then. */
async function run(file: string, killAfter?: number): Promise<'level' | 'killed'> {
  const building = spawn(process.execPath, ['--no-warnings', child, JSON.stringify({ log, file, at: clock.at })], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  building.stdout.on('data', (chunk: Buffer) => {
    if (said === '' && killAfter !== undefined) setTimeout(() => building.kill('SIGKILL'), killAfter);
    said += chunk.toString();
  });
  await new Promise((resolve) => building.once('close', resolve));
  return said.includes('level') ? 'level' : 'killed';
}

describe('P-01: a process killed while a thread of it builds the lists', () => {
  test(
    `builds them anew the next time, whole (seed ${SEED})`,
    async () => {
      const wanted = await builtHere();
      await store.close();
      const file = bench.newFile();
      const random = numbers(SEED);
      for (let kill = 0; kill < KILLS; kill += 1) await run(file, random.next().value * 1_500);
      expect(await run(file)).toBe('level');
      store = await SqliteStore.open(log, { clock });
      const views = await bench.views(store, { file });
      expect(await dumpsOf(views)).toEqual(wanted);
    },
    60_000 + KILLS * 10_000,
  );
});
