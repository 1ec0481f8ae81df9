import { describe, expect, test } from '@jest/globals';
import { inWords, instantInWords, momentInWords, plural, spanInWords, stoodFor, utcInWords } from './days.ts';

test('a day is said in words, and never gets a time of day', () => {
  expect(inWords('2026-03-03')).toBe('3 March 2026');
  expect(momentInWords('2026-03-03')).toBe('the end of 3 March 2026');
});

describe('an instant is said in UK time, with UTC at hand', () => {
  test.each([
    ['2026-02-11T09:30:00.000Z', '11 February 2026, 09:30', '2026-02-11 09:30:00 UTC'],
    ['2026-06-30T23:15:00.000Z', '1 July 2026, 00:15', '2026-06-30 23:15:00 UTC'],
    ['2026-03-29T01:00:00.000Z', '29 March 2026, 02:00', '2026-03-29 01:00:00 UTC'],
  ])('%s', (instant, uk, utc) => {
    expect(instantInWords(instant)).toBe(uk);
    expect(utcInWords(instant)).toBe(utc);
  });
});

test('how long something has stood is counted in whole days', () => {
  expect(stoodFor('2026-03-03', '2026-03-03')).toBe('today');
  expect(stoodFor('2026-03-03', '2026-03-04')).toBe('1 day');
  expect(stoodFor('2026-03-03', '2026-04-03')).toBe('31 days');
});

test('a span is said in the units that a person would use', () => {
  expect(spanInWords(0)).toBe('the same minute');
  expect(spanInWords(61)).toBe('1 hour 1 minute');
  expect(spanInWords(24 * 60 + 4 * 60 + 12)).toBe('1 day 4 hours');
  expect(plural(3012, 'duty', 'duties')).toBe('3,012 duties');
});
