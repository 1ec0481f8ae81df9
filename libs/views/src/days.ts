import { addDays, lawInForce, type Book, type Day, type Obligation } from '#psti';

/**
 * The next day on which the rows of a record could become others without a new event: a label's last day, the end of a retention or
 * of a notice's period, a role that begins, a rulebook that comes into force. Every day that stands in what was recorded or in the
 * rows is taken, and the day after it: a day too many costs one needless look, a day too few a wrong row.
 */
export function nextDay(book: Book, today: Day, rows: readonly Obligation[]): Day | undefined {
  let next: Day | undefined;
  const take = (day: Day): void => {
    const changes = day > today ? day : addDays(day, 1);
    if (changes > today && (next === undefined || changes < next)) next = changes;
  };
  const events = [book.product, book.failure, book.notices ?? [], book.profile, book.installation];
  daysIn([...events, rows.map(daysOf), (book.law ?? lawInForce).map(({ from }) => from)], take);
  return next;
}

const daysOf = ({ since, on, dueOn, until, ends, policyUntil, enforcedUntil, target }: Obligation): readonly unknown[] => [
  ...[since, on, dueOn, until, ends, policyUntil, enforcedUntil, target?.dueOn],
];

/** Every day in a value, however deep. */
function daysIn(value: unknown, take: (day: Day) => void): void {
  if (typeof value === 'string') {
    if (value.length === 10 && value.charAt(4) === '-' && value.charAt(7) === '-') take(value);
  } else if (typeof value === 'object' && value !== null) for (const each of Object.values(value)) daysIn(each, take);
}
