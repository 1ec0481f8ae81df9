import { describe, expect, test } from '@jest/globals';
import { section, statuses } from '#psti';
import { legend, shownStatus, wordOf } from './status.ts';

describe('a status is a word of the law page, with a shape and a colour', () => {
  test.each(statuses)('%s', (status) => {
    const shown = shownStatus({ status });
    expect(shown.word.toUpperCase()).toBe(status);
    expect(shown.shape).not.toBe('');
    expect(shown.tone).not.toBe('');
    expect(legend.map((line) => line.status)).toContain(status);
  });

  test('no two statuses of one tone share a shape, so that colour is never needed to tell them apart', () => {
    const looks = statuses.map((status) => shownStatus({ status })).filter(({ shape }) => shape !== 'dash');
    expect(new Set(looks.map(({ shape }) => shape)).size).toBe(looks.length);
  });
});

test('a status says its day or its provision in words', () => {
  expect(shownStatus({ status: 'DONE', on: '2026-02-11' }).detail).toBe('11 February 2026');
  expect(shownStatus({ status: 'EXCUSED', excuse: section(19, '(10)(c)') }).detail).toBe('s.19(10)(c)');
  expect(shownStatus({ status: 'RETAIN', until: '2036-02-09' }).detail).toBe('to 9 February 2036');
  expect(shownStatus({ status: 'CROSSED', on: '2026-02-16', crossed: ['2026-02-16', '2026-02-20'] }).detail).toBe(
    '16 February 2026, 20 February 2026',
  );
  expect(wordOf('N/T')).toBe('N/T');
});
