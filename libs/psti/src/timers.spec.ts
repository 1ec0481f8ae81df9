import { describe, expect, test } from '@jest/globals';
import { addDays } from './calendar.ts';
import { relevantMaximum, scaledToTwelveMonths } from './penalty.ts';
import {
  appealWindow,
  claimToBeDecided,
  dailyPenaltyFrom,
  deemingEndsOn,
  emailGivenOn,
  fileBy,
  forfeitureAppeal,
  lastSupportedDay,
  recordKeptUntil,
  representations,
  reviewDueBy,
  rulebookSwitchDays,
  shortestPaymentPeriod,
  statedPeriodEnds,
  statementKeptUntil,
  thirdPartyNoticeBy,
  timers,
  tribunalBackstop,
} from './timers.ts';

describe('T1, T2: a record is kept ten years beginning with the day on which it is made', () => {
  test.each([
    ['2026-03-16', '2036-03-15'],
    ['2028-02-29', '2038-02-28'],
    ['2026-03-01', '2036-02-29'],
    ['2026-02-17', '2036-02-16'],
  ])('made %s: through %s', (made, until) => expect(recordKeptUntil(made)).toBe(until));
  test('a day later, a day longer', () => expect(recordKeptUntil('2026-03-17')).toBe('2036-03-16'));
});

describe('T3, T4: a statement is kept ten years from issue, or through the support period that it gives, if later', () => {
  test.each([
    ['2026-07-03', '2030-06-30', '2036-07-02'],
    ['2025-05-01', '2037-12-31', '2037-12-31'],
    ['2026-07-03', '2036-07-02', '2036-07-02'],
    ['2026-07-03', '2036-07-03', '2036-07-03'],
    ['2026-07-03', undefined, '2036-07-02'],
  ])('issued %s, support until %s: through %s', (issued, support, until) =>
    expect(statementKeptUntil(issued, support)).toBe(until),
  );
});

test('T5: published “until 2030-06-30”, the last supported day is that day', () =>
  expect(lastSupportedDay('2030-06-30')).toBe('2030-06-30'));
test('T6: a label whose last day is 2027-10-05 counts no longer from 2027-10-06', () =>
  expect(deemingEndsOn('2027-10-05')).toBe('2027-10-06'));

describe('T7–T10: representations', () => {
  test.each(['compliance', 'stop', 'recall'] as const)('%s: notified Wed 2026-06-10, to Fri 06-19, earliest Sat 06-20', (kind) =>
    expect(representations(kind, '2026-06-10')).toEqual({ first: '2026-06-10', last: '2026-06-19', earliest: '2026-06-20' }),
  );
  test('penalty: notified Mon 2026-03-16, to Sun 04-12, earliest Mon 04-13', () =>
    expect(representations('penalty', '2026-03-16')).toEqual({
      first: '2026-03-16',
      last: '2026-04-12',
      earliest: '2026-04-13',
    }));
});

test('T11: 21 days beginning with the day given, Thu 2026-06-25, end on Wed 07-15; a stated day is itself; without either there is none', () => {
  expect(statedPeriodEnds('2026-06-25', { days: 21 })).toBe('2026-07-15');
  expect(statedPeriodEnds('2026-06-25', { untilOn: '2026-08-01' })).toBe('2026-08-01');
  expect(statedPeriodEnds('2026-06-25', { days: 1 })).toBe('2026-06-25');
  expect(statedPeriodEnds('2026-06-25', {})).toBeUndefined();
});

describe('T12, T15, T17: 28 days beginning with the day given, varied or notified', () => {
  test.each([
    ['2026-06-25', '2026-07-22'],
    ['2026-06-01', '2026-06-28'],
    ['2026-04-20', '2026-05-17'],
    ['2026-07-15', '2026-08-11'],
  ])('from %s to %s', (first, last) => expect(appealWindow(first)).toEqual({ first, last }));
  test('a Sunday as the last day stays the last day; filing is safe on the Friday before 17:00', () => {
    expect(fileBy(appealWindow('2026-06-01').last)).toBe('2026-06-26 17:00');
    expect(fileBy(appealWindow('2026-04-20').last)).toBe('2026-05-15 17:00');
    expect(fileBy(appealWindow('2026-06-25').last)).toBe('2026-07-22 17:00');
  });
});

test('T13: given Mon 2026-04-20, payment cannot be asked for before Sun 05-17', () =>
  expect(shortestPaymentPeriod('2026-04-20')).toEqual({ first: '2026-04-20', last: '2026-05-17' }));
