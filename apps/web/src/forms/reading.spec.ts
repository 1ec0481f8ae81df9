import { describe, expect, test } from '@jest/globals';
import { someoneOf } from '#access';
import { problemsIn } from '#psti';
import { timeOf } from '../layout/days.ts';
import { formModel } from './event-form.ts';
import { fieldsIn } from './place.ts';
import type { Offers } from './controls.ts';
import { dayIn, eventIn, formOf, type Form } from './reading.ts';

const notification = fieldsIn('failure', 'NotificationGiven');
const typed: Form = {
  'on-day': '11',
  'on-month': '2',
  'on-year': '2026',
  'at-time': '9:30',
  'data.to': 'tarn-beck',
  'data.means': 'email',
  'data.claims': 'is',
  'data.content': ['details', 'risks'],
  'data.authorityNotified': 'yes',
  'data.describesInvestigation': 'true',
  'data.text': 'The failure,\r\nand what we found ',
};

const noOffers: Offers = {
  ...{ parties: [], products: [], events: [], duties: [] },
  ids: () => [],
  label: (label) => ({ label }),
  word: (value) => value,
};

describe('a form read as an event', () => {
  test('says what a system would have sent', () => {
    expect(eventIn(notification, typed)).toEqual({
      on: '2026-02-11',
      at: '2026-02-11T09:30:00.000Z',
      data: {
        to: 'tarn-beck',
        means: 'email',
        claims: 'is',
        content: ['details', 'risks'],
        authorityNotified: 'yes',
        describesInvestigation: true,
        text: 'The failure,\nand what we found',
      },
    });
  });

  test('what it says is an event that can be kept', () => {
    expect(problemsIn('failure', { type: 'NotificationGiven', ...eventIn(notification, typed) })).toEqual([]);
  });

  test('a box left empty says nothing, an untouched list of content says that it holds none', () => {
    const { data } = eventIn(notification, { ...typed, 'data.content': '', 'data.authorityNotified': '' });
    expect(data).not.toHaveProperty('authorityNotified');
    expect(data).toHaveProperty('content', []);
  });

  test('only names of the event’s own fields are read', () => {
    const { data } = eventIn(notification, { ...typed, 'data.stranger': 'x', 'data.__proto__': 'x', 'data.constructor': 'x' });
    expect(Object.keys(data)).not.toContain('stranger');
    expect(Reflect.get({}, 'x')).toBeUndefined();
  });
});

describe('a day from three boxes', () => {
  const day = (...[day, month, year]: string[]) =>
    dayIn({ 'd-day': day ?? '', 'd-month': month ?? '', 'd-year': year ?? '' }, 'd');

  test('is one where they make one, and nothing where all are empty', () => {
    expect(day('3', '3', '2026')).toBe('2026-03-03');
    expect(day('', '', '')).toBeUndefined();
  });

  test('that does not exist, or is no day, is passed on for the one sentence that says so', () => {
    expect(day('31', '2', '2026')).toBe('2026-02-31');
    expect(day('', '3', '2026')).toBe('2026-03-00');
    expect(day('three', 'March', '2026')).toBe('three March 2026');
    expect(problemsIn('failure', { type: 'InvestigationStarted', on: day('31', '2', '2026'), data: {} })).toEqual([
      { field: 'on', says: '2026-02-31 is not a day of the calendar' },
    ]);
  });

  test.each(['26', '', '126', '20266'])('whose year is “%s” is none, and asks for four digits', (year) => {
    const form: Form = {
      ...{ 'on-day': '1', 'on-month': '2', 'on-year': year },
      ...{ 'data.readOn-day': '2', 'data.readOn-month': '2', 'data.readOn-year': year },
    };
    const { on, data } = eventIn(fieldsIn('failure', 'ComplianceFailureReported'), form);
    expect([on, data.readOn]).toEqual([`1 2 ${year}`.trim(), `2 2 ${year}`.trim()]);
    const type = 'ComplianceFailureReported';
    const wrong = problemsIn('failure', { type, on, data }).filter(({ field }) => field === 'on' || field === 'data.readOn');
    const place = { stream: 'kestrel/failure/f1', kind: 'failure', person: someoneOf('kestrel') } as const;
    const page = formModel({ place, type, form, problems: wrong, offers: noOffers, path: '/', id: '' });
    expect(page.problems.map(({ text }) => text)).toEqual(Array(2).fill('Give the year with four digits'));
    expect(page.on).toMatchObject({ day: '1', month: '2', year, error: 'Give the year with four digits' });
    expect(page.controls.find(({ name }) => name === 'data.readOn')).toMatchObject({
      ...{ day: '2', month: '2', year },
      error: 'Give the year with four digits',
    });
  });
});

test('pounds as people write them are kept as pence, and anything else is passed on', () => {
  const fields = fieldsIn('notice', 'PenaltyPaid');
  const amount = (typed: string) => eventIn(fields, { 'data.amount': typed }).data.amount;
  expect(amount('£1,250')).toBe(125_000);
  expect(amount('1250.50')).toBe(125_050);
  expect(amount('a lot')).toBe('a lot');
});

test('members of a list of groups are read one by one, and a blank one is dropped', () => {
  const fields = fieldsIn('notice', 'NoticeGiven');
  const form = { 'data.requirements-count': '2', 'data.requirements.0.item': 'evidence', 'data.requirements.0.days': '21' };
  expect(eventIn(fields, form).data.requirements).toEqual([{ item: 'evidence', days: 21 }]);
});

describe('the form of an event', () => {
  test('gives the event again when it is read', () => {
    const event = eventIn(notification, typed);
    expect(eventIn(notification, formOf(notification, { on: event.on, at: event.at, data: event.data }, timeOf))).toEqual(event);
  });

  test('also where it holds lists, groups and money', () => {
    const fields = fieldsIn('notice', 'NoticeGiven');
    const data = {
      kind: 'penalty',
      means: 'post',
      contents: ['reasons'],
      fixedPenalty: 125_050,
      requirements: [{ item: 'a', duty: 'PSTI-S23-1-NO-SUPPLY', days: 3 }],
    };
    expect(eventIn(fields, formOf(fields, { on: '2026-05-01', data }, timeOf)).data).toEqual(data);
  });
});
