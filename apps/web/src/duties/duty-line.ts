import { AUTHORITY, missingInWords, timings } from '#psti';
import type { Day, Obligation } from '#psti';
import { daysBetween } from '#psti';
import { plural, stoodFor, withDaysInWords } from '../layout/days.ts';
import { shownStatus, type ShownStatus } from '../layout/status.ts';
import type { NameOf } from '../names.ts';
import { enforcementPath, failurePath, productPath } from '../paths.ts';

/** A duty as a line on a screen. What the law says, what a date says and what the firm wants of itself are never in one field. */
export interface DutyLine {
  readonly anchor: string;
  readonly id: string;
  readonly what: string;
  readonly to?: string;
  readonly cite: Obligation['cite'];
  readonly holder: string;
  readonly role: string;
  readonly holderFor?: string;
  readonly record?: string;
  readonly status: ShownStatus;
  /** The Act's words. */
  readonly soon: string;
  readonly since?: Day;
  readonly elapsed?: string;
  /** Only from the law or a notice. */
  readonly dueOn?: Day;
  readonly until?: Day;
  readonly policyUntil?: Day;
  readonly enforcedUntil?: Day;
  readonly ends?: readonly Day[];
  readonly overdue: boolean;
  /** The organisation's own. */
  readonly target?: Obligation['target'] & { readonly past: boolean };
  readonly missing: readonly string[];
  readonly flags: readonly string[];
  readonly crossed: readonly Day[];
  /** The same, where the status itself does not say it. */
  readonly crossedBeside: readonly Day[];
  readonly outcome?: string;
  readonly excuse?: Obligation['excuse'];
  readonly discharge?: string;
  readonly says: string;
  readonly settings: Obligation['why']['settings'];
  readonly rulebook: string;
  readonly place: { readonly href: string; readonly text: string };
}

type Row = Omit<Obligation, 'why'> & { readonly why: Pick<Obligation['why'], 'says' | 'settings'>; readonly book?: string };

/** Statuses under which somebody still has something to do: only then does time run, and only then can a date be past. */
const unsettled = new Set<string>(['OPEN', 'DEFECTIVE', 'SEQUENCED', 'UNDETERMINED']);

export function dutyLine(row: Row, names: NameOf, today: Day): DutyLine {
  const {
    duty: id,
    what,
    cite,
    role,
    since,
    dueOn,
    until,
    policyUntil,
    enforcedUntil,
    ends,
    outcome,
    excuse,
    discharge,
    rulebook,
  } = row;
  const open = unsettled.has(row.status);
  return {
    anchor: anchorOf(row.key),
    ...{ id, what, cite, role, since, dueOn, until, policyUntil, enforcedUntil, ends, outcome, excuse, discharge, rulebook },
    ...called(row, names),
    status: shownStatus(row),
    soon: timings[row.timing],
    elapsed: elapsed(row, open, today),
    overdue: open && isPast(dueOn, today),
    target: row.target && { ...row.target, past: open && isPast(row.target.dueOn, today) },
    missing: (row.missing ?? []).map(missingInWords),
    flags: row.flags ?? [],
    crossed: row.crossed ?? [],
    crossedBeside: row.status === 'CROSSED' ? [] : (row.crossed ?? []),
    says: withDaysInWords(row.why.says),
    settings: row.why.settings,
    place: placeOf(row),
  };
}

/** Keys are for machines; an anchor holds letters, digits and hyphens only. */
export const anchorOf = (key: string): string => `duty-${key.replace(/[^A-Za-z0-9]+/g, '-')}`;

const called = ({ holder, to, holderFor, record }: Row, names: NameOf) => ({
  holder: names(holder),
  to: to && (to === AUTHORITY ? 'OPSS' : names(to)),
  holderFor: holderFor && names(holderFor),
  record: record && recordWords[record],
});

export const recordWords = {
  investigation: 'record of the investigation',
  failure: 'record of the failure',
  'manufacturers-investigation': 'record of the manufacturer’s investigation',
  soc: 'statement of compliance',
} as const satisfies Record<NonNullable<Obligation['record']>, string>;

const isPast = (day: Day | undefined, today: Day) => day !== undefined && day < today;

function elapsed({ since, on, status }: Row, open: boolean, today: Day): string | undefined {
  if (!since) return undefined;
  if (open) return stoodFor(since, today);
  if (status !== 'DONE' || !on || on < since) return undefined;
  return on === since ? 'done the same day' : `done after ${plural(daysBetween(since, on), 'day')}`;
}

const placeOf = ({ book, holder, failure, product, notice }: Row) => {
  const party = book ?? holder;
  if (notice) return { href: enforcementPath(party, notice), text: notice };
  if (failure) return { href: failurePath(party, failure), text: failure };
  return { href: productPath(party, product), text: product };
};
