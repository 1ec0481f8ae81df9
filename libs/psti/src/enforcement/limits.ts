import { section } from '../act.ts';
import { limitsKept } from './daily-penalty.ts';
import type { Limit } from './daily-penalty.ts';
import { givingOf } from './giving.ts';
import type { Found } from './guard.ts';
import type { NoticeCase } from './case.ts';
import { noticeInQuestion } from './life.ts';
import { termsOf } from './terms.ts';
import type { Terms } from './terms.ts';
import { lastSent } from './turns.ts';
import { relevantMaximum } from '../penalty.ts';
import { isIntended } from '../timers.ts';

/** Whether a notice, or its variation, says what it may and must: contents, limits of a penalty, nothing more onerous (law page §2.6). */

export const variedDown = ({ life: { variations }, kind }: NoticeCase): readonly Found[] => {
  const last = variations.at(-1);
  if (last === undefined) return [];
  const holds = last.moreOnerous.length === 0;
  return [
    {
      guard: 'AUTH-S31-2',
      holds,
      cite: kind === 'penalty' ? section(39, '(5)') : undefined,
      says: holds
        ? 'The variation asks for nothing more, nothing sooner.'
        : `The variation changes nothing: ${last.moreOnerous.join('; ')}.`,
      events: [last.event.id],
      settings: holds ? [] : ['A59'],
    },
  ];
};

const contentsGuard = { compliance: 's.28(3)', stop: 's.29(3)', recall: 's.30(4)', penalty: 's.39(3)' } as const;
const EVERY = ['reasons', 'consequences', 'appeal'] as const;
export const contentsStated = ({ kind, life, events }: NoticeCase): readonly Found[] => {
  const sent = noticeInQuestion(life)?.event ?? lastSent(events);
  if (sent === undefined || !isIntended(kind)) return [];
  const wanted = kind === 'penalty' ? [...EVERY, 'amount' as const, 'how-to-pay' as const, 'when-to-pay' as const] : EVERY;
  const missing = wanted.filter((content) => !sent.contents.includes(content));
  const says = missing.length === 0 ? 'It says all that it must.' : `It does not say: ${missing.join(', ')}.`;
  return [{ guard: contentsGuard[kind], holds: missing.length === 0, says, events: [sent.id] }];
};

/** As the notice now stands; before it is given, as it was sent. */
export const withinLimits = (notice: NoticeCase): readonly Found[] => {
  const stated = termsStated(notice);
  if (stated === undefined || notice.kind !== 'penalty') return [];
  const { terms, givenOn, event } = stated;
  const kept = limitsKept(terms, givenOn);
  return limits.map((guard) => ({
    guard,
    holds: kept[guard],
    says: LIMITS[guard](terms),
    events: [event],
    settings: guard === 's.36(4)' ? ['A27'] : kept[guard] ? [] : ['A59'],
  }));
};
const limits = ['s.36(4)', 's.36(5)', 's.36(7)'] as const;
const LIMITS: Readonly<Record<Limit, (terms: Terms) => string>> = {
  's.36(4)': ({ revenue }) => relevantMaximum(revenue).says,
  's.36(5)': () => 'A daily penalty may be £20,000 at most; a higher one is bad, not capped.',
  's.36(7)': () => 'The period for paying may not be less than 28 days beginning with the day given.',
};
const termsStated = ({ life, terms, events }: NoticeCase) => {
  const notice = noticeInQuestion(life);
  if (notice !== undefined && terms !== undefined) return { terms, givenOn: notice.on, event: notice.event.id };
  const sent = lastSent(events);
  const on = sent && givingOf(sent).on;
  return sent === undefined || on === undefined
    ? undefined
    : { terms: termsOf({ event: sent, on }, [], []), givenOn: on, event: sent.id };
};
