import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { Keeper, makeBase, type BackupsHealth } from '#backups';
import { Clock } from '#event-store';
import { counted, trials } from '../../infra/trials.ts';
import { admitted, Client, reported } from './fleet.ts';
import { Journal } from './history/journal.ts';
import { needsOwnMounts, SmallDisk } from './mounts.ts';
import { main, Whole } from './whole.ts';
import { Writing, wrongIn } from './writing.ts';

const BACKUPS = trials({ first: 10 });
const FULL = trials({ first: 20 });
const PER_SECOND = 50;
const cli = fileURLToPath(new URL('../../dist/apps/cli/src/main.js', import.meta.url));

const clearing: (() => unknown)[] = [];
beforeAll(needsOwnMounts);
afterEach(async () => {
  for (const clear of clearing.splice(0).reverse()) await clear();
});

async function written(events: number): Promise<Writing> {
  const writing = await Writing.open();
  clearing.push(() => writing.clear());
  await writing.recordMany(events);
  return writing;
}

function smallDisk(kilobytes: number): SmallDisk {
  const disk = new SmallDisk(kilobytes);
  clearing.push(() => disk.clear());
  return disk;
}

/** As an operator makes one, beside the process that writes. */
async function byAnotherProcess(data: string, to: string): Promise<void> {
  const child = spawn(process.execPath, [cli, 'backup', '--data', data, '--to', to], { stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
}

/** As a running Dutybook makes one, in a thread of its own. */
async function byItself(data: string, to: string): Promise<void> {
  const keeper = kept(data, to, []);
  await until(() => keeper.health().at !== undefined);
  await keeper.onApplicationShutdown();
}

function kept(data: string, to: string, says: string[]): Pick<Keeper, 'onApplicationShutdown'> & { health(): BackupsHealth } {
  const keeper = new Keeper({ data, to, everyMs: 100 }, (sentence) => says.push(sentence));
  keeper.onApplicationBootstrap();
  return keeper;
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 600 && !holds(); tries += 1) await wait(50);
  expect(holds()).toBe(true);
}

const basesIn = (folder: string): readonly string[] =>
  existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];

describe('D-13: a backup under load', () => {
  test.each([
    ['by another process', byAnotherProcess],
    ['by the process itself', byItself],
  ])(
    `${BACKUPS} times %s: each opens on a read-only disk, verifies, and has every event acknowledged before its start`,
    async (way, make) => {
      const writing = await written(500);
      const disk = smallDisk(65_536);
      writing.begin(PER_SECOND);
      await wait(3_000);
      const quiet = writing.p99(500);
      const begun = writing.acked.length;
      const made: { folder: string; acked: Writing['acked'] }[] = [];
      for (let n = 0; n < BACKUPS; n += 1) {
        const to = join(disk.folder, String(n));
        const acked = [...writing.acked];
        await make(writing.data, to);
        const [folder = ''] = basesIn(to);
        made.push({ folder, acked });
      }
      const busy = writing.p99(begun);
      await writing.end();
      disk.readOnly();
      for (const { folder, acked } of made) expect(await wrongIn(folder, acked)).toBeUndefined();
      counted(`D-13: ${BACKUPS} backups ${way}; p99 of an append ${quiet.toFixed(1)} ms before, ${busy.toFixed(1)} ms meanwhile`);
      expect(busy).toBeLessThan(2 * quiet + 500);
    },
    BACKUPS * 30_000,
  );

  test('and finds it when the live files are just copied', async () => {
    const writing = await written(300);
    const disk = smallDisk(65_536);
    writing.begin(PER_SECOND);
    const wrong: (string | undefined)[] = [];
    for (let n = 0; n < 5; n += 1) {
      const [to, acked] = [join(disk.folder, String(n)), [...writing.acked]];
      mkdirSync(to);
      for (const name of ['log.db', 'log.db-wal']) copyFileSync(join(writing.data, name), join(to, name));
      disk.readOnly();
      wrong.push(await wrongIn(to, acked));
      disk.writable();
    }
    expect(wrong).not.toContain(undefined);
  }, 120_000);

  test('and finds it when SQLite’s own backup is taken for one: what it makes needs a write-ahead log', async () => {
    const writing = await written(300);
    const disk = smallDisk(65_536);
    const live = new Database(join(writing.data, 'log.db'), { readonly: true });
    await live.backup(join(disk.folder, 'log.db'));
    live.close();
    disk.readOnly();
    expect(await wrongIn(disk.folder, writing.acked)).toMatch('it cannot be opened');
  }, 60_000);
});

