import { describe, expect, test } from '@jest/globals';
import { clocksBar, clocksIn } from './clocks.ts';

const inAddress = (query: string) => clocksIn(new URLSearchParams(query));

describe('the clocks of an address', () => {
  test('a day is a day, a day with a time is that instant in the United Kingdom', () => {
    expect(inAddress('asOf=2026-03-03').clocks).toEqual({ asOf: '2026-03-03', knownAt: undefined });
    expect(inAddress('asOf=2026-03-03&asOfTime=17:00').clocks.asOf).toBe('2026-03-03T17:00:00.000Z');
    expect(inAddress('knownAt=2026-07-03&knownAtTime=17:00').clocks.knownAt).toBe('2026-07-03T16:00:00.000Z');
    expect(inAddress('knownAt=2026-02-11T09:30:00.000Z').clocks.knownAt).toBe('2026-02-11T09:30:00.000Z');
  });

  test.each(['asOf=2026-02-31', 'asOf=yesterday', 'asOf=2026-03-03&asOfTime=25:00', 'asOfTime=12:00'])(
    '%s is said to be none',
    (query) => {
      const asked = inAddress(query);
      expect(asked.clocks.asOf).toBeUndefined();
      expect(asked.problems).toEqual([
        { text: 'What had happened by: give a day, and a time such as 17:00 if you want one', href: '#asOf' },
      ]);
    },
  );
});

describe('the as-of bar', () => {
  const answered = { asOf: '2026-02-12', knownAt: '2026-02-20', today: '2026-03-21', position: '7' };
  const hidden = { notYetHappened: 2, notYetRecorded: 1, previousOn: '2026-02-11', nextOn: '2026-02-16' };
  const bar = clocksBar({
    path: '/r',
    asked: inAddress('asOf=2026-02-12&knownAt=2026-02-20'),
    answered,
    hidden,
    comparable: true,
  });

  test('says both clocks, and what is hidden as later', () => {
    expect(bar.says).toBe('As of the end of 12 February 2026, as it was known at the end of 20 February 2026.');
    expect(bar.hidden).toBe(
      'Hidden as later: 2 entries that had not happened by then, and 1 entry that had not been recorded by then.',
    );
  });

  test.each([
    ['2030-01-01', 'as it is known now'],
    ['2026-03-21', 'as it is known now'],
    ['2026-03-22T09:00:00Z', 'as it is known now'],
    ['2026-03-21T09:00:00Z', 'as it was known at 21 March 2026, 09:00'],
    ['2026-03-20', 'as it was known at the end of 20 March 2026'],
  ])('on 21 March 2026 what had been recorded by %s is told %s', (knownAt, says) => {
    const { says: said } = clocksBar({ path: '/r', asked: inAddress('asOf=2026-02-12'), answered: { ...answered, knownAt } });
    expect(said).toBe(`As of the end of 12 February 2026, ${says}.`);
  });

  test('steps to the events on either side and keeps the other clock', () => {
    expect(bar.steps.map(({ href }) => href)).toEqual([
      '/r?asOf=2026-02-11&knownAt=2026-02-20',
      '/r?asOf=2026-02-16&knownAt=2026-02-20',
    ]);
    expect(bar.compare).toBe('/r/changes?asOf=2026-02-12&knownAt=2026-02-20');
  });

  test('of now says so and compares with nothing', () => {
    const now = clocksBar({ path: '/r', asked: inAddress(''), answered, comparable: true });
    expect(now).toMatchObject({ past: false, compare: undefined, says: 'As of now, as it is known now.' });
  });
});
