import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Query } from '@nestjs/cqrs';
import { someoneOf, uuidOf } from '#access';
import { ChangesBetween } from './changes-between.ts';
import { DatedObligations } from './dated-obligations.ts';
import { DutiesOf } from './duties-of.ts';
import { FailureAcrossParties } from './failure-across-parties.ts';
import { FailuresRegister } from './failures-register.ts';
import { Bench, level, type Room, scenario } from './given.ts';
import { NotificationsGiven, NotificationsReceived } from './notifications.ts';
import { OutstandingDuties } from './outstanding-duties.ts';
import { PartyList } from './party-list.ts';
import { PartyOf } from './party-of.ts';
import { ProductList } from './product-list.ts';
import { ProductOf } from './product-of.ts';
import { RecordOf } from './record-of.ts';
import { WhyOf } from './why-of.ts';

/**
 * Two supply chains in one installation. Ruihai makes the AirSense 5, for which Dovecote represents it, and the AirSense 6, for which
 * nobody does; Kestrel's chain has nothing to do with either.
 */
const chain = scenario('01-straight-chain');
const represented = scenario('03b-authorised-representative-failure-found');
const other = (kind: 'product' | 'failure', id: string, type: string, data: object) => ({
  stream: `ruihai/${kind}/${id}`,
  id: uuidOf(`${id} ${type}`),
  event: { type, on: '2026-04-01', data: { ...data } },
  by: 'ruihai',
  recordedAt: '2026-04-22T09:00:00Z',
});

let bench: Bench;
let room: Room;
beforeAll(async () => {
  bench = new Bench();
  room = await bench.room();
  await room.recorder.scenario({ admitted: chain.admitted, given: chain.given });
  const strangers = represented.admitted.filter(({ event }) => event.data['party'] !== 'authority');
  await room.recorder.scenario({ admitted: strangers, given: represented.given });
  await room.recorder.record(
    other('product', 'airsense-6', 'RoleAsserted', { of: 'ruihai', role: 'manufacturer', fromOn: '2026-01-01' }),
  );
  const report = { product: 'airsense-6', from: { kind: 'press' }, claims: 'may be', toPublishedAddress: true, text: 'a rumour' };
  await room.recorder.record(other('failure', 'rumour', 'ComplianceFailureReported', report));
  await level(room.views, room.store);
});
afterAll(() => bench.clear());

const viewers = ['kestrel', 'tarn-beck', 'quayside', 'ruihai', 'dovecote', 'larchwood', 'authority', 'operator'] as const;
type Viewer = (typeof viewers)[number];

const clocks = { asOf: '2026-04-22', knownAt: '2026-04-22' };
const asked = (viewer: Viewer, party: string, product: string, failure: string): readonly Query<unknown>[] => {
  const as = someoneOf(viewer);
  const duty = 'PSTI-S10-2-INVESTIGATE';
  return [
    new RecordOf(as, party, failure, clocks),
    new DutiesOf(as, { party, failure }, clocks),
    new DutiesOf(as, { party, product }, clocks),
    new WhyOf(as, { party, failure, duty }, clocks),
    new WhyOf(as, { party, product, duty }, clocks),
    new ProductOf(as, party, product, clocks),
    new ChangesBetween(as, { party, failure }, { asOf: '2026-02-01', knownAt: '2026-02-01' }, clocks),
  ];
};
const seenBy = async (queries: (viewer: Viewer) => readonly Query<unknown>[]): Promise<readonly Viewer[]> => {
  const seen: Viewer[] = [];
  for (const viewer of viewers) {
    const found = await Promise.all(queries(viewer).map((query) => room.ask(query)));
    const count = found.filter((answer) => answer !== undefined).length;
    expect([0, found.length]).toContain(count);
    if (count > 0) seen.push(viewer);
  }
  return seen;
};

describe('what is asked of one record', () => {
  test('of Kestrel: Kestrel and the authority see it; to everybody else it does not exist', async () => {
    expect(await seenBy((viewer) => asked(viewer, 'kestrel', 'puffincam-2', 'shared-password'))).toEqual([
      'kestrel',
      'authority',
    ]);
  });

  test('of a represented product: its representative too', async () => {
    expect(await seenBy((viewer) => asked(viewer, 'ruihai', 'airsense-5', 'default-password'))).toEqual([
      'ruihai',
      'dovecote',
      'authority',
    ]);
  });

  test('of another product of the same manufacturer: not its representative', async () => {
    expect(await seenBy((viewer) => asked(viewer, 'ruihai', 'airsense-6', 'rumour'))).toEqual(['ruihai', 'authority']);
  });

  test('what lies across parties is the authority’s alone', async () => {
    expect(await seenBy((viewer) => [new FailureAcrossParties(someoneOf(viewer), 'kestrel', 'shared-password', clocks)])).toEqual(
      ['authority'],
    );
  });

  test('a whole book: its party and the authority; what a representative owes in another’s is its own to see', async () => {
    const whole = (party: string) => seenBy((viewer) => [new DutiesOf(someoneOf(viewer), { party }, clocks)]);
    expect(await whole('kestrel')).toEqual(['kestrel', 'authority']);
    const ofDovecote = await room.ask(new DutiesOf(someoneOf('dovecote'), { party: 'dovecote' }, clocks));
    expect(new Set(ofDovecote?.duties.map(({ duty }) => duty.slice(0, 12)))).toEqual(
      new Set(['PSTI-S13-2-C', 'PSTI-S13-3-N', 'PSTI-S51-DEL']),
    );
  });

  test('why nothing is owed, of a party that has no such record: as of one that does not exist', async () => {
    const why = { party: 'kestrel', failure: 'no-such-failure', duty: 'PSTI-S10-2-INVESTIGATE' } as const;
    expect(await seenBy((viewer) => [new WhyOf(someoneOf(viewer), why)])).toEqual(['kestrel', 'authority']);
    expect(await seenBy((viewer) => [new WhyOf(someoneOf(viewer), { ...why, party: 'nobody' })])).toEqual([]);
  });
});

