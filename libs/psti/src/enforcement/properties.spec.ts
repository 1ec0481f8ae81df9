import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../calendar.ts';
import { noticeAnswers } from './answers.ts';
import { noticesChangeOn } from './changes.ts';
import { fromLog } from '../log.ts';
import type { Known } from '../known.ts';
import type { NoticeEvent } from '../notice.ts';
import {
  asked,
  breach,
  compliance,
  contents,
  intended,
  PARTY,
  penalty,
  penaltyTerms,
  requirements,
  rowThat,
  told,
} from './notice.given.ts';
import type { Told } from './notice.given.ts';

/** Whatever is recorded of a notice, in whatever order the days fall. fast-check prints the seed of a failure. */

const FIRST = '2026-04-20';
const LAST = 120;
const data = (fields: object): Told['data'] => JSON.parse(JSON.stringify(fields));
const later: readonly Omit<Told, 'on'>[] = [
  { type: 'AppealLodged', data: { against: 'given' } },
  { type: 'AppealWithdrawn', data: { against: 'given' } },
  ...['confirmed', 'varied', 'cancelled', 'remitted'].map((outcome) => ({
    type: 'AppealDetermined' as const,
    data: { against: 'given', outcome },
  })),
  { type: 'SuspendedByUpperTribunal', data: { against: 'given' } },
  { type: 'NoticeRevoked' },
  { type: 'RequirementMet', data: { item: 'statement' } },
  { type: 'RequirementMet', data: { item: 'evidence', evidenceAccepted: true } },
  { type: 'PenaltyPaid', data: { part: 'fixed', amount: 200_000_000 } },
  { type: 'PenaltyPaid', data: { part: 'daily', amount: 15_000_000 } },
  { type: 'IntentNotified', data: { kind: 'penalty', breach, means: 'hand' } },
  { type: 'NoticeVaried', data: data({ ...penaltyTerms, payUntilOn: '2026-08-31' }) },
  { type: 'NoticeVaried', data: data({ kind: 'compliance', breach, means: 'hand', contents, requirements }) },
];
const [statement, evidence] = requirements;
const twoPeriods: Told = {
  ...compliance,
  data: data({ ...compliance.data, requirements: [statement, { ...evidence, days: 10 }] }),
};
const givenAs = (notice: Told): Told => ({ ...notice, as: 'given', on: FIRST });
const sequences = fc
  .tuple(
    fc.constantFrom(givenAs(penalty), givenAs(compliance), givenAs(twoPeriods)),
    fc.array(fc.tuple(fc.constantFrom(...later), fc.integer({ min: 0, max: LAST })), { maxLength: 8 }),
  )
  .map(([notice, events]): readonly Told[] => [
    notice,
    ...[...events].sort((a, b) => a[1] - b[1]).map(([event, day], at) => ({ ...event, as: `e${at}`, on: addDays(FIRST, day) })),
  ]);
const days = fc.integer({ min: 0, max: LAST + 30 }).map((day) => addDays(FIRST, day));
const rows = fc.constantFrom(rowThat('CROSSED', '2026-01-19'), rowThat('ACTIVE', '2026-06-09'), rowThat('DONE', '2026-05-31'));

const STATUSES = ['OPEN', 'DONE', 'CEASED', 'SUSPENDED', 'UNDETERMINED'];

