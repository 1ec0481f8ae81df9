import { Query } from '@nestjs/cqrs';
import type { Person } from '#access';
import type { Clocks, DutyId, EventId, FailureId, Obligation, PartyId, ProductId } from '#psti';
import type { GivenNotification, Happened } from './notifications.ts';
import type { HeldRole } from './product-list.ts';
import type { Answered, Hidden } from './timeline.ts';

/** The key dates of a party, in the order in which they are expected. */
export const keyDates = ['informed', 'aware', 'firstNotification', 'remedy'] as const;
export type KeyDate = (typeof keyDates)[number];

/** From one key date to the next one there is: whole London days, and hours where both instants are known. Negative where they fell the other way. */
export interface Gap {
  readonly from: KeyDate;
  readonly to: KeyDate;
  readonly days: number;
  readonly hours?: number;
}

/** One party's part in a failure. */
export interface PartyInFailure {
  readonly party: PartyId;
  /** What its own book calls them. */
  readonly failure: FailureId;
  readonly product: ProductId;
  readonly roles: readonly HeldRole[];
  readonly dates: Readonly<Partial<Record<KeyDate, Happened>>>;
  readonly gaps: readonly Gap[];
  readonly duties: readonly Obligation[];
  readonly hidden: Hidden;
}

/** Something that a party came to know, and from whom. */
export interface Knew extends Happened {
  readonly party: PartyId;
  readonly what: 'informed' | 'contacted' | 'notified' | 'aware' | 'believes' | 'determined' | 'negatived' | 'told of the cure';
  readonly type: string;
  /** A party, or the kind of informant where it is none (`researcher`). */
  readonly from?: string;
}

/** How the records were put together: the delivery or the party's own word, never an equal id. */
export interface JoinedBy {
  readonly party: PartyId;
  readonly failure: FailureId;
  readonly with: { readonly party: PartyId; readonly failure: FailureId };
  readonly by: 'delivery' | 'SameFailureAs';
  readonly event: EventId;
}

/** Parties down, duties across. A cell may hold several rows (one for each recipient). */
export interface DutyMatrix {
  readonly duties: readonly DutyId[];
  readonly cells: readonly { readonly party: PartyId; readonly duty: DutyId; readonly rows: readonly Obligation[] }[];
}

export interface FailureAcrossPartiesPage extends Answered {
  readonly mark?: string;
  readonly model?: string;
  /** In the order in which they came to it. */
  readonly parties: readonly PartyInFailure[];
  readonly joined: readonly JoinedBy[];
  readonly knowledge: readonly Knew[];
  readonly matrix: DutyMatrix;
  readonly notifications: readonly GivenNotification[];
}

/** The authority's one-screen view of a failure, starting from any party's record of it. `undefined` for everyone else. */
export class FailureAcrossParties extends Query<FailureAcrossPartiesPage | undefined> {
  constructor(
    readonly viewer: Person,
    readonly party: PartyId,
    readonly failure: FailureId,
    readonly clocks: Partial<Clocks> = {},
  ) {
    super();
  }
}
