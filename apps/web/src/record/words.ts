import type { TimelineEntry } from '#views';
import type { Erased } from '#vault';

/** Commitments of the log, each with the words behind it or the erasure that destroyed them. */
export type Words = ReadonlyMap<string, string | Erased>;

/** The data of an entry with its words back in place. What was erased is left out, and must be given anew. */
export function withWords({ data }: Pick<TimelineEntry, 'data'>, words: Words): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, spoken(value, words)]));
}

function spoken(value: unknown, words: Words): unknown {
  if (typeof value === 'string') return words.has(value) ? erasedIsNothing(words.get(value)) : value;
  if (Array.isArray(value)) return value.map((each) => spoken(each, words));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, spoken(each, words)]));
}

const erasedIsNothing = (found: string | Erased | undefined) => (typeof found === 'string' ? found : undefined);
