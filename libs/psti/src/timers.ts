import { regulation, schedule, section } from './act.ts';
import type { Cite, Day, Instant } from './act.ts';
import {
  addDays,
  anniversary,
  earlierOf,
  laterOf,
  lastOfDaysBeginningWith,
  lastOfYearsBeginningWith,
  latestClearOf,
  londonInstant,
} from './calendar.ts';
import type { NoticeKind } from './notice.ts';
import { SHORTEST_PAYMENT_DAYS } from './penalty.ts';
import { COMMENCEMENT, lawInForce } from './rulebook.ts';
import type { Rulebook } from './rulebook.ts';
import { nextWorkingDay, safeFilingDay, workingDayFrom } from './working-days.ts';

/**
 * The timers of the law page (§3.2) as pure functions on London days. Weekends and bank holidays move none of the periods that the Act
 * or the Regs fix; where an outside rule touches an edge, the function says so. No timer gives a day for notifying, contacting,
 * investigating, remedying or making a record: the Act has none.
 */

/** What each timer measures, and where it is written. */
export const timers = {
  T1: { cite: section(12, '(4)'), says: 'how long a manufacturer keeps a record' },
  T2: { cite: section(20, '(4)'), says: 'how long an importer keeps a record' },
  T3: { cite: regulation('8'), says: 'how long a manufacturer keeps a copy of the statement of compliance' },
  T4: { cite: regulation('9'), says: 'how long an importer keeps a copy of the statement of compliance' },
  T5: { cite: schedule('1', ' para 3'), says: 'the last day of the support period' },
  T6: { cite: schedule('2'), says: 'the first day on which a label no longer counts' },
  T7: { cite: section(28, '(5)–(6)'), says: 'representations about a compliance notice' },
  T8: { cite: section(29, '(5)–(7)'), says: 'representations about a stop notice' },
  T9: { cite: section(30, '(6)–(8)'), says: 'representations about a recall notice' },
  T10: { cite: section(39, '(1)–(2)'), says: 'representations about a penalty notice' },
  T11: { cite: section(28, '(2), (4)'), says: 'the periods that a notice states' },
  T12: { cite: section(33, '(2)'), says: 'appeal against an enforcement notice or its variation' },
  T13: { cite: section(36, '(7)'), says: 'the shortest period for paying a penalty' },
  T14: { cite: section(36, '(5)'), says: 'the days for which a daily penalty accrues' },
  T15: { cite: section(41, '(2)'), says: 'appeal against a penalty notice or its variation' },
  T16: { cite: section(34, '(7)'), says: 'decision on a claim for compensation' },
  T17: { cite: section(35, '(2)'), says: 'appeal against a decision on compensation' },
  T18: { cite: section(44, '(5)'), says: 'appeal about forfeiture, and the day from which an order may take effect' },
  T19: { cite: section(32, '(7)–(8)'), says: 'the latest day for a notice of a third-party allegation' },
  T20: { cite: section(50, '(8)'), says: 'when an e-mailed notice counts as given' },
  T21: {
    cite: { provision: 'GRC Rules r.22(1)(b), r.12', link: 'https://www.legislation.gov.uk/uksi/2009/1976' },
    says: 'the Tribunal’s own 28 days from sending',
  },
  T22: { cite: regulation('10'), says: 'review of the Regs' },
  T23: { cite: section(38, '(4)'), says: 'revenue scaled to twelve months' },
  T24: { cite: regulation('1'), says: 'the day from which a rulebook is in force' },
} as const satisfies Readonly<Record<`T${number}`, { readonly cite: Cite; readonly says: string }>>;
export type TimerId = keyof typeof timers;

/** How long each is, in words. */
export const timerRules: Readonly<Record<TimerId, string>> = {
  T1: 'ten years beginning with the day on which the record is made',
  T2: 'ten years beginning with the day on which the record is made',
  T3: 'the longer of ten years beginning with the day of issue and the support period that the statement gives',
  T4: 'the longer of ten years beginning with the day of issue, not of import, and the support period that the statement gives',
  T5: 'through the published end date; its passing ends no duty of Chapter 2',
  T6: 'through its stated last day, unless withdrawn before',
  T7: '10 days beginning with the day on which the intention is notified',
  T8: '10 days beginning with the day on which the intention is notified; none if urgent',
  T9: '10 days beginning with the day on which the intention is notified; none if urgent',
  T10: '28 days beginning with the day on which the intention is notified',
  T11: 'as the notice says, each item for itself',
  T12: '28 days beginning with the day on which the notice is given or varied',
  T13: 'as the notice says, not less than 28 days beginning with the day on which it is given',
  T14: 'each day on which the breach goes on, from the day after the period for paying the fixed penalty; at most £20,000 a day',
  T15: '28 days beginning with the day on which the notice is given or varied',
  T16: 'before the end of 45 days beginning with the day on which the claim is received',
  T17: '28 days beginning with the day on which the decision is notified',
  T18: '28 days beginning with the day of the order or decision',
  T19: 'seven clear days before the hearing; in Scotland by the intermediate diet, else ten clear days before the trial diet',
  T20: '09:00 on the next working day after sending',
  T21: 'received within 28 days of the day of sending, that day not counted, before 17:00',
  T22: 'the first within five years beginning with 29 April 2024, each later one within five years of the last',
  T23: 'in proportion, for an accounting period that is not twelve months',
  T24: 'from the start of the day',
};

