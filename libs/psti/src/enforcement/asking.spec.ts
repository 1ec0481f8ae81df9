import { describe, expect, test } from '@jest/globals';
import { askingOf } from './asking.ts';
import type { Judged } from './asking.ts';
import * as it from '../duties/a-book.ts';
import { bookOf } from '../duties/a-book.ts';
import type { Book } from '../book.ts';
import { obligations } from '../owed.ts';

/** Which of the party's own rows a notice means. */

const clocks = { asOf: '2026-06-01', knownAt: '2026-06-01' };
const judged = (book: Book): Judged => ({ book, obligations: () => obligations(book, clocks) });

const ofProduct = [it.role('kestrel', 'manufacturer'), ...it.inScope, it.madeAvailable('2025-09-01', 'kestrel', 'consumers')];
const product = bookOf('kestrel', ofProduct);
const appointed = it.appointed('2025-08-01', 'kestrel', 'dovecote', ['S11-3']);
const failure = bookOf('kestrel', ofProduct, appointed, it.determined('2026-05-04', { manufacturer: 'kestrel' }));
const asking = (book: Book = product) => askingOf(book, [judged(product), judged(failure)], clocks);

describe('the row that a breach names', () => {
  const toOpss = 'PSTI-S11-3-NOTIFY-OPSS';
  test('by the failure, or by the product that it is about', () => {
    expect(asking().rowOf({ duty: toOpss, failure: 'f1' })?.since).toBe('2026-05-04');
    expect(asking().rowOf({ duty: toOpss, product: 'cam' })?.since).toBe('2026-05-04');
    expect(asking().rowOf({ duty: 'PSTI-S9-2-SOC-ACCOMPANY', product: 'cam' })?.status).toBe('ACTIVE');
  });
  test('none of another failure, product or recipient', () => {
    expect(asking().rowOf({ duty: toOpss, failure: 'f2' })).toBeUndefined();
    expect(asking().rowOf({ duty: toOpss, product: 'lamp' })).toBeUndefined();
    expect(asking().rowOf({ duty: toOpss, failure: 'f1', recipient: 'tarn-beck' })).toBeUndefined();
  });
  test('a representative answers for what it is to do in the manufacturer’s book, and for nothing else there', () => {
    const dovecote = asking(bookOf('dovecote'));
    expect(dovecote.rowOf({ duty: 'PSTI-S51-DEL-S11-3', failure: 'f1', recipient: 'authority' })?.holder).toBe('dovecote');
    expect(dovecote.rowOf({ duty: toOpss, failure: 'f1' })).toBeUndefined();
  });
});

test('the readings in force and the party’s own, and the day from which it is no more', () => {
  const book = bookOf(
    'kestrel',
    it.other('SettingChosen', '2026-01-05', { setting: 'A54', value: 'acceptance' }),
    it.other('PartyDescribed', '2026-02-01', { dissolvedOn: '2026-02-28' }),
  );
  expect(askingOf(book, [], clocks).settings?.get('A54')).toBe('acceptance');
  expect(askingOf(book, [], clocks).dissolved?.on).toBe('2026-02-28');
});
