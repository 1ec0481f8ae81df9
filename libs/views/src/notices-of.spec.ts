import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { someoneOf } from '#access';
import { DatesOf } from './dates-of.ts';
import { DatedObligations } from './dated-obligations.ts';
import { Bench, level, type Room, scenario } from './given.ts';
import { NoticeOf } from './notice-of.ts';
import { NoticesOf } from './notices-of.ts';
import { NoticesRegister } from './notices-register.ts';
import { ReviewOf } from './review-of.ts';
import { ScopeOf } from './scope-of.ts';
import { WhyOf } from './why-of.ts';

/** Worked scenario 10, as its addressee and the authority read it: a penalty notice for not having notified the authority. */

const [opss, halcyon, stranger] = [someoneOf('authority'), someoneOf('halcyon'), someoneOf('pennine')];
const on = (day: string) => ({ asOf: day, knownAt: day });

let bench: Bench;
let room: Room;
beforeAll(async () => {
  bench = new Bench();
  room = await bench.room();
  await room.recorder.scenario(scenario('10-penalty'));
  room.recorder.clock.at = '2026-06-09T12:00:00Z';
  await level(room.views, room.store);
});
afterAll(() => bench.clear());

describe('a notice in its addressee’s book', () => {
  test('stands as its state, windows, guards and amounts say, with what it asks for', async () => {
    const page = await room.ask(new NoticeOf(halcyon, 'halcyon', 'not-notified', on('2026-06-09')));
    expect(page).toMatchObject({ kind: 'penalty', state: 'P-OVERDUE', product: 'beacon', giving: { on: '2026-04-20' } });
    expect(page?.dates.find(({ timer }) => timer === 'T15')).toMatchObject({ last: '2026-05-17', safe: '2026-05-15 17:00' });
    expect(page?.money.map(({ what, amount }) => `${what} ${amount}`)).toEqual([
      'relevant-maximum 1648000000',
      'daily-penalty 12000000',
    ]);
    expect(page?.duties.map(({ duty, status }) => `${duty} ${status}`)).toEqual([
      'PSTI-S36-2-PAY-FIXED OPEN',
      'PSTI-S36-5-PAY-DAILY OPEN',
    ]);
    expect(page?.timeline.map(({ type }) => type)).toEqual(['IntentNotified', 'NoticeGiven']);
    expect(page?.cited.map(({ type }) => type)).toContain('FailureDetermined');
  });
  test('is there from its first event on', async () => {
    expect(await room.ask(new NoticeOf(halcyon, 'halcyon', 'not-notified', on('2026-03-15')))).toBeUndefined();
    expect(await room.ask(new NoticeOf(halcyon, 'halcyon', 'not-notified', on('2026-03-16')))).toMatchObject({
      state: 'P-INTENT',
    });
  });
  test('is its own and the authority’s to read, and for anybody else is not there', async () => {
    expect(await room.ask(new NoticeOf(opss, 'halcyon', 'not-notified'))).toBeDefined();
    expect(await room.ask(new NoticeOf(stranger, 'halcyon', 'not-notified'))).toBeUndefined();
    expect(await room.ask(new NoticesOf(stranger, 'halcyon'))).toBeUndefined();
    expect(await room.ask(new DatesOf(stranger, 'halcyon'))).toBeUndefined();
    expect((await room.ask(new NoticesRegister(stranger))).rows).toEqual([]);
  });
  test('a second one for the same is measured by the first', async () => {
    const answer = await room.ask(new NoticesOf(opss, 'halcyon', on('2026-06-09')));
    const guards = answer?.notices.flatMap((notice) => notice.guards.map((guard) => ({ ...guard, of: notice.notice })));
    expect(guards?.filter(({ guard }) => guard === 'AUTH-S36-3').map(({ of, answer: says }) => `${of} ${says}`)).toEqual(
      expect.arrayContaining(['not-notified yes']),
    );
  });
});

