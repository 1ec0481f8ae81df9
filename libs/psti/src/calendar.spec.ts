import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  addDays,
  dayExists,
  lastOfDaysBeginningWith,
  lastOfYearsBeginningWith,
  latestClearOf,
  londonDay,
  londonInstant,
} from './calendar.ts';

describe('counting days', () => {
  test('"10 days beginning with" counts the first: told on 10 June 2026, the last is 19 June (T7)', () =>
    expect(lastOfDaysBeginningWith('2026-06-10', 10)).toBe('2026-06-19'));
  test('28 days beginning with 20 April 2026 end on 17 May (T13, T15)', () =>
    expect(lastOfDaysBeginningWith('2026-04-20', 28)).toBe('2026-05-17'));
  test.each([
    ['2026-03-16', '2036-03-15'],
    ['2026-02-17', '2036-02-16'],
    ['2028-02-29', '2038-02-28'],
    ['2026-03-01', '2036-02-29'],
  ])('ten years beginning with %s end on %s (T1, T2)', (from, last) => expect(lastOfYearsBeginningWith(from, 10)).toBe(last));
  test('clear days leave out both ends: before a hearing on 20 October 2026, 7 are 12 October and 10 are 9 October (T19)', () =>
    expect([latestClearOf('2026-10-20', 7), latestClearOf('2026-10-20', 10)]).toEqual(['2026-10-12', '2026-10-09']));
  test('a day that is not in the calendar is none', () =>
    expect(['2026-02-29', '2028-02-29', '2026-13-01', '2026-1-1'].map(dayExists)).toEqual([false, true, false, false]));
});

describe('London days', () => {
  test.each([
    ['2026-03-29T00:59:59Z', '2026-03-29'],
    ['2026-06-30T22:59:59Z', '2026-06-30'],
    ['2026-06-30T23:00:00Z', '2026-07-01'],
    ['2026-10-25T00:30:00Z', '2026-10-25'],
    ['2026-12-31T23:59:59Z', '2026-12-31'],
  ])('%s is in London on %s', (instant, day) => expect(londonDay(instant)).toBe(day));

  const inLondon = new Intl.DateTimeFormat('en-CA', {
    timeZone: 'Europe/London',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  test('agrees with the time-zone database at any instant from 2022 to 2037', () =>
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2022-01-01T00:00:00Z'), max: new Date('2037-12-31T00:00:00Z'), noInvalidDate: true }),
        (instant) => {
          expect(londonDay(instant.toISOString())).toBe(inLondon.format(instant));
        },
      ),
    ));
  test('a London time is an instant on that day', () => {
    expect(londonInstant('2026-02-11', '09:30')).toBe('2026-02-11T09:30:00.000Z');
    expect(londonInstant('2026-07-01', '00:00')).toBe('2026-06-30T23:00:00.000Z');
    for (let day = '2026-01-01'; day < '2027-01-01'; day = addDays(day, 1))
      expect(londonDay(londonInstant(day, '00:00'))).toBe(day);
  });
});
