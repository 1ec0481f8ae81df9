import type { Clocks } from '#psti';
import type { Entry, Matter } from './facts.ts';
import type { Answered } from './timeline.ts';
import type { Books } from './views.ts';

/** Clocks left out stand at the end of today. `position` is where the log stood before anything was read for the answer. */
export const answeredAt = async (
  { today, head }: Books,
  { asOf = today, knownAt = today }: Partial<Clocks>,
): Promise<Answered> => ({
  asOf,
  knownAt,
  today,
  position: await head(),
});

/** Everything that an answer about a record may name. */
export const allIn = ({ book }: Matter): readonly Entry[] => [
  ...book.failure,
  ...book.product,
  ...(book.notices ?? []),
  ...book.profile,
  ...book.installation,
];