describe('for any notice', () => {
  test('every row that arose has a status of §2.5, a reason, and a cite; a date only where it is not in doubt', () =>
    fc.assert(
      fc.property(sequences, days, rows, (events, asOf, row) => {
        for (const found of asked(told(...events), asOf, { row }).rows) {
          expect(STATUSES).toContain(found.status);
          expect(found.why.says).not.toBe('');
          expect(found.why.triggers.length).toBeGreaterThan(0);
          if (found.status === 'DONE' || found.status === 'CEASED') expect(found.on).toBeDefined();
          if (found.status === 'DONE') expect((found.on ?? '') >= (found.since ?? '')).toBe(true);
          if (found.status === 'SUSPENDED') expect(found.dueOn).toBeUndefined();
          if (found.status === 'UNDETERMINED')
            expect(found.why.says.endsWith('?') || found.why.says.includes('restate')).toBe(true);
        }
      }),
    ));

  test('an answer never changes by what is recorded later', () =>
    fc.assert(
      fc.property(sequences, days, days, (events, asOf, knownAt) => {
        const all = told(...events);
        const known = all.filter(({ on }) => on <= knownAt);
        const answer = (notices: readonly Known<NoticeEvent>[]) =>
          noticeAnswers({ party: PARTY, notices }, { asOf, knownAt }, { rowOf: () => undefined });
        expect(answer(all)).toEqual(answer(known));
      }),
    ));

  test('notices recorded in between about something else change nothing', () =>
    fc.assert(
      fc.property(sequences, days, (events, asOf) => {
        const others = [intended, compliance].map((each) => ({
          ...each,
          notice: 'other',
          as: undefined,
          data: { ...each.data, breach: { ...breach, product: 'other' } },
        }));
        const about = (recorded: readonly Told[]) => {
          const { notices, guards, rows: found } = asked(told(...recorded), asOf);
          return [notices, guards, found].map((list) => list.filter(({ notice }) => notice === 'n1'));
        };
        const [first, ...rest] = events;
        const named = (list: readonly Told[]) => list.map((each, at) => ({ as: `n${at}`, ...each }));
        expect(about([...others, ...named(first === undefined ? [] : [first, ...rest])])).toEqual(
          about([...named(first === undefined ? [] : [first, ...rest]), ...others]),
        );
      }),
    ));

  test('what is done stays done while the notice stands', () =>
    fc.assert(
      fc.property(sequences, days, (events, asOf) => {
        const ended = (on: string) => events.some((each) => each.on === on && !/Paid|Met/.test(each.type));
        const next = addDays(asOf, 1);
        if (ended(next)) return;
        const done = (day: string) =>
          asked(told(...events), day)
            .rows.filter(({ status }) => status === 'DONE')
            .map(({ key }) => key);
        expect(done(next)).toEqual(expect.arrayContaining(done(asOf)));
      }),
    ));

  test('until the day on which it says that something may change by itself, nothing does', () =>
    fc.assert(
      fc.property(sequences, days, rows, (events, asOf, row) => {
        const notices = told(...events).filter(({ on }) => on <= asOf);
        const book = { party: PARTY, notices };
        const next = noticesChangeOn(book, { asOf, knownAt: asOf }, { rowOf: () => row });
        const before = next === undefined ? addDays(asOf, 400) : addDays(next, -1);
        expect(before >= asOf).toBe(true);
        const answers = (day: string) => noticeAnswers(book, { asOf: day, knownAt: day }, { rowOf: () => row });
        expect(answers(before)).toEqual(answers(asOf));
      }),
    ));

  test('the daily penalty never shrinks from one day to the next by itself', () =>
    fc.assert(
      fc.property(sequences, days, rows, (events, asOf, row) => {
        const next = addDays(asOf, 1);
        if (events.some(({ on }) => on === next)) return;
        const amount = (day: string) =>
          asked(told(...events), day, { row }).money.find(({ what }) => what === 'daily-penalty')?.amount ?? 0;
        expect(amount(next)).toBeGreaterThanOrEqual(amount(asOf));
      }),
    ));
});

test('the next day on which something may change: the end of each period and window, and each day on which a penalty accrues', () => {
  const next = (events: readonly Told[], asOf: string) =>
    noticesChangeOn(
      { party: PARTY, notices: told(...events) },
      { asOf, knownAt: asOf },
      { rowOf: () => rowThat('CROSSED', '2026-01-19') },
    );
  expect(next([intended], '2026-06-12')).toBe('2026-06-20');
  expect(next([{ ...twoPeriods, on: '2026-06-25' }], '2026-06-25')).toBe('2026-07-05');
  expect(next([compliance], '2026-07-05')).toBe('2026-07-16');
  expect(next([compliance], '2026-07-16')).toBe('2026-07-23');
  expect(next([penalty], '2026-05-20')).toBe('2026-06-01');
  expect(next([penalty], '2026-06-10')).toBe('2026-06-11');
  expect(next([], '2026-06-10')).toBeUndefined();
});

test('a correction equals having recorded it right, from the day on which it was recorded', () => {
  const wrong = { ...compliance, on: '2026-06-24' };
  const correction = fromLog({
    id: 'correction',
    type: 'Correction',
    version: 1,
    on: '2026-07-01',
    data: {
      supersedes: 'compliance',
      event: { type: 'NoticeGiven', version: 1, on: '2026-06-25', data: { ...compliance.data } },
      reasons: 'it was handed over a day later',
    },
    stream: `${PARTY}/notice/n1`,
    revision: 1,
    recordedAt: '2026-07-01T09:00:00.000Z',
    by: 'authority',
    leaf: 1,
  }) as Known<NoticeEvent>;
  const states = (events: readonly Known<NoticeEvent>[], knownAt: string) =>
    noticeAnswers({ party: PARTY, notices: events }, { asOf: '2026-07-01', knownAt }, { rowOf: () => undefined });
  expect(states([...told(wrong), correction], '2026-07-01').rows).toEqual(states(told(compliance), '2026-07-01').rows);
  expect(states([...told(wrong), correction], '2026-06-30').rows).toEqual(states(told(wrong), '2026-06-30').rows);
});
