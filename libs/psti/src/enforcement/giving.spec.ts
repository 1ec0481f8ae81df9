import { describe, expect, test } from '@jest/globals';
import { asked, compliance, rowIn, stateIn, told } from './notice.given.ts';
import { givingOf, hasCome } from './giving.ts';

describe('s.50: when a notice counts as given', () => {
  test('handed over or left at the proper address: that day', () => {
    expect(givingOf({ on: '2026-06-24', means: 'hand' })).toMatchObject({ sentOn: '2026-06-24', on: '2026-06-24' });
    expect(givingOf({ on: '2026-06-27', means: 'left' })).toMatchObject({
      on: '2026-06-27',
      basis: 'left at the proper address',
    });
  });
  test('posted: only once its arrival is on record, on the day of that', () => {
    expect(givingOf({ on: '2026-06-24', means: 'post' }).on).toBeUndefined();
    expect(givingOf({ on: '2026-06-24', means: 'post' }).question).toBe('On which day did the letter arrive?');
    expect(givingOf({ on: '2026-06-24', means: 'post', arrivedOn: '2026-06-26' }).on).toBe('2026-06-26');
  });
  test('e-mailed to an address that was indicated: 09:00 on the next working day, however early it was sent', () => {
    const sent = { on: '2026-06-24', at: '2026-06-24T00:05:00.000Z', means: 'email', addressIndicated: true } as const;
    expect(givingOf(sent)).toMatchObject({ on: '2026-06-25', at: '2026-06-25T08:00:00.000Z' });
  });
  test('e-mailed to an address that was not: not given', () => {
    expect(givingOf({ on: '2026-06-24', means: 'email' }).on).toBeUndefined();
    expect(givingOf({ on: '2026-06-24', means: 'email' }).question).toContain('indicated');
  });
  test('what rests on Scotland’s holiday of 15 June 2026 says so', () => {
    const basis = (on: string) => givingOf({ on, means: 'email', addressIndicated: true });
    expect(basis('2026-06-12')).toMatchObject({ on: '2026-06-16', basis: expect.stringContaining('15 June 2026 taken as') });
    expect(basis('2026-06-11').basis).not.toContain('taken as');
    expect(basis('2026-06-16').basis).not.toContain('taken as');
  });
});

describe('whether it has come', () => {
  test('by a day: at its end', () => {
    expect(hasCome('2026-06-24', '2026-06-25')).toBe(false);
    expect(hasCome('2026-06-25', '2026-06-25', '2026-06-25T08:00:00Z')).toBe(true);
  });
  test('by an instant: at its time; where only the day is known, once that is over', () => {
    expect(hasCome('2026-06-25T07:59:59Z', '2026-06-25', '2026-06-25T08:00:00Z')).toBe(false);
    expect(hasCome('2026-06-25T08:00:00Z', '2026-06-25', '2026-06-25T08:00:00Z')).toBe(true);
    expect(hasCome('2026-06-25T22:59:59Z', '2026-06-25')).toBe(false);
    expect(hasCome('2026-06-25T23:00:00Z', '2026-06-25')).toBe(true);
  });
});

describe('a notice that does not count as given makes no row', () => {
  const sentBy = (data: object) => told({ ...compliance, on: '2026-06-24', data: { ...compliance.data, ...data } });
  test.each([
    ['posted, no arrival on record', { means: 'post' }],
    ['e-mailed to an address not indicated', { means: 'email' }],
  ])('%s', (_, data) => {
    const answers = asked(sentBy(data), '2026-07-30');
    expect([stateIn(answers), rowIn(answers, 'S28-2-COMPLY-NOTICE')]).toEqual(['SUSPECTED', 'N/T']);
  });
  test('e-mailed on 06-24: no row that day nor at 08:59 on the next, a row from 09:00', () => {
    const email = sentBy({ means: 'email', addressIndicated: true });
    const rowAt = (asOf: string) => rowIn(asked(email, asOf), 'S28-2-COMPLY-NOTICE', 'statement');
    expect(rowAt('2026-06-24')).toBe('N/T');
    expect(rowAt('2026-06-25T07:59:00Z')).toBe('N/T');
    expect(rowAt('2026-06-25T08:00:00Z')).toBe('OPEN due 2026-07-15');
  });
});
