import { describe, expect, test } from '@jest/globals';
import * as it from './a-book.ts';
import { bookOf, owes } from './a-book.ts';

/** The label route of Sch.2A, and what becomes of the statement of compliance and of Sch.1 para 3 beside it. */

const CLS = { scheme: 'CLS', level: '2', specification: 'CCC SP-151-2 v1.4' };
const OLD = { ...CLS, specification: 'CCC SP-151-2 v1.3' };
const withdrawn = (on: string, scheme: string) => it.other('LabelWithdrawn', on, { scheme, why: 'withdrawn' });
const checked = (on: string) =>
  it.named('check', it.other('LabelChecked', on, { scheme: 'CLS', satisfied: true, source: 'list' }));
const sale = (on: string, from: string, more = {}) => it.madeAvailable(on, from, 'consumers', { reliesOn: 'label', ...more });
const statement = (type: 'SoCIssued' | 'SoCCopyHeld', on: string, more = {}) =>
  it.other(type, on, { statement: 'soc-1', issuedOn: '2026-01-05', issuers: ['aoba'], items: 'all', batches: 'all', ...more });
const aoba = (...more: readonly it.Happening[]) => bookOf('aoba', it.role('aoba', 'manufacturer'), it.inScope, ...more);
const thornbury = (...more: readonly it.Happening[]) =>
  bookOf('thornbury', it.role('thornbury', 'importer'), it.inScope, ...more);

describe('an importer satisfied of a label that had been withdrawn that day', () => {
  const book = thornbury(
    it.labelled('2026-01-05', '2028-01-04', CLS),
    checked('2026-05-30'),
    sale('2026-05-31', 'thornbury', { check: '$check' }),
    sale('2026-06-01', 'thornbury', { check: '$check' }),
    withdrawn('2026-06-01', 'CLS'),
    it.labelled('2026-06-15', '2028-06-14'),
    sale('2026-06-16', 'thornbury', { check: '$check' }),
  );
  test('PSTI-S15-2-SOC-ACCOMPANY: is judged on every day without a label, and keeps the crossing under the next', () => {
    expect(owes(book, 'PSTI-S15-2-SOC-ACCOMPANY', '2026-05-31')).toBe('DISAPPLIED 2026-05-31');
    expect(owes(book, 'PSTI-S15-2-SOC-ACCOMPANY', '2026-06-01')).toBe('CROSSED 2026-06-01 crossed 2026-06-01');
    expect(owes(book, 'PSTI-S15-2-SOC-ACCOMPANY', '2026-06-16')).toBe('DISAPPLIED 2026-06-16 crossed 2026-06-01');
  });
  test('PSTI-S15-5-LABEL-SATISFIED: awaits a finding for that day, which a finding with a last day is', () => {
    expect(owes(book, 'PSTI-S15-5-LABEL-SATISFIED', '2026-06-01')).toBe('UNDETERMINED');
    const found = it.found('2026-06-01', 'Sch.2A', 'yes', { fromOn: '2026-06-01', untilOn: '2026-06-01' });
    const settled = thornbury(
      it.labelled('2026-01-05', '2028-01-04', CLS),
      checked('2026-05-30'),
      sale('2026-06-01', 'thornbury', { check: '$check' }),
      withdrawn('2026-06-01', 'CLS'),
      found,
    );
    expect(owes(settled, 'PSTI-S15-5-LABEL-SATISFIED', '2026-06-01')).toBe('ACTIVE 2026-06-01');
    expect(owes(settled, 'PSTI-S15-5-LABEL-SATISFIED', '2026-06-02')).toBe('CEASED 2026-06-02');
  });
});

