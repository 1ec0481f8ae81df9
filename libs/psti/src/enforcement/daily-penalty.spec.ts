import { describe, expect, test } from '@jest/globals';
import { asked, penalty, penaltyTerms, rowIn, rowThat, told } from './notice.given.ts';
import type { Told } from './notice.given.ts';
import { settingsFrom } from '../settings.ts';

/** £15,000 for each day after 2026-05-31 on which the breach goes on. */
const RATE = 1_500_000;
const going = rowThat('CROSSED', '2026-01-19');
const endedOn = (on: string) => rowThat('DONE', on);
const { dailyRate: _, ...withoutDaily } = penaltyTerms;
const lodged = (on: string): Told => ({ type: 'AppealLodged', on, data: { against: 'penalty' } });
const withdrawn = (on: string): Told => ({ type: 'AppealWithdrawn', on, data: { against: 'penalty' } });
const confirmed = (on: string): Told => ({ type: 'AppealDetermined', on, data: { against: 'penalty', outcome: 'confirmed' } });
const suspendedAbove = (on: string): Told => ({ type: 'SuspendedByUpperTribunal', on, data: { against: 'penalty' } });
const paid = (on: string, amount: number): Told => ({ type: 'PenaltyPaid', on, data: { part: 'daily', amount } });

const at = (asOf: string, events: readonly Told[], row = going, settings = settingsFrom([])) => {
  const answers = asked(told(...events), asOf, { row, settings });
  const money = answers.money.find(({ what }) => what === 'daily-penalty');
  return { row: rowIn(answers, 'S36-5-PAY-DAILY'), amount: money?.amount, range: money?.range, dates: answers.dates, answers };
};

describe('PSTI-S36-5-PAY-DAILY: when it arises', () => {
  test('not on the last day for paying; on the day after, for one full day', () => {
    expect(at('2026-05-31', [penalty])).toMatchObject({ row: 'N/T', amount: 0 });
    expect(at('2026-06-01', [penalty])).toMatchObject({ row: 'OPEN', amount: RATE, range: [RATE, RATE] });
  });
  test('during a day that day is not full: it may count only as a part-day', () =>
    expect(at('2026-06-02T12:00:00Z', [penalty])).toMatchObject({ row: 'OPEN', amount: RATE, range: [RATE, 2 * RATE] }));
  test('the breach ended by the stated day: N/T', () => {
    expect(at('2026-06-10', [penalty], endedOn('2026-05-30')).row).toBe('N/T');
    expect(at('2026-06-10', [penalty], endedOn('2026-05-31')).row).toBe('N/T');
  });
  test('the breach ended on the first day after: it arose, for no full day and one part-day', () =>
    expect(at('2026-06-10', [penalty], endedOn('2026-06-01'))).toMatchObject({ row: 'OPEN', amount: 0, range: [0, RATE] }));
  test.each(['DONE', 'CEASED', 'EXCUSED', 'DISAPPLIED', 'RETAIN', 'ACTIVE'] as const)(
    'a row %s since 06-09 ends the breach that day',
    (status) =>
      expect(at('2026-06-20', [penalty], rowThat(status, '2026-06-09'))).toMatchObject({
        amount: 8 * RATE,
        range: [8 * RATE, 9 * RATE],
      }),
  );
  test.each(['N/T', 'OPEN', 'DEFECTIVE', 'UNDETERMINED', 'CROSSED'] as const)('a row %s ends nothing', (status) =>
    expect(at('2026-06-09', [penalty], rowThat(status, '2026-06-09')).amount).toBe(9 * RATE),
  );
  test('a notice without a daily penalty makes no row and no amount', () =>
    expect(at('2026-06-09', [{ ...penalty, data: withoutDaily }])).toMatchObject({
      row: 'N/T',
      amount: undefined,
    }));
});

describe('how much it comes to (A32)', () => {
  test('full days by default, the range to the part-day beside it; T14 shows first and last full day', () => {
    const answer = at('2026-06-30', [penalty], endedOn('2026-06-09'));
    expect(answer).toMatchObject({ amount: 12_000_000, range: [12_000_000, 13_500_000] });
    expect(answer.dates).toContainEqual(expect.objectContaining({ timer: 'T14', first: '2026-06-01', last: '2026-06-08' }));
  });
  test('where the setting is part-days, the day of the end counts', () =>
    expect(
      at('2026-06-30', [penalty], endedOn('2026-06-09'), settingsFrom([{ setting: 'A32', value: 'part-days' }])).amount,
    ).toBe(13_500_000));
  test('above £20,000 it is bad, not capped', () => {
    const bad = { ...penalty, data: { ...penaltyTerms, dailyRate: 2_000_001 } };
    expect(at('2026-06-30', [bad])).toMatchObject({ row: 'N/T', amount: 0, range: [0, 0] });
    expect(rowIn(at('2026-06-30', [bad]).answers, 'S36-2-PAY-FIXED')).toBe('OPEN due 2026-05-31');
    expect(at('2026-06-01', [{ ...penalty, data: { ...penaltyTerms, dailyRate: 2_000_000 } }]).amount).toBe(2_000_000);
  });
  test('beyond s.36(4) or (7) it is undetermined: nothing certain, at most what it would come to', () =>
    expect(at('2026-06-02', [{ ...penalty, data: { ...penaltyTerms, payUntilOn: '2026-05-16' } }])).toMatchObject({
      row: 'UNDETERMINED',
      amount: 0,
      range: [0, 17 * RATE],
    }));
  test('a variation that puts the day off puts the accrual off', () => {
    const later: Told = { type: 'NoticeVaried', on: '2026-06-05', data: { ...penaltyTerms, payUntilOn: '2026-06-30' } };
    expect(at('2026-06-10', [penalty, later])).toMatchObject({ row: 'N/T', amount: 0 });
    expect(at('2026-07-02', [penalty, later])).toMatchObject({ row: 'OPEN', amount: 2 * RATE });
  });
  test('revoked, nothing is owed for it', () =>
    expect(at('2026-06-10', [penalty, { type: 'NoticeRevoked', on: '2026-06-05' }])).toMatchObject({
      row: 'CEASED 2026-06-05',
      amount: 0,
    }));
});

