import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Person } from '#access';
import type { Day, DutyId, FailureId, Obligation, PartyId, ProductId, Status, Why } from '#psti';
import type { Matter } from './facts.ts';
import { type Clause, common, equals, type List, oneOf, pageOf, type Stretch, where } from './list.ts';
import type { Page, Paging } from './page.ts';
import { readableBy, sourcesOf } from './readers.ts';
import type { MatterView, Row } from './view.ts';
import { type Serving, Views } from './views.ts';

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

const filters = ['book', 'holder', 'recipient', 'status', 'section', 'duty', 'product', 'failure'] as const;

/** What each party still has to do. Bump the version when a row is to look otherwise: the tables are then built anew. */
export const outstandingDuties: MatterView = {
  name: 'outstanding_duties',
  version: 1,
  kinds: ['product', 'failure', 'notice', 'profile', 'installation'],
  grain: 'matter',
  records: ['product', 'failure', 'notice'],
  tables: [
    {
      name: 'duties',
      columns: {
        book: 'TEXT',
        holder: 'TEXT',
        recipient: 'TEXT',
        status: 'TEXT',
        section: 'TEXT',
        duty: 'TEXT',
        product: 'TEXT',
        failure: 'TEXT',
        due_on: 'TEXT',
        target_on: 'TEXT',
        since: 'TEXT',
      },
      // Each filter with the orders of the list; few rows have a date of the law, so these need no filter but whose they are.
      indexes: [
        ...['', 'book, '].map((first) => `(${first}due_on, record, key) WHERE due_on IS NOT NULL`),
        ...['', ...filters.map((column) => `${column}, `)].flatMap((first) => [
          `(${first}since, record, key)`,
          `(${first}target_on, record, key) WHERE target_on IS NOT NULL`,
        ]),
      ],
    },
  ],
  rowsFor: (matter) => ({
    tables: { duties: matter.obligations().filter(isOutstanding).map(rowIn(matter)) },
    changesOn: matter.changesOn(),
  }),
};

const outstanding: ReadonlySet<Status> = new Set(outstandingStatuses);
export const isOutstanding = ({ status }: Obligation): boolean => outstanding.has(status);

/** A date runs while the duty can be performed and is not: not under an appeal, nor before what must come first. */
const runs = ({ status }: Pick<Obligation, 'status'>): boolean => status === 'OPEN' || status === 'DEFECTIVE';
const NEVER: Day = '9999-12-31';

const rowIn =
  ({ party }: Matter) =>
  (obligation: Obligation): Row => {
    const { key, holder, to, status, duty, product, failure, dueOn, target, since, on, cite, why } = obligation;
    const { trace: _, ...reasons } = why;
    return {
      key,
      shows: { ...obligation, book: party, why: reasons } satisfies OutstandingDuty,
      columns: {
        book: party,
        holder,
        recipient: to,
        status,
        section: sectionOf(cite.provision),
        duty,
        product,
        failure,
        due_on: runs(obligation) ? dueOn : undefined,
        target_on: runs(obligation) ? target?.dueOn : undefined,
        since: since ?? on ?? NEVER,
      },
    };
  };

/** The section, regulation or schedule in which a provision stands: `s.19` of `s.19(5), (6)(b)`. */
export const sectionOf = (provision: string): string => /^(?:s|reg|Sch)\.\s?\w+/.exec(provision)?.[0] ?? provision;

const stretches = (today: Day): readonly Stretch[] => [
  { holds: [where('due_on < ?', today)], by: 'due_on', order: 'ASC', isShort: true },
  { holds: [where('target_on < ?', today), notBefore('due_on', today)], by: 'target_on', order: 'ASC' },
  { holds: [notBefore('due_on', today), notBefore('target_on', today)], by: 'since', order: 'ASC' },
];
const notBefore = (column: string, today: Day): Clause => where(`${column} IS NULL OR ${column} >= ?`, today);

const shown = (row: string, today: Day): OutstandingDuty => {
  const duty: OutstandingDuty = JSON.parse(row);
  const past = !runs(duty)
    ? undefined
    : isPast(duty.dueOn, today)
      ? 'due'
      : isPast(duty.target?.dueOn, today)
        ? 'target'
        : undefined;
  return past === undefined ? duty : { ...duty, past };
};
const isPast = (day: Day | undefined, today: Day): boolean => day !== undefined && day < today;

const listOf = (serving: Serving, sources: readonly Clause[], filter: DutyFilter, today: Day): List => {
  const { holder, to, status, section, duty, product, failure, dueBy, targetBy } = filter;
  return {
    table: serving.table('duties'),
    sources,
    filter: [
      ...equals({ holder, recipient: to, product, failure }),
      ...common([...equals({ section, duty }), ...oneOf('status', status)]),
      ...(dueBy === undefined ? [] : [where('due_on <= ?', dueBy)]),
      ...(targetBy === undefined ? [] : [where('target_on <= ?', targetBy)]),
    ],
    stretches: stretches(today),
  };
};

@QueryHandler(OutstandingDuties)
export class OutstandingDutiesHandler implements IQueryHandler<OutstandingDuties> {
  constructor(private readonly views: Views) {}

  async execute({ viewer, filter, paging }: OutstandingDuties): Promise<Page<OutstandingDuty>> {
    const serving = await this.views.serving(outstandingDuties.name);
    const books = await this.views.books();
    // What a representative owes stands in the manufacturer's book: it is the holder's to see, whatever became of its appointment.
    const represents = books.shelf.appointmentsOf(viewer.party).length > 0;
    const held = represents ? [where('holder = ? AND book <> ?', viewer.party, viewer.party)] : [];
    const sources = [...sourcesOf(await readableBy(viewer, books)), ...held];
    return pageOf(serving, (today) => listOf(serving, sources, filter, today), paging, shown);
  }
}