describe('lists', () => {
  const books = async (viewer: Viewer) => {
    const as = someoneOf(viewer);
    const paging = { limit: 500 };
    const [duties, failures, dates, products, received, given] = await Promise.all([
      room.ask(new OutstandingDuties(as, {}, paging)),
      room.ask(new FailuresRegister(as, {}, paging)),
      room.ask(new DatedObligations(as, {}, paging)),
      room.ask(new ProductList(as, {}, paging)),
      room.ask(new NotificationsReceived(as, {}, paging)),
      room.ask(new NotificationsGiven(as, {}, paging)),
    ]);
    for (const page of [duties, failures, dates, products, received, given]) expect(page.count.rows).toBe(page.rows.length);
    const parties = [failures, products, received, given].flatMap(({ rows }) => rows.map(({ party }) => party));
    return {
      books: [...new Set([...parties, ...[duties, dates].flatMap(({ rows }) => rows.map(({ book }) => book))])].sort(),
      products: [
        ...new Set(
          [duties, failures, dates, products, received, given].flatMap(({ rows }) => rows.map(({ product }) => product)),
        ),
      ].sort(),
    };
  };

  test.each<[Viewer, readonly string[], readonly string[]]>([
    ['kestrel', ['kestrel'], ['puffincam-2']],
    ['quayside', ['quayside'], ['puffincam-2']],
    ['ruihai', ['ruihai'], ['airsense-5', 'airsense-6']],
    ['dovecote', ['dovecote', 'ruihai'], ['airsense-5']],
    ['operator', [], []],
    [
      'authority',
      ['dovecote', 'hollybush', 'kestrel', 'larchwood', 'quayside', 'ruihai', 'tarn-beck'],
      ['airsense-5', 'airsense-6', 'puffincam-2'],
    ],
  ])('%s sees and counts the rows of %j', async (viewer, parties, products) => {
    expect(await books(viewer)).toEqual({ books: parties, products });
  });

  test('asking for another’s rows by name finds none, and counts none', async () => {
    const page = await room.ask(new OutstandingDuties(someoneOf('quayside'), { holder: 'kestrel' }));
    expect(page).toMatchObject({ rows: [], count: { rows: 0, orMore: false } });
    expect(page.next).toBeUndefined();
    expect((await room.ask(new FailuresRegister(someoneOf('quayside'), { party: 'kestrel' }))).rows).toEqual([]);
    expect((await room.ask(new NotificationsReceived(someoneOf('quayside'), { party: 'authority' }))).rows).toEqual([]);
  });

  test('a page of another viewer’s list, turned: still only what one may see', async () => {
    const theirs = await room.ask(new OutstandingDuties(someoneOf('authority'), {}, { limit: 3 }));
    const mine = await room.ask(new OutstandingDuties(someoneOf('quayside'), {}, { limit: 500, after: theirs.next }));
    expect(new Set(mine.rows.map(({ book }) => book))).toEqual(new Set(mine.rows.length === 0 ? [] : ['quayside']));
  });

  test('who is admitted everyone may know; what else is known of a party depends on the viewer', async () => {
    const everyone = (await room.ask(new PartyList(someoneOf('quayside')))).rows.map(({ party }) => party);
    expect(everyone).toEqual(['authority', 'dovecote', 'hollybush', 'kestrel', 'larchwood', 'quayside', 'ruihai', 'tarn-beck']);
    const [own, another] = await Promise.all(
      ['kestrel', 'quayside'].map((viewer) => room.ask(new PartyOf(someoneOf(viewer), 'kestrel'))),
    );
    expect(own).toMatchObject({
      name: 'Kestrel Heimtechnik GmbH',
      failures: { count: { rows: 1 } },
      products: { count: { rows: 1 } },
    });
    expect(another).toMatchObject({ duties: { rows: [], count: { rows: 0 } }, failures: { rows: [] }, products: { rows: [] } });
    expect(await room.ask(new PartyOf(someoneOf('authority'), 'nobody'))).toBeUndefined();
  });
});
