import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { setImmediate } from 'node:timers/promises';
import { someoneOf, uuidOf } from '#access';
import {
  HeldClock,
  MemoryStore,
  SqliteStore,
  type EventStore,
  type Position,
  type Recorded,
  type Subscribe,
  type Subscription,
} from '#event-store';
import { datedObligations, DatedObligations, DatedObligationsHandler } from './dated-obligations.ts';
import { failuresRegister, FailuresRegister, FailuresRegisterHandler } from './failures-register.ts';
import { Bench, dumpsOf, level, Recorder, scenario } from './given.ts';
import { OutstandingDuties, OutstandingDutiesHandler, outstandingDuties } from './outstanding-duties.ts';
import type { MatterView } from './view.ts';
import { allViews } from './views.module.ts';
import type { Views } from './views.ts';

const straightChain = scenario('01-straight-chain');
const retailerFindsIt = scenario('05-retailer-finds-it');
const opss = someoneOf('authority');

let bench: Bench;
let clock: HeldClock;
let store: EventStore;
let recorder: Recorder;
beforeEach(() => {
  bench = new Bench();
  clock = new HeldClock('2025-08-01T00:00:00Z');
  store = new MemoryStore(clock);
  recorder = new Recorder(store, clock);
  bench.atEnd(() => store.close());
});
afterEach(() => bench.clear());

const failuresIn = async (views: Views) => (await new FailuresRegisterHandler(views).execute(new FailuresRegister(opss))).rows;
const duties = async (views: Views) =>
  new OutstandingDutiesHandler(views).execute(new OutstandingDuties(opss, {}, { limit: 500 }));

describe('P-02: views that followed, and views built afterwards', () => {
  test('hold the same, byte for byte, in memory and in SQLite', async () => {
    for (const log of [store, await SqliteStore.open(bench.directory, { clock })]) {
      bench.atEnd(() => log.close());
      const live = await bench.views(log);
      await new Recorder(log, clock).scenario(straightChain);
      expect(await level(live, log)).toBe(true);
      const built = await bench.views(log);
      expect(await level(built, log)).toBe(true);
      expect(await dumpsOf(live)).toEqual(await dumpsOf(built));
    }
  });

  test('and finds it when a view patches its rows by what it happened to see', async () => {
    let seen = 0;
    const patching: MatterView = {
      ...outstandingDuties,
      rowsFor: (matter) => {
        seen += 1;
        const { tables, changesOn } = outstandingDuties.rowsFor(matter);
        const rows = (tables['duties'] ?? []).map((row) => ({ ...row, shows: { ...row.shows, seen } }));
        return { tables: { duties: rows }, changesOn };
      },
    };
    const live = await bench.views(store, { views: [patching] });
    await recorder.scenario(straightChain);
    await level(live, store);
    const built = await bench.views(store, { views: [patching] });
    await level(built, store);
    expect(await dumpsOf(live, [patching])).not.toEqual(await dumpsOf(built, [patching]));
  });

  test('a view is built anew beside the tables that serve, while events come in and readers read', async () => {
    const views = await bench.views(store);
    await recorder.scenario(straightChain);
    await level(views, store);
    const before = (await duties(views)).count.rows;
    let rebuilding = true;
    const rebuilt = views.rebuild('outstanding_duties').finally(() => (rebuilding = false));
    const recording = recorder.scenario(retailerFindsIt);
    const seen: number[] = [];
    while (rebuilding) {
      seen.push((await duties(views)).count.rows);
      await setImmediate();
    }
    expect(await rebuilt).toBe(true);
    await recording;
    expect(seen.length).toBeGreaterThan(0);
    expect(Math.min(...seen)).toBeGreaterThanOrEqual(before);
    const built = await bench.views(store);
    await Promise.all([level(views, store), level(built, store)]);
    expect(await dumpsOf(views)).toEqual(await dumpsOf(built));
  });
});

