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
export function allIn({ book, party, records = [] }: Matter): readonly Entry[] {
  const { failure, product, notices = [], profile, installation } = book;
  const own = [...failure, ...product, ...(book.records ?? []).flat(), ...notices, ...profile, ...installation];
  const named = records.filter((record) => record.party === party).flatMap(({ events }) => events);
  return named.length === 0 ? own : [...new Map([...own, ...named].map((event) => [event.id, event])).values()];
}
