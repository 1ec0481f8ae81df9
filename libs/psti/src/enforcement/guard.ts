import { regulation, section } from '../act.ts';
import type { Cite, Day, EventId, GuardId, NoticeId, PartyId } from '../act.ts';
import type { SettingUsed } from '../obligation.ts';
import type { SettingId } from '../settings.ts';

/**
 * What binds the enforcement authority (law page §2.6), and what the addressee may still do: answers beside the facts. Nothing that
 * happened is kept off the record because a guard says no.
 */

export type Provision = `s.${string}`;
export interface GuardAnswer {
  readonly guard: GuardId | Provision;
  readonly party?: PartyId;
  readonly notice?: NoticeId;
  readonly answer: 'yes' | 'no';
  readonly earliest?: Day;
  readonly latest?: Day;
  readonly cite: Cite;
  readonly says: string;
  readonly events: readonly EventId[];
  readonly settings: readonly SettingUsed[];
}

interface GuardRule {
  readonly cite: Cite;
  readonly says: string;
  /** The readings that can shape its answer. */
  readonly readings?: readonly SettingId[];
}
/** The ten guards of the authority. */
export const guards = {
  'AUTH-S28-5': {
    readings: ['A30'],
    cite: section(28, '(5)–(6)'),
    says: 'tell of the intention to give a compliance notice, and wait 10 days beginning with the day told',
  },
  'AUTH-S29-5': {
    readings: ['A30'],
    cite: section(29, '(5)–(7)'),
    says: 'the same for a stop notice, unless there is urgent need',
  },
  'AUTH-S30-6': {
    readings: ['A30'],
    cite: section(30, '(6)–(8)'),
    says: 'the same for a recall notice, unless there is urgent need',
  },
  'AUTH-S39-1': {
    readings: ['A30'],
    cite: section(39, '(1)–(2)'),
    says: 'the same for a penalty notice, with 28 days and whatever the urgency',
  },
  'AUTH-S28-7': {
    readings: ['A28'],
    cite: section(28, '(7)'),
    says: 'one compliance notice at most for the same act or omission',
  },
  'AUTH-S36-3': { readings: ['A28'], cite: section(36, '(3)'), says: 'one penalty notice at most for a single breach' },
  'AUTH-S31-2': {
    readings: ['A59'],
    cite: section(31, '(2)'),
    says: 'never vary a notice to make it more onerous (for penalty notices s.39(5))',
  },
  'AUTH-S34-7': {
    cite: section(34, '(7)'),
    says: 'decide a claim and notify the decision before the end of 45 days beginning with the day of receipt',
  },
  'AUTH-S43-4': {
    cite: section(43, '(4)'),
    says: 'tell every identifiable interested person of an application for forfeiture, and of the date and place of the hearing, unless the court is satisfied that it was reasonable not to',
  },
  'AUTH-R10-2': {
    cite: regulation('10', '(2)–(3)'),
    says: 'publish a review of the Regs within five years of 29 April 2024, then every five years',
  },
} as const satisfies Readonly<Record<GuardId, GuardRule>>;

export type Found = Pick<GuardAnswer, 'guard' | 'earliest' | 'latest'> & {
  readonly holds: boolean;
  readonly cite?: Cite;
  readonly says: string;
  readonly events?: readonly EventId[];
  readonly settings?: readonly SettingId[];
};
