import { describe, expect, test } from '@jest/globals';
import Holidays from 'date-holidays';
import { bankHolidays, NOT_READ } from './bank-holidays.ts';
import type { BankHoliday, Jurisdiction } from './bank-holidays.ts';

/** What the kept package says of one part of the United Kingdom: its public holidays on weekdays, substitutes with them. */
const recomputed = (subdivision: string, year: number): readonly string[] =>
  new Holidays('GB', subdivision)
    .getHolidays(year)
    .filter(({ type, date }) => type === 'public' && isWeekday(date.slice(0, 10)))
    .map(({ date }) => date.slice(0, 10))
    .sort();
const isWeekday = (day: string): boolean => ![0, 6].includes(new Date(day).getUTCDay());

const listed = (of: Jurisdiction, year: number, holidays: readonly BankHoliday[] = bankHolidays): readonly string[] =>
  holidays
    .filter(([on, , ...where]) => on.startsWith(String(year)) && where.some((each) => each === of) && on !== NOT_READ)
    .map(([on]) => on);

const parts: readonly (readonly [Jurisdiction, string])[] = [
  ['E&W', 'ENG'],
  ['E&W', 'WLS'],
  ['S', 'SCT'],
  ['NI', 'NIR'],
];
const years = Array.from({ length: 2045 - 2022 + 1 }, (_, index) => 2022 + index);

describe('the bank holidays of the three jurisdictions', () => {
  for (const [of, subdivision] of parts)
    test(`${subdivision}: every year from 2022 to 2045 is as the kept package works it out`, () => {
      for (const year of years) expect([year, listed(of, year)]).toEqual([year, recomputed(subdivision, year)]);
    });

  test('the check goes red when a day is missing from the table', () => {
    const without = bankHolidays.filter(([on]) => on !== '2026-07-13');
    expect(listed('NI', 2026, without)).not.toEqual(recomputed('NIR', 2026));
  });

  test('days are in order, none is a Saturday or Sunday, and none stands twice for one part', () => {
    const days = bankHolidays.map(([on]) => on);
    expect(days).toEqual([...days].sort());
    expect(days.filter((on) => !isWeekday(on))).toEqual([]);
    const each = bankHolidays.flatMap(([on, , ...where]) => where.map((of) => `${on} ${of}`));
    expect(new Set(each).size).toBe(each.length);
  });

  test('2026 in Northern Ireland has St Patrick’s Day and, proclaimed, the Monday after the twelfth of July', () =>
    expect(listed('NI', 2026)).toEqual([
      '2026-01-01',
      '2026-03-17',
      '2026-04-03',
      '2026-04-06',
      '2026-05-04',
      '2026-05-25',
      '2026-07-13',
      '2026-08-31',
      '2026-12-25',
      '2026-12-28',
    ]));

  test('the proclaimed days are there: jubilee and funeral of 2022, coronation of 2023, Scotland’s of 15 June 2026', () => {
    const where = (day: string) => bankHolidays.filter(([on]) => on === day).flatMap(([, , ...of]) => of);
    for (const day of ['2022-06-02', '2022-06-03', '2022-09-19', '2023-05-08']) expect(where(day)).toEqual(['E&W', 'S', 'NI']);
    expect(where('2026-06-15')).toEqual(['S']);
  });
});
