import type { Day, GuardId } from '../act.ts';
import type { Found } from './guard.ts';
import type { NoticeCase } from './case.ts';
import { groundsInQuestion, noticeInQuestion } from './life.ts';
import type { Intention } from './life.ts';
import type { Given } from './terms.ts';
import type { Breach, NoticeKind, UrgencyDeclared } from '../notice.ts';
import { isIntended, representationDays, representations } from '../timers.ts';
import type { IntendedKind } from '../timers.ts';

/** Whether a notice may be given: representations heard or urgency declared, and none for the same before (law page §2.6). */

const intentionGuard = {
  compliance: 'AUTH-S28-5',
  stop: 'AUTH-S29-5',
  recall: 'AUTH-S30-6',
  penalty: 'AUTH-S39-1',
} as const satisfies Readonly<Record<IntendedKind, GuardId>>;

/** On the day given; before that, on the day asked about. An intention about another breach is none of this notice. */
export const representationsHeard = (notice: NoticeCase): readonly Found[] => {
  const { kind, life } = notice;
  if (!isIntended(kind)) return [];
  const told = intentionIn(notice);
  const urgent = urgencyIn(notice);
  const { earliest, says } = earliestOf(kind, told, urgent);
  const day = noticeInQuestion(life)?.on ?? notice.today;
  const events = [told?.event, urgent].flatMap((event) => (event === undefined ? [] : [event.id]));
  return [
    { guard: intentionGuard[kind], earliest, holds: earliest !== undefined && day >= earliest, says, events, settings: ['A30'] },
  ];
};
const earliestOf = (
  kind: IntendedKind,
  told?: Intention,
  urgent?: UrgencyDeclared,
): { readonly earliest?: Day; readonly says: string } => {
  const heard = told && representations(kind, told.on);
  if (urgent !== undefined && (heard === undefined || urgent.on <= heard.earliest))
    return { earliest: urgent.on, says: `Urgent need was declared on ${urgent.on}: no representations need be awaited.` };
  if (heard === undefined) return { says: 'No intention to give it counts as notified.' };
  const days = representationDays[kind];
  return {
    earliest: heard.earliest,
    says: `Representations run for ${days} days beginning with ${heard.first}, to the end of ${heard.last}.`,
  };
};
const intentionIn = ({ life, breach }: NoticeCase): Intention | undefined =>
  groundsInQuestion(life).intentions.find(
    ({ event }) => breach === undefined || event.breach === undefined || isSame(event.breach, breach),
  );
/** Only for stop and recall notices does urgent need take the place of representations. */
const urgencyIn = ({ kind, life }: NoticeCase): UrgencyDeclared | undefined =>
  kind === 'stop' || kind === 'recall' ? groundsInQuestion(life).urgency : undefined;
/** The same duty, of what both name of product, failure and recipient; they must name one of the first two in common (A28). */
const isSame = (one: Breach, other: Breach): boolean => {
  const agree = (field: 'product' | 'failure' | 'recipient'): boolean =>
    one[field] === undefined || other[field] === undefined || one[field] === other[field];
  const common = (field: 'product' | 'failure'): boolean => one[field] !== undefined && one[field] === other[field];
  const either = one.product !== undefined || one.failure !== undefined;
  return (
    one.duty === other.duty &&
    agree('product') &&
    agree('failure') &&
    agree('recipient') &&
    (!either || common('product') || common('failure'))
  );
};

const onceGuard = { compliance: 'AUTH-S28-7', penalty: 'AUTH-S36-3' } as const;
export const onlyOnce = (notice: NoticeCase, all: readonly NoticeCase[]): readonly Found[] => {
  const { kind, breach } = notice;
  if (kind !== 'compliance' && kind !== 'penalty') return [];
  const before = all
    .flatMap((other) => countsAsGiven(other, kind))
    .find((given) => isBefore(given, notice) && isAbout(given, breach));
  return [
    {
      guard: onceGuard[kind],
      holds: before === undefined,
      says:
        before === undefined
          ? 'No such notice was given for it before.'
          : `A ${kind} notice for the same was given on ${before.on} already.`,
      events: before === undefined ? [] : [before.event.id],
      settings: ['A28'],
    },
  ];
};
/** Revoked and cancelled ones count; one that the Tribunal sent back does not. */
const countsAsGiven = ({ life }: NoticeCase, kind: NoticeKind): readonly Given[] => {
  const own = life.given === undefined || life.closed?.how === 'remitted' ? [] : [life.given];
  return [...life.earlier, ...own].filter(({ event }) => event.kind === kind);
};
const isBefore = (given: Given, { life }: NoticeCase): boolean => {
  const own = noticeInQuestion(life);
  if (own === undefined) return true;
  return given.on < own.on || (given.on === own.on && given.event.leaf < own.event.leaf);
};
const isAbout = ({ event }: Given, breach: Breach | undefined): boolean =>
  event.breach !== undefined && breach !== undefined && isSame(event.breach, breach);
