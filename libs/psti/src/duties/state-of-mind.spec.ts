import { describe, expect, test } from '@jest/globals';
import * as it from './a-book.ts';
import { bookOf, owes } from './a-book.ts';

/**
 * What a party intends or knows of the product (K-WILL, K-ISWILL) counts at the time of each act, and where it ought only to have
 * known of a failure, the cure ends what never was a belief.
 */

const mind = (predicate: string, answer: 'yes' | 'no', more = {}) => it.found('2026-03-01', predicate, answer, more);
const sale = (on: string, from: string, more = {}) => it.madeAvailable(on, from, 'consumers', more);
const aoba = (...more: readonly it.Happening[]) => bookOf('aoba', it.role('aoba', 'manufacturer'), it.inScope, ...more);
const tarn = (...more: readonly it.Happening[]) => bookOf('tarn', it.role('tarn', 'importer'), it.inScope, ...more);
const lumen = (...more: readonly it.Happening[]) => bookOf('lumen', it.role('lumen', 'distributor'), it.inScope, ...more);

describe.each([
  ['PSTI-S19-4-PREVENT', tarn, 'tarn'],
  ['PSTI-S25-5-PREVENT', lumen, 'lumen'],
] as const)('%s of one that ought to have been aware', (duty, party, name) => {
  const ought = [sale('2026-01-05', name), it.aware('2026-02-01', 'constructive'), it.unlikely('2026-02-05', duty)];
  test.each([
    ['the manufacturer says that it is cured', it.notified('2026-03-01', 'kestrel', 'manufacturer', { remedy: 'successful' })],
    ['it no longer believes in it', it.beliefEnded('2026-03-01')],
    ['its own corrective action is complete', it.mended('2026-03-01')],
  ])('ceases on the day on which %s', (_, cure) => {
    expect(owes(party(...ought, cure), duty, '2026-02-28')).toBe('OPEN since 2026-02-05');
    expect(owes(party(...ought, cure), duty, '2026-03-01')).toBe('CEASED 2026-03-01');
  });
  test('does not cease by corrective action in some batches only', () =>
    expect(owes(party(...ought, it.mended('2026-03-01', { batches: ['b1'] })), duty, '2026-03-01')).toBe(
      'OPEN since 2026-02-05',
    ));
  test('stands again once it comes to know of the failure after that', () => {
    const book = party(...ought, it.mended('2026-03-01'), it.aware('2026-04-01', 'actual'));
    expect(owes(book, duty, '2026-03-31')).toBe('CEASED 2026-03-01');
    expect(owes(book, duty, '2026-04-01')).toBe('OPEN since 2026-02-05');
  });
});

