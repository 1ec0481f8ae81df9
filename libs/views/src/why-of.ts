import { Query } from '@nestjs/cqrs';
import type { Person } from '#access';
import type { Clocks, DutyId, FailureId, NoticeId, Obligation, PartyId, ProductId, RecordKind, Why } from '#psti';
import type { Answered, TimelineEntry } from './timeline.ts';

/** One duty of one record. The parts after `duty` pick one of its rows where it has several. */
export interface DutyAsked {
  readonly party: PartyId;
  readonly duty: DutyId;
  readonly product?: ProductId;
  readonly failure?: FailureId;
  readonly notice?: NoticeId;
  readonly to?: PartyId;
  readonly record?: RecordKind;
}

export interface WhyAnswer extends Answered {
  /** The rows that arose. Empty where none did: then `whyNot` says why. */
  readonly rows: readonly Obligation[];
  readonly whyNot?: Why;
  /** The events that the reasons name. */
  readonly cited: readonly TimelineEntry[];
}

/** Why a duty stands as it does, or why it does not arise. `undefined`: no such record, or not for this viewer. */
export class WhyOf extends Query<WhyAnswer | undefined> {
  constructor(
    readonly viewer: Person,
    readonly asked: DutyAsked,
    readonly clocks: Partial<Clocks> = {},
  ) {
    super();
  }
}
