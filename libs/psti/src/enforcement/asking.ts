import type { Clocks } from '../act.ts';
import { besideIn } from '../book.ts';
import type { Book } from '../book.ts';
import { rowNamedBy } from './case.ts';
import type { Asking } from './case.ts';
import type { Breach } from '../notice.ts';
import type { Obligation } from '../obligation.ts';

/** From a party's own records of products and failures to how the duties stand that its notices name, at the same clocks. */

/** One of those records, with the rows that were worked out from it. */
export interface Judged {
  readonly book: Book;
  readonly obligations: () => readonly Obligation[];
}

export const askingOf = (book: Book, records: readonly Judged[], clocks: Clocks): Asking => ({
  rowOf: (breach) => rowNamedBy(ofTheDuty(breach), records.filter(isNamedIn(breach)).flatMap(rowsHeldBy(book))),
  law: book.law,
  ...besideIn(book, clocks),
});

/** By any of the names under which the party holds the product or failure: which record it is, is settled by then. */
const isNamedIn =
  ({ product, failure }: Breach) =>
  ({ book }: Judged): boolean =>
    (failure === undefined || book.failure.some(({ stream }) => idIn(stream) === failure)) &&
    (product === undefined ||
      book.product.some(({ stream }) => idIn(stream) === product) ||
      book.failure.some((event) => 'product' in event && event.product === product));
const idIn = (stream: string): string => stream.split('/')[2] ?? stream;
const ofTheDuty = ({ duty, recipient }: Breach): Breach => ({ duty, ...(recipient === undefined ? {} : { recipient }) });

/** What a representative is to do stands in the manufacturer's book, and is the representative's to answer for. */
const rowsHeldBy =
  ({ party }: Book) =>
  ({ obligations }: Judged): readonly Obligation[] =>
    obligations().filter(({ holder }) => holder === party);
