import type { Day, DutyId, Moment, PartyId } from '../act.ts';
import type { Book } from '../book.ts';
import { londonInstant } from '../calendar.ts';
import type { Known } from '../known.ts';
import { fromDoor } from '../log.ts';
import type { Obligation } from '../obligation.ts';
import { obligations, whyNot } from '../owed.ts';
import { classOf, problemsIn } from '../streams.ts';
import type { AnyEvent, EventType } from '../streams.ts';

/** A book in a few lines, for the specs beside the duties: what happened, and what its party then owes, in one sentence. */

export interface Happening {
  readonly type: EventType;
  readonly on: Day;
  readonly at?: string;
  readonly recorded?: Day;
  readonly name?: string;
  readonly data: { readonly [field: string]: unknown };
}
const happening =
  (type: EventType) =>
  (on: Day, data: Happening['data'] = {}, more: Pick<Happening, 'at' | 'recorded' | 'name'> = {}): Happening => ({
    type,
    on,
    data,
    ...more,
  });

const text = { text: 'what happened' };
const reasons = { reasons: 'as found' };
export const role = (of: PartyId, as: string, fromOn: Day = '2025-08-01'): Happening =>
  happening('RoleAsserted')(fromOn, { of, role: as, fromOn });
export const found = (on: Day, test: string, answer: 'yes' | 'no', more = {}): Happening =>
  happening('ScopeFinding')(on, { test, answer, foundBy: 'somebody', ...reasons, ...more });
export const madeAvailable = (on: Day, from: PartyId, to: string, more = {}): Happening =>
  happening('MadeAvailable')(on, { from, to, as: 'supply', place: 'GB', condition: 'new', reliesOn: 'statement', ...more });
export const reported = (on: Day, more = {}): Happening =>
  happening('ComplianceFailureReported')(on, {
    product: 'cam',
    from: { kind: 'researcher' },
    claims: 'is',
    toPublishedAddress: true,
    ...text,
    ...more,
  });
export const notified = (on: Day, from: PartyId, fromRole: string, more = {}): Happening =>
  happening('NotificationReceived')(on, {
    product: 'cam',
    from,
    fromRole,
    means: 'email',
    claims: 'is',
    content: ['details', 'risks', 'steps'],
    ...text,
    ...more,
  });
export const contactedBy = (on: Day, from: PartyId, fromRole: string, more = {}): Happening =>
  happening('ContactReceived')(on, { product: 'cam', from, fromRole, means: 'phone', claims: 'is', ...more });
/** Gives an event a name, so that `$name` in another can point at it. */
export const named = (name: string, event: Happening): Happening => ({ ...event, name });
export const notify = (on: Day, to: PartyId, more = {}, at?: string): Happening =>
  happening('NotificationGiven')(
    on,
    { to, means: 'email', claims: 'is', content: ['details', 'risks', 'steps'], ...text, ...more },
    { at },
  );
export const contact = (on: Day, to: PartyId): Happening => happening('ContactMade')(on, { to, means: 'phone', claims: 'is' });
export const attempt = (on: Day, to: PartyId): Happening =>
  happening('ContactAttempted')(on, { to, means: 'phone', claims: 'is' });
export const impossible = (on: Day, whom: PartyId): Happening =>
  happening('ContactImpossibleFinding')(on, { whom, foundBy: 'somebody', ...reasons });
export const determined = (on: Day, more = {}): Happening =>
  happening('FailureDetermined')(on, { product: 'cam', requirement: 'SR1', batches: 'all', ...more });
export const negatived = (on: Day, more = {}): Happening =>
  happening('FailureNegatived')(on, {
    product: 'cam',
    requirement: 'SR1',
    batches: 'all',
    investigated: true,
    stepsReasonable: true,
    ...more,
  });
export const mended = (on: Day, more = {}): Happening =>
  happening('CorrectiveActionTaken')(on, { steps: 'new firmware', successful: true, batches: 'all', ...more });
export const recordMade = (on: Day, kind: string, content: readonly string[], more = {}): Happening =>
  happening('RecordMade')(on, { record: 'r1', kind, content, ...more });
export const recordUpdated = (on: Day, kind: string, content: readonly string[], more = {}): Happening =>
  happening('RecordUpdated')(on, { record: 'r1', kind, content, ...more });
export const reasonable = (on: Day, duty: DutyId): Happening =>
  happening('ReasonableStepsFinding')(on, { duty, foundBy: 'somebody', ...reasons });
export const unlikely = (on: Day, duty: DutyId): Happening =>
  happening('UnlikelyRemedyFinding')(on, { duty, foundBy: 'somebody', ...reasons });
export const doubted = (on: Day, of: string): Happening => happening('DoubtRecorded')(on, { of: `$${of}`, ...reasons });
export const aware = (on: Day, kind: 'actual' | 'constructive', more = {}): Happening =>
  happening('AwarenessAsserted')(on, { kind, assessedBy: 'somebody', ...reasons, ...more });
