import { Query } from '@nestjs/cqrs';
import type { Person } from '#access';
import type { Day, DutyId, FailureId, Obligation, PartyId, ProductId, Status, Why } from '#psti';
import type { Page, Paging } from './page.ts';

/** Statuses that ask something of somebody. What is done, excused, ceased, kept or asleep is on the record's page, not on the queue. */
export const outstandingStatuses = [
  'OPEN',
  'DEFECTIVE',
  'SEQUENCED',
  'CROSSED',
  'ACTIVE',
  'SUSPENDED',
  'UNDETERMINED',
] as const satisfies readonly Status[];

/** A duty on the queue: the obligation as it stands today, its reasoning without the single steps (ask `WhyOf` for those). */
export interface OutstandingDuty extends Omit<Obligation, 'why'> {
  /** Whose record it was worked out from: the holder's, or the manufacturer's for a duty of its representative. */
  readonly book: PartyId;
  readonly why: Omit<Why, 'trace'>;
  /** Past a date that the law or a notice fixes, past the organisation's own target, or neither; today is `Page.today`. */
  readonly past?: 'due' | 'target';
}

/** Every part given must hold. */
export interface DutyFilter {
  readonly holder?: PartyId;
  readonly to?: PartyId;
  readonly status?: readonly Status[];
  /** `s.19`: every duty whose provision begins with that section, regulation or schedule. */
  readonly section?: string;
  readonly duty?: DutyId;
  readonly product?: ProductId;
  readonly failure?: FailureId;
  /** Has a date in law on or before this day. */
  readonly dueBy?: Day;
  /** Has an own target on or before this day. */
  readonly targetBy?: Day;
}

/**
 * What is still owed, by whom and to whom. Past a legal date first, then past an own target, then by the day it became performable.
 */
export class OutstandingDuties extends Query<Page<OutstandingDuty>> {
  constructor(
    readonly viewer: Person,
    readonly filter: DutyFilter = {},
    readonly paging: Paging = {},
  ) {
    super();
  }
}
