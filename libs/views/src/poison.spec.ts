import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { mkdirSync, rmdirSync } from 'node:fs';
import { someoneOf, uuidOf } from '#access';
import { HeldClock, MemoryStore, verifyLog, type ReadAll, type Recorded } from '#event-store';
import { unknownIn, UpgradeNeeded } from '#psti';
import { failuresRegister } from './failures-register.ts';
import { Bench, dumpsOf, level, Recorder, scenario } from './given.ts';
import { OutstandingDuties, OutstandingDutiesHandler, outstandingDuties } from './outstanding-duties.ts';
import { RecordOf, RecordOfHandler } from './record-of.ts';
import { RowsOf } from './rows.ts';
import type { MatterView } from './view.ts';
import { allViews } from './views.module.ts';
import type { Views } from './views.ts';

const straightChain = scenario('01-straight-chain');
const record = 'kestrel/failure/shared-password';
const pace = { backOff: [5, 10, 20, 40] };
/** The determination of the failure by its manufacturer. */
const poison = straightChain.given.find(({ event }) => event.type === 'FailureDetermined')?.id ?? '';

let bench: Bench;
let clock: HeldClock;
let store: MemoryStore;
let recorder: Recorder;
beforeEach(() => {
  bench = new Bench();
  clock = new HeldClock('2025-08-01T00:00:00Z');
  store = new MemoryStore(clock);
  recorder = new Recorder(store, clock);
  bench.atEnd(() => store.close());
});
afterEach(() => bench.clear());

/** The view, with what it does about a record that holds the poison event. */
const poisoned = (view: MatterView, on: () => void): MatterView => ({
  ...view,
  rowsFor: (matter) => {
    if (matter.events.some(({ id }) => id === poison)) on();
    return view.rowsFor(matter);
  },
});
const withPoisoned = (on: () => void) =>
  allViews.map((view) => (view.name === 'outstanding_duties' ? poisoned(outstandingDuties, on) : view));

const until = async (holds: () => boolean): Promise<void> => {
  for (let waited = 0; !holds() && waited < 10_000; waited += 5) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(holds()).toBe(true);
};
const healthOf = (views: Views, name: string) => views.health().views.find((view) => view.name === name);
const eventBefore = async (id: string): Promise<string> => {
  let before = '';
  for await (const page of store.readAll())
    for (const event of page) {
      if (event.id === id) return before;
      before = event.position;
    }
  return before;
};

describe('P-03: an event on which a view fails', () => {
  test('is tried five times; then that view stops right before it, and everything else goes on', async () => {
    let tries = 0;
    const fails = () => {
      tries += 1;
      throw new Error('no rule for this');
    };
    const file = bench.newFile();
    const views = await bench.views(store, { file, pace, views: withPoisoned(fails) });
    await recorder.scenario(straightChain);
    await until(() => views.health().status === 'degraded');
    // With the page that it came in, on the way to it, and then five times alone.
    expect([6, 7]).toContain(tries);
    const stopped = healthOf(views, 'outstanding_duties');
    expect(stopped).toMatchObject({
      state: 'stopped',
      position: await eventBefore(poison),
      stopped: {
        event: poison,
        type: 'FailureDetermined',
        stream: 'kestrel/failure/shared-password',
        reason: 'poison',
        tries: 5,
        says: 'no rule for this',
      },
    });
    expect(await level(views, store)).toBe(true);
    expect(healthOf(views, 'failures_register')).toMatchObject({ state: 'following', position: await store.head() });
    const list = await new OutstandingDutiesHandler(views).execute(new OutstandingDuties(someoneOf('kestrel')));
    expect(list.position).toBe(stopped?.position);

    // A release that can read it goes on from there, and skips nothing.
    await views.stop();
    const mended = await bench.views(store, { file });
    expect(await level(mended, store)).toBe(true);
    expect(mended.health().status).toBe('ok');
    const built = await bench.views(store);
    await level(built, store);
    expect(await dumpsOf(mended)).toEqual(await dumpsOf(built));
  });

  test('that works at the fourth try holds nothing up and leaves nothing out', async () => {
    let left = 3;
    const views = await bench.views(store, {
      pace,
      views: withPoisoned(() => {
        left -= 1;
        if (left >= 0) throw new Error('not yet');
      }),
    });
    await recorder.scenario(straightChain);
    expect(await level(views, store)).toBe(true);
    expect(views.health().status).toBe('ok');
    const built = await bench.views(store);
    await level(built, store);
    expect(await dumpsOf(views)).toEqual(await dumpsOf(built));
  });

  test('that takes longer than it may counts as failed', async () => {
    const idles = () => {
      for (const end = performance.now() + 250; performance.now() < end;);
    };
    const views = await bench.views(store, { pace: { backOff: [1], patience: 200 }, views: withPoisoned(idles) });
    await recorder.scenario(straightChain);
    await until(() => views.health().status === 'degraded');
    expect(healthOf(views, 'outstanding_duties')?.stopped).toMatchObject({
      event: poison,
      says: expect.stringMatching(/took \d+ ms/),
    });
  });

  test('met while a view is built for the first time: what comes before it is shown', async () => {
    await recorder.scenario(straightChain);
    const fails = () => {
      throw new Error('no rule for this');
    };
    const views = await bench.views(store, { pace, views: [poisoned(failuresRegister, fails)] });
    await until(() => views.health().status === 'degraded');
    expect(healthOf(views, 'failures_register')).toMatchObject({ state: 'stopped', position: await eventBefore(poison) });
    const { sql, table } = await views.serving('failures_register');
    expect(sql.prepare(`SELECT key FROM ${table('failures')}`).all()).toEqual([{ key: 'shared-password' }]);
  });

  test('met in a rebuild: the old tables go on, and the rebuild says that it failed', async () => {
    let failing = false;
    const fails = () => {
      if (failing) throw new Error('no rule for this');
    };
    const views = await bench.views(store, { pace, views: withPoisoned(fails) });
    await recorder.scenario(straightChain);
    await level(views, store);
    const before = await dumpsOf(views);
    failing = true;
    expect(await views.rebuild('outstanding_duties')).toBe(false);
    expect(views.health().status).toBe('degraded');
    failing = false;
    expect(await dumpsOf(views)).toEqual(before);
    expect(await views.rebuild('outstanding_duties')).toBe(true);
    expect(views.health().status).toBe('ok');
    expect(await dumpsOf(views)).toEqual(before);
  });
});

