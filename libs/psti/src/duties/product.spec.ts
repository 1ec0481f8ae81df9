import { describe, expect, test } from '@jest/globals';
import * as it from './a-book.ts';
import { bookOf, owes, rowOf } from './a-book.ts';
import type { Book } from '../book.ts';

/** Duties that stand in the product's own record: the requirements of s.8, the gates, and keeping the statement of compliance. */

const soc = (more = {}) => ({
  statement: 'soc-1',
  issuedOn: '2026-01-05',
  issuers: ['aoba'],
  items: 'all',
  batches: 'all',
  ...more,
});
const issued = (on: string, more = {}) => it.other('SoCIssued', on, soc(more));
const held = (on: string, more = {}) => it.other('SoCCopyHeld', on, soc(more));
const sale = (on: string, from: string, more = {}) => it.madeAvailable(on, from, 'consumers', more);
const onStatement = { reliesOn: 'statement', statement: 'soc-1' };
const onLabel = { reliesOn: 'label' };
const onNothing = { reliesOn: 'nothing' };
const checked = (on: string, satisfied?: true) =>
  it.named('check', it.other('LabelChecked', on, { scheme: 'JC-STAR', satisfied, source: 'register' }));

const aoba = (...more: Parameters<typeof bookOf>[1][]) => bookOf('aoba', it.role('aoba', 'manufacturer'), it.inScope, ...more);
const thornbury = (...more: Parameters<typeof bookOf>[1][]) =>
  bookOf('thornbury', it.role('thornbury', 'importer'), it.inScope, ...more);
const wick = (...more: Parameters<typeof bookOf>[1][]) => bookOf('wick', it.role('wick', 'distributor'), it.inScope, ...more);

describe('PSTI-S8-1-COMPLY-SR1 and the records of failures', () => {
  /** The product's own record, beside what one or more records of failures say of it. */
  const beside = (product: Book, ...records: readonly (readonly it.Happening[])[]): Book => ({
    ...product,
    records: records.map((events) => bookOf('aoba', ...events).failure),
  });
  const failing = it.determined('2026-02-10', { manufacturer: 'aoba', sinceOn: '2026-02-01' });
  const sr1 = (book: Book, day: string) => owes(book, 'PSTI-S8-1-COMPLY-SR1', day);

  test('without a word, nobody can say: the question is put, with what would settle it', () => {
    expect(sr1(aoba(), '2026-02-09')).toBe('UNDETERMINED');
    expect(rowOf(aoba(), 'PSTI-S8-1-COMPLY-SR1', '2026-02-09')?.why).toMatchObject({
      says: 'To be settled: whether Sch.1 para 1 is met. Record a scope finding on Sch.1 para 1.',
      needs: 'a scope finding on Sch.1 para 1',
    });
  });
  test('not met from the day that a determination gives, met again from the remedy', () => {
    const book = beside(aoba(), [failing, it.mended('2026-02-20')]);
    expect([sr1(book, '2026-02-09'), sr1(book, '2026-02-10'), sr1(book, '2026-02-19'), sr1(book, '2026-02-20')]).toEqual([
      'UNDETERMINED',
      'OPEN since 2026-02-01',
      'OPEN since 2026-02-01',
      'ACTIVE 2026-02-20',
    ]);
  });
  test('met where a later finding says that there is no failure', () =>
    expect(sr1(beside(aoba(), [failing, it.negatived('2026-02-15')]), '2026-02-15')).toBe('ACTIVE 2026-02-15'));
  test('of some batches, a finding says nothing of the rest', () => {
    const ofB1 = (on: string) => it.negatived(on, { batches: ['b1'] });
    expect(sr1(beside(aoba(), [failing, ofB1('2026-02-15')]), '2026-02-15')).toBe('OPEN since 2026-02-01');
    expect(sr1(beside(aoba(), [it.started('2026-02-14'), ofB1('2026-02-15')]), '2026-02-15')).toBe('UNDETERMINED');
    const inB1 = it.determined('2026-02-10', { manufacturer: 'aoba', batches: ['b1'] });
    expect(sr1(beside(aoba(), [inB1, ofB1('2026-02-15')]), '2026-02-15')).toBe('ACTIVE 2026-02-15');
  });
  test('one record in which it is not met is enough', () =>
    expect(sr1(beside(aoba(), [failing, it.mended('2026-02-20')], [it.determined('2026-02-12')]), '2026-02-28')).toBe(
      'OPEN since 2026-02-12',
    ));
  test('of a finding on the product and a determination the later word governs', () => {
    const found = aoba(it.found('2026-02-15', 'Sch.1 para 1', 'yes'));
    expect(sr1(beside(found, [failing]), '2026-02-28')).toBe('ACTIVE 2026-02-15');
    expect(sr1(beside(found, [it.determined('2026-02-16')]), '2026-02-28')).toBe('OPEN since 2026-02-16');
  });
  test('another requirement, or another manufacturer’s failure, says nothing of it', () => {
    expect(sr1(beside(aoba(), [it.determined('2026-02-10', { requirement: 'SR3' })]), '2026-02-28')).toBe('UNDETERMINED');
    expect(sr1(beside(aoba(), [it.determined('2026-02-10', { manufacturer: 'osprey' })]), '2026-02-28')).toBe('UNDETERMINED');
  });
});

