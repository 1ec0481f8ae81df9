import { AUTHORITY } from './act.ts';
import type { Clocks } from './act.ts';
import { besideIn } from './book.ts';
import type { Book } from './book.ts';
import type { Judged } from './enforcement/asking.ts';
import type { FailureEvent } from './failure-record.ts';
import { asKnown } from './known.ts';
import type { Known } from './known.ts';
import type { Obligation } from './obligation.ts';
import { shown } from './settings.ts';
import type { Settings } from './settings.ts';
import { obligations } from './owed.ts';
import { toldBy } from './told.ts';

/**
 * What only shows when the books of one failure are laid side by side, as the authority may: an excuse that rests on a word that was
 * untrue. The excuse stands, for it turns on being told (A13); the row is flagged, and stays so whatever is notified later.
 */

export const RELIANCE_FALSE = 'RELIANCE_FALSE';
const BY_WORD = new Set(['s.19(10)(c)', 's.25(11)(c)']);

/** The rows of every party to one failure, with the flags that compare them. */
export const obligationsAcross = (books: readonly Book[], clocks: Clocks): readonly Obligation[] =>
  rowsAcross(
    books.map((book) => ({ book, obligations: () => obligations(book, clocks) })),
    clocks,
  ).flat();

interface Compared extends Judged {
  /** What of the failure was known at those clocks, where that has been worked out too. */
  readonly known?: readonly Known<FailureEvent>[];
}
/** The same where the rows of each record have been worked out: for each of them, in order. */
export const rowsAcross = (records: readonly Compared[], clocks: Clocks): readonly (readonly Obligation[])[] => {
  const failures = records.map(({ book, known }) => known ?? asKnown(book.failure, clocks));
  const firstNotice = earliest(failures.flatMap((events) => toldBy(events).notified.get(AUTHORITY) ?? []));
  return records.map((record, at) =>
    record.obligations().map((row) => {
      if (row.status !== 'EXCUSED' || !BY_WORD.has(row.excuse?.provision ?? '')) return row;
      const said = (failures[at] ?? []).findLast(({ id }) => row.why.settledBy.includes(id));
      return said === undefined || isBefore(firstNotice, said) ? row : flagged(row, besideIn(record.book, clocks).settings);
    }),
  );
};
const flagged = (row: Obligation, settings: Settings): Obligation => ({
  ...row,
  flags: [...(row.flags ?? []), RELIANCE_FALSE],
  why: { ...row.why, settings: [...row.why.settings, shown(settings, 'A13')] },
});

const earliest = (events: readonly Known<FailureEvent>[]): Known<FailureEvent> | undefined =>
  events.reduce<Known<FailureEvent> | undefined>((first, next) => (isBefore(first, next) ? first : next), undefined);

/** By day; within a day by the time where both have one, else by log order. */
const isBefore = (one: Known<FailureEvent> | undefined, other: Known<FailureEvent>): boolean => {
  if (one === undefined) return false;
  if (one.on !== other.on) return one.on < other.on;
  if (one.at !== undefined && other.at !== undefined && one.at !== other.at) return Date.parse(one.at) < Date.parse(other.at);
  return one.leaf < other.leaf;
};
