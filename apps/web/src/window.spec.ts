import { describe, expect, test } from '@jest/globals';
import { fromOf, windowOf, windowPaging } from './window.ts';

const rows = (count: number) => Array.from({ length: count }, (_, n) => n);

describe('a list that is whole already', () => {
  test('is shown whole while it is short', () => {
    const window = windowOf(rows(150), '100');
    expect(window.rows).toHaveLength(150);
    expect(windowPaging(window, '/x', {})).toBeUndefined();
    expect(fromOf(149, 150)).toBeUndefined();
  });

  test('is shown a screen at a time when it is long, and every row has its screen', () => {
    const window = windowOf(rows(3012), '217');
    expect([window.rows[0], window.rows.length]).toEqual([200, 100]);
    expect(windowPaging(window, '/x', { asOf: '2026-02-11' }, '#t')).toEqual({
      says: '201 to 300 of 3,012',
      previous: '/x?asOf=2026-02-11&from=100#t',
      next: '/x?asOf=2026-02-11&from=300#t',
    });
    for (const place of [0, 99, 100, 3011]) expect(windowOf(rows(3012), fromOf(place, 3012)).rows).toContain(place);
  });

  test.each(['-1', 'x', '99999999', ''])('asked from %s begins or ends where the list does', (asked) => {
    const { rows: shown } = windowOf(rows(3012), asked);
    expect(shown.length).toBeGreaterThan(0);
  });
});