describe('PSTI-S9-2-SOC-ACCOMPANY', () => {
  test('no act, no row', () => expect(owes(aoba(), 'PSTI-S9-2-SOC-ACCOMPANY', '2026-02-01')).toBe('N/T'));
  test('crossed by an act without a statement, met by one with it; the days across are kept', () => {
    const book = aoba(
      sale('2026-01-12', 'aoba', onNothing),
      sale('2026-01-20', 'aoba', onNothing),
      issued('2026-01-25'),
      sale('2026-01-26', 'aoba', onStatement),
    );
    expect(owes(book, 'PSTI-S9-2-SOC-ACCOMPANY', '2026-01-20')).toBe('CROSSED 2026-01-12 crossed 2026-01-12, 2026-01-20');
    expect(owes(book, 'PSTI-S9-2-SOC-ACCOMPANY', '2026-01-26')).toBe('ACTIVE 2026-01-26 crossed 2026-01-12, 2026-01-20');
  });
  test('a statement that was not there on the day of the act does not accompany it', () =>
    expect(
      owes(aoba(sale('2026-01-12', 'aoba', onStatement), issued('2026-01-25')), 'PSTI-S9-2-SOC-ACCOMPANY', '2026-02-01'),
    ).toBe('CROSSED 2026-01-12 crossed 2026-01-12'));
  test('met under a label from 4 December 2025, not the day before', () => {
    const label = it.labelled('2025-10-06', '2027-10-05');
    expect(owes(aoba(label, sale('2025-12-03', 'aoba', onLabel)), 'PSTI-S9-2-SOC-ACCOMPANY', '2025-12-31')).toBe(
      'CROSSED 2025-12-03 crossed 2025-12-03',
    );
    expect(owes(aoba(label, sale('2025-12-04', 'aoba', onLabel)), 'PSTI-S9-2-SOC-ACCOMPANY', '2025-12-31')).toBe(
      'ACTIVE 2025-12-04',
    );
  });
  test('comes back in force by itself when the label lapses, and is crossed only by an act', () => {
    const book = aoba(
      it.labelled('2025-12-04', '2026-03-31'),
      sale('2025-12-10', 'aoba', onLabel),
      sale('2026-04-05', 'aoba', onLabel),
    );
    expect(owes(book, 'PSTI-S9-2-SOC-ACCOMPANY', '2026-03-31')).toBe('ACTIVE 2025-12-10');
    expect(owes(book, 'PSTI-S9-2-SOC-ACCOMPANY', '2026-04-01')).toBe('ACTIVE 2026-04-01');
    expect(owes(book, 'PSTI-S9-2-SOC-ACCOMPANY', '2026-04-05')).toBe('CROSSED 2026-04-05 crossed 2026-04-05');
  });
  test('a label ends with its withdrawal, from the start of that day', () => {
    const withdrawn = it.other('LabelWithdrawn', '2026-02-10', { scheme: 'JC-STAR', why: 'suspended' });
    const on = (day: string) =>
      owes(aoba(it.labelled('2025-12-04', '2027-12-03'), withdrawn, sale(day, 'aoba', onLabel)), 'PSTI-S9-2-SOC-ACCOMPANY', day);
    expect([on('2026-02-09'), on('2026-02-10')]).toEqual(['ACTIVE 2026-02-09', 'CROSSED 2026-02-10 crossed 2026-02-10']);
  });
  test('a JC-STAR level that the Regs do not name does not count (A7)', () =>
    expect(
      owes(
        aoba(it.labelled('2025-12-04', '2027-12-03', { level: 'STAR-2' }), sale('2026-01-10', 'aoba', onLabel)),
        'PSTI-S9-2-SOC-ACCOMPANY',
        '2026-01-10',
      ),
    ).toBe('CROSSED 2026-01-10 crossed 2026-01-10'));
  test('a CLS label under an earlier scheme document leaves the act undetermined until a finding settles it (A52)', () => {
    const label = it.labelled('2025-12-04', '2027-12-03', { scheme: 'CLS', level: '2', specification: 'CCC SP-151-2 v1.3' });
    expect(owes(aoba(label, sale('2026-01-10', 'aoba', onLabel)), 'PSTI-S9-2-SOC-ACCOMPANY', '2026-01-10')).toBe('UNDETERMINED');
    expect(
      owes(
        aoba(label, it.found('2026-01-05', 'Sch.2A', 'yes'), sale('2026-01-10', 'aoba', onLabel)),
        'PSTI-S9-2-SOC-ACCOMPANY',
        '2026-01-10',
      ),
    ).toBe('ACTIVE 2026-01-10');
  });
  test('acts before 29 April 2024 are not judged', () =>
    expect(owes(aoba(sale('2024-04-28', 'aoba', onNothing)), 'PSTI-S9-2-SOC-ACCOMPANY', '2026-01-01')).toBe('N/T'));
});