describe('a new version of a view', () => {
  const dated: MatterView = {
    ...failuresRegister,
    version: failuresRegister.version + 1,
    rowsFor: (matter) => {
      const { tables, changesOn } = failuresRegister.rowsFor(matter);
      const rows = (tables['failures'] ?? []).map((row) => ({
        ...row,
        shows: { ...row.shows, mark: 'as the new version says' },
      }));
      return { tables: { failures: rows }, changesOn };
    },
  };

  test('is built beside the old one, which serves until it has caught up', async () => {
    const file = bench.newFile();
    const old = await bench.views(store, { file });
    await recorder.scenario(straightChain);
    await level(old, store);
    await old.stop();

    const views = await bench.views(store, { file, views: [dated] });
    expect((await failuresIn(views)).map(({ mark }) => mark)).toContain('Kestrel');
    expect(views.health().views).toMatchObject([{ name: 'failures_register', state: 'building' }]);
    expect(await level(views, store)).toBe(true);
    expect(new Set((await failuresIn(views)).map(({ mark }) => mark))).toEqual(new Set(['as the new version says']));
    expect(views.health().views).toMatchObject([{ name: 'failures_register', state: 'following' }]);
  });

  test('with another table is not read from the old one', async () => {
    const file = bench.newFile();
    const old = await bench.views(store, { file });
    await recorder.scenario(straightChain);
    await level(old, store);
    await old.stop();

    const [table] = failuresRegister.tables;
    const columns = { ...table?.columns, extra: 'TEXT' as const };
    const wider = { ...dated, tables: [{ name: 'failures', columns, indexes: table?.indexes ?? [] }] };
    const views = await bench.views(store, { file, views: [wider] });
    expect(new Set((await failuresIn(views)).map(({ mark }) => mark))).toEqual(new Set(['as the new version says']));
  });
});

describe('a checkpoint that is not of this log', () => {
  test('of another log: what it says is not shown, and the view is built anew', async () => {
    const file = bench.newFile();
    const views = await bench.views(store, { file });
    await recorder.scenario(straightChain);
    await level(views, store);
    await views.stop();

    const another = new MemoryStore(clock);
    bench.atEnd(() => another.close());
    await new Recorder(another, clock).scenario(retailerFindsIt);
    const now = await bench.views(another, { file });
    expect((await failuresIn(now)).map(({ failure }) => failure)).not.toContain('shared-password');
    expect(await level(now, another)).toBe(true);
    expect(now.health().views.map(({ refused }) => refused)).toEqual(allViews.map(() => expect.stringContaining('another log')));
    const built = await bench.views(another);
    await level(built, another);
    expect(await dumpsOf(now)).toEqual(await dumpsOf(built));
  });

  test('beyond its end, as after a restored backup: the same', async () => {
    const file = bench.newFile();
    const views = await bench.views(store, { file });
    await recorder.scenario(straightChain);
    await level(views, store);
    await views.stop();

    const restored = Object.assign(new MemoryStore(clock), { storeId: store.storeId });
    bench.atEnd(() => restored.close());
    const { admitted, given } = straightChain;
    await new Recorder(restored, clock).scenario({ admitted, given: given.slice(0, -12) });
    const now = await bench.views(restored, { file });
    expect(await level(now, restored)).toBe(true);
    expect(now.health().views.map(({ refused }) => refused)).toEqual(
      allViews.map(() => expect.stringContaining('the log ends at')),
    );
    const built = await bench.views(restored);
    await level(built, restored);
    expect(await dumpsOf(now)).toEqual(await dumpsOf(built));
  });
});

describe('P-05: a log that hands over again what it handed over before', () => {
  /** All that came within the last hundred before every page, then every event of the page twice, then the page. */
  class Stuttering extends MemoryStore {
    /** How many events it has handed over that it had handed over before. */
    repeated = 0;

    override subscribe(
      options: Subscribe,
      onPage: (page: readonly Recorded[], at: Position) => Promise<void> | void,
    ): Subscription {
      const past: Recorded[] = [];
      let pages = 0;
      return super.subscribe({ ...options, page: 3 }, async (page, at) => {
        pages += 1;
        const back = past.slice(-100);
        const handed = this.handed(page, pages);
        past.push(...page);
        // Counted before it is handed over: lists may be level with the log before the last page was repeated.
        this.repeated += back.length + handed.flat().length - page.length;
        if (back.length > 0) await onPage(back, back.at(-1)?.position ?? at);
        for (const each of handed) await onPage(each, at);
      });
    }

    protected handed(page: readonly Recorded[], _pages: number): readonly (readonly Recorded[])[] {
      return [page.flatMap((event) => [event, event]), page];
    }
  }
  /** What is handed over again takes the place of what is new. */
  class Crowding extends Stuttering {
    protected override handed(page: readonly Recorded[], pages: number): readonly (readonly Recorded[])[] {
      return pages % 5 === 0 ? [page.slice(0, 1), page.slice(0, 1)] : [page];
    }
  }

  /** What the lists hold after two chains were recorded in such a log. */
  const listsOver = async (log: MemoryStore) => {
    bench.atEnd(() => log.close());
    const live = await bench.views(log);
    await new Recorder(log, clock).scenario(straightChain);
    await new Recorder(log, clock).scenario(retailerFindsIt);
    expect(await level(live, log)).toBe(true);
    return dumpsOf(live);
  };

  test('a thousand times: changes nothing', async () => {
    const stuttering = new Stuttering(clock);
    expect(await listsOver(stuttering)).toEqual(await listsOver(new MemoryStore(clock)));
    expect(stuttering.repeated).toBeGreaterThanOrEqual(1_000);
  });

  test('…and finds it when what is handed over again takes the place of what is new', async () => {
    expect(await listsOver(new Crowding(clock))).not.toEqual(await listsOver(new MemoryStore(clock)));
  });
});

