import { Query } from '@nestjs/cqrs';
import type { Person } from '#access';
import type { Day, FailureId, Instant, PartyId, ProductId } from '#psti';
import type { Page, Paging } from './page.ts';

/** Told of one, found one, found none, mended, or taken off the queue by the party. */
export const failureStates = ['reported', 'failure', 'no failure', 'remedied', 'closed'] as const;
export type FailureState = (typeof failureStates)[number];

/** One party's failure record, in a line. */
export interface RegisteredFailure {
  readonly party: PartyId;
  readonly failure: FailureId;
  readonly product: ProductId;
  /** Mark and model as the party's book has them; absent where it holds no description. */
  readonly mark?: string;
  readonly model?: string;
  readonly state: FailureState;
  readonly requirements: readonly string[];
  /** Days of the first event on the record, of awareness as asserted or determined, of the first notification given, of the remedy. */
  readonly openedOn: Day;
  readonly determinedOn?: Day;
  readonly firstNotifiedOn?: Day;
  readonly remediedOn?: Day;
  readonly closedOn?: Day;
  /** The other ids under which the party holds the same failure. */
  readonly sameAs: readonly FailureId[];
  readonly events: number;
  readonly lastRecordedAt: Instant;
}

export interface FailureFilter {
  readonly party?: PartyId;
  readonly product?: ProductId;
  readonly state?: readonly FailureState[];
  readonly requirement?: string;
}

/** Every failure record that the viewer may see, newest first. */
export class FailuresRegister extends Query<Page<RegisteredFailure>> {
  constructor(
    readonly viewer: Person,
    readonly filter: FailureFilter = {},
    readonly paging: Paging = {},
  ) {
    super();
  }
}
