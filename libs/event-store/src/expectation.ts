import { NotStorable } from './canonical.ts';
import type { Expected } from './port.ts';

/** How many of the events that a caller did not know of are told with the refusal. */
export const MOST_MISSED = 100;

/** Whether a stream whose last revision is `actual` (−1: none) is where the caller takes it to be. */
export function isWhereExpected(expected: Expected, actual: number): boolean {
  switch (expected) {
    case 'any':
      return true;
    case 'none':
      return actual < 0;
    case 'exists':
      return actual >= 0;
  }
  return expected === actual;
}

/** The first revision that a caller with this expectation does not know of. */
export const firstMissed = (expected: Expected): number => (typeof expected === 'number' ? expected + 1 : 0);

export function mustBeExpectation(expected: Expected): void {
  if (typeof expected === 'number' && !(Number.isSafeInteger(expected) && expected >= 0))
    throw new NotStorable('expected', `is ${expected}, which is not a revision; a new stream is expected as «none»`);
}
