import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { someoneOf, uuidOf } from '#access';
import { ChangesBetween } from './changes-between.ts';
import { DutiesOf } from './duties-of.ts';
import { Bench, level, type Room, scenario } from './given.ts';
import { ProductOf } from './product-of.ts';
import { RecordOf } from './record-of.ts';
import { WhyOf } from './why-of.ts';

const chain = scenario('01-straight-chain');
const kestrel = someoneOf('kestrel');
const FAILURE = 'kestrel/failure/shared-password';
const report = chain.given.find(({ name }) => name === 'report')?.id ?? '';

let bench: Bench;
let room: Room;

/** A correction by Kestrel, recorded on its day at noon. */
const correct = (on: string, supersedes: string, event?: object) =>
  room.recorder.record({
    stream: FAILURE,
    id: uuidOf(`correction ${on} ${supersedes}`),
    event: { type: 'Correction', on, data: { supersedes, reasons: 'a slip', ...(event && { event }) } },
    by: 'kestrel',
    recordedAt: `${on}T12:00:00Z`,
  });
const reported = (on: string, text: string) => ({
  type: 'ComplianceFailureReported',
  on,
  data: { product: 'puffincam-2', from: { kind: 'researcher' }, claims: 'is', toPublishedAddress: true, text },
});

beforeAll(async () => {
  bench = new Bench();
  room = await bench.room();
  await room.recorder.scenario(chain);
  await correct('2026-03-22', report, reported('2026-02-02', 'a day earlier'));
  await level(room.views, room.store);
});
afterAll(() => bench.clear());

const recordAt = async (asOf?: string, knownAt = asOf) => {
  const page = await room.ask(new RecordOf(kestrel, 'kestrel', 'shared-password', { asOf, knownAt }));
  if (page === undefined) throw new Error('there is no record');
  return page;
};

describe('the page of a record', () => {
  test('tells it in the order in which it happened, with the days of happening and of recording', async () => {
    const { timeline, identity } = await recordAt('2026-03-21');
    expect(timeline.map(({ on, type }) => `${on} ${type}`)).toEqual([
      '2026-02-03 ComplianceFailureReported',
      '2026-02-10 FailureDetermined',
      '2026-02-10 RecordMade',
      '2026-02-11 RecordMade',
      '2026-02-11 NotificationGiven',
      '2026-02-11 NotificationGiven',
      '2026-03-20 CorrectiveActionTaken',
      '2026-03-20 RecordUpdated',
      '2026-03-20 RecordUpdated',
      '2026-03-21 NotificationGiven',
      '2026-03-21 NotificationGiven',
    ]);
    expect(timeline[4]).toMatchObject({
      at: '2026-02-11T09:30:00.000Z',
      recordedAt: '2026-02-11T09:30:00.000Z',
      by: 'kestrel',
      texts: ['text'],
    });
    expect(identity).toMatchObject({
      mark: 'Kestrel',
      model: 'PuffinCam 2',
      state: 'remedied',
      requirements: ['SR1'],
      determinedOn: '2026-02-10',
    });
  });

  test('shows what was corrected struck, and what it was corrected to at its own day', async () => {
    const { timeline } = await recordAt();
    expect(timeline.slice(0, 2)).toMatchObject([
      {
        ...{ event: report, on: '2026-02-02', standing: 'stands', lateDays: 48, texts: ['event.data.text'] },
        textsOf: uuidOf(`correction 2026-03-22 ${report}`),
        correction: { on: '2026-03-22', by: 'kestrel', recordedAt: '2026-03-22T12:00:00.000Z' },
      },
      { event: report, on: '2026-02-03', standing: 'struck', textsOf: report, texts: ['text'], correction: { on: '2026-03-22' } },
    ]);
    expect(timeline).toHaveLength(12);
  });

  test('as it was known before, shows nothing of the correction, and says that something is hidden', async () => {
    const { timeline, duties, hidden } = await recordAt('2026-03-21');
    expect(timeline[0]).toMatchObject({ event: report, on: '2026-02-03', standing: 'stands' });
    expect(hidden).toMatchObject({
      notYetHappened: 0,
      notYetRecorded: 1,
      nextRecordedAt: '2026-03-22T12:00:00.000Z',
      previousOn: '2026-03-20',
    });
    expect(duties.find(({ duty }) => duty === 'PSTI-S10-2-INVESTIGATE')).toMatchObject({ since: '2026-02-03' });
    const now = await recordAt();
    expect(now.duties.find(({ duty }) => duty === 'PSTI-S10-2-INVESTIGATE')).toMatchObject({ since: '2026-02-02' });
  });

  test('as of a day before its end, hides what had not happened; before its beginning, is not there', async () => {
    const { timeline, hidden } = await recordAt('2026-02-10', '2026-03-21');
    expect(timeline.map(({ type }) => type)).toEqual(['ComplianceFailureReported', 'FailureDetermined', 'RecordMade']);
    expect(hidden).toMatchObject({ notYetHappened: 8, nextOn: '2026-02-11', notYetRecorded: 1 });
    expect(
      await room.ask(new RecordOf(kestrel, 'kestrel', 'shared-password', { asOf: '2026-01-31', knownAt: '2026-01-31' })),
    ).toBeUndefined();
  });

  test('names the facts of the product that its reasons rest on', async () => {
    const { duties, cited, timeline } = await recordAt();
    const shown = new Set([...timeline, ...cited].map(({ event }) => event));
    const named = duties.flatMap(({ why }) => [...why.triggers, ...why.settledBy, ...why.trace.flatMap(({ events }) => events)]);
    expect(named.filter((event) => !shown.has(event))).toEqual([]);
    expect(cited.some(({ stream }) => stream === 'kestrel/product/puffincam-2')).toBe(true);
  });

  test('shows what has just been recorded, whether or not the lists do', async () => {
    await room.views.stop();
    await room.views.start();
    await correct('2026-03-23', uuidOf(`correction 2026-03-22 ${report}`));
    const { timeline } = await recordAt();
    expect(timeline.slice(0, 3).map(({ on, standing }) => `${on} ${standing}`)).toEqual([
      '2026-02-02 struck',
      '2026-02-03 struck',
      '2026-02-03 stands',
    ]);
    expect(timeline[2]).toMatchObject({ event: report, textsOf: report, texts: ['text'] });
  });
});

