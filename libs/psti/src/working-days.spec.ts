import { describe, expect, test } from '@jest/globals';
import { bankHolidayIn, enoughOn, isWorkingDay, nextWorkingDay, safeFilingDay, workingDayFrom } from './working-days.ts';

describe('a working day of s.50', () => {
  test.each([
    ['2026-03-17', 'St Patrick’s Day is none, though a holiday in Northern Ireland alone'],
    ['2026-07-13', 'the substitute for 12 July is none'],
    ['2026-08-03', 'the first Monday of August is none, though a holiday in Scotland alone'],
    ['2026-11-30', 'St Andrew’s Day is none'],
    ['2026-01-02', '2 January is none'],
    ['2026-04-03', 'Good Friday is none'],
    ['2026-12-25', 'Christmas Day is none'],
    ['2026-06-27', 'a Saturday is none'],
    ['2026-06-28', 'a Sunday is none'],
  ])('%s: %s', (day) => expect(isWorkingDay(day)).toBe(false));

  test.each(['2026-03-16', '2026-03-18', '2026-07-10', '2026-07-14', '2026-11-27', '2026-12-01', '2026-04-07'])(
    '%s is one',
    (day) => expect(isWorkingDay(day)).toBe(true),
  );

  test('the next one after a Friday before a bank holiday Monday is the Tuesday', () => {
    expect(nextWorkingDay('2026-11-27')).toBe('2026-12-01');
    expect(nextWorkingDay('2026-07-10')).toBe('2026-07-14');
    expect(nextWorkingDay('2026-06-24')).toBe('2026-06-25');
    expect(nextWorkingDay('2026-12-24')).toBe('2026-12-29');
  });
});

describe('last days', () => {
  test('the safe filing day is the last working day on or before: a Friday for a Sunday, the day itself for a Monday', () => {
    expect(safeFilingDay('2026-06-28')).toBe('2026-06-26');
    expect(safeFilingDay('2026-06-29')).toBe('2026-06-29');
    expect(safeFilingDay('2026-12-28')).toBe('2026-12-24');
  });

  test('a last day that a rule moves on goes to the next working day', () => {
    expect(workingDayFrom('2026-06-28')).toBe('2026-06-29');
    expect(workingDayFrom('2026-06-26')).toBe('2026-06-26');
  });

  test('what falls due on a bank holiday everywhere may be paid on the next day that is none; a weekend or a holiday of one part does not help', () => {
    expect(enoughOn('2026-05-25')).toBe('2026-05-26');
    expect(enoughOn('2026-05-26')).toBe('2026-05-26');
    expect(enoughOn('2026-05-31')).toBe('2026-05-31');
    expect(enoughOn('2026-08-03')).toBe('2026-08-03');
    expect(enoughOn('2026-12-25')).toBe('2026-12-26');
    expect(enoughOn('2027-12-25')).toBe('2027-12-26');
  });

  test('a holiday says in which parts it is one', () => {
    expect(bankHolidayIn('2026-04-06')).toEqual(['E&W', 'NI']);
    expect(bankHolidayIn('2026-04-07')).toEqual([]);
  });
});
