import type { Clocks } from '../act.ts';
import type { Book } from '../book.ts';
import { asKnown, corrected } from '../known.ts';
import type { Known } from '../known.ts';
import type { AnyEvent } from '../streams.ts';

/** What belongs together: streams that a party says are one, and the records of one failure in the books of several parties. */

/** All that can be reached from one by way of others, itself first. */
const reached = <T>(from: T, next: (each: T) => readonly T[]): readonly T[] => {
  const found = new Set([from]);
  for (const each of found) for (const other of next(each)) found.add(other);
  return [...found];
};

/**
 * The streams, gathered into those that are one at the clocks asked about, in the order of the log: it does not matter in which of two
 * it was said. Without clocks, by all that is recorded.
 */
export const gathered = (
  streams: ReadonlyMap<string, readonly Known<AnyEvent>[]>,
  clocks?: Clocks,
): readonly (readonly string[])[] => {
  const pairs = [...streams].flatMap(([stream, events]) =>
    sameIn(events, clocks).map((id) => [stream, stream.replace(/[^/]*$/, id)] as const),
  );
  const partners = (stream: string): readonly string[] =>
    pairs.flatMap(([one, other]) => (one === stream ? [other] : other === stream ? [one] : []));
  // An id may be named that nothing is recorded under: what is delivered comes under it.
  const begun = (stream: string): number => streams.get(stream)?.[0]?.leaf ?? Number.POSITIVE_INFINITY;
  const groups = [...streams.keys()].map((stream) =>
    [...reached(stream, partners)].sort((a, b) => (begun(a) < begun(b) ? -1 : 1)),
  );
  return groups.filter(([first], at) => groups.findIndex(([other]) => other === first) === at);
};
const sameIn = (events: readonly Known<AnyEvent>[], clocks?: Clocks): readonly string[] =>
  (clocks === undefined ? corrected(events) : asKnown(events, clocks)).flatMap((event) => {
    if (event.type === 'SameProductAs') return [event.product];
    return event.type === 'SameFailureAs' ? [event.failure] : [];
  });

/** The books of one failure side by side: those between which something was delivered, never by an equal id alone. */
export const sideBySide = (books: readonly Book[]): readonly (readonly Book[])[] => {
  const senders = new Map(books.map((book) => [book, sendersOf(book)]));
  const streams = new Map(books.map((book) => [book, new Set(book.failure.map(({ stream }) => stream))]));
  const isFrom = (one: Book, other: Book): boolean =>
    senders.get(one)?.some((stream) => streams.get(other)?.has(stream) === true) === true;
  const groups = books.map(
    (book) => new Set(reached(book, (each) => books.filter((other) => isFrom(each, other) || isFrom(other, each)))),
  );
  return groups
    .filter((group, at) => groups.findIndex((other) => [...group].some((book) => other.has(book))) === at)
    .map((group) => books.filter((book) => group.has(book)));
};
const sendersOf = ({ failure }: Book): readonly string[] =>
  failure.flatMap((event) =>
    (event.type === 'ContactReceived' || event.type === 'NotificationReceived') && event.sourceFailure !== undefined
      ? [`${event.from}/failure/${event.sourceFailure}`]
      : [],
  );
