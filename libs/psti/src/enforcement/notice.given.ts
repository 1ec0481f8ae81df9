import { section } from '../act.ts';
import type { Day, Moment, NoticeId } from '../act.ts';
import { londonInstant } from '../calendar.ts';
import { noticeAnswers } from './answers.ts';
import type { NoticeAnswers } from './answers.ts';
import type { Known } from '../known.ts';
import { fromLog } from '../log.ts';
import type { LoggedEvent } from '../log.ts';
import type { NoticeEvent } from '../notice.ts';
import type { Asking } from './case.ts';
import type { Obligation } from '../obligation.ts';

/** Notices for specs: what was recorded, in order, each on the day on which it happened; and how the duty that they name stands. */

export interface Told {
  readonly notice?: NoticeId;
  readonly as?: string;
  readonly type: NoticeEvent['type'];
  readonly on: Day;
  /** London clock time. */
  readonly at?: string;
  readonly data?: LoggedEvent['data'];
}

export const PARTY = 'pennine';
export const told = (...events: readonly Told[]): readonly Known<NoticeEvent>[] =>
  events.map(({ notice = 'n1', as, type, on, at, data = {} }, leaf) => {
    const instant = at === undefined ? undefined : londonInstant(on, at);
    const event = {
      id: as ?? `${notice}-${leaf}`,
      type,
      version: 1,
      on,
      ...(instant === undefined ? {} : { at: instant }),
      data,
    };
    const envelope = {
      stream: `${PARTY}/notice/${notice}`,
      revision: leaf,
      recordedAt: londonInstant(on, '00:00'),
      by: 'authority',
      leaf,
    };
    return fromLog({ ...event, ...envelope }) as Known<NoticeEvent>;
  });

/** The row of the duty that a notice names. */
export const rowThat = (status: Obligation['status'], on?: Day, crossed?: readonly Day[]): Obligation => ({
  key: 'named',
  duty: 'PSTI-S15-2-SOC-ACCOMPANY',
  holder: PARTY,
  role: 'importer',
  product: 'sleepmat',
  cite: section(15, '(2)'),
  what: 'See that it is accompanied by a statement of compliance.',
  status,
  on,
  crossed,
  timing: 'GATE',
  rulebook: 'RB-3',
  why: { triggers: ['breach'], settledBy: ['cure'], trace: [], settings: [], says: '' },
});

export const asked = (
  events: readonly Known<NoticeEvent>[],
  asOf: Moment,
  { row = rowThat('CROSSED', '2026-01-19'), ...asking }: Partial<Asking> & { readonly row?: Obligation } = {},
): NoticeAnswers => noticeAnswers({ party: PARTY, notices: events }, { asOf, knownAt: asOf }, { rowOf: () => row, ...asking });

/** `DONE 2026-07-07`, `OPEN due 2026-07-15`, or `N/T` where it did not arise. */
export const rowIn = ({ rows }: NoticeAnswers, duty: string, item?: string): string => {
  const found = rows.find((row) => row.duty === `PSTI-${duty}` && (item === undefined || row.item === item));
  if (found === undefined) return 'N/T';
  return [found.status, found.on, found.dueOn && `due ${found.dueOn}`].filter(Boolean).join(' ');
};
export const stateIn = ({ notices }: NoticeAnswers, notice = 'n1'): string | undefined =>
  notices.find((standing) => standing.notice === notice)?.state;

export const breach = { duty: 'PSTI-S15-2-SOC-ACCOMPANY', product: 'sleepmat' };
export const contents = ['reasons', 'consequences', 'appeal'];
/** Handed over on Thursday 2026-06-25 after an intention of 10 June: comply and show it by 15 July; appeal until 22 July. */
export const intended: Told = { type: 'IntentNotified', on: '2026-06-10', data: { kind: 'compliance', breach, means: 'hand' } };
export const requirements = [
  { item: 'statement', duty: 'PSTI-S28-2-COMPLY-NOTICE', days: 21 },
  { item: 'evidence', duty: 'PSTI-S28-4-STEPS-EVIDENCE', days: 21 },
];
export const compliance: Told = {
  as: 'compliance',
  type: 'NoticeGiven',
  on: '2026-06-25',
  data: { kind: 'compliance', breach, means: 'hand', contents, requirements },
};
/** Handed over on Monday 2026-04-20: £2,000,000 by 31 May, then £15,000 a day; appeal until 17 May. */
export const penaltyTerms = {
  kind: 'penalty',
  breach,
  means: 'hand',
  contents: [...contents, 'amount', 'how-to-pay', 'when-to-pay'],
  fixedPenalty: 200_000_000,
  payUntilOn: '2026-05-31',
  dailyRate: 1_500_000,
  revenue: { amount: 41_200_000_000, months: 12, basis: 'accounts' },
};
export const penalty: Told = { as: 'penalty', type: 'NoticeGiven', on: '2026-04-20', data: penaltyTerms };