describe('what differs between two pairs of clocks', () => {
  test('each row that differs, with the events behind it', async () => {
    const before = { asOf: '2026-02-10', knownAt: '2026-02-10' };
    const answer = await room.ask(
      new ChangesBetween(kestrel, { party: 'kestrel', failure: 'shared-password' }, before, {
        asOf: '2026-02-11',
        knownAt: '2026-02-11',
      }),
    );
    const toAuthority = answer?.changes.find(({ after }) => after?.duty === 'PSTI-S11-3-NOTIFY-OPSS');
    expect([toAuthority?.before?.status, toAuthority?.after?.status]).toEqual(['OPEN', 'DONE']);
    expect(toAuthority?.because.map(({ type, data }) => [type, data['to']])).toContainEqual(['NotificationGiven', 'authority']);
    expect(answer?.changes.map(({ after }) => after?.duty)).not.toContain('PSTI-S10-2-INVESTIGATE');
    expect(answer?.events.map(({ on }) => on)).toEqual(['2026-02-11', '2026-02-11', '2026-02-11']);
  });
});

describe('duties asked about the past', () => {
  test('of a failure, a product, or the whole book; by duty and by status', async () => {
    const clocks = { asOf: '2026-02-12', knownAt: '2026-02-12' };
    const of = async (about: object, asked = {}) =>
      (await room.ask(new DutiesOf(kestrel, { party: 'kestrel', ...about }, clocks, asked)))?.duties ?? [];
    const failure = await of({ failure: 'shared-password' });
    expect(failure.find(({ duty }) => duty === 'PSTI-S11-2B-REMEDY')).toMatchObject({ status: 'OPEN', since: '2026-02-10' });
    const product = await of({ product: 'puffincam-2' });
    expect(product.length).toBeGreaterThan(failure.length);
    expect(await of({})).toEqual(product);
    expect((await of({}, { only: ['PSTI-S12-4-RETAIN'] })).map(({ record }) => record)).toEqual(['investigation', 'failure']);
    expect(new Set((await of({}, { status: ['OPEN'] })).map(({ status }) => status))).toEqual(new Set(['OPEN']));
    expect(await room.ask(new DutiesOf(kestrel, { party: 'kestrel', failure: 'another' }))).toBeUndefined();
  });
});

describe('what the product is called', () => {
  test('in the book of a party that describes it nowhere: what whoever told it of the failure calls it', async () => {
    const hollybush = someoneOf('hollybush');
    expect(await room.ask(new ProductOf(hollybush, 'hollybush', 'puffincam-2'))).not.toHaveProperty('mark');
    const page = await room.ask(new RecordOf(hollybush, 'hollybush', 'shared-password'));
    expect(page?.identity).toMatchObject({ mark: 'Kestrel', model: 'PuffinCam 2' });
  });
});

describe('why', () => {
  test('a duty stands as it does, with the events its reasons name', async () => {
    const answer = await room.ask(
      new WhyOf(kestrel, { party: 'kestrel', failure: 'shared-password', duty: 'PSTI-S11-3-NOTIFY-SUPPLIED' }),
    );
    expect(answer?.rows).toMatchObject([{ to: 'tarn-beck', status: 'DONE' }]);
    expect(answer?.whyNot).toBeUndefined();
    expect(answer?.cited.map(({ type }) => type)).toContain('NotificationGiven');
  });

  test('a duty does not arise, also where there is no record of a failure at all', async () => {
    const ofRecord = { party: 'kestrel', failure: 'shared-password', duty: 'PSTI-S11-3-NOTIFY-MFR' } as const;
    expect((await room.ask(new WhyOf(kestrel, ofRecord)))?.whyNot).toMatchObject({ status: 'N/T' });
    const ofNone = { party: 'kestrel', failure: 'never-told', duty: 'PSTI-S10-2-INVESTIGATE' } as const;
    expect((await room.ask(new WhyOf(kestrel, ofNone)))?.whyNot).toMatchObject({ status: 'N/T' });
  });
});

describe('the page of a product', () => {
  test('has its description, roles, timeline, duties and failures', async () => {
    const page = await room.ask(new ProductOf(kestrel, 'kestrel', 'puffincam-2'));
    expect(page).toMatchObject({
      mark: 'Kestrel',
      model: 'PuffinCam 2',
      roles: [{ of: 'kestrel', role: 'manufacturer', fromOn: '2025-08-01' }],
    });
    expect(page?.failures.map(({ failure }) => failure)).toEqual(['shared-password']);
    expect(page?.timeline.map(({ type }) => type)).toContain('MadeAvailable');
    expect(page?.duties.every(({ failure }) => failure === undefined)).toBe(true);
  });
});