describe('paying it', () => {
  test('DONE once the breach has ended and every full day is paid; before the end it stays OPEN', () => {
    expect(at('2026-06-03', [penalty, paid('2026-06-03', 3 * RATE)]).row).toBe('OPEN');
    expect(at('2026-06-20', [penalty, paid('2026-06-20', 8 * RATE - 1)], endedOn('2026-06-09')).row).toBe('OPEN');
    expect(at('2026-06-20', [penalty, paid('2026-06-20', 8 * RATE)], endedOn('2026-06-09')).row).toBe('DONE 2026-06-20');
    expect(at('2026-06-20', [penalty, paid('2026-06-08', 8 * RATE)], endedOn('2026-06-09')).row).toBe('DONE 2026-06-09');
  });
  test('days for paying count from the end of the day that the penalty is for: due with the first day not yet paid', () => {
    const within = { ...penalty, data: { ...penaltyTerms, dailyPayDays: 28 } };
    expect(at('2026-06-05', [within]).row).toBe('OPEN due 2026-06-29');
    expect(at('2026-06-05', [within, paid('2026-06-04', 2 * RATE)]).row).toBe('OPEN due 2026-07-01');
    const byDay = { ...penalty, data: { ...penaltyTerms, dailyPayUntilOn: '2026-09-30' } };
    expect(at('2026-06-05', [byDay]).row).toBe('OPEN due 2026-09-30');
  });
  test('s.36(7) covers its own period too', () =>
    expect(
      at('2026-06-05', [{ ...penalty, data: { ...penaltyTerms, dailyPayUntilOn: '2026-05-16' } }]).answers.guards,
    ).toContainEqual(expect.objectContaining({ guard: 's.36(7)', answer: 'no' })));
});

describe('suspended days (A29)', () => {
  const appeal = [penalty, lodged('2026-05-14')];
  test('an appeal before the stated day: N/T while it is pending, and nothing accrues', () =>
    expect(at('2026-06-30', appeal)).toMatchObject({ row: 'N/T', amount: 0 }));
  test('the breach went on past the stated day and past the return: UNDETERMINED', () => {
    const back = [...appeal, withdrawn('2026-07-01')];
    expect(at('2026-07-03', back)).toMatchObject({ row: 'UNDETERMINED', amount: 0, range: [0, 2 * RATE] });
    expect(at('2026-07-03', back, endedOn('2026-07-02')).row).toBe('UNDETERMINED');
    expect(at('2026-07-03', back, endedOn('2026-07-01')).row).toBe('N/T');
    expect(at('2026-07-03', back, endedOn('2026-06-09'))).toMatchObject({ row: 'N/T', amount: 0 });
  });
  test('back before the stated day: N/T until that is past, then UNDETERMINED', () => {
    const back = [...appeal, withdrawn('2026-05-20')];
    expect(at('2026-05-31', back).row).toBe('N/T');
    expect(at('2026-06-01', back).row).toBe('UNDETERMINED');
    expect(at('2026-06-10', back, endedOn('2026-05-25')).row).toBe('N/T');
  });
  test('a day stated anew after the return starts it anew', () => {
    const anew: Told = { type: 'NoticeVaried', on: '2026-07-05', data: { ...penaltyTerms, payUntilOn: '2026-08-31' } };
    const events = [...appeal, withdrawn('2026-07-01'), anew];
    expect(at('2026-08-31', events).row).toBe('N/T');
    expect(at('2026-09-02', events)).toMatchObject({ row: 'OPEN', amount: 2 * RATE });
  });
  test('suspended by the Upper Tribunal after it had begun: SUSPENDED, its days left out, and what had accrued stands', () => {
    const events = [penalty, lodged('2026-05-01'), confirmed('2026-05-02')];
    const anew: Told = { type: 'NoticeVaried', on: '2026-05-03', data: { ...penaltyTerms } };
    const above = [...events, anew, suspendedAbove('2026-06-04')];
    expect(at('2026-06-03', above)).toMatchObject({ row: 'OPEN', amount: 3 * RATE });
    expect(at('2026-06-20', above)).toMatchObject({ row: 'SUSPENDED', amount: 3 * RATE });
    expect(at('2026-06-22', [...above, confirmed('2026-06-20')])).toMatchObject({ row: 'UNDETERMINED', amount: 5 * RATE });
  });
  test('cancelled while it had no effect: it never arose', () => {
    const cancelled: Told = { type: 'AppealDetermined', on: '2026-07-01', data: { against: 'penalty', outcome: 'cancelled' } };
    expect(at('2026-07-03', [...appeal, cancelled])).toMatchObject({ row: 'N/T', amount: 0 });
  });
});
