import type { Day, EventId } from '../act.ts';
import { addDays } from '../calendar.ts';
import { beyondLimits, dailyPenalty } from './daily-penalty.ts';
import type { NoticeDuty } from '../duties/notice-addressee.ts';
import { givingOf } from './giving.ts';
import type { NoticeCase } from './case.ts';
import { lastSent } from './turns.ts';
import type { Item, Period } from './terms.ts';
import type { Step } from '../obligation.ts';
import { sumPaid } from './performance.ts';
import type { SettingId } from '../settings.ts';
import { thirdPartyNoticeBy } from '../timers.ts';

/** Whether a duty of §2.5 arises from a notice, since when and with what period; else why not. */

export interface Arisen {
  readonly arises: true;
  readonly since: Day;
  readonly period: Period;
  readonly triggers: readonly EventId[];
  readonly trace: readonly Step[];
  readonly settings: readonly SettingId[];
  /** What leaves it to be settled whether anything is owed, and the reading that says so. */
  readonly question?: { readonly says: string; readonly setting: SettingId };
}
export interface NotArisen {
  readonly arises: false;
  readonly says: string;
  readonly trace: readonly Step[];
  readonly settings: readonly SettingId[];
}

export const arising = (duty: NoticeDuty, notice: NoticeCase, item?: Item): Arisen | NotArisen =>
  duty.measure === 'third-party notice' ? fromHearing(notice) : fromNotice(duty, notice, item);

/** From the day on which a hearing is first fixed; a later hearing day moves the last day only. */
const fromHearing = ({ events }: NoticeCase): Arisen | NotArisen => {
  const hearings = events.filter((event) => event.type === 'HearingFixed');
  const [first, last] = [hearings[0], hearings.at(-1)];
  const trace = [{ asks: 'a hearing has been fixed', holds: first !== undefined, events: hearings.map(({ id }) => id) }];
  if (first === undefined || last === undefined) return { arises: false, says: 'no hearing has been fixed', trace, settings: [] };
  const period = { endsOn: thirdPartyNoticeBy(last), settled: true, statedOn: last.on };
  return { arises: true, since: first.on, period, triggers: hearings.map(({ id }) => id), trace, settings: [] };
};

const fromNotice = (duty: NoticeDuty, notice: NoticeCase, item?: Item): Arisen | NotArisen => {
  const { life, terms } = notice;
  const { step, says, settings } = service(notice);
  if (life.given === undefined || terms === undefined) return { arises: false, says, trace: [step], settings };
  const common = { triggers: triggersOf(notice), trace: [step], settings };
  switch (duty.measure) {
    case 'fixed penalty':
      return {
        ...common,
        arises: true,
        since: life.given.on,
        period: terms.payBy,
        question: beyondThem(notice),
      };
    case 'daily penalty':
      return fromDailyPenalty(notice, common);
    case 'compliance':
    case 'acceptance':
    case 'met':
    case 'stopped':
    case 'third-party notice':
      return {
        ...common,
        arises: true,
        since: life.given.on,
        period: item?.period ?? { settled: true, statedOn: life.given.on },
      };
  }
};
const beyondThem = (notice: NoticeCase): Arisen['question'] => {
  const says = beyondLimits(notice);
  return says === undefined ? undefined : { says, setting: 'A59' };
};
const triggersOf = ({ life: { given, variations } }: NoticeCase): readonly EventId[] =>
  [given, ...variations].flatMap((document) => (document === undefined ? [] : [document.event.id]));

/** Whether the notice counts as given, and by what (s.50). */
const service = ({
  events,
  life,
}: NoticeCase): { readonly step: Step; readonly says: string; readonly settings: readonly SettingId[] } => {
  const sent = life.given?.event ?? lastSent(events);
  const asks = 'the notice counts as given (s.50)';
  if (sent === undefined)
    return { step: { asks, holds: false, events: [] }, says: 'no such notice has been given', settings: [] };
  const { on, basis, question, settings } = givingOf(sent);
  return {
    step: { asks: `${asks}: ${basis}`, holds: life.given !== undefined, events: [sent.id] },
    says: question ?? `it counts as given only on ${on}`,
    settings,
  };
};

const fromDailyPenalty = (notice: NoticeCase, common: Omit<Arisen, 'arises' | 'since' | 'period'>): Arisen | NotArisen => {
  const { arises, says = 'it does not arise', from, full, settings: readings } = dailyPenalty(notice);
  const step: Step = {
    asks: 'the breach goes on after the period for paying the fixed penalty, under a notice that may ask for it',
    holds: arises,
    events: notice.breachRow?.why.triggers ?? [],
  };
  const trace = [...common.trace, step];
  const settings = [...common.settings, ...readings];
  if (arises === false || from === undefined) return { arises: false, says, trace, settings };
  return {
    arises: true,
    since: from,
    period: { endsOn: dueForDaily(notice, full), settled: true, statedOn: from },
    triggers: common.triggers,
    trace,
    settings,
    question: arises === 'undetermined' ? { says, setting: readings.includes('A29') ? 'A29' : 'A59' } : undefined,
  };
};
/** A period in days runs from the end of each day that the penalty is for: the row is due with the first day not yet paid. */
const dueForDaily = ({ terms, ...notice }: NoticeCase, full: readonly Day[]): Day | undefined => {
  if (terms?.dailyPayDays === undefined || terms.dailyRate === undefined) return terms?.dailyPayUntilOn;
  const paidDays = terms.dailyRate === 0 ? 0 : Math.floor(sumPaid({ terms, ...notice }, 'daily') / terms.dailyRate);
  const unpaid = full[Math.min(paidDays, full.length - 1)];
  return unpaid && addDays(unpaid, terms.dailyPayDays);
};