test('T13 and T15 end on one day', () => expect(shortestPaymentPeriod('2026-04-20').last).toBe(appealWindow('2026-04-20').last));
test('T14: the period ends on 2026-05-31, the first day that accrues is 06-01', () =>
  expect(dailyPenaltyFrom('2026-05-31')).toBe('2026-06-01'));
test('T16: received Mon 2026-06-01, to be decided and notified by Wed 07-15', () =>
  expect(claimToBeDecided('2026-06-01')).toEqual({ first: '2026-06-01', last: '2026-07-15' }));
test('T18: ordered 2026-09-01, appeal to 09-28, effective 09-29 at the earliest', () =>
  expect(forfeitureAppeal('2026-09-01')).toEqual({ first: '2026-09-01', last: '2026-09-28', effective: '2026-09-29' }));

describe('T19: the notice of a third-party allegation', () => {
  const hearingOn = '2026-10-20';
  test('England and Wales, Northern Ireland: seven clear days, so 2026-10-12', () => {
    expect(thirdPartyNoticeBy({ hearingOn, jurisdiction: 'E&W' })).toBe('2026-10-12');
    expect(thirdPartyNoticeBy({ hearingOn, jurisdiction: 'NI' })).toBe('2026-10-12');
  });
  test('Scotland: by the intermediate diet, else ten clear days, so 2026-10-09', () => {
    expect(thirdPartyNoticeBy({ hearingOn, jurisdiction: 'S' })).toBe('2026-10-09');
    expect(thirdPartyNoticeBy({ hearingOn, jurisdiction: 'S', intermediateDietOn: '2026-09-22' })).toBe('2026-09-22');
  });
  test('an intermediate diet is Scotland’s alone', () =>
    expect(thirdPartyNoticeBy({ hearingOn, jurisdiction: 'E&W', intermediateDietOn: '2026-09-22' })).toBe('2026-10-12'));
});

describe('T20: an e-mailed notice counts as given at 09:00 on the next working day', () => {
  test.each([
    ['2026-11-27', '2026-12-01', '2026-12-01T09:00:00.000Z'],
    ['2026-07-10', '2026-07-14', '2026-07-14T08:00:00.000Z'],
    ['2026-06-24', '2026-06-25', '2026-06-25T08:00:00.000Z'],
    ['2026-06-26', '2026-06-29', '2026-06-29T08:00:00.000Z'],
  ])('sent %s: %s', (sent, on, at) => expect(emailGivenOn(sent)).toEqual({ on, at }));
});

describe('T21: the Tribunal’s 28 days from sending', () => {
  test('sent Wed 2026-06-24: 07-22', () => expect(tribunalBackstop('2026-06-24')).toBe('2026-07-22'));
  test('a last day that is no working day moves to the next one', () => {
    expect(tribunalBackstop('2026-06-27')).toBe('2026-07-27');
    expect(tribunalBackstop('2026-06-15')).toBe('2026-07-14');
  });
  test('the day to file by keeps both rules: posted 2026-06-01, given 06-05, it is the backstop’s', () =>
    expect(fileBy(appealWindow('2026-06-05').last, tribunalBackstop('2026-06-01'))).toBe('2026-06-29 17:00'));
});

test('T22: the first review by the end of 2029-04-28, the next by the fifth anniversary of the last publication', () => {
  expect(reviewDueBy()).toBe('2029-04-28');
  expect(reviewDueBy('2028-11-02')).toBe('2033-11-02');
});

test('T23: £240m over nine months is £320m over twelve', () => {
  expect(scaledToTwelveMonths({ amount: 24_000_000_000, months: 9 })).toBe(32_000_000_000);
  expect(relevantMaximum({ amount: 24_000_000_000, months: 9 }).amount).toBe(1_280_000_000);
});

test('T24: rulebooks change at the start of 2024-04-29, 2025-02-25 and 2025-12-04', () =>
  expect(rulebookSwitchDays()).toEqual(['2024-04-29', '2025-02-25', '2025-12-04']));

test('all 24 timers cite their provision', () => {
  expect(Object.keys(timers)).toEqual(Array.from({ length: 24 }, (_, index) => `T${index + 1}`));
  for (const { cite } of Object.values(timers)) expect(cite.link).toMatch(/^https:\/\/www\.legislation\.gov\.uk\//);
});

test('“may not before the end of”: the day after the last is the earliest', () => {
  const { last, earliest } = representations('compliance', '2026-06-10');
  expect(earliest).toBe(addDays(last, 1));
});
