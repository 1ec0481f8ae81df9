import { describe, expect, test } from '@jest/globals';
import { datesIn, rulebookDates } from './dated.ts';
import * as it from './duties/a-book.ts';
import { bookOf } from './duties/a-book.ts';
import { obligations } from './owed.ts';
import type { Book } from './book.ts';
import { lawInForce } from './rulebook.ts';

/** T1–T6 and T24 as they run from what a book holds: `T6 JC-STAR 2025-10-06 … 2027-10-05, 2027-10-06`. */
const datesOf = (book: Book, asOf: string): readonly string[] => {
  const clocks = { asOf, knownAt: asOf };
  return datesIn({ book, obligations: () => obligations(book, clocks) }, clocks).map(
    ({ timer, of, first = '', last, on }) => `${timer} ${of} ${first} … ${last}${on === undefined ? '' : `, ${on}`}`,
  );
};
const statement = { statement: 'soc-1', issuedOn: '2026-07-03', issuers: ['hoshi'], items: 'all', batches: 'all' };

describe('what a book of a product dates', () => {
  test('T3 and T4: a statement from its day of issue, for manufacturer and importer alike', () => {
    const supplied = { reliesOn: 'statement', statement: 'soc-1' };
    const hoshi = bookOf(
      'hoshi',
      it.role('hoshi', 'manufacturer'),
      it.inScope,
      it.other('SoCIssued', '2026-07-03', statement),
      it.madeAvailable('2026-07-04', 'hoshi', 'consumers', supplied),
    );
    const pennine = bookOf(
      'pennine',
      it.role('pennine', 'importer'),
      it.inScope,
      it.other('SoCCopyHeld', '2026-07-06', statement),
      it.madeAvailable('2026-07-07', 'pennine', 'consumers', supplied),
    );
    expect(datesOf(hoshi, '2026-07-08')).toEqual(['T3 soc-1 2026-07-03 … 2036-07-02']);
    expect(datesOf(pennine, '2026-07-08')).toEqual(['T4 soc-1 2026-07-03 … 2036-07-02']);
  });
  test('T5: the end that was published last; an extension counts once it is published', () => {
    const published = it.other('SupportPeriodPublished', '2026-05-01', { untilOn: '2030-06-30', conditionsMet: 'all' });
    const extended = it.other('SupportPeriodExtended', '2027-05-01', { untilOn: '2032-06-30' });
    const anew = it.other('SupportPeriodPublished', '2027-05-10', { untilOn: '2032-06-30', conditionsMet: 'all' });
    const book = bookOf('aoba', published, extended, anew);
    expect(datesOf(book, '2027-05-09')).toEqual(['T5 cam  … 2030-06-30']);
    expect(datesOf(book, '2027-05-10')).toEqual(['T5 cam  … 2032-06-30']);
  });
  test('T6: usable through the stated last day, or up to the day before its withdrawal', () => {
    const label = it.labelled('2025-10-06', '2027-10-05');
    const withdrawn = it.other('LabelWithdrawn', '2026-03-01', { scheme: 'JC-STAR', why: 'withdrawn' });
    expect(datesOf(bookOf('aoba', label, withdrawn), '2026-02-28')).toEqual(['T6 JC-STAR 2025-10-06 … 2027-10-05, 2027-10-06']);
    expect(datesOf(bookOf('aoba', label, withdrawn), '2026-03-01')).toEqual(['T6 JC-STAR 2025-10-06 … 2026-02-28, 2026-03-01']);
  });
});

test('T1: a record, from the day on which it was made', () => {
  const book = bookOf(
    'kestrel',
    it.role('kestrel', 'manufacturer'),
    it.inScope,
    it.madeAvailable('2025-09-01', 'kestrel', 'consumers'),
    it.reported('2026-03-02'),
    it.recordMade('2026-03-16', 'investigation', ['outcome']),
    it.recordUpdated('2026-04-01', 'investigation', ['outcome', 'details']),
  );
  expect(datesOf(book, '2026-04-01')).toEqual(['T1 r1 2026-03-16 … 2036-03-15']);
});

test('T24: the days from which rulebooks are in force', () =>
  expect(rulebookDates(lawInForce).map(({ of, on }) => `${of} ${on}`)).toEqual([
    'RB-1 2024-04-29',
    'RB-2 2025-02-25',
    'RB-3 2025-12-04',
  ]));
