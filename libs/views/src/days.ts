import { addDays, lawInForce, type Book, type Day, type Obligation } from '#psti';

/**
 * The next day on which what is made of some values could become other without a new event: every day that stands in them is taken,
 * and the day after it. A day too many costs one needless look, a day too few a wrong row.
 */
export function nextDay(today: Day, values: readonly unknown[]): Day | undefined {
  let next: Day | undefined;
  daysIn(values, (day) => {
    const changes = day > today ? day : addDays(day, 1);
    if (changes > today && (next === undefined || changes < next)) next = changes;
  });
  return next;
}

/** Every day in a value, however deep. */
function daysIn(value: unknown, take: (day: Day) => void): void {
  if (typeof value === 'string') {
    if (value.length === 10 && value.charAt(4) === '-' && value.charAt(7) === '-') take(value);
  } else if (typeof value === 'object' && value !== null) for (const each of Object.values(value)) daysIn(each, take);
}

/**
 * On what days the obligations of a book turn: a label's last day, the end of a retention or of a notice's period, a role that
 * begins, a rulebook that comes into force.
 */
export const daysOf = (book: Book, rows: readonly Obligation[]): readonly unknown[] => [
  ...[book.product, book.failure, book.notices, book.profile, book.installation],
  ...rows.map(({ since, on, dueOn, until, ends, policyUntil, enforcedUntil, target }) => [
    ...[since, on, dueOn, until, ends, policyUntil, enforcedUntil, target?.dueOn],
  ]),
  ...(book.law ?? lawInForce).map(({ from }) => from),
];
