import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Person } from '#access';
import type { Cite, Day, DutyId, FailureId, NoticeId, Obligation, PartyId, ProductId, RecordKind, Status } from '#psti';
import type { Matter } from './facts.ts';
import { equals, pageOf, where } from './list.ts';
import { isOutstanding } from './outstanding-duties.ts';
import type { Page, Paging } from './page.ts';
import { readableBy, sourcesOf } from './readers.ts';
import type { MatterView } from './view.ts';
import { Views } from './views.ts';

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
  /** The day is over. */
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

export const datedObligations: MatterView = {
  name: 'dated_obligations',
  version: 1,
  kinds: ['product', 'failure', 'notice', 'profile', 'installation'],
  grain: 'matter',
  records: ['product', 'failure', 'notice'],
  tables: [
    {
      name: 'dates',
      columns: { book: 'TEXT', kind: 'TEXT', product: 'TEXT', failure: 'TEXT', day: 'TEXT' },
      indexes: ['', 'book, ', 'kind, ', 'product, ', 'failure, '].map((first) => `(${first}day, record, key)`),
    },
  ],
  rowsFor: (matter) => ({
    tables: {
      dates: datesIn(matter).map((shows) => {
        const { kind, key, book, product, failure, on } = shows;
        return { key: `${kind} ${key}`, shows, columns: { book, kind, product, failure, day: on } };
      }),
    },
    changesOn: matter.changesOn(),
  }),
};

type Dated = Omit<DatedObligation, 'past'>;

const datesIn = ({ party, obligations }: Matter): readonly Dated[] =>
  obligations().flatMap((obligation) => {
    if (obligation.status === 'RETAIN' && obligation.until !== undefined)
      return [dated('retention', party, obligation, obligation.until)];
    return isOutstanding(obligation) && obligation.dueOn !== undefined ? [dated('due', party, obligation, obligation.dueOn)] : [];
  });

const dated = (kind: DatedKind, book: PartyId, obligation: Obligation, on: Day): Dated => {
  const { key, holder, duty, cite, what, status, product, failure, notice, item, to } = obligation;
  const { record, recordId, statement, ends, policyUntil, enforcedUntil } = obligation;
  const about = { product, failure, notice, item, to, record, recordId, statement };
  return { kind, key, book, holder, duty, cite, what, status, ...about, on, ends, policyUntil, enforcedUntil };
};

@QueryHandler(DatedObligations)
export class DatedObligationsHandler implements IQueryHandler<DatedObligations> {
  constructor(private readonly views: Views) {}

  async execute({ viewer, filter, paging }: DatedObligations): Promise<Page<DatedObligation>> {
    const serving = await this.views.serving(datedObligations.name);
    const sources = sourcesOf(await readableBy(viewer, await this.views.books()));
    const { party, kind, product, failure, from, until } = filter;
    const list = {
      table: serving.table('dates'),
      sources,
      filter: [
        ...equals({ book: party, kind, product, failure }),
        ...(from === undefined ? [] : [where('day >= ?', from)]),
        ...(until === undefined ? [] : [where('day <= ?', until)]),
      ],
      stretches: [{ holds: [], by: 'day', order: 'ASC' as const }],
    };
    return pageOf(serving, () => list, paging, shown);
  }
}

const shown = (row: string, today: Day): DatedObligation => {
  const found: Dated = JSON.parse(row);
  return { ...found, past: found.on < today };
};
