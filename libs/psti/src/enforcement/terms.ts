import type { Day, DutyId, EventId, Pence } from '../act.ts';
import type { Known } from '../known.ts';
import type { NoticeGiven, NoticeVaried, Requirement, Revenue } from '../notice.ts';
import { statedPeriodEnds } from '../timers.ts';

/**
 * What a notice asks for as it now stands: as given, with every variation that has effect. Days count from the day on which the notice
 * was given, in a varied notice too.
 */

/** A notice, with the day on which it counts as given. */
export interface Given {
  readonly event: Known<NoticeGiven>;
  readonly on: Day;
}
export interface Variation {
  readonly event: Known<NoticeVaried>;
  readonly on: Day;
  /** The ways in which it is more onerous than what stood before: then it changes nothing (ss.31(2), 39(5)). */
  readonly moreOnerous: readonly string[];
  /** From when an appeal against it alone takes its effect away, and from when it has it again. */
  readonly suspended?: Day;
  readonly returned?: Day;
  readonly cancelled?: Day;
}

/** No effect from `on` until the day of `until`. */
export interface Suspension {
  readonly on: Day;
  readonly event: EventId;
  readonly until?: Day;
  readonly endedBy?: EventId;
}

/** A period that is not settled came back from a suspension: the Act does not restate it (A29). */
export interface Period {
  readonly endsOn?: Day;
  readonly settled: boolean;
  /** The day of the notice or variation that states it. */
  readonly statedOn: Day;
}
export interface Item {
  readonly item: string;
  readonly duty: DutyId;
  readonly period: Period;
  /** The day of the variation that no longer asks for it. */
  readonly droppedOn?: Day;
}
export interface Terms {
  readonly items: readonly Item[];
  readonly fixedPenalty?: Pence;
  readonly payBy: Period;
  readonly dailyRate?: Pence;
  readonly dailyPayDays?: number;
  readonly dailyPayUntilOn?: Day;
  readonly revenue?: Revenue;
}

export const termsOf = (given: Given, variations: readonly Variation[], suspensions: readonly Suspension[]): Terms =>
  variations
    .filter(hasEffect)
    .reduce((terms, variation) => varied(terms, variation, given.on, suspensions), asGiven(given, suspensions));

/** Settled, unless the notice came back from a suspension that began after the period was stated. */
const stated = (endsOn: Day | undefined, statedOn: Day, suspensions: readonly Suspension[]): Period => ({
  endsOn,
  settled: !suspensions.some(({ on, until }) => on >= statedOn && until !== undefined),
  statedOn,
});

export const hasEffect = ({ moreOnerous, suspended, cancelled }: Variation): boolean =>
  moreOnerous.length === 0 && suspended === undefined && cancelled === undefined;

const asGiven = ({ event, on }: Given, suspensions: readonly Suspension[]): Terms => {
  const period = (endsOn?: Day): Period => stated(endsOn, on, suspensions);
  return {
    items: (event.requirements ?? []).map((requirement) => item(requirement, period(statedPeriodEnds(on, requirement)))),
    fixedPenalty: event.fixedPenalty,
    payBy: period(event.payUntilOn),
    dailyRate: event.dailyRate,
    dailyPayDays: event.dailyPayDays,
    dailyPayUntilOn: event.dailyPayUntilOn,
    revenue: event.revenue,
  };
};
const item = ({ item: id, duty }: Requirement, period: Period): Item => ({ item: id, duty, period });

const varied = (before: Terms, variation: Variation, givenOn: Day, suspensions: readonly Suspension[]): Terms => {
  const { event, on } = variation;
  const period = (was: Period | undefined, endsOn: Day | undefined, statesDay: boolean): Period => {
    if (was?.settled === true && was.endsOn === endsOn) return was;
    return restates({ was, statesDay }, variation, suspensions)
      ? stated(endsOn, on, suspensions)
      : { endsOn, settled: false, statedOn: was?.statedOn ?? on };
  };
  const items = (event.requirements ?? []).map((requirement) =>
    item(
      requirement,
      period(periodOf(before, requirement.item), statedPeriodEnds(givenOn, requirement), requirement.untilOn !== undefined),
    ),
  );
  const kept = new Set(items.map((each) => each.item));
  return {
    items: [...items, ...before.items.filter((each) => !kept.has(each.item)).map((each) => ({ droppedOn: on, ...each }))],
    fixedPenalty: event.fixedPenalty ?? before.fixedPenalty,
    payBy: period(before.payBy, event.payUntilOn ?? before.payBy.endsOn, event.payUntilOn !== undefined),
    dailyRate: event.dailyRate,
    dailyPayDays: event.dailyPayDays,
    dailyPayUntilOn: event.dailyPayUntilOn,
    revenue: event.revenue ?? before.revenue,
  };
};
const periodOf = ({ items }: Terms, id: string): Period | undefined => items.find((each) => each.item === id)?.period;

/** After a return a variation restates a period if it states a day; one that an appeal had suspended restates none. */
const restates = (
  { was, statesDay }: { readonly was?: Period; readonly statesDay: boolean },
  { on, returned }: Variation,
  suspensions: readonly Suspension[],
): boolean => {
  if (returned !== undefined) return false;
  const before = suspensions.filter((each) => each.on <= on && each.on >= (was?.statedOn ?? on));
  return before.length === 0 || (statesDay && before.every(({ until }) => until !== undefined && until <= on));
};

/** How a variation is more onerous than what stands, in words; nothing where it is not (s.31(2), s.39(5)). */
export const moreOnerous = (before: Terms, event: NoticeVaried, givenOn: Day): readonly string[] => [
  ...(event.requirements ?? []).flatMap((requirement) => heavier(before, requirement, givenOn)),
  ...(isMore(event.fixedPenalty, before.fixedPenalty) ? ['it asks for a higher penalty'] : []),
  ...(isMore(event.dailyRate, before.dailyRate) ? ['it asks for a higher daily penalty'] : []),
  ...(isSooner(event.payUntilOn, before.payBy.endsOn) ? ['it asks for payment sooner'] : []),
  ...(isSoonerDaily(before, event) ? ['it asks for payment of the daily penalty sooner'] : []),
];
const heavier = (before: Terms, requirement: Requirement, givenOn: Day): readonly string[] => {
  const was = before.items.find((each) => each.item === requirement.item && each.droppedOn === undefined);
  if (was === undefined) return [`it asks for something new: ${requirement.item}`];
  return isSooner(statedPeriodEnds(givenOn, requirement), was.period.endsOn)
    ? [`it asks for ${requirement.item} sooner, or by a day where there was none`]
    : [];
};
const isMore = (now?: Pence, before?: Pence): boolean => now !== undefined && now > (before ?? 0);
/** No day at all is later than any day. */
const isSooner = (now?: Day, before?: Day): boolean => now !== undefined && (before === undefined || now < before);
const isSoonerDaily = (before: Terms, now: NoticeVaried): boolean =>
  now.dailyRate !== undefined &&
  ((now.dailyPayUntilOn !== undefined && isSooner(now.dailyPayUntilOn, before.dailyPayUntilOn)) ||
    (now.dailyPayDays !== undefined && now.dailyPayDays < (before.dailyPayDays ?? Infinity)));
