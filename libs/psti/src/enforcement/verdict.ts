import type { Day, EventId, Status } from '../act.ts';
import { NOT_RESTATED } from './daily-penalty.ts';
import type { NoticeDuty } from '../duties/notice-addressee.ts';
import type { Arisen } from './arising.ts';
import type { Happening, NoticeCase } from './case.ts';
import { suspension } from './life.ts';
import type { Item } from './terms.ts';
import { compliedInFact, isMetWithoutAcceptance, performed } from './performance.ts';
import type { SettingId } from '../settings.ts';

/** How a duty that a notice made stands: what was done, what ended it, what stands in the way – the first that holds. */

export interface Verdict {
  readonly status: Status;
  readonly on?: Day;
  readonly dueOn?: Day;
  readonly says: string;
  readonly settledBy: readonly EventId[];
  readonly settings: readonly SettingId[];
}

interface Standing {
  readonly duty: NoticeDuty;
  readonly notice: NoticeCase;
  readonly arisen: Arisen;
  readonly item?: Item;
  readonly done?: Happening;
  readonly end?: Happening;
  readonly pending?: Happening;
}

export const verdict = (duty: NoticeDuty, notice: NoticeCase, arisen: Arisen, item?: Item): Verdict => {
  // The defence of s.32 belongs to the proceedings: an appeal against the notice does not stop them.
  const ofTheNotice = duty.kind !== undefined;
  const standing: Standing = {
    duty,
    notice,
    arisen,
    item,
    done: performed(duty.measure, notice, item),
    end: ofTheNotice ? endOf(notice, item) : undefined,
    pending: ofTheNotice ? pendingIn(notice) : undefined,
  };
  return nobody(standing) ?? done(standing) ?? ended(standing) ?? suspended(standing) ?? unsettled(standing) ?? open(standing);
};

/** The notice was revoked, cancelled or sent back, or a variation no longer asks for the item. */
const endOf = ({ life: { closed, variations } }: NoticeCase, item?: Item): Happening | undefined => {
  if (item?.droppedOn !== undefined)
    return { on: item.droppedOn, events: variations.filter(({ on }) => on === item.droppedOn).map(({ event }) => event.id) };
  return closed && { on: closed.on, events: [closed.event] };
};
const pendingIn = ({ life }: NoticeCase): Happening | undefined => {
  const found = suspension(life);
  return found && { on: found.on, events: [found.event] };
};

const nobody = ({ notice: { dissolved, today } }: Standing): Verdict | undefined => {
  if (dissolved?.on === undefined || dissolved.on > today) return undefined;
  const says = `Since ${dissolved.on} there is nobody to owe it.`;
  return { status: 'UNDETERMINED', says, settledBy: dissolved.events, settings: ['A57'] };
};

/** What is done while the notice has no effect is done once it has effect again; what is done after its end changes nothing. */
const done = ({ duty, notice, arisen, item, done: deed, end, pending }: Standing): Verdict | undefined => {
  if (deed === undefined || isAfter(deed, end) || isAfter(deed, pending)) return undefined;
  const on = deed.on < arisen.since ? arisen.since : deed.on;
  const { endsOn, settled } = arisen.period;
  return {
    status: 'DONE',
    on,
    dueOn: settled ? endsOn : undefined,
    says: `Done on ${on}${duty.measure === 'compliance' ? inFact(notice, on, item) : ''}.`,
    settledBy: deed.events,
    settings: duty.measure === 'compliance' || duty.measure === 'acceptance' ? ['A54'] : [],
  };
};
const inFact = (notice: NoticeCase, on: Day, item?: Item): string => {
  const fact = compliedInFact(notice, item);
  return fact === undefined || fact.on === on ? '' : `, when it was accepted; complied with on ${fact.on}`;
};
const isAfter = ({ on }: Happening, other?: Happening): boolean => other !== undefined && on > other.on;

const ended = ({ end }: Standing): Verdict | undefined =>
  end && {
    status: 'CEASED',
    on: end.on,
    says: `Ended on ${end.on} without having been done.`,
    settledBy: end.events,
    settings: [],
  };

const suspended = ({ pending }: Standing): Verdict | undefined =>
  pending && {
    status: 'SUSPENDED',
    says: `Of no effect since ${pending.on}, while an appeal is pending.`,
    settledBy: pending.events,
    settings: ['A29'],
  };

/** The day that a notice beyond its limits states is shown all the same, and not moved (A59). */
const unsettled = ({ arisen: { question, period } }: Standing): Verdict | undefined => {
  if (question !== undefined) {
    const dueOn = question.setting === 'A59' ? period.endsOn : undefined;
    return { status: 'UNDETERMINED', dueOn, says: question.says, settledBy: [], settings: [question.setting] };
  }
  return period.settled || period.endsOn === undefined
    ? undefined
    : { status: 'UNDETERMINED', says: NOT_RESTATED, settledBy: [], settings: ['A29'] };
};

const open = ({ notice, arisen, item, duty }: Standing): Verdict => {
  const { endsOn } = arisen.period;
  const due = endsOn === undefined ? '' : `, due on ${endsOn}`;
  const met = duty.measure === 'acceptance' && isMetWithoutAcceptance(notice, item);
  return {
    status: 'OPEN',
    dueOn: endsOn,
    says: `Outstanding since ${arisen.since}${due}${met ? ': met, but its acceptance by the authority is not on record' : ''}.`,
    settledBy: [],
    settings: met ? ['A54'] : [],
  };
};