describe('PSTI-S9-3-SOC-CONTENT', () => {
  const with_ = (more: object) =>
    owes(aoba(issued('2026-01-05', more), sale('2026-01-10', 'aoba', onStatement)), 'PSTI-S9-3-SOC-CONTENT', '2026-01-10');
  test('met by a statement with every item of Schedule 4 and a date', () => expect(with_({})).toBe('ACTIVE 2026-01-10'));
  test('not by one that lacks an item, or its date', () => {
    expect(with_({ items: ['a', 'b', 'c', 'd', 'e', 'f'] })).toBe('CROSSED 2026-01-10 crossed 2026-01-10');
    expect(with_({ issuedOn: undefined })).toBe('CROSSED 2026-01-10 crossed 2026-01-10');
  });
});

describe('PSTI-R8-SOC-RETAIN', () => {
  const supplied = sale('2026-01-10', 'aoba', onStatement);
  test('ten years beginning with the day of issue, or the support period that the statement states, whichever ends later', () => {
    expect(owes(aoba(issued('2026-01-05'), supplied), 'PSTI-R8-SOC-RETAIN', '2026-01-10')).toBe('RETAIN until 2036-01-04');
    const long = aoba(issued('2026-01-05', { supportUntilOn: '2037-12-31' }), supplied);
    expect(owes(long, 'PSTI-R8-SOC-RETAIN', '2026-01-10')).toBe('RETAIN until 2037-12-31');
    expect(rowOf(long, 'PSTI-R8-SOC-RETAIN', '2026-01-10')?.ends).toEqual(['2036-01-04', '2037-12-31']);
  });
  test('the strict reading of A21 compares lengths', () => {
    const strict = it.other('SettingChosen', '2026-01-01', { setting: 'A21', value: 'longer-period' });
    const paper = issued('2026-01-05', { supportFromOn: '2026-06-01', supportUntilOn: '2036-02-29' });
    expect(owes(aoba(paper, supplied), 'PSTI-R8-SOC-RETAIN', '2026-01-10')).toBe('RETAIN until 2036-02-29');
    expect(owes(aoba(strict, paper, supplied), 'PSTI-R8-SOC-RETAIN', '2026-01-10')).toBe('RETAIN until 2036-01-04');
  });
  test('undated: nobody can say until when; supplied under a label only: not engaged', () => {
    expect(owes(aoba(issued('2026-01-05', { issuedOn: undefined }), supplied), 'PSTI-R8-SOC-RETAIN', '2026-01-10')).toBe(
      'UNDETERMINED',
    );
    const labelled = aoba(it.labelled('2025-12-04', '2027-12-03'), issued('2026-01-05'), sale('2026-01-10', 'aoba', onLabel));
    expect(owes(labelled, 'PSTI-R8-SOC-RETAIN', '2026-01-10')).toBe('N/T');
  });
  test('done after its last day, on that day', () =>
    expect(owes(aoba(issued('2026-01-05'), supplied), 'PSTI-R8-SOC-RETAIN', '2036-01-05')).toBe(
      'DONE 2036-01-04 until 2036-01-04',
    ));
  test('PSTI-S51-DEL-R8: a representative to whom it was delegated holds the same row', () => {
    const book = aoba(it.appointed('2026-01-01', 'aoba', 'dovecote', ['R8']), issued('2026-01-05'), supplied);
    expect(owes(book, 'PSTI-S51-DEL-R8', '2026-01-10')).toBe('RETAIN until 2036-01-04');
    expect(rowOf(book, 'PSTI-S51-DEL-R8', '2026-01-10')?.holder).toBe('dovecote');
    expect(owes(aoba(issued('2026-01-05'), supplied), 'PSTI-S51-DEL-R8', '2026-01-10')).toBe('N/T');
  });
});

