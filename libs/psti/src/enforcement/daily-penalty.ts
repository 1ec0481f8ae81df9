import type { Day, Pence } from '../act.ts';
import { addDays, isDay, laterOf } from '../calendar.ts';
import { breachEnded } from './case.ts';
import type { NoticeCase } from './case.ts';
import { returnedOn, suspension } from './life.ts';
import type { Suspension, Terms } from './terms.ts';
import { isLongEnoughToPay, isWithinDailyLimit, isWithinMaximum } from '../penalty.ts';
import { valueOf } from '../settings.ts';
import type { SettingId } from '../settings.ts';
import { dailyPenaltyFrom } from '../timers.ts';

/**
 * The daily penalty of s.36(5): a sum for each day on which the breach goes on after the period for paying the fixed penalty. Suspended
 * days count for nothing, the days of the appeal and of the return with them (A29). Worked out on the notice as it now stands.
 */

export interface Daily {
  readonly arises: boolean | 'undetermined';
  /** Why it does not arise, or the question to be settled. */
  readonly says?: string;
  readonly settings: readonly SettingId[];
  readonly from?: Day;
  /** Days that count in full, and those that count only if part-days do (A32). */
  readonly full: readonly Day[];
  readonly part: readonly Day[];
  /** Whether the days that count are owed, and not merely what would be owed on one answer to the question. */
  readonly certain: boolean;
}
const none = (says: string, ...settings: readonly SettingId[]): Daily => ({
  arises: false,
  says,
  settings,
  full: [],
  part: [],
  certain: true,
});

export type Limit = 's.36(4)' | 's.36(5)' | 's.36(7)';
/** Which limits the terms of a penalty notice keep. The daily penalty has a period of its own, and s.36(7) holds for it too. */
export const limitsKept = (terms: Terms, givenOn: Day): Readonly<Record<Limit, boolean>> => {
  const { fixedPenalty = 0, revenue, dailyRate = 0, payBy, dailyPayUntilOn = payBy.endsOn } = terms;
  return {
    's.36(4)': isWithinMaximum(fixedPenalty, revenue),
    's.36(5)': isWithinDailyLimit(dailyRate),
    's.36(7)': [payBy.endsOn, dailyPayUntilOn].every((end) => end !== undefined && isLongEnoughToPay(givenOn, end)),
  };
};
/**
 * Beyond s.36(4) or (7) it is undetermined what is owed at all; beyond s.36(5) the daily penalty alone falls away (A59). The question to
 * be settled, or nothing where the notice keeps both.
 */
export const beyondLimits = ({ life: { given }, terms }: NoticeCase): string | undefined => {
  if (given === undefined || terms === undefined) return undefined;
  const kept = limitsKept(terms, given.on);
  const broken = (['s.36(4)', 's.36(7)'] as const).filter((limit) => !kept[limit]);
  return broken.length === 0 ? undefined : `Is anything owed under a notice that breaks ${broken.join(' and ')}?`;
};

export const dailyPenalty = (notice: NoticeCase): Daily => {
  const { terms, life } = notice;
  if (terms === undefined) return none('no penalty notice counts as given');
  const stated = terms.payBy.endsOn;
  const flaw = flawIn(terms);
  if (flaw !== undefined || stated === undefined)
    return flaw ?? none('the notice states no day for paying the fixed penalty', 'A59');
  const ended = breachEnded(notice);
  if (ended !== undefined && ended.on <= stated) return none(`the breach had ended on ${ended.on}`);
  return (life.closed?.on ?? notice.today) <= stated
    ? none(`the period for paying the fixed penalty runs to the end of ${stated}`)
    : pastTheDay(notice, terms, stated);
};
const flawIn = ({ dailyRate }: Terms): Daily | undefined => {
  if (dailyRate === undefined) return none('the notice asks for no daily penalty');
  return isWithinDailyLimit(dailyRate)
    ? undefined
    : none('the notice asks for more than £20,000 a day: that part of it is bad', 'A59');
};

/** The stated day is past, and the breach went on. */
const pastTheDay = (notice: NoticeCase, { payBy }: Terms, stated: Day): Daily => {
  const { life } = notice;
  const from = dailyPenaltyFrom(stated);
  const pending = suspension(life);
  const stop = life.suspensions.find(({ on }) => on >= payBy.statedOn);
  if (stop !== undefined && from >= stop.on)
    return pending === undefined ? afterReturn(notice, stated) : none('an appeal is pending since before its first day', 'A29');
  const beyond = beyondLimits(notice);
  return {
    ...counted(notice, from),
    ...(beyond !== undefined
      ? { arises: 'undetermined', certain: false, settings: ['A59'], says: beyond }
      : payBy.settled || pending !== undefined
        ? {}
        : { arises: 'undetermined', settings: ['A29'], says: NOT_RESTATED }),
  };
};
export const NOT_RESTATED = 'By which day, now that the appeal has ended? The Act does not restate the periods of the notice.';

/** Not triggered before the appeal: undetermined if the breach went on past the return, else it never arises (A29). */
const afterReturn = (notice: NoticeCase, stated: Day): Daily => {
  const returned = returnedOn(notice.life) ?? stated;
  const ended = breachEnded(notice);
  if (notice.life.closed !== undefined && notice.life.closed.on <= returned) return none('the notice had no effect again', 'A29');
  if (ended !== undefined && ended.on <= returned)
    return none(`the breach had ended on ${ended.on}, before the notice had effect again`, 'A29');
  return {
    ...counted(notice, dailyPenaltyFrom(laterOf(stated, returned))),
    arises: 'undetermined',
    certain: false,
    settings: ['A29'],
    says: NOT_RESTATED,
  };
};

const counted = (notice: NoticeCase, from: Day): Daily => {
  const ended = breachEnded(notice);
  const settings: readonly SettingId[] = ended === undefined ? [] : ['A32'];
  const common = { arises: true, from, certain: true, settings };
  if (notice.life.closed !== undefined) return { ...common, full: [], part: [] };
  const broken = brokenDay(notice);
  const counts = (day: Day): boolean => !notice.life.suspensions.some((stretch) => isIn(stretch, day));
  return {
    ...common,
    full: daysFrom(from, broken === undefined ? notice.today : addDays(broken, -1)).filter(counts),
    part: daysFrom(from, broken ?? '')
      .slice(-1)
      .filter(counts),
  };
};
/** The day that is not a full one: on which the breach ended, or on which the question is asked before it is over. */
const brokenDay = (notice: NoticeCase): Day | undefined =>
  breachEnded(notice)?.on ?? (isDay(notice.asOf) ? undefined : notice.today);
const isIn = ({ on, until }: Suspension, day: Day): boolean => on <= day && (until === undefined || day <= until);
const daysFrom = (first: Day, last: Day): readonly Day[] => {
  const days: Day[] = [];
  for (let day = first; day <= last; day = addDays(day, 1)) days.push(day);
  return days;
};

export interface Owing {
  readonly amount: Pence;
  readonly range: readonly [Pence, Pence];
}
export const owingDaily = (notice: NoticeCase): Owing => {
  const { full, part, certain } = dailyPenalty(notice);
  const rate = notice.terms?.dailyRate ?? 0;
  const low = rate * full.length;
  const high = low + rate * part.length;
  if (!certain) return { amount: 0, range: [0, high] };
  return { amount: valueOf(notice.settings, 'A32') === 'part-days' ? high : low, range: [low, high] };
};
