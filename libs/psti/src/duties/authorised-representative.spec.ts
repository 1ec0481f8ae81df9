import { describe, expect, test } from '@jest/globals';
import { obligations } from '../owed.ts';
import * as it from './a-book.ts';
import { bookOf, owes } from './a-book.ts';

const SOLD = it.madeAvailable('2025-03-10', 'ruihai', 'larchwood', { toRole: 'importer' });
const dovecote = (...more: Parameters<typeof bookOf>[1][]) =>
  bookOf(
    'dovecote',
    it.appointed('2025-03-01', 'ruihai', 'dovecote', ['R8', 'S11-3', 'S12-1']),
    it.inScope,
    { ...SOLD, data: { ...SOLD.data, toldBy: 'ruihai' } },
    ...more,
  );
const reported = it.reported('2026-04-07', { claims: 'may be' });

describe('a representative that is told there may be a failure', () => {
  test('PSTI-S13-2-CONTACT-MFR: must contact its manufacturer', () => {
    expect(owes(dovecote(), 'PSTI-S13-2-CONTACT-MFR', '2026-04-07')).toBe('N/T');
    expect(owes(dovecote(reported), 'PSTI-S13-2-CONTACT-MFR', '2026-04-07')).toBe('OPEN since 2026-04-07');
    expect(owes(dovecote(reported, it.contact('2026-04-08', 'ruihai')), 'PSTI-S13-2-CONTACT-MFR', '2026-04-08')).toBe(
      'DONE 2026-04-08',
    );
  });
  test('PSTI-S13-2-CONTACT-MFR: a message from the manufacturer on the day it is informed is the exchange (A12)', () =>
    expect(owes(dovecote(it.contactedBy('2026-04-07', 'ruihai', 'manufacturer')), 'PSTI-S13-2-CONTACT-MFR', '2026-04-07')).toBe(
      'DONE 2026-04-07',
    ));
  test('PSTI-S13-3-NOTIFY-OPSS: that exchange is what it comes after; with the other reading of A12 it waits for a contact of its own', () => {
    const call = it.contactedBy('2026-04-07', 'ruihai', 'manufacturer', { claims: 'may be' });
    const notice = it.notify('2026-04-09', 'authority', { claims: 'may be', content: [] });
    expect(owes(dovecote(call, notice), 'PSTI-S13-3-NOTIFY-OPSS', '2026-04-08')).toBe('OPEN since 2026-04-07');
    expect(owes(dovecote(call, notice), 'PSTI-S13-3-NOTIFY-OPSS', '2026-04-09')).toBe('DONE 2026-04-09');
    const own = it.other('SettingChosen', '2026-01-01', { setting: 'A12', value: 'own-contact' });
    expect(owes(dovecote(own, call, notice), 'PSTI-S13-3-NOTIFY-OPSS', '2026-04-09')).toBe('SEQUENCED');
    expect(owes(dovecote(own, call, notice), 'PSTI-S13-2-CONTACT-MFR', '2026-04-09')).toBe('OPEN since 2026-04-07');
  });
  test('a word from the manufacturer on another day than the one on which it was informed is no such exchange', () => {
    const book = dovecote(reported, it.contactedBy('2026-04-08', 'ruihai', 'manufacturer'));
    expect(owes(book, 'PSTI-S13-2-CONTACT-MFR', '2026-04-08')).toBe('OPEN since 2026-04-07');
    expect(owes(book, 'PSTI-S13-3-NOTIFY-OPSS', '2026-04-08')).toBe('SEQUENCED');
  });
  test('owes nothing from the day on which it is found that its appointment does not meet s.51(1)', () => {
    const book = dovecote(reported, it.found('2026-04-10', 's.51', 'no', { fromOn: '2026-04-10' }));
    expect(owes(book, 'PSTI-S13-2-CONTACT-MFR', '2026-04-09')).toBe('OPEN since 2026-04-07');
    expect(owes(book, 'PSTI-S13-2-CONTACT-MFR', '2026-04-10')).toBe('N/T');
    const never = dovecote(reported, it.found('2026-04-10', 's.51', 'no'));
    expect(owes(never, 'PSTI-S13-3-NOTIFY-OPSS', '2026-04-10')).toBe('N/T');
  });
  test('PSTI-S13-3-NOTIFY-OPSS: after the contact or a try, with no prescribed content', () => {
    const book = dovecote(reported, it.attempt('2026-04-08', 'ruihai'), it.notify('2026-04-09', 'authority', { content: [] }));
    expect(owes(book, 'PSTI-S13-3-NOTIFY-OPSS', '2026-04-07')).toBe('SEQUENCED');
    expect(owes(book, 'PSTI-S13-3-NOTIFY-OPSS', '2026-04-08')).toBe('OPEN since 2026-04-08');
    expect(owes(book, 'PSTI-S13-3-NOTIFY-OPSS', '2026-04-09')).toBe('DONE 2026-04-09');
  });
});