describe('a finding on the label condition (A52)', () => {
  const gate = (asOf: string, ...more: readonly it.Happening[]) =>
    owes(
      aoba(it.labelled('2026-01-05', '2026-12-31', OLD), sale('2026-02-02', 'aoba'), ...more),
      'PSTI-S9-2-SOC-ACCOMPANY',
      asOf,
    );

  test.each(['Sch.2A', 'Sch.2A para 3'])('%s settles whether a CLS label counts, either way', (test) => {
    expect(gate('2026-02-02')).toBe('UNDETERMINED');
    expect(gate('2026-02-02', it.found('2026-02-01', test, 'yes'))).toBe('ACTIVE 2026-02-02');
    expect(gate('2026-02-02', it.found('2026-02-01', test, 'no'))).toBe('CROSSED 2026-02-02 crossed 2026-02-02');
  });
  test('Sch.2A para 2 is about the other scheme, and leaves it open', () =>
    expect(gate('2026-02-02', it.found('2026-02-01', 'Sch.2A para 2', 'yes', { fromOn: '2026-03-01' }))).toBe('UNDETERMINED'));
  test('lasts no longer than the label that it is about, which still counts on its last day', () => {
    const found = it.found('2026-02-01', 'Sch.2A para 3', 'yes');
    expect(gate('2026-12-31', found)).toBe('ACTIVE 2026-02-02');
    expect(gate('2027-01-01', found)).toBe('ACTIVE 2027-01-01');
    expect(gate('2027-01-01', found, sale('2027-01-01', 'aoba'))).toBe('CROSSED 2027-01-01 crossed 2027-01-01');
  });
  test('that a JC-STAR label does not count leaves a CLS label its effect', () => {
    const both = [
      it.labelled('2026-01-05', '2026-12-31'),
      it.labelled('2026-01-05', '2026-12-31', CLS),
      sale('2026-02-02', 'aoba'),
    ];
    const without = (test: string) =>
      owes(aoba(...both, it.found('2026-02-01', test, 'no')), 'PSTI-S9-2-SOC-ACCOMPANY', '2026-02-02');
    expect(without('Sch.2A para 2')).toBe('ACTIVE 2026-02-02');
    expect(without('Sch.2A')).toBe('CROSSED 2026-02-02 crossed 2026-02-02');
  });
});

describe('Sch.1 para 3 under a label', () => {
  const labelled = it.labelled('2026-01-05', '2026-12-31');
  test('PSTI-S8-1-COMPLY-SR3EXT, -SR3ITP and -SR3NOSHORT are disapplied through its last day, whatever was published', () => {
    for (const duty of ['PSTI-S8-1-COMPLY-SR3EXT', 'PSTI-S8-1-COMPLY-SR3ITP', 'PSTI-S8-1-COMPLY-SR3NOSHORT'] as const) {
      expect(owes(aoba(labelled), duty, '2026-01-04')).not.toMatch(/^DISAPPLIED/);
      expect(owes(aoba(labelled), duty, '2026-12-31')).toBe('DISAPPLIED 2026-01-05');
    }
  });
  test('without one, nothing extended and nothing published: nothing to publish or to keep', () => {
    for (const duty of ['PSTI-S8-1-COMPLY-SR3EXT', 'PSTI-S8-1-COMPLY-SR3NOSHORT'] as const)
      expect(owes(aoba(labelled), duty, '2027-01-01')).toBe('N/T');
  });
});

describe('PSTI-S15-3-SOC-RETAIN where a statement is known of and no copy was ever held (A55)', () => {
  const known = statement('SoCIssued', '2026-01-12', { toldBy: 'aoba' });
  const shipped = sale('2026-01-15', 'thornbury', { reliesOn: 'statement', statement: 'soc-1' });

  test('is open with its last day shown, and kept from the day on which a copy is held', () => {
    const book = thornbury(known, shipped, statement('SoCCopyHeld', '2026-02-02'));
    expect(owes(book, 'PSTI-S15-3-SOC-RETAIN', '2026-02-01')).toBe('OPEN since 2026-01-15 until 2036-01-04');
    expect(owes(book, 'PSTI-S15-3-SOC-RETAIN', '2026-02-02')).toBe('RETAIN until 2036-01-04');
  });
  test('of other batches than were supplied, it is no statement for these', () => {
    const book = thornbury(
      { ...known, data: { ...known.data, batches: ['b2'] } },
      { ...shipped, data: { ...shipped.data, batches: ['b1'] } },
    );
    expect(owes(book, 'PSTI-S15-3-SOC-RETAIN', '2026-01-15')).toBe('UNDETERMINED');
  });
});
