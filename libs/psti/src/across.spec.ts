import { describe, expect, test } from '@jest/globals';
import { obligationsAcross } from './across.ts';
import * as it from './duties/a-book.ts';
import { bookOf } from './duties/a-book.ts';

const day = (on: string) => ({ asOf: on, knownAt: on });
const kestrel = (...notices: readonly it.Happening[]) =>
  bookOf(
    'kestrel',
    it.role('kestrel', 'manufacturer'),
    it.inScope,
    it.madeAvailable('2025-08-11', 'kestrel', 'tarn-beck', { toRole: 'importer' }),
    it.determined('2026-02-10'),
    notices,
  );
const tarnAndBeck = bookOf(
  'tarn-beck',
  it.role('tarn-beck', 'importer'),
  it.inScope,
  it.madeAvailable('2025-08-25', 'tarn-beck', 'quayside', { toRole: 'distributor' }),
  it.notified('2026-02-11', 'kestrel', 'manufacturer', { authorityNotified: 'yes' }),
);
const excused = (notices: readonly it.Happening[], on = '2026-02-20') =>
  obligationsAcross([kestrel(...notices), tarnAndBeck], day(on)).find(({ duty }) => duty === 'PSTI-S19-5-NOTIFY-OPSS');

describe('an importer excused because it was told that OPSS had been notified', () => {
  test('nobody had notified OPSS: the excuse stands, and is flagged', () => {
    expect(excused([])?.status).toBe('EXCUSED');
    expect(excused([])?.flags).toEqual(['RELIANCE_FALSE']);
  });
  test('a notice to OPSS after the word was given does not take the flag away', () =>
    expect(excused([it.notify('2026-02-12', 'authority')])?.flags).toEqual(['RELIANCE_FALSE']));
  test('one before it was given means that the word was true', () =>
    expect(excused([it.notify('2026-02-10', 'authority')])?.flags).toBeUndefined());
});