describe('lists', () => {
  test('the register says how each stands now', async () => {
    const { rows } = await room.ask(new NoticesRegister(opss, { party: 'halcyon', kind: 'penalty' }));
    expect(rows.find(({ notice }) => notice === 'not-notified')).toMatchObject({
      state: 'P-OVERDUE',
      breach: 'PSTI-S11-3-NOTIFY-OPSS',
      failure: 'no-contact',
      givenOn: '2026-04-20',
      dueOn: '2026-05-31',
      appealUntilOn: '2026-05-17',
      outstanding: 2,
    });
  });
  test('a day passes, and the notice is overdue by itself', async () => {
    const later = await bench.room();
    const { admitted, given } = scenario('10-penalty');
    await later.recorder.scenario({ admitted, given: given.slice(0, -2) });
    const state = async (day: string) => {
      later.recorder.clock.at = `${day}T12:00:00Z`;
      await level(later.views, later.store);
      return (await later.ask(new NoticesRegister(opss))).rows.map((row) => row.state);
    };
    expect(await state('2026-05-31')).toEqual(['P-GIVEN']);
    expect(await state('2026-06-01')).toEqual(['P-OVERDUE']);
  });
  test('what is dated by a notice is among the dated obligations, a window while it is open', async () => {
    const { rows } = await room.ask(new DatedObligations(halcyon, { kind: 'due' }));
    expect(rows.map(({ duty, on: day }) => `${duty} ${day}`)).toContain('PSTI-S36-2-PAY-FIXED 2026-05-31');
    const later = await bench.room();
    await later.recorder.scenario(scenario('10d-penalty-appeal-withdrawn'));
    const windows = async (day: string) => {
      later.recorder.clock.at = `${day}T12:00:00Z`;
      await level(later.views, later.store);
      return (await later.ask(new DatedObligations(halcyon))).rows.map(({ kind, on: last }) => `${kind} ${last}`);
    };
    // Recorded until 1 July: the appeal is over, and its window long closed.
    expect(await windows('2026-07-02')).toEqual([]);
  });
  test.each([
    ['2026-04-12', ['representations 2026-04-12']],
    ['2026-04-13', []],
    ['2026-04-20', ['appeal 2026-05-17', 'due 2026-05-31']],
    ['2026-05-18', ['due 2026-05-31']],
  ])('of a penalty notice on %s: %j', async (day, expected) => {
    const later = await bench.room();
    const { admitted, given } = scenario('10-penalty');
    await later.recorder.scenario({ admitted, given: given.filter(({ event }) => event.on <= day) });
    later.recorder.clock.at = `${day}T12:00:00Z`;
    await level(later.views, later.store);
    const { rows } = await later.ask(new DatedObligations(halcyon));
    expect(rows.map(({ kind, on: last }) => `${kind} ${last}`)).toEqual(expected);
  });
  test('a label is there through its last day', async () => {
    const later = await bench.room();
    await later.recorder.scenario(scenario('09-label-route'));
    const labels = async (day: string) => {
      later.recorder.clock.at = `${day}T12:00:00Z`;
      await level(later.views, later.store);
      return (await later.ask(new DatedObligations(someoneOf('aoba'), { kind: 'label' }))).rows.map(({ on: last }) => last);
    };
    expect(await labels('2027-10-05')).toEqual(['2027-10-05']);
    expect(await labels('2027-10-06')).toEqual([]);
  });
});

test('why a duty of a notice stands as it does, or does not arise', async () => {
  const why = (duty: `PSTI-${string}`, day: string, more = {}) =>
    room.ask(new WhyOf(halcyon, { party: 'halcyon', duty, ...more }, on(day)));
  expect((await why('PSTI-S36-2-PAY-FIXED', '2026-04-20'))?.rows).toMatchObject([{ status: 'OPEN', dueOn: '2026-05-31' }]);
  expect((await why('PSTI-S36-2-PAY-FIXED', '2026-04-19'))?.whyNot?.says).toBe('Not triggered: no such notice has been given.');
  expect((await why('PSTI-S36-2-PAY-FIXED', '2026-04-20', { product: 'beacon' }))?.rows).toHaveLength(1);
  expect((await why('PSTI-S36-2-PAY-FIXED', '2026-04-20', { product: 'other' }))?.whyNot).toMatchObject({ status: 'N/T' });
  expect((await why('PSTI-S28-2-COMPLY-NOTICE', '2026-04-20'))?.whyNot).toMatchObject({ status: 'N/T' });
});

test('scope, by what the book says', async () => {
  const scope = (test: 'RCP' | 'ROLE', more = {}) =>
    room.ask(new ScopeOf(halcyon, { party: 'halcyon', product: 'beacon', test, on: '2026-06-09', ...more }));
  expect(await scope('RCP')).toMatchObject({ answer: 'yes', cited: [{ type: 'ScopeFinding' }, { type: 'ScopeFinding' }] });
  expect(await scope('ROLE')).toMatchObject({ answer: 'manufacturer' });
  expect(await scope('RCP', { product: 'none' })).toBeUndefined();
  expect(await room.ask(new ScopeOf(stranger, { party: 'halcyon', test: 'RCP', on: '2026-06-09' }))).toBeUndefined();
});

test('what binds the authority whatever the party', async () => {
  const { guards, dates } = await room.ask(new ReviewOf(on('2026-06-09')));
  expect(guards).toMatchObject([{ guard: 'AUTH-R10-2', answer: 'yes', latest: '2029-04-28' }]);
  expect(dates.map(({ timer, of }) => `${timer} ${of}`)).toEqual(['T22 SI 2023/1007', 'T24 RB-1', 'T24 RB-2', 'T24 RB-3']);
});
