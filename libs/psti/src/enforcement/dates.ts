import type { Cite, Day, PartyId } from '../act.ts';
import { dailyPenalty } from './daily-penalty.ts';
import { givingOf } from './giving.ts';
import type { Known } from '../known.ts';
import type { NoticeCase } from './case.ts';
import { groundsInQuestion, openedLast } from './life.ts';
import { lastSent } from './turns.ts';
import type { NoticeEvent } from '../notice.ts';
import { stillAsked } from './performance.ts';
import {
  appealWindow,
  claimToBeDecided,
  fileBy,
  forfeitureAppeal,
  isIntended,
  representations,
  representationTimer,
  shortestPaymentPeriod,
  thirdPartyNoticeBy,
  timers,
  tribunalBackstop,
} from '../timers.ts';
import type { TimerId, Window } from '../timers.ts';

/** The windows and days that run from a notice: representations, its periods, appeal, payment, claim, forfeiture, hearing. */

export interface DateAnswer {
  readonly timer: TimerId;
  /** Left out where it is nobody's in particular: the review of the Regs, a rulebook. */
  readonly party?: PartyId;
  /** The notice, record, statement, label scheme, product or rulebook that it belongs to. */
  readonly of: string;
  /** Each a day, or a day and an hour in London. */
  readonly first?: string;
  readonly last?: string;
  readonly on?: string;
  /** The last working day on or before the last day, before closing time. */
  readonly safe?: string;
  readonly cite: Cite;
  readonly says: string;
}
type Found = Pick<DateAnswer, 'first' | 'last' | 'on' | 'safe'> & { readonly timer: TimerId };

export const noticeDates = (notice: NoticeCase): readonly DateAnswer[] =>
  [...intended(notice), ...emailed(notice), ...stated(notice), ...appeals(notice), ...payment(notice), ...later(notice)].map(
    ({ timer, ...found }) => ({ timer, party: notice.party, of: notice.notice, ...found, ...timers[timer] }),
  );

const intended = ({ kind, life }: NoticeCase): readonly Found[] => {
  const [intention] = groundsInQuestion(life).intentions;
  if (intention === undefined || !isIntended(kind)) return [];
  const { first, last } = representations(kind, intention.on);
  return [{ timer: representationTimer[kind], first, last }];
};

/** The notice first; then its intention and its variations, where they were e-mailed too. */
const emailed = ({ events, life }: NoticeCase): readonly Found[] => {
  const sent = life.given?.event ?? lastSent(events);
  const others = events.filter((event) => event.type === 'IntentNotified' || event.type === 'NoticeVaried');
  return [...(sent === undefined ? [] : [sent]), ...others].flatMap((document) => {
    const { on } = givingOf(document);
    return document.means === 'email' && on !== undefined ? [{ timer: 'T20' as const, on: `${on} 09:00` }] : [];
  });
};

/** T11's last day is the latest of the periods; a period that came back from a suspension has no day. */
const stated = ({ life: { given }, terms }: NoticeCase): readonly Found[] => {
  const ends = stillAsked(terms).flatMap(({ period }) => (period.endsOn !== undefined && period.settled ? [period.endsOn] : []));
  const last = ends.sort().at(-1);
  return given === undefined || last === undefined ? [] : [{ timer: 'T11', first: given.on, last }];
};

const appeals = (notice: NoticeCase): readonly Found[] => {
  const opened = openedLast(notice.life);
  if (opened === undefined || !isIntended(notice.kind)) return [];
  const window = appealWindow(opened.on);
  const backstop = tribunalBackstop(opened.event.on);
  return [
    { timer: appealTimer(notice), ...window, safe: fileBy(window.last, backstop) },
    { timer: 'T21', last: backstop, safe: fileBy(backstop) },
  ];
};
const appealTimer = ({ kind }: NoticeCase): 'T12' | 'T15' => (kind === 'penalty' ? 'T15' : 'T12');

const payment = (notice: NoticeCase): readonly Found[] => {
  const { given } = notice.life;
  if (given === undefined || notice.kind !== 'penalty') return [];
  return [{ timer: 'T13', ...shortestPaymentPeriod(given.on) }, ...accrual(notice)];
};
const accrual = (notice: NoticeCase): readonly Found[] => {
  const { from, full, certain } = dailyPenalty(notice);
  return from === undefined || !certain ? [] : [{ timer: 'T14', first: full[0] ?? from, last: full.at(-1) }];
};

const later = ({ events }: NoticeCase): readonly Found[] => events.flatMap(runningFrom);
const runningFrom = (event: Known<NoticeEvent>): readonly Found[] => {
  if (event.type === 'ClaimReceived') return [{ timer: 'T16', ...claimToBeDecided(event.on) }];
  if (event.type === 'ClaimDecided') return [filed('T17', appealWindow(event.on), tribunalBackstop(event.on))];
  if (event.type === 'HearingFixed') return [{ timer: 'T19', last: thirdPartyNoticeBy(event) }];
  if (event.type !== 'ForfeitureOrdered') return [];
  const { effective, ...window } = forfeitureAppeal(event.on);
  return [{ ...filed('T18', window), on: event.outcome === 'refused' ? undefined : effective }];
};
const filed = (timer: TimerId, window: Window, ...others: readonly Day[]): Found => ({
  timer,
  ...window,
  safe: fileBy(window.last, ...others),
});
