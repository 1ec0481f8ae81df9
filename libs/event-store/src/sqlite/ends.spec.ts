import { describe, expect, test } from '@jest/globals';
import { Ends } from './ends.ts';

const appended = (stream: string, last: number, duplicate = false) =>
  ({ stream, first: last, last, position: '', leaf: last, recordedAt: '', duplicate }) as const;

describe('where streams end', () => {
  test('what comes after the last append lies beyond the end, what was appended does not', () => {
    const ends = new Ends();
    ends.note(appended('kestrel/failure/lens', 4));
    expect([3, 4, 5].map((revision) => ends.isBeyond('kestrel/failure/lens', revision))).toEqual([false, false, true]);
  });

  test('an append that was known already says nothing of the end', () => {
    const ends = new Ends();
    ends.note(appended('kestrel/failure/lens', 4));
    ends.note(appended('kestrel/failure/lens', 1, true));
    ends.note(appended('kestrel/profile', 0, true));
    expect(ends.isBeyond('kestrel/failure/lens', 3)).toBe(false);
    expect(ends.isBeyond('kestrel/profile', 1)).toBe(false);
  });

  test('of a stream that was not appended to, and of every stream after an unknown outcome, nothing is said', () => {
    const ends = new Ends();
    expect(ends.isBeyond('kestrel/failure/lens', 0)).toBe(false);
    ends.note(appended('kestrel/failure/lens', 4));
    ends.forget();
    expect(ends.isBeyond('kestrel/failure/lens', 5)).toBe(false);
  });
});
