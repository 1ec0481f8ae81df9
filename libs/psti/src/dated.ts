import type { Clocks, Day, DutyId } from './act.ts';
import { lastDayOf } from './deeming.ts';
import type { DateAnswer } from './enforcement/dates.ts';
import type { Judged } from './enforcement/asking.ts';
import { asKnown } from './known.ts';
import type { Known } from './known.ts';
import type { Obligation } from './obligation.ts';
import type { ProductEvent } from './product-record.ts';
import { deemingEndsOn, lastSupportedDay, timers } from './timers.ts';
import type { TimerId } from './timers.ts';
import type { Rulebook } from './rulebook.ts';

/** The days that run from a party's records of a product or a failure: how long something is kept, how far support and a label reach. */

type Found = Pick<DateAnswer, 'of' | 'first' | 'last' | 'on'> & { readonly timer: TimerId };

export const datesIn = ({ book, obligations }: Judged, clocks: Clocks): readonly DateAnswer[] => {
  const product = asKnown(book.product, clocks);
  const kept = obligations().filter(({ holder }) => holder === book.party);
  const found = [...kept.flatMap((row) => keeping(row, product)), ...(book.failure.length === 0 ? ofProduct(product) : [])];
  return found.map(({ timer, ...date }) => ({ timer, party: book.party, ...date, ...timers[timer] }));
};

const KEEPING: Readonly<Partial<Record<DutyId, TimerId>>> = {
  'PSTI-S12-4-RETAIN': 'T1',
  'PSTI-S20-4-RETAIN': 'T2',
  'PSTI-R8-SOC-RETAIN': 'T3',
  'PSTI-S15-3-SOC-RETAIN': 'T4',
};
/** By the record or the statement that is kept; a statement's clock is its day of issue. */
const keeping = (
  { duty, recordId, statement, since, until }: Obligation,
  product: readonly Known<ProductEvent>[],
): readonly Found[] => {
  const timer = KEEPING[duty];
  const of = recordId ?? statement;
  if (timer === undefined || of === undefined || until === undefined) return [];
  return [{ timer, of, first: statement === undefined ? since : issueOf(statement, product), last: until }];
};
const issueOf = (statement: string, product: readonly Known<ProductEvent>[]): Day | undefined => {
  const paper = product.findLast(
    (event) => (event.type === 'SoCIssued' || event.type === 'SoCCopyHeld') && event.statement === statement,
  );
  return paper !== undefined && 'issuedOn' in paper ? paper.issuedOn : undefined;
};

const ofProduct = (events: readonly Known<ProductEvent>[]): readonly Found[] => [
  ...events.flatMap((event): readonly Found[] => {
    if (event.type !== 'LabelAssigned') return [];
    const last = lastDayOf(event, events).day;
    return [{ timer: 'T6', of: event.scheme, first: event.on, last, on: deemingEndsOn(last) }];
  }),
  ...supported(events),
];
/** What was published last; an extension counts once it is published. */
const supported = (events: readonly Known<ProductEvent>[]): readonly Found[] => {
  const untilOn = events.reduce<Day | undefined>((last, event) => publishedEnd(event) ?? last, undefined);
  const [first] = events;
  if (untilOn === undefined || first === undefined) return [];
  return [{ timer: 'T5', of: first.stream.split('/')[2] ?? '', last: lastSupportedDay(untilOn) }];
};
const publishedEnd = (event: Known<ProductEvent>): Day | undefined => {
  if (event.type === 'SupportPeriodPublished' || event.type === 'SupportPeriodShortened') return event.untilOn;
  return event.type === 'SupportPeriodExtended' && event.conditionsMet !== undefined ? event.untilOn : undefined;
};

/** The days from which rulebooks are in force. */
export const rulebookDates = (law: readonly Rulebook[]): readonly DateAnswer[] =>
  law.slice(1).map(({ id, from }) => ({ timer: 'T24', of: id, on: from, ...timers.T24 }));
