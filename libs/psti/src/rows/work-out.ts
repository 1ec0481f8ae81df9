import type { Day } from '../act.ts';
import type { Answer } from '../answer.ts';
import type { Facts } from '../book.ts';
import { laterOf } from '../calendar.ts';
import type { ActKind, Duty, StandingKind, WorkedOut } from '../duty.ts';
import type { Open, Question } from '../facts/question.ts';
import type { Step } from '../obligation.ts';
import { forceOf, rulebookOn } from '../rulebook.ts';
import { actRows } from './act-rows.ts';
import { holderNeeds, holderStep, notArisen, rulebookStep, settingsOf } from './arising.ts';
import type { Arising, Before } from './arising.ts';
import { dissolved } from './dissolved.ts';
import { mirrored } from './mirrors.ts';
import { ridersOf } from './riders.ts';
import { standingRows } from './standing-rows.ts';
import { stepOf } from './status.ts';

/** From a duty and a book to rows, each with its reasons; or to the reasons why there are none. */
export const workOut = (duty: Duty, facts: Facts, before: Before): WorkedOut => {
  const { kind } = duty;
  switch (kind.is) {
    case 'act':
    case 'standing':
      return onItsOwn(duty, kind, facts);
    case 'rider':
      return ridersOf(duty, kind, facts, before);
    case 'mirror':
      return mirrored(duty, kind, facts, before);
  }
};

interface Asked {
  readonly question: Question;
  readonly answer: Answer;
  readonly step: Step;
}

const onItsOwn = (duty: Duty, kind: ActKind | StandingKind, facts: Facts): WorkedOut => {
  const holder = holderStep(duty, facts);
  const asked = togetherOn(
    duty.since.map((question) => put(question, facts)),
    facts,
  );
  const arisen = holder.holds === true ? dayOf(asked) : undefined;
  // A prohibition, a gate or a term goes on through changes of the law; an act is judged by the law of the day it became due.
  const rulebook = rulebookOn(facts.law, (kind.is === 'act' && arisen) || facts.today);
  const force = forceOf(rulebook, duty.id);
  const steps = [rulebookStep(duty, rulebook), holder, ...asked.map(({ step }) => step)];
  if (force !== 'live') return withoutContent(force, steps, { facts, rulebook });
  if (facts.dissolved.on !== undefined && holder.holds === true && isOnRecord(facts))
    return dissolved(duty, kind, facts, { steps, rulebook });
  const settings = settingsOf(facts, [
    { settings: duty.readings },
    { settings: facts.roles.readings },
    ...asked.map(({ answer }) => answer),
  ]);
  const needs = holder.holds === false ? holderNeeds(duty) : neededFirst(asked);
  if (needs !== undefined) return notArisen({ rulebook }, steps, { settings, needs });
  const triggers = [...new Set(asked.flatMap(({ answer }) => answer.events))];
  return rowsOf({ duty, facts, rulebook, arisen, open: openIn(asked), triggers, steps, settings }, kind);
};
/** A record of which nothing was known yet has no rows, whatever became of the firm (A57: "in each of its records"). */
const isOnRecord = ({ failure, failureEvents, productEvents }: Facts): boolean =>
  (failure === undefined ? productEvents : failureEvents).length > 0;
const rowsOf = (arising: Arising, kind: ActKind | StandingKind): WorkedOut => {
  const { duty, rulebook, steps, settings } = arising;
  const rows = kind.is === 'act' ? actRows(arising, kind) : standingRows(arising, kind);
  if (rows.length > 0) return { rows, steps, settings, rulebook: rulebook.id, status: 'arisen' };
  const none = noneOf(duty, kind);
  return notArisen({ rulebook }, [...steps, { asks: `there is ${none.asks}`, holds: false, events: [] }], {
    settings,
    needs: none.needs,
  });
};
/** Only a regulation gives a dormant duty content (A8). */
const withoutContent = (
  force: 'dormant' | 'absent',
  steps: readonly Step[],
  { facts, rulebook }: Pick<Arising, 'facts' | 'rulebook'>,
): WorkedOut =>
  force === 'dormant'
    ? notArisen({ status: 'DORMANT', rulebook }, steps, {
        settings: settingsOf(facts, [{ settings: ['A8'] }]),
        needs: 'nothing that a party could record: regulations would have to give it content',
      })
    : notArisen({ rulebook }, steps, { needs: 'nothing that a party could record: the law of that day does not have this duty' });

const put = (question: Question, facts: Facts): Asked => {
  const answer = question.answer(facts);
  return { question, answer, step: stepOf(question, answer) };
};
/** All of it must hold on one day: what can cease to hold is asked again of the day on which the rest does. */
const togetherOn = (asked: readonly Asked[], facts: Facts): readonly Asked[] => {
  const day = dayOf(asked);
  if (day === undefined) return asked;
  const again = asked.map((each) => {
    const answer = each.question.from?.(facts, day);
    return answer === undefined ? each : { ...each, answer, step: stepOf(each.question, answer) };
  });
  return (dayOf(again) ?? day) === day ? again : togetherOn(again, facts);
};
/** What would have to be recorded for the first question that does not hold. */
const neededFirst = (asked: readonly Asked[]): string | undefined => {
  const failing = asked.find(({ answer }) => answer.holds === false);
  return failing && (failing.question.needs ?? 'what answers it');
};
/** The latest day of what must hold, once all of it does. */
const dayOf = (asked: readonly Asked[]): Day | undefined =>
  asked.every(({ answer }) => answer.holds === true) ? laterOf('', ...asked.map(({ answer }) => answer.on ?? '')) : undefined;

/** The first question that nobody has answered yet, with the provision on which a finding would settle it. */
const openIn = (asked: readonly Asked[]): Open | undefined => {
  const first = asked.find(({ answer }) => answer.holds === 'undetermined');
  if (first === undefined) return undefined;
  const { question, answer } = first;
  const provision = (answer.cite ?? question.cite)?.provision;
  return {
    asks: `whether ${question.asks}${provision === undefined ? '' : ` (${provision})`}`,
    needs: answer.cite === undefined ? (question.needs ?? 'what answers it') : `a scope finding on ${answer.cite.provision}`,
  };
};

const noneOf = (duty: Duty, kind: ActKind | StandingKind): Open => {
  const { asks, needs = 'one' } = kind.is === 'standing' ? kind.of : (duty.owedTo ?? { asks: 'what it is owed for' });
  return { asks, needs };
};
