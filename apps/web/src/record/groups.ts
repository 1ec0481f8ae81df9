import type { Obligation, Status } from '#psti';
import { dutyLine } from '../duties/duty-line.ts';
import { howToSettle } from '../duties/how.ts';
import { shownWhy, type CitedOf } from '../duties/why.ts';
import { wordOf } from '../layout/status.ts';
import { withQuery } from '../paths.ts';
import type { Reading } from './timeline.ts';

/** The rows of a record in the order in which they matter. A duty owed to thousands shows some of them, and a way to all. */

const groups: readonly { readonly title: string; readonly statuses: readonly Status[] }[] = [
  { title: 'To do', statuses: ['OPEN', 'DEFECTIVE', 'CROSSED', 'SEQUENCED', 'UNDETERMINED', 'SUSPENDED'] },
  { title: 'In force, and to be kept', statuses: ['ACTIVE', 'RETAIN'] },
  { title: 'Settled', statuses: ['DONE', 'EXCUSED', 'CEASED', 'DISAPPLIED'] },
  { title: 'Without content or not triggered', statuses: ['DORMANT', 'N/T'] },
];

const SHOWN = 12;

export interface Showing {
  readonly reading: Reading;
  readonly cited: CitedOf;
  readonly today: string;
  /** The record's own page, for the forms that settle a duty. */
  readonly path: string;
  /** Which kinds of events the one who reads may put there. */
  readonly may: (type: string) => boolean;
}

export const fullLine = (row: Obligation, { reading, cited, today, path, may }: Showing) => ({
  ...dutyLine(row, reading.names, today),
  why: shownWhy(row.why, cited),
  how: howToSettle(row, path, may),
});

export const isOutstanding = ({ status }: Obligation): boolean => groups[0]?.statuses.includes(status) ?? false;

export function groupedRows(
  duties: readonly Obligation[],
  showing: Showing,
  clocks: Readonly<Record<string, string | undefined>>,
) {
  return groups
    .map(({ title, statuses }) => ({ title, rows: duties.filter(({ status }) => statuses.includes(status)) }))
    .filter(({ rows }) => rows.length > 0)
    .map(({ title, rows }) => {
      const { some, rest } = fewOfEach(rows);
      return {
        title,
        count: rows.length,
        lines: some.map((row) => fullLine(row, showing)),
        more: rest.map((left) => moreOf(left, showing, clocks)),
      };
    });
}

/** The first rows of each duty, and what is left of those that have many. */
function fewOfEach(rows: readonly Obligation[]) {
  const taken = new Map<string, number>();
  const rest = new Map<string, Obligation[]>();
  const some = rows.filter((row) => {
    const count = (taken.get(row.duty) ?? 0) + 1;
    taken.set(row.duty, count);
    if (count > SHOWN) (rest.get(row.duty) ?? rest.set(row.duty, []).get(row.duty))?.push(row);
    return count <= SHOWN;
  });
  return { some, rest: [...rest.values()] };
}

function moreOf(rows: readonly Obligation[], { path }: Showing, clocks: Readonly<Record<string, string | undefined>>) {
  const [first] = rows;
  const counts = Map.groupBy(rows, ({ status }) => status);
  const said = [...counts].map(([status, all]) => `${all.length.toLocaleString('en-GB')} ${wordOf(status).toLowerCase()}`);
  return {
    what: first?.what,
    says: `${rows.length.toLocaleString('en-GB')} more`,
    statuses: said.join(', '),
    href: withQuery(`${path}/duties`, { ...clocks, duty: first?.duty }),
  };
}