describe('what the manufacturer delegated', () => {
  const ruihai = (delegated: readonly string[]) =>
    bookOf(
      'ruihai',
      it.role('ruihai', 'manufacturer', '2025-03-01'),
      it.inScope,
      it.appointed('2025-03-01', 'ruihai', 'dovecote', delegated),
      SOLD,
      it.determined('2026-04-20', { manufacturer: 'ruihai' }),
    );
  const mirrored = (delegated: readonly string[]) =>
    obligations(ruihai(delegated), { asOf: '2026-04-20', knownAt: '2026-04-20' })
      .filter(({ holder }) => holder === 'dovecote')
      .map(({ duty, mirrors, to, status, holderFor }) => [duty, mirrors, to ?? '', status, holderFor].join(' '));

  test('PSTI-S51-DEL-S11-3: each notification and its rider, beside the manufacturer’s own', () =>
    expect(mirrored(['S11-3'])).toEqual([
      'PSTI-S51-DEL-S11-3 PSTI-S11-3-NOTIFY-OPSS authority OPEN ruihai',
      'PSTI-S51-DEL-S11-3 PSTI-S11-3-NOTIFY-SUPPLIED larchwood OPEN ruihai',
      'PSTI-S51-DEL-S11-3 PSTI-S11-7-STATE-OPSS-STATUS larchwood OPEN ruihai',
    ]));
  test('PSTI-S51-DEL-S11-2 and PSTI-S51-DEL-S12-1', () =>
    expect(mirrored(['S11-2', 'S12-1'])).toEqual([
      'PSTI-S51-DEL-S11-2 PSTI-S11-2A-PREVENT  OPEN ruihai',
      'PSTI-S51-DEL-S11-2 PSTI-S11-2B-REMEDY  OPEN ruihai',
      'PSTI-S51-DEL-S12-1 PSTI-S12-1B-RECORD-FAIL  OPEN ruihai',
    ]));
  test('what was not delegated is not its to do', () => {
    expect(mirrored([])).toEqual([]);
    expect(owes(ruihai(['R8']), 'PSTI-S51-DEL-S11-3', '2026-04-20')).toBe('N/T');
  });
});

describe('a representative of one of two manufacturers', () => {
  const known = [it.role('aoba', 'manufacturer'), it.role('hoshi', 'manufacturer'), ...it.inScope];
  const supplied = [it.madeAvailable('2026-01-05', 'aoba', 'consumers'), it.reported('2026-02-10')];
  const book = (...more: readonly it.Happening[]) =>
    bookOf('dovecote', known, it.appointed('2025-09-01', 'aoba', 'dovecote', ['S11-3']), supplied, ...more);

  test('PSTI-S13-2-CONTACT-MFR: is owed to the one that appointed it, and to no other', () => {
    expect(
      obligations(book(), { asOf: '2026-02-10', knownAt: '2026-02-10' }).filter(({ duty }) => duty === 'PSTI-S13-2-CONTACT-MFR'),
    ).toHaveLength(1);
    expect(owes(book(it.contact('2026-02-11', 'hoshi')), 'PSTI-S13-2-CONTACT-MFR', '2026-02-11')).toBe('OPEN since 2026-02-10');
    expect(owes(book(it.contact('2026-02-11', 'aoba')), 'PSTI-S13-2-CONTACT-MFR', '2026-02-11')).toBe('DONE 2026-02-11');
  });
  test('PSTI-S13-3-NOTIFY-OPSS: waits for contact with that one', () => {
    expect(owes(book(it.contact('2026-02-11', 'hoshi')), 'PSTI-S13-3-NOTIFY-OPSS', '2026-02-11')).toBe('SEQUENCED');
    expect(owes(book(it.contact('2026-02-11', 'aoba')), 'PSTI-S13-3-NOTIFY-OPSS', '2026-02-11')).toBe('OPEN since 2026-02-11');
  });
});