describe('a day on which rows change by themselves', () => {
  test('the end of a retention: the row goes on the day after, without an event', async () => {
    const views = await bench.views(store);
    await recorder.scenario(straightChain);
    await level(views, store);
    const retained = async () =>
      (await new DatedObligationsHandler(views).execute(new DatedObligations(opss, { kind: 'retention' }))).rows;
    const rows = await retained();
    const last = rows.map(({ on, enforcedUntil = on }) => enforcedUntil).sort();
    expect(rows.length).toBeGreaterThan(3);

    clock.at = `${last.at(-1)}T12:00:00Z`;
    expect((await retained()).length).toBeGreaterThan(0);
    clock.at = new Date(Date.parse(clock.at) + 86_400_000).toISOString();
    expect(await retained()).toEqual([]);
    const built = await bench.views(store);
    await level(built, store);
    expect(await dumpsOf(views)).toEqual(await dumpsOf(built));
  });

  test('and finds it when a view does not say on which day', async () => {
    const timeless: MatterView = {
      ...datedObligations,
      rowsFor: (matter) => ({ tables: datedObligations.rowsFor(matter).tables }),
    };
    const views = await bench.views(store, { views: [timeless] });
    await recorder.scenario(straightChain);
    await level(views, store);
    clock.at = '2040-01-01T12:00:00Z';
    const built = await bench.views(store, { views: [timeless] });
    await level(built, store);
    expect(await dumpsOf(views, [timeless])).not.toEqual(await dumpsOf(built, [timeless]));
  });
});

describe('what touches more records than one transaction should hold', () => {
  test('a setting put in force: the tables are built anew, and the old ones serve meanwhile', async () => {
    const views = await bench.views(store, { pace: { most: 3 } });
    // Up to where the importer, who was told, has not yet found it so itself.
    const { admitted, given } = straightChain;
    const until = given.findIndex(({ stream, event }) => stream.startsWith('tarn-beck/') && event.type === 'FailureDetermined');
    await recorder.scenario({ admitted, given: given.slice(0, until) });
    await level(views, store);
    const before = await duties(views);
    const setting = { type: 'SettingPutInForce', on: '2026-03-22', data: { setting: 'A48', value: 'on-acceptance' } };
    const recordedAt = '2026-03-22T09:00:00Z';
    await recorder.record({ stream: 'installation', id: uuidOf('a setting'), event: setting, by: 'operator', recordedAt });
    expect((await duties(views)).count).toEqual(before.count);
    expect(await level(views, store)).toBe(true);
    expect(views.health().status).toBe('ok');
    const built = await bench.views(store);
    await level(built, store);
    expect(await dumpsOf(views)).toEqual(await dumpsOf(built));
    expect((await duties(views)).rows).not.toEqual(before.rows);
  });

  test('two rebuilds asked for at once are one', async () => {
    const views = await bench.views(store);
    await recorder.scenario(straightChain);
    await level(views, store);
    expect(
      await Promise.all(['outstanding_duties', 'outstanding_duties', 'party_list'].map((name) => views.rebuild(name))),
    ).toEqual([true, true, true]);
    const built = await bench.views(store);
    await level(built, store);
    expect(await dumpsOf(views)).toEqual(await dumpsOf(built));
  });
});

describe('waiting for a position', () => {
  test('ends when every view shows it, or when the time is up', async () => {
    const views = await bench.views(store);
    const position = await recorder.scenario(straightChain);
    expect(await views.waitFor(position, 5_000)).toBe(true);
    expect(await views.waitFor('9999999999999999', 20)).toBe(false);
    expect((await duties(views)).position >= position).toBe(true);
  });
});