describe('K-WILL that a finding ends on 1 March', () => {
  const ended = mind('K-WILL', 'no', { fromOn: '2026-03-01' });
  const bare = (on: string) => sale(on, 'aoba', { reliesOn: 'nothing' });

  test('PSTI-S9-2-SOC-ACCOMPANY: what crossed the gate before stays, an act from then on is not asked of it', () => {
    expect(owes(aoba(bare('2026-02-28'), ended), 'PSTI-S9-2-SOC-ACCOMPANY', '2026-03-01')).toBe(
      'CROSSED 2026-02-28 crossed 2026-02-28',
    );
    expect(owes(aoba(bare('2026-02-28'), ended, bare('2026-03-01')), 'PSTI-S9-2-SOC-ACCOMPANY', '2026-03-01')).toBe(
      'CROSSED 2026-02-28 crossed 2026-02-28',
    );
    expect(owes(aoba(ended, bare('2026-03-01')), 'PSTI-S9-2-SOC-ACCOMPANY', '2026-03-01')).toBe('N/T');
  });
  test('PSTI-R8-SOC-RETAIN: a statement that was needed before is kept, one first needed later is not', () => {
    const statement = { statement: 's', issuedOn: '2026-01-05', issuers: ['aoba'], items: 'all', batches: 'all' };
    const issued = it.other('SoCIssued', '2026-01-05', statement);
    const relying = (on: string) => sale(on, 'aoba', { statement: 's' });
    expect(owes(aoba(issued, relying('2026-02-28'), ended), 'PSTI-R8-SOC-RETAIN', '2026-03-02')).toBe('RETAIN until 2036-01-04');
    expect(owes(aoba(issued, ended, relying('2026-03-01')), 'PSTI-R8-SOC-RETAIN', '2026-03-02')).toBe('N/T');
  });
  test('PSTI-S16-1-NO-SUPPLY: the ban is over with it, and keeps the days on which it was crossed before', () => {
    const told = it.notified('2026-02-11', 'kestrel', 'manufacturer');
    const book = tarn(told, sale('2026-02-28', 'tarn'), ended, sale('2026-03-01', 'tarn'));
    expect(owes(book, 'PSTI-S16-1-NO-SUPPLY', '2026-02-28')).toBe('CROSSED 2026-02-28 crossed 2026-02-28');
    expect(owes(book, 'PSTI-S16-1-NO-SUPPLY', '2026-03-01')).toBe('CEASED 2026-03-01 crossed 2026-02-28');
    const later = it.notified('2026-03-01', 'kestrel', 'manufacturer');
    expect(owes(tarn(ended, later, sale('2026-03-02', 'tarn')), 'PSTI-S16-1-NO-SUPPLY', '2026-03-02')).toBe('N/T');
  });
  test('without a day it speaks for all of them', () =>
    expect(owes(aoba(bare('2026-02-28'), mind('K-WILL', 'no')), 'PSTI-S9-2-SOC-ACCOMPANY', '2026-03-01')).toBe('N/T'));
});

describe('K-ISWILL that a finding ends on 1 March', () => {
  const ended = mind('K-ISWILL', 'no', { fromOn: '2026-03-01' });
  const OPSS = 'PSTI-S11-3-NOTIFY-OPSS';
  const book = (...more: readonly it.Happening[]) => aoba(sale('2026-01-10', 'aoba'), ended, ...more);

  test('PSTI-S11-3-NOTIFY-OPSS: what arose the day before stays owed; what would arise that day does not', () => {
    expect(owes(book(it.determined('2026-02-28')), OPSS, '2026-03-31')).toBe('OPEN since 2026-02-28');
    expect(owes(book(it.determined('2026-03-01')), OPSS, '2026-03-31')).toBe('N/T');
  });
  test('PSTI-S11-3-NOTIFY-OPSS: arises later, on the day on which it knows again', () => {
    const again = mind('K-ISWILL', 'yes', { fromOn: '2026-04-01' });
    expect(owes(book(it.determined('2026-03-01'), again), OPSS, '2026-03-31')).toBe('N/T');
    expect(owes(book(it.determined('2026-03-01'), again), OPSS, '2026-04-01')).toBe('OPEN since 2026-04-01');
  });
});

describe('PSTI-S8-1-COMPLY-SR2A and conditions A and B of s.8(3)', () => {
  const ended = mind('K-WILL', 'no', { fromOn: '2026-03-01' });
  test('binds before the change of mind (A), and after it where the product was made available before (B)', () => {
    expect(owes(aoba(ended), 'PSTI-S8-1-COMPLY-SR2A', '2026-02-28')).toBe('OPEN since 2025-08-01');
    expect(owes(aoba(ended), 'PSTI-S8-1-COMPLY-SR2A', '2026-03-01')).toBe('N/T');
    expect(owes(aoba(sale('2026-02-28', 'aoba'), ended), 'PSTI-S8-1-COMPLY-SR2A', '2026-03-01')).toBe('OPEN since 2025-08-01');
    expect(owes(aoba(ended, sale('2026-03-01', 'aoba')), 'PSTI-S8-1-COMPLY-SR2A', '2026-03-01')).toBe('N/T');
  });
});