describe('an importer on the label route', () => {
  const label = it.labelled('2025-12-04', '2026-03-31', { toldBy: 'aoba' });
  const labelledSale = (on: string, more = {}) => sale(on, 'thornbury', { ...onLabel, ...more });

  test('PSTI-S15-5-LABEL-SATISFIED: met by a recorded check, crossed without one although the label is valid', () => {
    expect(
      owes(
        thornbury(label, checked('2025-12-09', true), labelledSale('2025-12-10', { check: '$check' })),
        'PSTI-S15-5-LABEL-SATISFIED',
        '2025-12-10',
      ),
    ).toBe('ACTIVE 2025-12-10');
    expect(owes(thornbury(label, labelledSale('2025-12-10')), 'PSTI-S15-5-LABEL-SATISFIED', '2025-12-10')).toBe(
      'CROSSED 2025-12-10 crossed 2025-12-10',
    );
    expect(
      owes(
        thornbury(label, checked('2025-12-09'), labelledSale('2025-12-10', { check: '$check' })),
        'PSTI-S15-5-LABEL-SATISFIED',
        '2025-12-10',
      ),
    ).toBe('CROSSED 2025-12-10 crossed 2025-12-10');
  });
  test('PSTI-S15-5-LABEL-SATISFIED: satisfied of a label that was in fact gone is undetermined', () =>
    expect(
      owes(
        thornbury(label, checked('2026-04-01', true), labelledSale('2026-04-02', { check: '$check' })),
        'PSTI-S15-5-LABEL-SATISFIED',
        '2026-04-02',
      ),
    ).toBe('UNDETERMINED'));
  test('PSTI-S15-5-LABEL-SATISFIED: a statement that would meet the other gate meets it too; it ends with the label', () => {
    const book = thornbury(label, held('2025-12-05', { issuedOn: '2025-12-01' }), sale('2025-12-10', 'thornbury', onStatement));
    expect(owes(book, 'PSTI-S15-5-LABEL-SATISFIED', '2026-03-31')).toBe('ACTIVE 2025-12-10');
    expect(owes(book, 'PSTI-S15-5-LABEL-SATISFIED', '2026-04-01')).toBe('CEASED 2026-04-01');
  });
  test('PSTI-S15-5-LABEL-SATISFIED: absent before RB-3, and not triggered without label or reliance', () => {
    expect(owes(thornbury(labelledSale('2025-11-20')), 'PSTI-S15-5-LABEL-SATISFIED', '2025-12-03')).toBe('N/T');
    expect(owes(thornbury(sale('2026-01-20', 'thornbury', onStatement)), 'PSTI-S15-5-LABEL-SATISFIED', '2026-01-20')).toBe('N/T');
  });
  test('PSTI-S15-2-SOC-ACCOMPANY: disapplied at acts under the label, back when it lapses', () => {
    const book = thornbury(sale('2025-11-20', 'thornbury', onNothing), label, labelledSale('2025-12-10'));
    expect(owes(book, 'PSTI-S15-2-SOC-ACCOMPANY', '2025-12-09')).toBe('CROSSED 2025-11-20 crossed 2025-11-20');
    expect(owes(book, 'PSTI-S15-2-SOC-ACCOMPANY', '2025-12-10')).toBe('DISAPPLIED 2025-12-10 crossed 2025-11-20');
    expect(owes(book, 'PSTI-S15-2-SOC-ACCOMPANY', '2026-04-01')).toBe('ACTIVE 2026-04-01 crossed 2025-11-20');
  });
  test('PSTI-S15-3-SOC-RETAIN: follows the latest act; a copy once relied on keeps its own row', () => {
    expect(owes(thornbury(label, labelledSale('2025-12-10')), 'PSTI-S15-3-SOC-RETAIN', '2026-04-01')).toBe(
      'DISAPPLIED 2025-12-10',
    );
    expect(owes(thornbury(sale('2026-01-12', 'thornbury', onNothing)), 'PSTI-S15-3-SOC-RETAIN', '2026-01-12')).toBe(
      'UNDETERMINED',
    );
    const copy = thornbury(held('2026-01-06'), sale('2026-01-12', 'thornbury', onStatement));
    expect(owes(copy, 'PSTI-S15-3-SOC-RETAIN', '2026-01-12')).toBe('RETAIN until 2036-01-04');
  });
  test('PSTI-S15-3-SOC-RETAIN: a copy that was lost leaves it open, its last day still shown', () => {
    const lost = thornbury(held('2026-01-06', { untilOn: '2026-02-28' }), sale('2026-01-12', 'thornbury', onStatement));
    expect(owes(lost, 'PSTI-S15-3-SOC-RETAIN', '2026-02-28')).toBe('RETAIN until 2036-01-04');
    expect(owes(lost, 'PSTI-S15-3-SOC-RETAIN', '2026-03-01')).toBe('OPEN since 2026-01-12 until 2036-01-04');
  });
  test('PSTI-S15-3-SOC-RETAIN: a copy found again says since when', () => {
    const again = thornbury(
      held('2026-01-06', { untilOn: '2026-02-28' }),
      sale('2026-01-12', 'thornbury', onStatement),
      held('2026-03-09'),
    );
    expect(owes(again, 'PSTI-S15-3-SOC-RETAIN', '2026-03-08')).toBe('OPEN since 2026-01-12 until 2036-01-04');
    expect(owes(again, 'PSTI-S15-3-SOC-RETAIN', '2026-03-09')).toBe('RETAIN 2026-03-09 until 2036-01-04');
  });
});

