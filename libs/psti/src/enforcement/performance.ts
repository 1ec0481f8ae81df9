import type { Day, Pence } from '../act.ts';
import { laterOf } from '../calendar.ts';
import { breachEnded, breachMet } from './case.ts';
import type { Happening, NoticeCase } from './case.ts';
import { hasEffect } from './terms.ts';
import type { Item, Terms } from './terms.ts';
import { dailyPenalty, owingDaily } from './daily-penalty.ts';
import type { Known } from '../known.ts';
import type { PenaltyPaid, RequirementMet } from '../notice.ts';
import { thirdPartyNoticeBy } from '../timers.ts';
import type { Measure } from '../duties/notice-addressee.ts';
import { S28_4_STEPS_EVIDENCE } from '../duties/notice-addressee.ts';

/** When what a notice asks for was done: one measure for each way of doing it. What was done before the notice is done on its day. */

export const performed = (measure: Measure, notice: NoticeCase, item?: Item): Happening | undefined => {
  switch (measure) {
    case 'compliance':
      return complied(notice, item);
    case 'acceptance':
      return accepted(notice, item);
    case 'met':
      return metSince(notice, item, '');
    case 'stopped':
      return metSince(notice, item, lastCrossing(notice));
    case 'fixed penalty':
      return fixedPaid(notice);
    case 'daily penalty':
      return dailyPaid(notice);
    case 'third-party notice':
      return thirdPartyNotified(notice);
  }
};

/** Only what came after this notice was sent is an answer to it. */
const answersTo = <E extends RequirementMet | PenaltyPaid>(
  { life: { given } }: NoticeCase,
  events: readonly Known<E>[],
): readonly Known<E>[] => (given === undefined ? [] : events.filter(({ on }) => on >= given.event.on));
const happening = ({ life: { given } }: NoticeCase, ...events: readonly Known<RequirementMet | PenaltyPaid>[]): Happening => ({
  on: laterOf(given?.on ?? '', ...events.map(({ on }) => on)),
  events: events.map(({ id }) => id),
});

const metOf = (notice: NoticeCase, item?: Item): readonly Known<RequirementMet>[] =>
  answersTo(
    notice,
    notice.events.filter((event) => event.type === 'RequirementMet'),
  ).filter((event) => item !== undefined && event.item === item.item);

const metSince = (notice: NoticeCase, item: Item | undefined, since: Day): Happening | undefined => {
  const met = metOf(notice, item).find(({ on }) => on >= since);
  return met && happening(notice, met);
};
const accepted = (notice: NoticeCase, item?: Item): Happening | undefined => {
  const met = metOf(notice, item).find(({ evidenceAccepted }) => evidenceAccepted === true);
  return met && happening(notice, met);
};
export const isMetWithoutAcceptance = (notice: NoticeCase, item?: Item): boolean =>
  metOf(notice, item).length > 0 && accepted(notice, item) === undefined;
/** It stays stopped only as long as no further act crosses the duty. */
const lastCrossing = ({ breachRow }: NoticeCase): Day => breachRow?.crossed?.at(-1) ?? '';

/** A54: where the notice asks for steps or evidence, their acceptance shows that the duty is complied with; else compliance itself. */
const complied = (notice: NoticeCase, item?: Item): Happening | undefined => {
  const asked = stillAsked(notice.terms).filter(({ duty }) => duty === S28_4_STEPS_EVIDENCE.id);
  return asked.length > 0 ? allOf(asked.map((each) => accepted(notice, each))) : compliedInFact(notice, item);
};
/** The day of compliance itself, which is shown beside the day of acceptance. */
export const compliedInFact = (notice: NoticeCase, item?: Item): Happening | undefined => {
  const met = breachMet(notice);
  const own = metSince(notice, item, '');
  const named = met && { on: laterOf(met.on, notice.life.given?.on ?? ''), events: met.events };
  return own === undefined || (named !== undefined && named.on < own.on) ? named : own;
};
export const stillAsked = (terms: Terms | undefined): readonly Item[] =>
  (terms?.items ?? []).filter(({ droppedOn }) => droppedOn === undefined);
const allOf = (each: readonly (Happening | undefined)[]): Happening | undefined => {
  const done = each.filter((one) => one !== undefined);
  return done.length < each.length
    ? undefined
    : { on: laterOf(...done.map(({ on }) => on)), events: done.flatMap(({ events }) => events) };
};

const paid = (notice: NoticeCase, part: PenaltyPaid['part']): readonly Known<PenaltyPaid>[] =>
  answersTo(
    notice,
    notice.events.filter((event) => event.type === 'PenaltyPaid').filter((event) => event.part === part),
  );
export const sumPaid = (notice: NoticeCase, part: PenaltyPaid['part']): Pence =>
  paid(notice, part).reduce((sum, { amount }) => sum + amount, 0);
/** The day on which what was paid first came to the amount. */
const paidInFull = (notice: NoticeCase, part: PenaltyPaid['part'], amount: Pence): Happening | undefined => {
  const payments: Known<PenaltyPaid>[] = [];
  let sum = 0;
  for (const payment of paid(notice, part)) {
    payments.push(payment);
    sum += payment.amount;
    if (sum >= amount) return happening(notice, ...payments);
  }
  return undefined;
};

/** A variation may bring the amount down to what was paid already: then it is paid from that day. */
const fixedPaid = (notice: NoticeCase): Happening | undefined => {
  const { given, variations } = notice.life;
  const stages = [given, ...variations.filter(hasEffect)].flatMap((stage) =>
    stage?.event.fixedPenalty === undefined ? [] : [{ on: stage.on, amount: stage.event.fixedPenalty, event: stage.event.id }],
  );
  const done = stages.flatMap(({ on, amount, event }, at): readonly Happening[] => {
    const full = paidInFull(notice, 'fixed', amount);
    if (full === undefined) return [];
    const day = laterOf(full.on, on);
    const next = stages[at + 1];
    return next !== undefined && next.on <= day
      ? []
      : [{ on: day, events: full.on < on ? [...full.events, event] : full.events }];
  });
  return done[0];
};

/** Paid for good only once the breach has ended. */
const dailyPaid = (notice: NoticeCase): Happening | undefined => {
  const { amount } = owingDaily(notice);
  const ended = breachEnded(notice);
  const full = paidInFull(notice, 'daily', amount);
  if (ended === undefined || full === undefined || amount === 0 || dailyPenalty(notice).arises === false) return undefined;
  return { on: laterOf(full.on, ended.on), events: [...full.events, ...ended.events] };
};

/** A late notice leaves it open. */
const thirdPartyNotified = ({ events }: NoticeCase): Happening | undefined => {
  const hearing = events.findLast((event) => event.type === 'HearingFixed');
  const notice = events.find((event) => event.type === 'ThirdPartyNoticeGiven');
  if (hearing === undefined || notice === undefined || notice.on > thirdPartyNoticeBy(hearing)) return undefined;
  return { on: laterOf(notice.on, hearing.on), events: [notice.id] };
};
