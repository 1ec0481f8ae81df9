import type { Clocks, EventId } from './act.ts';
import type { Book } from './book.ts';
import { asKnown } from './known.ts';
import type { Known } from './known.ts';
import type { Obligation } from './obligation.ts';
import { obligations } from './owed.ts';

/** What differs between two pairs of clocks, and the events behind each difference. */

/** A row that is not the same: only `after`, it arose; only `before`, it is gone. */
export interface RowChange {
  readonly key: string;
  readonly before?: Obligation;
  readonly after?: Obligation;
}
export interface Change extends RowChange {
  /**
   * The events that its reasons name and that stand at one pair of clocks only, or not alike, with the corrections by which they do.
   * Where the reasons name none, all that differ; none at all where it changed by the mere passing of days.
   */
  readonly because: readonly EventId[];
}

export const differences = (book: Book, before: Clocks, after: Clocks): readonly Change[] => {
  const events = eventsThatDiffer(book, before, after);
  return rowsThatDiffer(obligations(book, before), obligations(book, after)).map((change) => {
    const named = namedIn(change);
    const because = [...events].flatMap(([id, corrections]) => (named.has(id) ? [id, ...corrections] : []));
    return {
      ...change,
      because: because.length > 0 ? because : [...events].flatMap(([id, corrections]) => [id, ...corrections]),
    };
  });
};

export const rowsThatDiffer = (before: readonly Obligation[], after: readonly Obligation[]): readonly RowChange[] => {
  const [was, is] = [before, after].map((rows) => new Map(rows.map((row) => [row.key, row])));
  return [...new Set([...before, ...after].map(({ key }) => key))].flatMap((key) => {
    const [one, other] = [was?.get(key), is?.get(key)];
    if (JSON.stringify(one) === JSON.stringify(other)) return [];
    return [{ key, ...(one && { before: one }), ...(other && { after: other }) }];
  });
};

const namedIn = ({ before, after }: RowChange): ReadonlySet<EventId> =>
  new Set(
    [before, after].flatMap((row) =>
      row === undefined ? [] : [...row.why.triggers, ...row.why.settledBy, ...row.why.trace.flatMap(({ events }) => events)],
    ),
  );

type Anything = Known<Book['failure'][number] | Book['product'][number] | Book['profile'][number] | Book['installation'][number]>;
const everythingIn = ({ failure, product, records = [], profile, installation }: Book): readonly Anything[] => [
  ...failure,
  ...product,
  ...records.flat(),
  ...profile,
  ...installation,
];

/** By id: what stands at one pair only, or not alike at both; with the corrections recorded by one of them and not by the other. */
const eventsThatDiffer = (book: Book, before: Clocks, after: Clocks): ReadonlyMap<EventId, readonly EventId[]> => {
  const all = everythingIn(book);
  const [was, is] = [before, after].map(
    (clocks) => new Map(asKnown(all, clocks).map((event) => [event.id, JSON.stringify(event)])),
  );
  const ids = new Set([...(was?.keys() ?? []), ...(is?.keys() ?? [])]);
  return new Map([...ids].filter((id) => was?.get(id) !== is?.get(id)).map((id) => [id, correctionsOf(id, all)]));
};
/** A correction of a correction is one of what that corrected. */
const correctionsOf = (id: EventId, all: readonly Anything[]): readonly EventId[] =>
  all.flatMap((event) =>
    event.type === 'Correction' && event.supersedes === id ? [event.id, ...correctionsOf(event.id, all)] : [],
  );