describe('a distributor', () => {
  test('PSTI-S22-2-SOC-ACCOMPANY: crossed without a statement, met with one; used goods are no act', () => {
    expect(owes(wick(sale('2026-01-12', 'wick', onNothing)), 'PSTI-S22-2-SOC-ACCOMPANY', '2026-01-12')).toBe(
      'CROSSED 2026-01-12 crossed 2026-01-12',
    );
    expect(owes(wick(sale('2026-01-12', 'wick')), 'PSTI-S22-2-SOC-ACCOMPANY', '2026-01-12')).toBe('ACTIVE 2026-01-12');
    expect(
      owes(wick(sale('2026-01-12', 'wick', { ...onNothing, condition: 'used' })), 'PSTI-S22-2-SOC-ACCOMPANY', '2026-01-12'),
    ).toBe('N/T');
  });
  test('PSTI-S22-3-LABEL-SATISFIED: must itself be satisfied', () =>
    expect(
      owes(
        wick(it.labelled('2025-12-04', '2026-12-03'), sale('2025-12-10', 'wick', onLabel)),
        'PSTI-S22-3-LABEL-SATISFIED',
        '2025-12-10',
      ),
    ).toBe('CROSSED 2025-12-10 crossed 2025-12-10'));
  test('keeps no statement', () => {
    const book = wick(held('2026-01-06'), sale('2026-01-12', 'wick', onStatement));
    expect(owes(book, 'PSTI-R8-SOC-RETAIN', '2026-01-12')).toBe('N/T');
    expect(owes(book, 'PSTI-S15-3-SOC-RETAIN', '2026-01-12')).toBe('N/T');
  });
});

