import { section } from './act.ts';
import type { Cite, Day, Pence } from './act.ts';
import { lastOfDaysBeginningWith } from './calendar.ts';
import { pounds } from './words.ts';

/** How much a penalty may be (ss.36–38, law page §4.5). Amounts are whole pence, rounded down once, at the end. */

const TEN_MILLION_POUNDS: Pence = 1_000_000_000;
export const MOST_A_DAY: Pence = 2_000_000;
export const SHORTEST_PAYMENT_DAYS = 28;

/** Revenue of one accounting period: its length in whole months, else in days; where neither is said, twelve months. */
export interface Turnover {
  readonly amount: Pence;
  readonly months?: number;
  readonly days?: number;
}

export interface RelevantMaximum {
  readonly amount: Pence;
  /** Revenue as scaled to twelve months; none where the person has no accounting period. */
  readonly scaled?: Pence;
  readonly cite: Cite;
  readonly says: string;
}

/** T23, s.38(4): scaled by months where the period is whole months, else by days against 365 (A27). */
export const scaledToTwelveMonths = (revenue: Turnover): Pence => wholePence(fraction(revenue, 1n, 1n));

/** s.38: the greater of £10 million and 4% of revenue scaled to twelve months; £10 million where there is no accounting period. */
export const relevantMaximum = (revenue?: Turnover): RelevantMaximum => {
  if (revenue === undefined)
    return {
      amount: TEN_MILLION_POUNDS,
      cite: section(38, '(5)'),
      says: 'There is no accounting period: the relevant maximum is £10,000,000.',
    };
  const share = wholePence(fraction(revenue, 4n, 100n));
  const scaled = scaledToTwelveMonths(revenue);
  const amount = Math.max(TEN_MILLION_POUNDS, share);
  return {
    amount,
    scaled,
    cite: section(38, '(1), (4)'),
    says: `4% of ${pounds(scaled)} is ${pounds(share)}: the relevant maximum is ${pounds(amount)}.`,
  };
};

type Fraction = readonly [over: bigint, under: bigint];
const fraction = ({ amount, months, days }: Turnover, times: bigint, per: bigint): Fraction => {
  const [whole, period] = days === undefined ? [12n, BigInt(months ?? 12)] : [365n, BigInt(days)];
  return [BigInt(amount) * times * whole, per * period];
};
const wholePence = ([over, under]: Fraction): Pence => Number(over / under);

/** s.36(4): what accrues daily does not count (s.36(6)). */
export const isWithinMaximum = (fixed: Pence, revenue?: Turnover): boolean => fixed <= relevantMaximum(revenue).amount;
/** s.36(5). */
export const isWithinDailyLimit = (rate: Pence): boolean => rate <= MOST_A_DAY;
/** s.36(7): the period for paying may not end before the twenty-eighth day, the day given being the first. */
export const isLongEnoughToPay = (givenOn: Day, untilOn: Day): boolean =>
  untilOn >= lastOfDaysBeginningWith(givenOn, SHORTEST_PAYMENT_DAYS);
