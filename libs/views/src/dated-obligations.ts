import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Person } from '#access';
import {
  AUTHORITY,
  type Cite,
  type Day,
  type DutyId,
  type FailureId,
  type NoticeId,
  type NoticeState,
  type Obligation,
  type PartyId,
  type ProductId,
  type RecordKind,
  type Status,
  type TimerId,
} from '#psti';
import { datesOf } from './dates-of.ts';
import type { Matter } from './facts.ts';
import { equals, pageOf, where } from './list.ts';
import { isOutstanding } from './outstanding-duties.ts';
import type { Page, Paging } from './page.ts';
import { readableBy, sourcesOf } from './readers.ts';
import type { MatterView } from './view.ts';
import { Views } from './views.ts';

/**
 * `retention`: keep through the day. `due`: do by the day. `representations`, `appeal`: may be made or brought through the day. `decision`:
 * the authority decides by the day. `label`, `support`: counts, or is published, through the day.
 */
export const datedKinds = ['retention', 'due', 'representations', 'appeal', 'decision', 'label', 'support'] as const;
export type DatedKind = (typeof datedKinds)[number];

/** What carries a date of the law or of a notice: an obligation, or a window that closes. Own targets are none. */
export interface DatedObligation {
  readonly kind: DatedKind;
  /** The key of the obligation it stands for, or of the window. */
  readonly key: string;
  readonly book: PartyId;
  /** Whose it is to do or to keep to; who may, until then. */
  readonly holder: PartyId;
  /** Of an obligation. */
  readonly duty?: DutyId;
  readonly status?: Status;
  /** Of a window: which timer of the law page, and what it belongs to. */
  readonly timer?: TimerId;
  readonly of?: string;
  readonly cite: Cite;
  readonly what: string;
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
  /** The last working day on or before it, before closing time, where something has to be filed. */
  readonly safe?: string;
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

/** Everything with a date, the earliest first. A window is there while it is open. */
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
  version: 2,
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
      dates: [...datesIn(matter), ...windowsIn(matter)].map((shows) => {
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

const windows: Readonly<Partial<Record<TimerId, DatedKind>>> = {
  T5: 'support',
  T6: 'label',
  T7: 'representations',
  T8: 'representations',
  T9: 'representations',
  T10: 'representations',
  T12: 'appeal',
  T15: 'appeal',
  T16: 'decision',
  T17: 'appeal',
  T18: 'appeal',
};
/** Representations are made before the notice is given; an appeal is brought against one that has effect. */
const isOver = (timer: TimerId, state: NoticeState | undefined): boolean => {
  if (windows[timer] === 'representations') return state !== 'INTENT' && state !== 'P-INTENT';
  return (timer === 'T12' || timer === 'T15') && (state === 'CLOSED' || state === 'SUSPENDED' || state === 'P-SUSPENDED');
};
const windowsIn = (matter: Matter): readonly Dated[] => {
  const { party, product, kind: record, id, clocks, enforcement } = matter;
  const about = { book: party, product, ...(record === 'notice' ? { notice: id } : {}) };
  const state = enforcement?.().notices[0]?.state;
  const found = datesOf(matter).flatMap(({ timer, of, last, safe, cite, says }): readonly Dated[] => {
    const kind = windows[timer];
    const on = last?.slice(0, 10);
    if (kind === undefined || on === undefined || on < clocks.asOf || isOver(timer, state)) return [];
    const key = [timer, party, record, id, of, on].join('|');
    return [{ ...about, kind, key, holder: kind === 'decision' ? AUTHORITY : party, timer, of, cite, what: says, on, safe }];
  });
  return [...new Map(found.map((each) => [each.key, each])).values()];
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