describe('the requirements of s.8', () => {
  const FROM = '2026-01-05';
  const published = (on: string, more = {}) =>
    it.other('SupportPeriodPublished', on, { untilOn: '2030-06-30', conditionsMet: 'all', ...more });
  const reporting = (on: string, more = {}) =>
    it.other('ReportingInformationPublished', on, {
      contact: true,
      acknowledgementTimes: true,
      statusUpdateTimes: true,
      conditionsMet: 'all',
      ...more,
    });

  test('PSTI-S8-1-COMPLY-SR1 awaits a finding, and follows it', () => {
    expect(owes(aoba(), 'PSTI-S8-1-COMPLY-SR1', FROM)).toBe('UNDETERMINED');
    expect(owes(aoba(it.found(FROM, 'Sch.1 para 1', 'yes')), 'PSTI-S8-1-COMPLY-SR1', FROM)).toBe('ACTIVE 2026-01-05');
    expect(owes(aoba(it.found(FROM, 'Sch.1 para 1', 'no')), 'PSTI-S8-1-COMPLY-SR1', FROM)).toBe('OPEN since 2026-01-05');
  });
  test('PSTI-S8-1-COMPLY-SR2A and PSTI-S8-1-COMPLY-SR2B: published, as the Regs ask, and not withdrawn', () => {
    const withdrawn = it.other('ReportingInformationWithdrawn', '2026-02-01', { contact: true });
    const book = aoba(reporting(FROM), withdrawn);
    expect(owes(book, 'PSTI-S8-1-COMPLY-SR2A', FROM)).toBe('ACTIVE 2026-01-05');
    expect(owes(book, 'PSTI-S8-1-COMPLY-SR2A', '2026-02-01')).toBe('OPEN since 2026-02-01');
    expect(owes(book, 'PSTI-S8-1-COMPLY-SR2B', '2026-02-01')).toBe('ACTIVE 2026-01-05');
    expect(owes(aoba(reporting(FROM, { acknowledgementTimes: undefined })), 'PSTI-S8-1-COMPLY-SR2B', FROM)).toBe(
      'OPEN since 2026-01-05',
    );
  });
  test('PSTI-S8-1-COMPLY-SR3: a support period without an end is none', () => {
    expect(owes(aoba(published(FROM)), 'PSTI-S8-1-COMPLY-SR3', FROM)).toBe('ACTIVE 2026-01-05');
    expect(owes(aoba(published(FROM, { untilOn: undefined })), 'PSTI-S8-1-COMPLY-SR3', FROM)).toBe('OPEN since 2026-01-05');
  });
  test('PSTI-S8-1-COMPLY-SR3NOSHORT and -SR3: shortened, neither is met', () => {
    const book = aoba(published(FROM), it.other('SupportPeriodShortened', '2026-03-01', { untilOn: '2028-06-30' }));
    expect(owes(book, 'PSTI-S8-1-COMPLY-SR3NOSHORT', '2026-02-28')).toBe('ACTIVE 2026-01-05');
    expect(owes(book, 'PSTI-S8-1-COMPLY-SR3NOSHORT', '2026-03-01')).toBe('OPEN since 2026-03-01');
    expect(owes(book, 'PSTI-S8-1-COMPLY-SR3', '2026-03-01')).toBe('OPEN since 2026-03-01');
    expect(owes(aoba(), 'PSTI-S8-1-COMPLY-SR3NOSHORT', FROM)).toBe('N/T');
  });
  test('PSTI-S8-1-COMPLY-SR3EXT: an extension is published anew', () => {
    const extended = it.other('SupportPeriodExtended', '2026-03-01', { untilOn: '2032-06-30' });
    expect(owes(aoba(published(FROM)), 'PSTI-S8-1-COMPLY-SR3EXT', '2026-03-01')).toBe('N/T');
    const book = aoba(published(FROM), extended, published('2026-03-04', { untilOn: '2032-06-30' }));
    expect(owes(book, 'PSTI-S8-1-COMPLY-SR3EXT', '2026-03-01')).toBe('OPEN since 2026-03-01');
    expect(owes(book, 'PSTI-S8-1-COMPLY-SR3EXT', '2026-03-04')).toBe('DONE 2026-03-04');
    expect(rowOf(book, 'PSTI-S8-1-COMPLY-SR3EXT', '2026-03-01')?.timing).toBe('PRACT');
  });
  test('PSTI-S8-1-COMPLY-SR3ITP is judged by a finding (A26)', () => {
    expect(owes(aoba(), 'PSTI-S8-1-COMPLY-SR3ITP', FROM)).toBe('UNDETERMINED');
    expect(owes(aoba(it.found(FROM, 'Sch.1 para 3(5)', 'yes')), 'PSTI-S8-1-COMPLY-SR3ITP', FROM)).toBe('ACTIVE 2026-01-05');
  });
  test('under a label all are deemed met, but what only a standard keeps alive is disapplied; under a standard it is alive', () => {
    const labelled = aoba(published('2025-12-05'), it.labelled('2025-12-04', '2027-12-03'));
    expect(owes(labelled, 'PSTI-S8-1-COMPLY-SR1', FROM)).toBe('ACTIVE 2025-12-04');
    expect(owes(labelled, 'PSTI-S8-1-COMPLY-SR3NOSHORT', FROM)).toBe('DISAPPLIED 2025-12-04');
    const audited = aoba(published('2025-12-05'), it.found('2025-12-06', 'Sch.2 para 3', 'yes', { fromOn: '2025-12-06' }));
    expect(owes(audited, 'PSTI-S8-1-COMPLY-SR3', FROM)).toBe('ACTIVE 2025-12-06');
    expect(owes(audited, 'PSTI-S8-1-COMPLY-SR3NOSHORT', FROM)).toBe('ACTIVE 2025-12-05');
  });
});
