import { section } from '../act.ts';
import type { Cite, Clocks, DutyId, NoticeId, PartyId, Pence } from '../act.ts';
import { dayOfMoment } from '../calendar.ts';
import { owingDaily } from './daily-penalty.ts';
import { noticeDuties } from '../duties/notice-addressee.ts';
import type { InstallationEvent } from '../installation.ts';
import { asKnown } from '../known.ts';
import type { Known } from '../known.ts';
import { noticeCases } from './case.ts';
import type { Asking, NoticeBook, NoticeCase } from './case.ts';
import { noticeDates } from './dates.ts';
import type { DateAnswer } from './dates.ts';
import { guards } from './guard.ts';
import type { GuardAnswer } from './guard.ts';
import { noticeGuards } from './guards.ts';
import { noticeRows } from './rows.ts';
import { noticeStanding } from './state.ts';
import type { NoticeStanding } from './state.ts';
import type { Obligation, SettingUsed, Why } from '../obligation.ts';
import { relevantMaximum } from '../penalty.ts';
import { lawInForce, rulebookOn } from '../rulebook.ts';
import { shown } from '../settings.ts';
import { reviewDueBy, timers } from '../timers.ts';

/** Enforcement (Chapter 3) in one party's book: how its notices stand, what they ask for, by when, and what the authority may do. */

export interface MoneyAnswer {
  readonly what: 'relevant-maximum' | 'daily-penalty';
  readonly party: PartyId;
  readonly of: NoticeId;
  readonly amount: Pence;
  readonly range?: readonly [Pence, Pence];
  readonly cite: Cite;
  readonly says: string;
  readonly settings: readonly SettingUsed[];
}

export interface NoticeAnswers {
  readonly notices: readonly NoticeStanding[];
  readonly guards: readonly GuardAnswer[];
  readonly dates: readonly DateAnswer[];
  readonly money: readonly MoneyAnswer[];
  /** The rows that arose. */
  readonly rows: readonly Obligation[];
}

export const noticeAnswers = (book: NoticeBook, clocks: Clocks, asking: Asking): NoticeAnswers => {
  const cases = noticeCases(book, clocks, asking);
  const answered = cases.map((notice) => ({ notice, rows: noticeRows(notice) }));
  return {
    notices: answered.map(({ notice, rows }) => noticeStanding(notice, rows)),
    guards: cases.flatMap((notice) => noticeGuards(notice, cases)),
    dates: cases.flatMap(noticeDates),
    money: cases.flatMap(amounts),
    rows: answered.flatMap(({ rows }) => rows).filter(hasArisen),
  };
};
const hasArisen = ({ status }: Obligation): boolean => status !== 'N/T' && status !== 'DORMANT';

const amounts = (notice: NoticeCase): readonly MoneyAnswer[] => {
  const { party, notice: of, terms, kind, settings } = notice;
  if (terms === undefined || kind !== 'penalty') return [];
  const maximum = relevantMaximum(terms.revenue);
  const whose = { party, of };
  return [
    {
      ...whose,
      what: 'relevant-maximum',
      amount: maximum.amount,
      cite: maximum.cite,
      says: maximum.says,
      settings: [shown(settings, 'A27')],
    },
    ...(terms.dailyRate === undefined ? [] : [dailyAmount(notice, whose)]),
  ];
};
const dailyAmount = (notice: NoticeCase, whose: { readonly party: PartyId; readonly of: NoticeId }): MoneyAnswer => ({
  ...whose,
  what: 'daily-penalty',
  ...owingDaily(notice),
  cite: section(36, '(5)–(6)'),
  says: 'The daily penalty so far; it does not count toward the relevant maximum.',
  settings: [shown(notice.settings, 'A32'), shown(notice.settings, 'A29')],
});

/** Which of the notice's duties is asked about, where a book has several. */
export interface AboutNotice {
  readonly notice?: NoticeId;
  readonly item?: string;
}
export interface NoticeDutyNotOwed extends Why {
  readonly duty: DutyId;
  readonly status: 'N/T' | 'DORMANT';
  readonly rulebook: string;
}

/** Why a duty of §2.5 did not arise; nothing where it did, or where it is no duty of that kind. */
export const noticeDutyNotOwed = (
  book: NoticeBook,
  clocks: Clocks,
  asking: Asking,
  about: AboutNotice & { readonly duty: DutyId },
): NoticeDutyNotOwed | undefined => {
  if (!noticeDuties.some(({ id }) => id === about.duty)) return undefined;
  const rows = noticeCases(book, clocks, asking).flatMap(noticeRows).filter(isAskedAbout(about));
  const [row] = rows;
  if (rows.some(hasArisen)) return undefined;
  if (row !== undefined)
    return { ...row.why, duty: about.duty, status: row.status === 'DORMANT' ? 'DORMANT' : 'N/T', rulebook: row.rulebook };
  const asks = 'a notice that makes this duty has been given';
  return {
    duty: about.duty,
    status: 'N/T',
    rulebook: rulebookOn(asking.law ?? lawInForce, dayOfMoment(clocks.asOf)).id,
    triggers: [],
    settledBy: [],
    trace: [{ asks, holds: false, events: [] }],
    settings: [],
    says: `Not so: ${asks}.`,
  };
};
const isAskedAbout =
  ({ duty, notice, item }: AboutNotice & { readonly duty: DutyId }) =>
  (row: Obligation): boolean =>
    row.duty === duty && (notice === undefined || row.notice === notice) && (item === undefined || row.item === item);

/** The authority's review of the Regs (reg.10), from what the installation says of its publications. */
export const reviewAnswers = (
  installation: readonly Known<InstallationEvent>[],
  clocks: Clocks,
): { readonly guards: readonly GuardAnswer[]; readonly dates: readonly DateAnswer[] } => {
  const published = asKnown(installation, clocks).findLast((event) => event.type === 'ReviewPublished');
  const latest = reviewDueBy(published?.on);
  const { cite, says } = guards['AUTH-R10-2'];
  const guard: GuardAnswer = {
    guard: 'AUTH-R10-2',
    answer: dayOfMoment(clocks.asOf) <= latest ? 'yes' : 'no',
    latest,
    cite,
    says: `It must ${says}: by ${latest}.`,
    events: published === undefined ? [] : [published.id],
    settings: [],
  };
  return { guards: [guard], dates: [{ timer: 'T22', of: 'SI 2023/1007', last: latest, ...timers.T22 }] };
};
