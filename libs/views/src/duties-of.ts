import { Query } from '@nestjs/cqrs';
import type { Person } from '#access';
import type { Clocks, DutyId, FailureId, Obligation, PartyId, ProductId, Status } from '#psti';
import type { Answered } from './timeline.ts';

/** A party's whole book, or what it holds of one product or failure. */
export interface DutiesIn {
  readonly party: PartyId;
  readonly product?: ProductId;
  readonly failure?: FailureId;
}

export interface DutiesAsked {
  /** Only these duties. */
  readonly only?: readonly DutyId[];
  readonly status?: readonly Status[];
}

export interface DutiesAnswer extends Answered {
  readonly duties: readonly Obligation[];
}

/**
 * Every duty that arose, done or not, at both clocks: those in the party's book (its representative's too) and those it holds
 * as a representative in another's. `undefined`: no such book, product or failure, or not for this viewer.
 */
export class DutiesOf extends Query<DutiesAnswer | undefined> {
  constructor(
    readonly viewer: Person,
    readonly of: DutiesIn,
    readonly clocks: Partial<Clocks> = {},
    readonly asked: DutiesAsked = {},
  ) {
    super();
  }
}
