import { Query } from '@nestjs/cqrs';
import type { Person } from '#access';
import type { Clocks, FailureId, Obligation, PartyId, ProductId } from '#psti';
import type { RegisteredFailure } from './failures-register.ts';
import type { Answered, Hidden, TimelineEntry } from './timeline.ts';

/** One party's failure record, folded from its streams at both clocks. */
export interface FailureRecordPage extends Answered {
  readonly party: PartyId;
  readonly failure: FailureId;
  readonly product: ProductId;
  readonly identity: RegisteredFailure;
  /** In the order in which it happened; within a day by the time where known, else by the log. */
  readonly timeline: readonly TimelineEntry[];
  /** Events of the product's stream (and settings) that an obligation's `why` names, so that every reason can be shown. */
  readonly cited: readonly TimelineEntry[];
  /** Every row that arose, each with its whole reasoning. */
  readonly duties: readonly Obligation[];
  readonly hidden: Hidden;
}

/** `undefined`: there is no such record, or not for this viewer, or none yet at these clocks. Clocks left out mean today. */
export class RecordOf extends Query<FailureRecordPage | undefined> {
  constructor(
    readonly viewer: Person,
    readonly party: PartyId,
    readonly failure: FailureId,
    readonly clocks: Partial<Clocks> = {},
  ) {
    super();
  }
}
