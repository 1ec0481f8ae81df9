import { Query } from '@nestjs/cqrs';
import type { Person } from '#access';
import type { Cite, Day, DutyId, FailureId, NoticeId, PartyId, ProductId, RecordKind, Status } from '#psti';
import type { Page, Paging } from './page.ts';

/** `retention`: keep through the day. `due`: do by the day. More kinds follow as more of the Act is coded. */
export const datedKinds = ['retention', 'due'] as const;
export type DatedKind = (typeof datedKinds)[number];

/** An obligation that carries a date of the law or of a notice; own targets are none. */
export interface DatedObligation {
  readonly kind: DatedKind;
  /** The key of the obligation it stands for. */
  readonly key: string;
  readonly book: PartyId;
  readonly holder: PartyId;
  readonly duty: DutyId;
  readonly cite: Cite;
  readonly what: string;
  readonly status: Status;
  readonly product: ProductId;
  readonly failure?: FailureId;
  readonly notice?: NoticeId;
  readonly item?: string;
  readonly to?: PartyId;
  readonly record?: RecordKind;
  readonly recordId?: string;
  readonly statement?: string;
  /** The date of the law or the notice. */
  readonly on: Day;
  /** Both ends, where the law is doubtful about which it is. */
  readonly ends?: readonly Day[];
  /** Policy, never law: shown beside. */
  readonly policyUntil?: Day;
  readonly enforcedUntil?: Day;
  readonly past: boolean;
}

export interface DatedFilter {
  readonly party?: PartyId;
  readonly kind?: DatedKind;
  readonly product?: ProductId;
  readonly failure?: FailureId;
  readonly from?: Day;
  readonly until?: Day;
}

/** Everything with a date, the earliest first. */
export class DatedObligations extends Query<Page<DatedObligation>> {
  constructor(
    readonly viewer: Person,
    readonly filter: DatedFilter = {},
    readonly paging: Paging = {},
  ) {
    super();
  }
}
