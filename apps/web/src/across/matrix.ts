import { daysBetween, type Day, type Obligation } from '#psti';
import { anchorOf, dutyLine, type DutyLine } from '../duties/duty-line.ts';
import { plural } from '../layout/days.ts';
import type { NameOf } from '../names.ts';

/** Parties down, duties across. Duties of different roles that ask for the same act stand in one column, so that parties compare. */

const columns = [
  { title: 'Do not supply', of: /-NO-SUPPLY$/ },
  { title: 'Investigate', of: /-INVESTIGATE$/ },
  { title: 'Contact', of: /-CONTACT-/ },
  { title: 'Notify OPSS', of: /-NOTIFY-OPSS$/ },
  { title: 'Notify others', of: /-NOTIFY-/ },
  { title: 'State what is known', of: /-STATE-/ },
  { title: 'Remedy, prevent', of: /-(?:REMEDY|PREVENT)$/ },
  { title: 'Make records', of: /-RECORD-/ },
  { title: 'Keep records', of: /-RETAIN$/ },
  { title: 'Other', of: /./ },
] as const;

interface Down {
  readonly name: string;
  readonly roles: string;
  readonly href: string;
  readonly duties: readonly Obligation[];
}

export function matrixOf(parties: readonly Down[], names: NameOf, today: Day) {
  const used = columns.filter((column) => parties.some(({ duties }) => duties.some((row) => columnOf(row) === column)));
  return {
    columns: used.map(({ title }) => title),
    rows: parties.map(({ name, roles, href, duties }) => ({
      name,
      roles,
      href,
      cells: used.map((column) => ({
        title: column.title,
        rows: cellOf(
          duties.filter((row) => columnOf(row) === column),
          { names, today, href },
        ),
      })),
    })),
  };
}

const columnOf = ({ duty, mirrors }: Obligation) => columns.find(({ of }) => of.test(mirrors ?? duty));

interface Shown {
  readonly names: NameOf;
  readonly today: Day;
  readonly href: string;
}

/** Rows that differ by their recipient alone are one line: thousands of distributors told the same day are not thousands of lines. */
function cellOf(rows: readonly Obligation[], { names, today, href }: Shown) {
  const alike = new Map<string, { line: DutyLine; took?: string; to: string[]; href: string }>();
  for (const row of rows) {
    const line = dutyLine(row, names, today);
    const took = tookOf(row);
    const mark = JSON.stringify([line.id, line.status, line.record, line.crossedBeside, took]);
    const known = alike.get(mark) ?? { line, took, to: [], href: `${href}#${anchorOf(row.key)}` };
    alike.set(mark, { ...known, to: line.to ? [...known.to, line.to] : known.to });
  }
  return [...alike.values()].map(({ line, took, to, href }) => ({ ...line, took, href, to: recipients(to) }));
}

const FEW = 3;
const recipients = (to: readonly string[]): string | undefined =>
  to.length > FEW ? plural(to.length, 'recipient') : to.join(', ') || undefined;

/** The time an act took, to be read against the Act's words beside it: never against a number of days that the Act does not give. */
function tookOf({ since, on, status }: Obligation): string | undefined {
  if (status !== 'DONE' || !since || !on || on < since) return undefined;
  return on === since ? 'the same day' : `after ${plural(daysBetween(since, on), 'day')}`;
}