export const believed = (on: Day, more = {}): Happening => happening('BeliefAsserted')(on, { ...reasons, ...more });
export const beliefEnded = (on: Day): Happening => happening('BeliefEnded')(on, reasons);
export const started = (on: Day): Happening => happening('InvestigationStarted')(on);
export const appointed = (fromOn: Day, manufacturer: PartyId, representative: PartyId, delegated: readonly string[]): Happening =>
  happening('ARAppointed')(fromOn, { manufacturer, representative, delegated, fromOn });
export const labelled = (on: Day, lastValidOn: Day, more = {}): Happening =>
  happening('LabelAssigned')(on, {
    scheme: 'JC-STAR',
    level: 'STAR-1',
    specification: 'JST-CR-01-01-2024R1',
    lastValidOn,
    ...more,
  });
export const other = (type: EventType, on: Day, data: Happening['data'] = {}, more = {}): Happening =>
  happening(type)(on, data, more);

/** Connectable, not excepted, sold to consumers. */
export const inScope = [
  found('2025-08-01', 's.5(1)', 'yes'),
  found('2025-08-01', 's.6', 'no'),
  found('2025-08-01', 's.54', 'yes'),
];

export const idOf = (name: string): string => {
  const hex = [...name]
    .reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 0xffffffff, 7)
    .toString(16)
    .padStart(8, '0');
  return `${hex}-0000-5000-8000-${hex.padStart(12, '0')}`;
};
/** `$name` anywhere names the event of that name. */
const pointed = (data: Happening['data']): Happening['data'] =>
  Object.fromEntries(
    Object.entries(data).map(([field, value]) => [
      field,
      typeof value === 'string' && value.startsWith('$') ? idOf(value.slice(1)) : value,
    ]),
  );

const KINDS = ['product', 'failure', 'profile', 'installation'] as const;
const streamOf = (party: PartyId, kind: (typeof KINDS)[number]): string =>
  ({
    product: `${party}/product/cam`,
    failure: `${party}/failure/f1`,
    profile: `${party}/profile`,
    installation: 'installation',
  })[kind];

/** Recorded in this order, each on the day it happened unless it says otherwise. What no shape admits is a mistake in the spec. */
export const bookOf = (party: PartyId, ...happenings: readonly (Happening | readonly Happening[])[]): Book => {
  const known = happenings.flat().map((event, leaf) => recorded(party, event, leaf));
  const of = <E extends AnyEvent>(kind: string): readonly Known<E>[] =>
    known.filter(
      ({ stream }) => stream === streamOf(party, KINDS.find((each) => each === kind) ?? 'failure'),
    ) as readonly unknown[] as readonly Known<E>[];
  return { party, product: of('product'), failure: of('failure'), profile: of('profile'), installation: of('installation') };
};
export const recorded = (
  party: PartyId,
  { type, on, at, recorded: day, name, data }: Happening,
  leaf: number,
): Known<AnyEvent> => {
  const kind = KINDS.find((each) => classOf(each, type) !== undefined) ?? 'failure';
  const event = {
    id: idOf(name ?? `${type} ${leaf}`),
    type,
    version: 1,
    on,
    data: JSON.parse(JSON.stringify(pointed(data))),
    ...(at === undefined ? {} : { at: londonInstant(on, at) }),
  };
  const problems = problemsIn(kind, event);
  if (problems.length > 0) throw new Error(problems.map(({ says }) => says).join('; '));
  return {
    ...fromDoor(event),
    stream: streamOf(party, kind),
    revision: leaf,
    leaf,
    by: party,
    recordedAt: londonInstant(day ?? on, '00:00'),
  };
};

/** What the party owes under one duty, in one line: `OPEN since 2026-02-11`, `EXCUSED 2026-02-11 s.19(10)(c)`, `N/T`. */
export const owes = (book: Book, duty: DutyId, asOf: Moment, to?: PartyId): string => {
  const row = rowOf(book, duty, asOf, to);
  if (row === undefined) return whyNot(book, duty, { asOf, knownAt: asOf }, to)?.status ?? 'not explained';
  return sentence(row);
};
export const rowOf = (book: Book, duty: DutyId, asOf: Moment, to?: PartyId): Obligation | undefined =>
  rowsOf(book, duty, asOf).find((row) => to === undefined || row.to === to);
export const rowsOf = (book: Book, duty: DutyId, asOf: Moment): readonly Obligation[] =>
  obligations(book, { asOf, knownAt: asOf }).filter((row) => row.duty === duty);
const sentence = ({ status, on, since, excuse, missing, until, crossed }: Obligation): string =>
  [
    status,
    status === 'OPEN' || status === 'DEFECTIVE' ? since && `since ${since}` : on,
    excuse?.provision,
    until && `until ${until}`,
    missing && `without ${missing.join(', ')}`,
    crossed && `crossed ${crossed.join(', ')}`,
  ]
    .filter(Boolean)
    .join(' ');
