import type { PartyId, NoticeId } from '../act.ts';
import { S36_2_PAY_FIXED } from '../duties/notice-addressee.ts';
import type { Breach, NoticeKind } from '../notice.ts';
import { beyondLimits } from './daily-penalty.ts';
import { givingOf } from './giving.ts';
import type { Giving } from './giving.ts';
import type { NoticeCase } from './case.ts';
import { suspension } from './life.ts';
import { lastSent } from './turns.ts';
import type { Obligation } from '../obligation.ts';
import { enoughOn } from '../working-days.ts';

/** The state of a notice (law page §§4.2, 4.3), read from its life and from how its rows stand. */

export type EnforcementState = 'SUSPECTED' | 'INTENT' | 'GIVEN' | 'SUSPENDED' | 'SATISFIED' | 'DEFAULT' | 'CLOSED';
export type PenaltyState = 'SATISFIED-OF-BREACH' | 'P-INTENT' | 'P-GIVEN' | 'P-SUSPENDED' | 'P-PAID' | 'P-OVERDUE' | 'CLOSED';
export type NoticeState = EnforcementState | PenaltyState;

export interface NoticeStanding {
  readonly notice: NoticeId;
  readonly party: PartyId;
  readonly kind?: NoticeKind;
  readonly state: NoticeState;
  readonly breach?: Breach;
  /** When and by what the notice, or what was last sent, counts as given. */
  readonly giving?: Giving;
}

export const noticeStanding = (notice: NoticeCase, rows: readonly Obligation[]): NoticeStanding => {
  const sent = notice.life.given?.event ?? lastSent(notice.events);
  return {
    notice: notice.notice,
    party: notice.party,
    kind: notice.kind,
    state: stateOf(notice, rows),
    breach: notice.breach,
    giving: sent && givingOf(sent),
  };
};

const stateOf = (notice: NoticeCase, rows: readonly Obligation[]): NoticeState => {
  const { life } = notice;
  const isPenalty = notice.kind === 'penalty';
  const isIntended = life.grounds.intentions.length > 0;
  if (life.closed !== undefined && life.closed.how !== 'remitted' && !isIntended) return 'CLOSED';
  if (life.closed !== undefined || life.given === undefined) return beforeGiven(isPenalty, isIntended);
  if (suspension(life) !== undefined) return isPenalty ? 'P-SUSPENDED' : 'SUSPENDED';
  return isPenalty ? penaltyState(notice, rows) : enforcementState(notice, rows);
};
const beforeGiven = (isPenalty: boolean, isIntended: boolean): NoticeState =>
  isIntended ? (isPenalty ? 'P-INTENT' : 'INTENT') : isPenalty ? 'SATISFIED-OF-BREACH' : 'SUSPECTED';

const enforcementState = (notice: NoticeCase, rows: readonly Obligation[]): NoticeState => {
  const asked = rows.filter(({ role, duty }) => role === 'notice addressee' && !duty.startsWith('PSTI-S32'));
  if (asked.length > 0 && asked.every(({ status }) => status === 'DONE' || status === 'CEASED')) return 'SATISFIED';
  return asked.some((row) => isLate(row, notice)) ? 'DEFAULT' : 'GIVEN';
};
/** The state of a notice beyond its limits stays as given until it is paid (A59). */
const penaltyState = (notice: NoticeCase, rows: readonly Obligation[]): NoticeState => {
  const fixed = rows.find(({ duty }) => duty === S36_2_PAY_FIXED.id);
  if (fixed?.status === 'DONE') return 'P-PAID';
  return fixed !== undefined && beyondLimits(notice) === undefined && isLate(fixed, notice) ? 'P-OVERDUE' : 'P-GIVEN';
};
const isLate = ({ status, dueOn }: Obligation, { today }: NoticeCase): boolean =>
  status === 'OPEN' && dueOn !== undefined && today > enoughOn(dueOn);
