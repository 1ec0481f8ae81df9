import { Query } from '@nestjs/cqrs';
import type { Person } from '#access';
import type { Clocks, FailureId, Obligation, PartyId } from '#psti';
import type { TimelineEntry } from './timeline.ts';

/** A row that is not the same at the two pairs of clocks: only `after`: it arose; only `before`: it is gone. */
export interface DutyChange {
  readonly key: string;
  readonly before?: Obligation;
  readonly after?: Obligation;
  /** The events, visible at one pair only, that the row's reasons name; where they name none of those, all that differ. */
  readonly because: readonly TimelineEntry[];
}

export interface ChangesAnswer {
  readonly before: Clocks;
  readonly after: Clocks;
  readonly changes: readonly DutyChange[];
  /** Everything that is visible at one pair and not at the other. */
  readonly events: readonly TimelineEntry[];
}

/** What differs on one failure record between two pairs of clocks, and the event behind each difference. */
export class ChangesBetween extends Query<ChangesAnswer | undefined> {
  constructor(
    readonly viewer: Person,
    readonly of: { readonly party: PartyId; readonly failure: FailureId },
    readonly before: Clocks,
    readonly after: Partial<Clocks> = {},
  ) {
    super();
  }
}
