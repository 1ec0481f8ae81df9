import type { MoneyAnswer } from '../enforcement/answers.ts';
import type { DateAnswer } from '../enforcement/dates.ts';
import type { GuardAnswer } from '../enforcement/guard.ts';
import type { NoticeStanding } from '../enforcement/state.ts';
import type { Obligation } from '../obligation.ts';
import type { NotOwed } from '../owed.ts';

/** What came back to the questions of a scenario, and how that differs from what it expects. */

/** What is answered about notices; where it is asked of several parties, of all of them together. */
export interface EnforcementAnswers {
  readonly notices: readonly NoticeStanding[];
  readonly guards: readonly GuardAnswer[];
  readonly dates: readonly DateAnswer[];
  readonly money: readonly MoneyAnswer[];
}
/** What came back. A row carries the record it is of; an answer to a line is under the number of that line, from 0. */
export interface Answers extends EnforcementAnswers {
  readonly rows: readonly Obligation[];
  readonly whyNot: ReadonlyMap<number, NotOwed | undefined>;
  readonly scope: ReadonlyMap<number, { readonly answer: string; readonly cite?: string } | undefined>;
  /** Why an event was refused; nothing where it was taken. */
  readonly refused: ReadonlyMap<number, string | undefined>;
}

export interface Difference {
  /** Which entry of `then`, from 1; 0 is the file itself. */
  readonly entry: number;
  readonly line: string;
  readonly expected: string;
  readonly got: string;
  readonly why: string;
}
export type Found = Omit<Difference, 'entry'>;