describe('D-07: the disk of the backups is full', () => {
  test(
    `${FULL} times while a backup is made: nothing half-done counts or is left, the log goes on, and with room again there is one`,
    async () => {
      const writing = await written(1_500);
      writing.begin(PER_SECOND);
      const disk = smallDisk(16_384);
      for (let trial = 0; trial < FULL; trial += 1) {
        const to = join(disk.folder, String(trial));
        mkdirSync(to);
        disk.resize(16 + trial * 40);
        const before = writing.acked.length;
        await expect(makeBase({ data: writing.data, to, clock: new Clock() })).rejects.toThrow(/full|ENOSPC|no space/i);
        expect(readdirSync(to)).toEqual([]);
        await until(() => writing.acked.length > before);
      }
      disk.resize(65_536);
      const to = join(disk.folder, 'with-room');
      const { folder } = await makeBase({ data: writing.data, to, clock: new Clock() });
      const acked = writing.acked.length;
      await writing.end();
      expect(await wrongIn(folder, [])).toBeUndefined();
      counted(`D-07: the disk of the backups full ${FULL} times, ${acked} events recorded meanwhile`);
    },
    FULL * 20_000,
  );

  test('under a Dutybook that keeps them: it says so, records on, and is level again when there is room', async () => {
    const writing = await written(1_500);
    const disk = smallDisk(256);
    const says: string[] = [];
    const keeper = kept(writing.data, join(disk.folder, 'backups'), says);
    await until(() => says.length > 0);
    expect(says[0]).toMatch(/are not level: .*(full|ENOSPC)/);
    expect(keeper.health().says).toMatch('The backups are not level');
    await writing.recordMany(50);
    disk.resize(65_536);
    await until(() => keeper.health().size === writing.acked.length && keeper.health().says === undefined);
    await keeper.onApplicationShutdown();
  }, 120_000);
});

describe('D-08: a copy on a read-only disk is shown', () => {
  test('reading is answered, recording is refused with 503 and a sentence, and nothing is written there', async () => {
    const whole = new Whole();
    clearing.push(() => whole.clear());
    await whole.start();
    const client = new Client('the desk', new Journal(), () => whole.url);
    await client.record(admitted('kestrel'));
    await client.record(reported('kestrel', 'f-0', 'as it was told'));
    const disk = smallDisk(8_192);
    const { folder } = await makeBase({
      data: whole.folder,
      to: disk.folder,
      clock: new Clock(),
      keyFile: join(whole.folder, 'vault.key'),
    });
    disk.readOnly();
    const viewer = new Whole(folder, main, ['--read-only']);
    clearing.push(() => viewer.end('SIGKILL'));
    await viewer.start();
    const reader = new Client('the reader', new Journal(), () => viewer.url);
    const paths = ['/v1/parties/kestrel/failures/f-0', '/v1/parties/kestrel/failures/f-0/timeline', '/v1/duties', '/v1/log'];
    for (const path of [...paths, '/health/live', '/health/ready'])
      expect({ path, status: (await reader.send(path, { as: 'kestrel' })).status }).toEqual({ path, status: 200 });
    const told = await reader.send('/v1/parties/kestrel/failures/f-0/timeline', { as: 'kestrel' });
    expect(told.text).toContain('as it was told');
    for (const offer of [admitted('quayside'), reported('kestrel', 'f-0', 'something new')]) {
      const answer = await reader.record(offer);
      expect(answer?.status).toBe(503);
      expect(JSON.parse(answer?.text ?? '')).toMatchObject({
        detail: 'This Dutybook shows a copy of the log, and records nothing.',
      });
    }
    expect(await viewer.end('SIGTERM')).toEqual({ code: null, signal: 'SIGTERM' });
    expect(readdirSync(folder).sort()).toEqual(['log.db', 'manifest.json', 'segments', 'vault.db', 'vault.key']);
  }, 120_000);
});