/** A first and a last day, both in it. */
export interface Window {
  readonly first: Day;
  readonly last: Day;
}
const window = (first: Day, days: number): Window => ({ first, last: lastOfDaysBeginningWith(first, days) });

const YEARS_KEPT = 10;
const CLOSING_TIME = '17:00';
const APPEAL_DAYS = 28;

/** T1, T2: ten years beginning with the day on which the record is made. */
export const recordKeptUntil = (madeOn: Day): Day => lastOfYearsBeginningWith(madeOn, YEARS_KEPT);

/**
 * T3, T4: ten years beginning with the day of issue, or through the support period that the statement gives, whichever ends later (A21).
 * The clock is the manufacturer's day of issue for an importer too.
 */
export const statementKeptUntil = (issuedOn: Day, supportUntilOn?: Day): Day =>
  laterOf(lastOfYearsBeginningWith(issuedOn, YEARS_KEPT), supportUntilOn ?? issuedOn);

/** T5: the published end is the last supported day. It ends no duty (A41). */
export const lastSupportedDay = (publishedUntilOn: Day): Day => publishedUntilOn;

/** T6: a label counts through its stated last day; deeming ends at the start of the next. */
export const deemingEndsOn = (lastValidOn: Day): Day => addDays(lastValidOn, 1);

/** T7–T10: representations, from the day on which the intention is notified; the notice may be given once they are over. */
export type IntendedKind = Exclude<NoticeKind, 'information'>;
export const isIntended = (kind: NoticeKind | undefined): kind is IntendedKind => kind !== undefined && kind !== 'information';
export const representationDays: Readonly<Record<IntendedKind, number>> = { compliance: 10, stop: 10, recall: 10, penalty: 28 };
export const representationTimer = { compliance: 'T7', stop: 'T8', recall: 'T9', penalty: 'T10' } as const satisfies Readonly<
  Record<IntendedKind, TimerId>
>;
export const representations = (kind: IntendedKind, notifiedOn: Day): Window & { readonly earliest: Day } => {
  const days = representationDays[kind];
  return { ...window(notifiedOn, days), earliest: addDays(notifiedOn, days) };
};

/** T11: a period that a notice states, as days beginning with the day given or as a day. */
export const statedPeriodEnds = (
  givenOn: Day,
  { days, untilOn }: { readonly days?: number; readonly untilOn?: Day },
): Day | undefined => untilOn ?? (days === undefined ? undefined : lastOfDaysBeginningWith(givenOn, days));

/** T12, T15, T17: 28 days beginning with the day given, varied or notified. Tribunal rules cannot lengthen what the Act fixes. */
export const appealWindow = (beginningOn: Day): Window => window(beginningOn, APPEAL_DAYS);

/** T13: a notice may ask for payment on `last` at the earliest. */
export const shortestPaymentPeriod = (givenOn: Day): Window => window(givenOn, SHORTEST_PAYMENT_DAYS);

/** T14: the first day for which a daily penalty accrues. */
export const dailyPenaltyFrom = (payUntilOn: Day): Day => addDays(payUntilOn, 1);

/** T16: decided and notified before the end of 45 days beginning with the day of receipt. */
export const claimToBeDecided = (receivedOn: Day): Window => window(receivedOn, 45);

/** T18: 28 days from the order or decision; an order takes effect on the day after them at the earliest. */
export const forfeitureAppeal = (orderedOn: Day): Window & { readonly effective: Day } => {
  const { first, last } = window(orderedOn, APPEAL_DAYS);
  return { first, last, effective: addDays(last, 1) };
};

/** T19: seven clear days before the hearing; in Scotland by the intermediate diet, else ten clear days before the trial diet. */
export const thirdPartyNoticeBy = (hearing: {
  readonly hearingOn: Day;
  readonly jurisdiction: 'E&W' | 'S' | 'NI';
  readonly intermediateDietOn?: Day;
}): Day =>
  hearing.jurisdiction === 'S'
    ? (hearing.intermediateDietOn ?? latestClearOf(hearing.hearingOn, 10))
    : latestClearOf(hearing.hearingOn, 7);

/** T20: 09:00 on the next working day after sending, however early it was sent. */
export const emailGivenOn = (sentOn: Day): { readonly on: Day; readonly at: Instant } => {
  const on = nextWorkingDay(sentOn);
  return { on, at: londonInstant(on, '09:00') };
};

/** T21: within 28 days of sending, that day not counted; a last day that is no working day moves to the next one (r.12(2)). */
export const tribunalBackstop = (sentOn: Day): Day => workingDayFrom(addDays(sentOn, APPEAL_DAYS));

/** When to file to be in time under every rule: the last working day on or before the earliest last day, before 17:00. */
export const fileBy = (...lastDays: readonly [Day, ...Day[]]): string =>
  `${safeFilingDay(earlierOf(...lastDays))} ${CLOSING_TIME}`;

/** T22: the first review within five years beginning with commencement; each later one by the fifth anniversary of the last. */
export const reviewDueBy = (lastPublishedOn?: Day): Day =>
  lastPublishedOn === undefined ? lastOfYearsBeginningWith(COMMENCEMENT, 5) : anniversary(lastPublishedOn, 5);

/** T24: rulebooks come into force at the start of these days. */
export const rulebookSwitchDays = (law: readonly Rulebook[] = lawInForce): readonly Day[] => law.slice(1).map(({ from }) => from);
