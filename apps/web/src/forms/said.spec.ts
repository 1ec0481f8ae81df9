import { describe, expect, test } from '@jest/globals';
import { problemsIn, type StreamKind, type EventType } from '#psti';
import { formModel } from './event-form.ts';
import { fieldsIn } from './place.ts';
import { eventIn, type Form } from './reading.ts';
import { saidOnForm } from './said.ts';

const whole: Form = {
  ...{ 'on-day': '1', 'on-month': '2', 'on-year': '2026', 'data.to': 'tarn-beck', 'data.means': 'email', 'data.claims': 'is' },
  'data.text': 'The failure.',
};
/** What a form of this kind says of what was typed, box by box. */
const saidOf = (kind: StreamKind, type: EventType, form: Form) => {
  const { on = '', at, data } = eventIn(fieldsIn(kind, type), form);
  return problemsIn(kind, { type, on, at, data }).map(({ field, says }) => [field, saidOnForm({ field, says }, type)]);
};
const ofNotification = (typed: Form) => saidOf('failure', 'NotificationGiven', { ...whole, ...typed });

describe('what is wrong on a form is said as the form is read', () => {
  test('a day, by its three boxes', () => {
    const wanted = [['on', '“Day on which it happened”: give it as day, month and year, such as 1 2 2026']];
    expect(ofNotification({ 'on-month': 'Feb' })).toEqual(wanted);
    expect(ofNotification({ 'on-day': '', 'on-month': '', 'on-year': '' })).toEqual(wanted);
    expect(ofNotification({ 'on-day': '31' })).toEqual([['on', '31 2 2026 is not a day of the calendar']]);
  });

  test('a time, by its box and the day beside it', () => {
    const says = '“Time at which it happened”: give it as hours and minutes in UK time, such as 09:30';
    expect(ofNotification({ 'at-time': '25:00' })).toEqual([['at', says]]);
    expect(ofNotification({ 'at-time': '9.30', 'on-month': 'Feb' })).toContainEqual([
      'at',
      '“Time at which it happened”: give its day as well',
    ]);
  });

  test.each([
    [
      '2026-11-28 has not come: today is 2026-11-27 in London',
      '28 November 2026 has not come: today is 27 November 2026 in London',
    ],
    [
      '2026-07-27T22:59:00.000Z has not come: it is 2026-07-27T11:52:00.123Z',
      '27 July 2026, 23:59 UK time has not come: it is 27 July 2026, 12:52 UK time',
    ],
    ['A failure concerns one product, and this record is about cam-2026-02-03', undefined],
    ['`at` names "2026-99-99", and that is not', '“Time at which it happened” names "2026-99-99", and that is not'],
  ])('%s', (door, form = door) => expect(saidOnForm({ field: 'at', says: door }, 'NotificationGiven')).toBe(form));

  test('an amount, in pounds', () => {
    const said = saidOf('notice', 'PenaltyPaid', { ...whole, 'data.amount': '12.345' });
    expect(said).toContainEqual(['data.amount', '“Amount” is an amount in pounds, such as 1,250 or 1250.50']);
  });

  test('a field by the label of its own box, wherever it stands in the event', () => {
    const reasons = { field: 'data.reasons', says: '`reasons` is missing: it is words, at most 20000 characters' };
    expect(saidOnForm(reasons, 'Correction')).toBe('“Why it is corrected” is missing');
    expect(saidOnForm(reasons, 'IntentDropped')).toBe('“Reasons” is missing');
  });
});

test('a field that the rest of the event makes necessary is not called optional', () => {
  const type = 'IntentNotified';
  const offers = {
    ...{ parties: [], products: [], events: [], duties: [], ids: () => [], word: (value: string) => value },
    label: (path: string) => ({ label: path.replace('data.', '') }),
  };
  const place = { stream: 'kestrel/notice/n1', kind: 'notice', person: { subject: 's', party: 'authority' } } as const;
  const { controls } = formModel({ place, type, form: whole, problems: [], offers, path: '/', id: '' });
  const labels = controls.map(({ label }) => label);
  expect(labels).toContain('breach');
  expect(labels).toContain('arrivedOn (optional)');
});
