import type { Day, Status } from '#psti';
import { addDays } from '#psti';
import type { DutyFilter, ListedParty, OutstandingDuty, Page } from '#views';
import { outstandingStatuses } from '#views';
import { wordOf } from '../layout/status.ts';
import type { NameOf } from '../names.ts';
import type { ProductNameOf } from '../products.ts';
import { withQuery } from '../paths.ts';
import { asked } from '../visit.ts';
import { dutyLine } from './duty-line.ts';

/** The queue: what is still owed, the most urgent first, as asked for by the address. */

const groups = {
  do: { text: 'To do', statuses: ['OPEN', 'DEFECTIVE', 'CROSSED'] },
  waiting: { text: 'Waiting or undetermined', statuses: ['SEQUENCED', 'SUSPENDED', 'UNDETERMINED'] },
  force: { text: 'In force', statuses: ['ACTIVE'] },
} as const satisfies Record<string, { text: string; statuses: readonly Status[] }>;

type Filters = Readonly<Record<(typeof filterNames)[number], string | undefined>>;
const filterNames = ['holder', 'to', 'status', 'section', 'duty', 'product', 'failure', 'dueBy', 'targetBy'] as const;

export function filtersIn(query: URLSearchParams): Filters {
  const { holder, to, status, section, duty, product, failure, dueBy, targetBy } = Object.fromEntries(
    filterNames.map((name) => [name, asked(query, name)]),
  );
  return { holder, to, status, section, duty, product, failure, dueBy, targetBy };
}

export const filterOf = ({ status, duty, ...rest }: Filters): DutyFilter => ({
  ...rest,
  ...(duty?.startsWith('PSTI-') ? { duty: `PSTI-${duty.slice(5)}` as const } : {}),
  status: statusesOf(status),
});

function statusesOf(asked: string | undefined): readonly Status[] | undefined {
  if (!asked) return undefined;
  if (asked === 'do' || asked === 'waiting' || asked === 'force') return groups[asked].statuses;
  return outstandingStatuses.filter((status) => status === asked);
}

export interface QueueAsked {
  readonly filters: Filters;
  readonly names: NameOf;
  readonly called: ProductNameOf;
  readonly parties: readonly ListedParty[];
  /** Whether duties of several parties stand in the list. */
  readonly many: boolean;
}

export function queueModel(list: Page<OutstandingDuty>, { filters, names, called, parties, many }: QueueAsked) {
  const { holder, to, status, section, duty, product, failure, dueBy, targetBy } = filters;
  const narrowed = Object.values(filters).some(Boolean);
  return {
    title: titleOf(list.count, narrowed),
    lines: list.rows.map((row) => ({ ...dutyLine(row, names, list.today), product: called(row.book, row.product) })),
    many,
    today: list.today,
    views: viewsOf(filters, list.today),
    fields: { section, duty, product, failure, dueBy, targetBy },
    statuses: statusItems(status),
    holders: partyItems(parties, names, holder),
    recipients: partyItems(parties, names, to),
    narrowed,
    paging: list.next && { next: withQuery('/', { ...filters, after: list.next }), says: `${list.rows.length} shown` },
  };
}

function titleOf({ rows, orMore }: Page<unknown>['count'], narrowed: boolean): string {
  const number = `${orMore ? 'More than ' : ''}${rows.toLocaleString('en-GB')}`;
  return `${number} ${rows === 1 ? 'duty' : 'duties'} ${narrowed ? 'as asked for' : 'outstanding'}`;
}

/** What people look for most, each an address of its own. */
function viewsOf(filters: Filters, today: Day) {
  const chosen = (wanted: Partial<Filters>) => filterNames.every((name) => filters[name] === wanted[name]);
  const view = (text: string, wanted: Partial<Filters>) => ({
    text,
    href: withQuery('/', wanted),
    here: chosen(wanted) && 'page',
  });
  return [
    view('All outstanding', {}),
    ...Object.entries(groups).map(([status, { text }]) => view(text, { status })),
    view('Due by law or notice within a week', { dueBy: addDays(today, 7) }),
    view('At or past own target', { targetBy: today }),
  ];
}

/** Everyone by name; one whom the list does not reach stays chosen. */
function partyItems(parties: readonly ListedParty[], names: NameOf, chosen: string | undefined) {
  const ids = new Set([...(chosen ? [chosen] : []), ...parties.map(({ party }) => party)]);
  const named = [...ids].map((value) => ({ value, text: names(value), selected: value === chosen }));
  return [{ value: '', text: 'Anyone', selected: !chosen }, ...named.sort((a, b) => a.text.localeCompare(b.text))];
}

const statusItems = (chosen: string | undefined) => [
  { value: '', text: 'Any', selected: !chosen },
  ...Object.entries(groups).map(([value, { text }]) => ({ value, text, selected: value === chosen })),
  ...outstandingStatuses.map((value) => ({ value, text: wordOf(value), selected: value === chosen })),
];
