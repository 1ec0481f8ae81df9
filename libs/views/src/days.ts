import { addDays, lawInForce, type Book, type Day, type Obligation } from '#psti';
import { remembered } from './remembered.ts';
import { saysOfProduct } from './said.ts';

/**
 * The next day on which what is made of some values could become other without a new event: every day that stands in them is taken,
 * and the day after it. A day too many costs one needless look, a day too few a wrong row.
 */
export function nextDay(today: Day, values: readonly unknown[]): Day | undefined {
  const yesterday = addDays(today, -1);
  let next: Day | undefined;
  visitDays(values, (day) => {
    const changes = day > today ? day : day > yesterday ? addDays(day, 1) : undefined;
    if (changes !== undefined && (next === undefined || changes < next)) next = changes;
  });
  return next;
}

/** Every day in a value, however deep. */
function visitDays(value: unknown, take: (day: Day) => void): void {
  if (typeof value === 'string') {
    if (isDayLike(value)) take(value);
  } else if (Array.isArray(value)) {
    for (const each of value) visitDays(each, take);
  } else if (typeof value === 'object' && value !== null) {
    for (const day of daysWithin(value)) take(day);
  }
}
/** What was recorded never changes, so the days in it are looked for once. */
const daysWithin = remembered((thing: object): readonly Day[] => {
  const days = new Set<Day>();
  for (const value of Object.values(thing)) visitDays(value, (day) => days.add(day));
  return [...days];
});
const isDayLike = (text: string): boolean => text.length === 10 && text.charAt(4) === '-' && text.charAt(7) === '-';

/**
 * On what days the obligations of a book turn: a label's last day, the end of a retention or of a notice's period, a role that
 * begins, a rulebook that comes into force.
 */
export const daysOf = (book: Book, rows: readonly Obligation[]): readonly unknown[] => [
  ...[book.product, book.failure, book.notices, book.profile, book.installation],
  ...(book.records ?? []).map((record) => record.filter(({ type }) => saysOfProduct.has(type))),
  ...rows.map(({ since, on, dueOn, until, ends, policyUntil, enforcedUntil, target }) => [
    ...[since, on, dueOn, until, ends, policyUntil, enforcedUntil, target?.dueOn],
  ]),
  ...(book.law ?? lawInForce).map(({ from }) => from),
];
