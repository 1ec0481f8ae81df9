import { describe, expect, test } from '@jest/globals';
import type { Day } from '../act.ts';
import type { Book } from '../book.ts';
import { lawInForce, withRulebook } from '../rulebook.ts';
import * as it from './a-book.ts';
import { bookOf, owes } from './a-book.ts';

/**
 * Duties that no regulations give content: what they come to once a rulebook of the tests switches them on from 1 January 2027. Under
 * the law as it is each of them is dormant, whatever is recorded.
 */

const law = withRulebook(lawInForce, {
  id: 'RB-X',
  basedOn: 'RB-3',
  from: '2027-01-01',
  requirements: [
    { id: 'X-SR-1', holder: 'importer', provision: 'invented', text: 'keep a register' },
    { id: 'X-SR-2', holder: 'distributor', provision: 'invented', text: 'show the support period' },
  ],
  live: lawInForce.at(-1)?.dormant,
});
type Happenings = readonly it.Happening[];
const firm = (name: string, as: string) => {
  const own = (...more: Happenings): Book =>
    bookOf(name, it.role(name, as), ...it.inScope, it.role('farndale', 'manufacturer'), ...more);
  return {
    awake: (...more: Happenings): Book => ({ ...own(...more), law }),
    asleep: (...more: Happenings): Book => own(...more),
    toBuyers: it.madeAvailable('2026-06-05', name, 'consumers'),
  };
};
const keld = firm('keld', 'importer');
const muker = firm('muker', 'distributor');
const farndale = firm('farndale', 'manufacturer');
const DAY: Day = '2027-01-04';

describe.each([
  { duties: ['PSTI-S18-2-REMEDY', 'PSTI-S18-3-NOTIFY-OPSS', 'PSTI-S18-3-NOTIFY-CUST'], requirement: 'X-SR-1', ...keld },
  { duties: ['PSTI-S24-2-REMEDY', 'PSTI-S24-3-NOTIFY-OPSS', 'PSTI-S24-3-NOTIFY-CUST'], requirement: 'X-SR-2', ...muker },
] as const)('$duties: a failure of its own', ({ duties, requirement, awake, asleep, toBuyers }) => {
  const own = (on: Day = DAY) => it.determined(on, { requirement });
  const each = (book: Book, on: Day) => duties.map((id) => owes(book, id, on));

  test('each arises on the day on which it is aware, not the day before', () => {
    expect(each(awake(toBuyers, own()), '2027-01-03')).toEqual(['N/T', 'N/T', 'N/T']);
    expect(each(awake(toBuyers, own()), DAY)).toEqual(Array(3).fill('OPEN since 2027-01-04'));
  });
  test('found on the last day of the law as it is, none arises, then or later', () => {
    const book = awake(toBuyers, own('2026-12-31'));
    expect(each(book, '2026-12-31')).toEqual(['DORMANT', 'DORMANT', 'DORMANT']);
    expect(each(book, '2027-02-01')).toEqual(['N/T', 'N/T', 'N/T']);
    expect(each(asleep(toBuyers, own()), DAY)).toEqual(['DORMANT', 'DORMANT', 'DORMANT']);
  });
  test('without a customer of its own, none arises', () =>
    expect(each(awake(it.madeAvailable('2026-06-05', 'farndale', 'consumers'), own()), DAY)).toEqual(['N/T', 'N/T', 'N/T']));
  test('a failure by a manufacturer raises none', () =>
    expect(each(awake(toBuyers, it.determined(DAY)), DAY)).toEqual(['N/T', 'N/T', 'N/T']));
  test('remedied and notified with its own steps, each is done; nothing excuses', () => {
    const done = awake(
      toBuyers,
      own(),
      it.mended('2027-01-06'),
      it.notify('2027-01-07', 'authority'),
      it.notify('2027-01-08', 'customers'),
    );
    expect(each(done, '2027-01-08')).toEqual(['DONE 2027-01-06', 'DONE 2027-01-07', 'DONE 2027-01-08']);
    const short = awake(toBuyers, own(), it.notify('2027-01-07', 'authority', { content: ['details', 'steps'] }));
    expect(owes(short, duties[1], '2027-01-07')).toBe('DEFECTIVE since 2027-01-04 without risks');
  });
});

describe.each([
  ['PSTI-S14-1-COMPLY', 'X-SR-1', keld],
  ['PSTI-S21-1-COMPLY', 'X-SR-2', muker],
] as const)('%s: a requirement of its own (%s)', (id, requirement, { awake, asleep }) => {
  const beside = (book: Book, ...events: Happenings): Book => ({ ...book, records: [bookOf('keld', ...events).failure] });
  test('in force from the first day of the rulebook, and kept unless a record says otherwise', () => {
    expect([owes(awake(), id, '2026-12-31'), owes(awake(), id, '2027-01-01')]).toEqual(['DORMANT', 'ACTIVE 2027-01-01']);
    expect(owes(asleep(), id, '2027-01-01')).toBe('DORMANT');
  });
  test('not met from a determination to its remedy', () => {
    const book = beside(awake(), it.determined('2027-01-04', { requirement }), it.mended('2027-01-06'));
    expect([owes(book, id, '2027-01-04'), owes(book, id, '2027-01-05'), owes(book, id, '2027-01-06')]).toEqual([
      'OPEN since 2027-01-04',
      'OPEN since 2027-01-04',
      'ACTIVE 2027-01-06',
    ]);
  });
});

describe.each([
  { id: 'PSTI-S11-3-NOTIFY-CUST', supplier: 'farndale', book: farndale.awake, first: [] },
  { id: 'PSTI-S19-5-NOTIFY-CUST', supplier: 'keld', book: keld.awake, first: [it.contact(DAY, 'farndale')] },
  { id: 'PSTI-S25-6-NOTIFY-CUST', supplier: 'muker', book: muker.awake, first: [it.contact(DAY, 'farndale')] },
] as const)('$id: customers that it supplied', ({ id, supplier, book, first }) => {
  const sold = it.madeAvailable('2026-06-05', supplier, 'consumers');
  const failing = it.determined(DAY, { manufacturer: 'farndale' });
  test('is owed once it is aware, and done by a notice with all three items', () => {
    expect(owes(book(sold, failing, ...first), id, DAY)).toBe('OPEN since 2027-01-04');
    expect(owes(book(sold, failing, ...first, it.notify('2027-01-05', 'customers')), id, '2027-01-05')).toBe('DONE 2027-01-05');
    expect(
      owes(book(sold, failing, ...first, it.notify('2027-01-05', 'customers', { content: ['risks'] })), id, '2027-01-05'),
    ).toBe('DEFECTIVE since 2027-01-04 without details, steps');
  });
  test('waits for the contact with the manufacturer, where it has one to make', () =>
    expect(owes(book(sold, failing), id, DAY)).toBe(first.length === 0 ? 'OPEN since 2027-01-04' : 'SEQUENCED'));
  test('is owed to nobody where it supplied no customer: an offer is not enough', () =>
    expect(owes(book({ ...sold, data: { ...sold.data, as: 'offer' } }, failing, ...first), id, DAY)).toBe('N/T'));
});