describe('P-04: an event of a newer Dutybook', () => {
  const imagined = (type: string, version: number) => ({
    id: uuidOf(`${type} ${version}`),
    type,
    version,
    on: '2026-03-22',
    data: { reasons: 'x' },
  });

  const inProfile = 'kestrel/profile';
  const following = (stream: string) => allViews.filter(({ kinds }) => kinds.some((kind) => stream.includes(`/${kind}`)));
  const stoppedIn = (those: Views) => those.health().views.filter(({ state }) => state === 'stopped');

  /** The views on a log to which an event that nobody knows is added; and where they were before. */
  async function meeting(log: MemoryStore, stream: string, event: ReturnType<typeof imagined>) {
    const views = await bench.views(log, { pace });
    const before = await new Recorder(log, clock).scenario(straightChain);
    await level(views, log);
    await log.append(stream, [event], { expected: 'any', key: event.id, by: 'kestrel' });
    expect(await level(views, log)).toBe(true);
    return { views, before };
  }

  test.each([
    ['of an unknown type', record, imagined('FailureForeseen', 1)],
    ['of a newer version', record, imagined('RecordClosed', 99)],
    ['of an unknown type in its newer version', record, imagined('FailureForeseen', 2)],
    ['of an unknown type, of a product', 'kestrel/product/puffincam-2', imagined('ProductForeseen', 1)],
    ['of a newer version, in a profile', inProfile, imagined('TargetSet', 99)],
  ])('%s stops every view that follows such records: upgrade needed; the others go on', async (_, stream, event) => {
    const names = following(stream).map(({ name }) => name);
    const { views, before } = await meeting(store, stream, event);
    expect(new Set(stoppedIn(views).map(({ name }) => name))).toEqual(new Set(names));
    for (const view of stoppedIn(views))
      expect(view).toMatchObject({
        position: before,
        stopped: { event: event.id, reason: 'upgrade needed', tries: 1, says: expect.stringContaining('upgrade needed') },
      });

    // Built afterwards, they show what comes before it and stop there too. What lies there can be verified all the same.
    const built = await bench.views(store, { pace });
    await until(() => stoppedIn(built).length === names.length);
    expect(stoppedIn(built).map(({ position }) => position)).toEqual(names.map(() => before));
    expect(await dumpsOf(built)).toEqual(await dumpsOf(views));
    expect(await verifyLog(store)).toBeUndefined();
  });

  test('the record itself says why it cannot be shown', async () => {
    const { views } = await meeting(store, record, imagined('FailureForeseen', 1));
    const page = new RecordOfHandler(views).execute(new RecordOf(someoneOf('kestrel'), 'kestrel', 'shared-password'));
    await expect(page).rejects.toThrow(UpgradeNeeded);
  });

  test('and finds it when what is not known is left out on the way', async () => {
    const known = (page: readonly Recorded[]) => page.filter((event) => unknownIn(event) === undefined);
    class LeavesOut extends MemoryStore {
      override subscribe(...[options, onPage]: Parameters<MemoryStore['subscribe']>) {
        return super.subscribe(options, (page, at) => onPage(known(page), at));
      }
      override async *readAll(options?: ReadAll): AsyncGenerator<readonly Recorded[]> {
        for await (const page of super.readAll(options)) yield known(page);
      }
    }
    const log = new LeavesOut(clock);
    bench.atEnd(() => log.close());
    expect(stoppedIn((await meeting(log, record, imagined('FailureForeseen', 1))).views)).toEqual([]);
  });
});

describe('a disk of the lists that fails', () => {
  let isFull = false;
  class OnThatDisk extends RowsOf {
    override commit(...step: Parameters<RowsOf['commit']>): void {
      if (isFull) throw new Database.SqliteError('database or disk is full', 'SQLITE_FULL');
      super.commit(...step);
    }
  }

  test('holds nothing up but the lists, is blamed on no event, and is over when there is room', async () => {
    const views = await bench.views(store, { pace, rowsOf: OnThatDisk });
    isFull = true;
    await recorder.scenario(straightChain);
    await until(() => views.health().trouble !== undefined);
    expect(views.health()).toMatchObject({ status: 'degraded', trouble: 'database or disk is full' });
    expect(views.health().views.filter(({ state }) => state === 'stopped')).toEqual([]);
    isFull = false;
    await level(views, store);
    await until(() => views.health().status === 'ok');
  });

  test('lets the file not be opened: that is tried again until it can be, and nobody else waits for it', async () => {
    const file = bench.newFile();
    mkdirSync(file);
    const views = await bench.views(store, { file });
    expect(views.health()).toMatchObject({ status: 'degraded', trouble: expect.stringContaining('cannot be opened') });
    await expect(views.serving('party_list')).rejects.toThrow();
    rmdirSync(file);
    await until(() => views.health().status === 'ok');
    await level(views, store);
  }, 20_000);
});
