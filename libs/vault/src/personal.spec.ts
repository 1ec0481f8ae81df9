import { expect, test } from '@jest/globals';
import { looksPersonal } from './personal.ts';

test.each([
  ['write to ada.wren@example.co.uk today', ['an e-mail address']],
  ['ring 01632 960 983', ['a telephone number']],
  ['+44 (0)20 7946 0018 or ada@example.org', ['an e-mail address', 'a telephone number']],
  ['0044 7700 900461', ['a telephone number']],
  ['call (0161) 496-0123', ['a telephone number']],
])('%s', (words, found) => expect(looksPersonal(words)).toEqual(found));

test.each([
  'all units share one admin password after set-up',
  'GTIN 05012345678900, batch 0042, bought 2026-02-11',
  'firmware 2.1.0.1234567890 for @home hubs',
  'company 01234567, EORI GB012345678000',
])('nothing personal: %s', (words) => expect(looksPersonal(words)).toEqual([]));

test('takes no longer over words made to be slow', () => {
  const started = performance.now();
  for (const words of [
    'a'.repeat(50_000),
    'a@'.repeat(25_000),
    '+1 '.repeat(16_000),
    '0(('.repeat(16_000),
    'a@b.'.repeat(12_000),
  ])
    looksPersonal(words);
  expect(performance.now() - started).toBeLessThan(1000);
});
