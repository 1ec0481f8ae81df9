import { afterEach, describe, expect, test } from '@jest/globals';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { restore, Shipping, type Restored, type Until } from '#backups';
import { Clock, openForReading, SqliteStore, type Recorded } from '#event-store';
import { restartFollowers } from '#vault';
import { counted, trials } from '../../infra/trials.ts';
import { Client, deliveredBy, type Offer } from './fleet.ts';
import { Journal } from './history/journal.ts';
import { Load } from './load.ts';
import { main, Whole } from './whole.ts';
import { Writing } from './writing.ts';

const EVENTS = trials({ few: 2_000, first: 10_000, long: 100_000 });
const MOST_LOST_S = 60;

const clearing: (() => unknown)[] = [];
afterEach(async () => {
  for (const clear of clearing.splice(0).reverse()) await clear();
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dutybook-restore-'));
  clearing.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function written(events: number): Promise<Writing> {
  const writing = await Writing.open();
  clearing.push(() => writing.clear());
  await writing.recordMany(events);
  return writing;
}

/** The folder of a backup, in a folder of backups that holds one. */
const onlyBase = (backups: string): string => join(backups, readdirSync(backups).find((name) => name.startsWith('base-')) ?? '');
const latest = (backups: string): { at: string; size: number } | undefined => {
  const file = existsSync(backups) ? join(onlyBase(backups), 'latest.json') : '';
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
};

async function eventsIn(folder: string): Promise<readonly Recorded[]> {
  const log = openForReading(folder);
  const events: Recorded[] = [];
  for await (const page of log.readAll()) events.push(...page);
  await log.close();
  return events;
}

const restoredTo = (from: string, to: string, keyFile: string, until: Until = {}): Promise<Restored> =>
  restore({ from, to, until, keyFile, reason: 'the disk was lost', clock: new Clock() });

interface Acked {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** What a restored folder should say, and does not: everything acknowledged before it claims to be complete, and that it was restored. */
async function missingIn(folder: string, acked: readonly Acked[], completeUntil: string): Promise<readonly string[]> {
  const events = await eventsIn(folder);
  const there = new Set(events.map(({ id }) => id));
  const lost = acked.filter(({ id, at }) => at < Date.parse(completeUntil) && !there.has(id)).map(({ id }) => `${id} is lost`);
  const last = events.at(-1);
  const isSaid = last?.type === 'LogRestored' && last.data['leaves'] === events.length - 1;
  return isSaid ? lost : [...lost, 'nothing says that it was restored'];
}

/** A Dutybook that keeps backups, under load until some of what was recorded since its first backup was shipped; then its disk is lost. */
async function lostUnderLoad(backups: string) {
  const whole = new Whole(undefined, main, ['--backups', backups]);
  clearing.push(() => whole.clear());
  await whole.start();
  const load = new Load(whole, 4);
  await load.admitAll();
  load.begin();
  const begun = performance.now();
  while ((latest(backups)?.size ?? 0) < 50 && performance.now() - begun < 120_000) await wait(200);
  await wait(2_000);
  await whole.end('SIGKILL');
  const lostAt = Date.now();
  await load.end();
  return { whole, recorded: load.answers.filter(({ answer }) => answer?.status === 201), lostAt };
}

describe('D-14: the disk is lost, and the log restored from what was shipped', () => {
  test('under load: at most a minute is lost, which is stated; it goes on under another identity, and nothing is done twice', async () => {
    const [backups, to] = [newFolder(), join(newFolder(), 'data')];
    const { whole, recorded, lostAt } = await lostUnderLoad(backups);
    const acked = recorded.map(({ at, offer: { id } }) => ({ id, at: performance.timeOrigin + at }));
    const restored = await restoredTo(backups, to, join(whole.folder, 'vault.key'));
    expect(await missingIn(to, acked, restored.completeUntil)).toEqual([]);
    expect((lostAt - Date.parse(restored.completeUntil)) / 1000).toBeLessThan(MOST_LOST_S);
    expect(restored).toMatchObject({ leftOut: 0, wordless: 0, size: latest(backups)?.size });
    expect(restored.headsCompared).toBeGreaterThan(1);
    const there = new Set((await eventsIn(to)).map(({ id }) => id));
    const lost = recorded.filter(({ offer }) => !there.has(offer.id));
    counted(`D-14: of ${acked.length} acknowledged events ${lost.length} were lost, within ${restored.secondsSince} s`);

    const after = new Whole(to);
    clearing.push(() => after.clear());
    await after.start();
    await after.settled();
    const client = new Client('after', new Journal(), () => after.url);
    const kept = recorded.find(({ offer }) => there.has(offer.id));
    expect((await client.record(kept?.offer as Offer))?.status).toBe(200);
    for (const { offer } of lost.slice(0, 1)) expect((await client.record(offer))?.status).toBe(201);
    await after.settled();
    const log = after.events();
    expect(deliveriesIn(log).filter((times) => times !== 1)).toEqual([]);
    for (const { kept: shown, rebuilt } of await after.views()) expect(shown).toBe(rebuilt);
    expect(await after.faults()).toEqual([]);
  }, 300_000);

  test(`${EVENTS} events, as base and segments: the same bytes, to the end, to an instant and to a position`, async () => {
    const writing = await written(EVENTS / 2);
    const [backups, folder] = [newFolder(), newFolder()];
    const shipping = new Shipping({ data: writing.data, to: backups, clock: new Clock() });
    await shipping.look();
    await writing.recordMany(EVENTS / 4);
    const middle = await shipping.look();
    await wait(20);
    await writing.recordMany(EVENTS - EVENTS / 2 - EVENTS / 4);
    await shipping.look();
    await writing.end();
    const before = (await eventsIn(writing.data)).map(({ bytes }) => Buffer.from(bytes).toString());
    const key = join(writing.data, 'vault.key');
    const begun = process.cpuUsage();
    const whole = await restoredTo(backups, join(folder, 'whole'), key);
    const { user, system } = process.cpuUsage(begun);
    counted(`D-14: ${EVENTS} events restored in ${((user + system) / 1_000_000).toFixed(1)} s of the processor`);
    expect(whole).toMatchObject({ size: EVENTS, leftOut: 0, wordless: 0 });
    expect(whole.headsCompared).toBeGreaterThanOrEqual(3);
    expect(user + system).toBeLessThan(300_000_000);
    expect((await eventsIn(join(folder, 'whole'))).slice(0, -1).map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(
      before,
    );

    const toPosition = await restoredTo(backups, join(folder, 'position'), key, { position: middle.size - 1 });
    expect(toPosition).toMatchObject({ size: middle.size, root: middle.root, leftOut: EVENTS - middle.size });
    const toInstant = await restoredTo(backups, join(folder, 'instant'), key, { instant: middle.at });
    expect(toInstant).toMatchObject({ size: middle.size, root: middle.root });
    const [last, next] = [before[toInstant.size - 1], before[toInstant.size]].map((text) => JSON.parse(text ?? '').recordedAt);
    expect(last <= middle.at && next > middle.at).toBe(true);
  }, 900_000);

  test('and finds it when the last segment is left out and nothing says so', async () => {
    const writing = await written(100);
    const [backups, to] = [newFolder(), join(newFolder(), 'data')];
    const shipping = new Shipping({ data: writing.data, to: backups, clock: new Clock() });
    await shipping.look();
    await writing.recordMany(50);
    await shipping.look();
    const before = readFileSync(join(onlyBase(backups), 'latest.json'), 'utf8');
    await writing.recordMany(50);
    // What was acknowledged in the instant of the look does not count as acknowledged before it.
    await wait(20);
    const { vault } = await shipping.look();
    await writing.end();
    // What a restore that takes all segments but the last would see, if that were not found.
    const { size, root } = JSON.parse(before);
    writeFileSync(join(onlyBase(backups), 'latest.json'), JSON.stringify({ ...latest(backups), size, root, vault }));
    const { completeUntil } = await restoredTo(backups, to, join(writing.data, 'vault.key'));
    expect(await missingIn(to, writing.acked, completeUntil)).toHaveLength(50);
  }, 120_000);

  test('and finds it when a copy is just put in its place: nothing says that the history is shorter', async () => {
    const writing = await written(100);
    const [backups, to] = [newFolder(), newFolder()];
    await new Shipping({ data: writing.data, to: backups, clock: new Clock() }).look();
    await writing.end();
    copyFileSync(join(onlyBase(backups), 'log.db'), join(to, 'log.db'));
    expect(await missingIn(to, writing.acked, new Date(0).toISOString())).toEqual(['nothing says that it was restored']);
  }, 60_000);

  test('and finds it when followers go on from where they stood at the end, not from where they stood by then', async () => {
    const [folder, backups] = [newFolder(), newFolder()];
    const whole = new Whole(undefined, main);
    clearing.push(() => whole.clear());
    await whole.start();
    const load = new Load(whole, 2);
    await load.admitAll();
    load.begin();
    while (load.acked < 40) await wait(100);
    await load.end();
    await whole.settled();
    await whole.end('SIGTERM');
    await new Shipping({ data: whole.folder, to: backups, clock: new Clock() }).look();
    const events = await eventsIn(whole.folder);
    const given = events.find(({ type, leaf }) => type === 'NotificationGiven' && leaf > 10);
    const key = join(whole.folder, 'vault.key');
    const to = async (name: string): Promise<Whole> => {
      await restoredTo(backups, join(folder, name), key, { position: given?.leaf ?? 0 });
      const restored = new Whole(join(folder, name));
      clearing.push(() => restored.end('SIGKILL'));
      return restored;
    };
    const right = await to('right');
    await right.start();
    await right.settled();
    expect(deliveriesIn(right.events()).filter((times) => times !== 1)).toEqual([]);
    await right.end('SIGTERM');
    const wrong = await to('wrong');
    await standAtTheEnd(wrong.folder);
    await wrong.start();
    await wrong.settled();
    expect(deliveriesIn(wrong.events())).toContain(0);
  }, 180_000);
});

/** How often each notification on a log has reached the book of whoever was told. */
function deliveriesIn(log: readonly Recorded[]): readonly number[] {
  const times = Map.groupBy(log, ({ id }) => id);
  return log
    .filter(({ type }) => type === 'NotificationGiven')
    .flatMap(({ stream, id, type, on, data }) => deliveredBy({ as: '', stream, id, event: { type, on, data } }))
    .map((id) => times.get(id)?.length ?? 0);
}

async function standAtTheEnd(folder: string): Promise<void> {
  const store = await SqliteStore.open(folder);
  const [storeId, head] = [store.storeId, await store.head()];
  await store.close();
  restartFollowers(join(folder, 'vault.db'), storeId, [{ reactor: 'delivery', position: head }]);
}
