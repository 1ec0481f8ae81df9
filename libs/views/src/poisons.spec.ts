import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { OPERATOR, uuidOf } from '#access';
import { HeldClock, MemoryStore, type Position } from '#event-store';
import { counted, numbers, trials } from '../../../infra/trials.ts';
import { Bench, dumpsOf, level, Recorder, scenario } from './given.ts';
import { usualPace } from './following.ts';
import { outstandingDuties } from './outstanding-duties.ts';
import type { MatterView, Rows } from './view.ts';
import { allViews } from './views.module.ts';
import type { ViewHealth } from './views.ts';

const TRIALS = trials({ few: 4, first: 40 });
const SEED = 20260218;
const HUGE = 200 * 1024 * 1024;
const straightChain = scenario('01-straight-chain');
const record = 'kestrel/failure/shared-password';
const events = straightChain.given.filter(({ stream }) => stream === record).map(({ id }) => id);

const ways = ['throws', 'throws three times and then works', 'takes too long', 'makes rows of 200 MB'] as const;
type Way = (typeof ways)[number];

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.clear());

function idle(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end;);
}

/** What a view makes of a record that holds the poison event, at so many tries. */
function poisonedRows(way: Way, { tries, patience, rows }: { tries: number; patience: number; rows: () => Rows }): Rows {
  switch (way) {
    case 'throws':
      throw new Error('no rule for this');
    case 'throws three times and then works':
      if (tries <= 3) throw new Error('not yet');
      return rows();
    case 'takes too long':
      idle(patience + 50);
      return rows();
    case 'makes rows of 200 MB':
      return { tables: { duties: [{ key: 'huge', shows: { says: 'x'.repeat(HUGE) }, columns: {} }] } };
  }
}

function poisoned(way: Way, event: string, patience: number): MatterView {
  let tries = 0;
  return {
    ...outstandingDuties,
    rowsFor: (matter) => {
      if (!matter.events.some(({ id }) => id === event)) return outstandingDuties.rowsFor(matter);
      tries += 1;
      return poisonedRows(way, { tries, patience, rows: () => outstandingDuties.rowsFor(matter) });
    },
  };
}

interface Case {
  readonly way: Way;
  readonly event: string;
  readonly patience: number;
  readonly view?: MatterView;
}

/** Everything that is not as it should be when a view meets its poison, and after it is mended. */
async function wrongWith({ way, event, patience, view = poisoned(way, event, patience) }: Case): Promise<readonly string[]> {
  const clock = new HeldClock('2025-08-01T00:00:00Z');
  const store = new MemoryStore(clock);
  bench.atEnd(() => store.close());
  const recorder = new Recorder(store, clock);
  const file = bench.newFile();
  const views = allViews.map((each) => (each.name === view.name ? view : each));
  const met = await bench.views(store, { file, views, pace: { backOff: [1, 2, 4, 8], patience } });
  await recorder.scenario(straightChain);
  const isSettled = await level(met, store);
  const about = met.health().views.find(({ name }) => name === view.name);
  // Recording goes on, and so does every other list.
  await recorder.record({ ...admission, recordedAt: clock.at });
  const goesOn = isSettled && (await level(met, store));
  const stopped = met.health().views.filter(({ state }) => state !== 'following');
  await met.stop();
  const says = [
    ...(goesOn ? [] : ['it holds the others up']),
    ...(way === 'throws three times and then works'
      ? stopped.map(({ name }) => `${name} stopped`)
      : wrongIn(about, stopped, { event, before: await positionBefore(store, event) })),
    ...((await isWhole(store, file)) ? [] : ['something was skipped']),
  ];
  return says.map((each) => `${way}, ${event}: ${each}`);
}

/** What is wrong with how a view stopped. */
function wrongIn(
  about: ViewHealth | undefined,
  stopped: readonly ViewHealth[],
  { event, before }: { event: string; before: Position },
): readonly string[] {
  if (about?.stopped?.event !== event || about.stopped.tries !== 5 || about.stopped.reason !== 'poison')
    return [`it did not stop at the event after five tries: ${JSON.stringify(about)}`];
  return [
    ...(about.position === before ? [] : ['it did not stop right before the event']),
    ...stopped.filter(({ name }) => name !== about.name).map(({ name }) => `${name} stopped too`),
  ];
}

/** Whether a mended release that goes on from a file comes out where one does that begins anew. */
async function isWhole(store: MemoryStore, file: string): Promise<boolean> {
  const [mended, built] = [await bench.views(store, { file }), await bench.views(store)];
  const isLevel = (await level(mended, store)) && (await level(built, store));
  const same = isLevel && (await dumpsOf(mended)).join() === (await dumpsOf(built)).join();
  await Promise.all([mended.stop(), built.stop()]);
  return same;
}

const admission = {
  stream: 'installation',
  id: uuidOf('one more party'),
  event: { type: 'PartyAdmitted', on: '2026-04-01', data: { party: 'larkspur', name: 'Larkspur Ltd' } },
  by: OPERATOR,
};

async function positionBefore(store: MemoryStore, id: string): Promise<Position> {
  let before = '';
  for await (const page of store.readAll())
    for (const event of page) {
      if (event.id === id) return before;
      before = event.position;
    }
  return before;
}

describe('P-03: an event on which a view fails, in every way', () => {
  test(
    `${TRIALS} times: tried five times, then stopped right before it, loudly and alone; mended, nothing is skipped`,
    async () => {
      const draw = numbers(SEED);
      const says: string[] = [];
      for (let trial = 0; trial < TRIALS; trial += 1) {
        const way = ways[trial % ways.length] ?? 'throws';
        const event = events[Math.floor(draw.next().value * events.length)] ?? '';
        // Once, before a release, at its usual patience; a shorter one shows the same.
        const patience = TRIALS >= 40 && trial === ways.indexOf('takes too long') ? usualPace.patience : 200;
        says.push(...(await wrongWith({ way, event, patience })));
      }
      expect(says).toEqual([]);
      counted(`P-03: ${TRIALS} poison events in ${ways.length} ways`);
    },
    60_000 + TRIALS * 30_000,
  );

  test('and finds it when a view leaves out what it fails on', async () => {
    const event = straightChain.given.find(({ event: { type } }) => type === 'FailureDetermined')?.id ?? '';
    const failing = poisoned('throws', event, 200);
    const view: MatterView = {
      ...failing,
      rowsFor: (matter) => {
        try {
          return failing.rowsFor(matter);
        } catch {
          return { tables: {} };
        }
      },
    };
    expect((await wrongWith({ way: 'throws', event, patience: 200, view })).join()).toMatch(
      /did not stop .*something was skipped/,
    );
  }, 60_000);
});
