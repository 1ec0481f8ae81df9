import type { Day, DutyId, EventId, PartyId, RecordKind, Status } from '../act.ts';
import type { Answer } from '../answer.ts';
import type { Facts } from '../book.ts';
import type { Clauses, Duty, WorkedOut } from '../duty.ts';
import type { About, Open } from '../facts/question.ts';
import type { Obligation, SettingUsed, Step } from '../obligation.ts';
import { forceOf } from '../rulebook.ts';
import type { Rulebook } from '../rulebook.ts';
import { shown } from '../settings.ts';
import type { SettingId } from '../settings.ts';

/** A duty with what was asked of the facts about it, on its way to rows. */
export interface Arising {
  readonly duty: Duty;
  readonly facts: Facts;
  readonly rulebook: Rulebook;
  /** The latest day of what must hold; none while one of them awaits a finding. */
  readonly arisen: Day | undefined;
  /** The first of them that awaits one. */
  readonly open?: Open;
  readonly triggers: readonly EventId[];
  readonly steps: readonly Step[];
  readonly settings: readonly SettingUsed[];
}

/** Rows that were worked out before: riders and mirrors stand beside them. */
export type Before = ReadonlyMap<DutyId, readonly Obligation[]>;

const NONE: readonly never[] = [];
export const joined = <T>(some: readonly T[], more: readonly T[]): readonly T[] =>
  more.length === 0 ? some : [...some, ...more];

export const settingsOf = (facts: Facts, answers: readonly (Pick<Answer, 'settings'> | undefined)[]): readonly SettingUsed[] => {
  const ids = new Set(answers.flatMap((answer) => answer?.settings ?? []));
  return ids.size === 0 ? NONE : [...ids].map((id) => shown(facts.settings, id));
};
/** The settings used so far, with others that shaped it too. */
export const withReadings = (
  facts: Facts,
  used: readonly SettingUsed[],
  readings: readonly SettingId[],
): readonly SettingUsed[] => {
  if (readings.length === 0) return used;
  const more = [...new Set(readings)].filter((id) => !used.some((each) => each.id === id));
  return joined(
    used,
    more.map((id) => shown(facts.settings, id)),
  );
};

interface Names {
  readonly to?: PartyId;
  readonly record?: RecordKind;
  readonly recordId?: string;
  readonly statement?: string;
  readonly beside?: DutyId;
}
export type { Names };
/** The same for the same instance in every answer. */
export const keyOf = (
  duty: Clauses,
  { party, product, failure = '' }: Facts,
  { to = '', record, recordId, statement = '', beside }: Names,
): string => {
  // One record may be kept of two kinds of thing, and is then owed for each.
  const kept = recordId === undefined ? statement : `${record} ${recordId}`;
  return `${duty.id}|${party}|${product}|${failure}|${to}|${kept}|${beside ?? ''}`;
};

/** What every row says of itself, whatever its kind. */
export const identity = (duty: Clauses, facts: Facts, names: Names) => ({
  key: keyOf(duty, facts, names),
  duty: duty.id,
  holder: facts.party,
  role: duty.of,
  product: facts.product,
  failure: facts.failure,
  to: names.to,
  cite: duty.cite,
  what: duty.what,
});

export const rulebookStep = (duty: Duty, rulebook: Rulebook): Step => ({
  asks: `${rulebook.id} (${rulebook.says}) gives ${duty.id} content`,
  holds: forceOf(rulebook, duty.id) === 'live',
  events: [],
});

const ARTICLE: Readonly<Record<Duty['of'], string>> = {
  manufacturer: 'a manufacturer',
  'authorised representative': 'an authorised representative',
  importer: 'an importer',
  distributor: 'a distributor',
  'notice addressee': 'the addressee',
};
export const holderStep = (duty: Duty, facts: Facts): Step => ({
  asks: `it is ${ARTICLE[duty.of]} of the product`,
  holds: holds(duty.of, facts),
  events: facts.roles.ownSince.events,
});
/** A representative may also be importer or distributor; every other role excludes the rest. */
const holds = (of: Duty['of'], { party, role, roles }: Facts): boolean =>
  of === 'authorised representative' ? roles.appointments.some(({ representative }) => representative === party) : of === role;
export const holderNeeds = ({ of }: Duty): string =>
  of === 'authorised representative'
    ? 'its appointment as representative by the manufacturer'
    : `its role as ${of} of the product`;

/** Why there is no row, with what would have to be recorded for one. */
export const notArisen = (
  { status = 'N/T', rulebook }: { readonly status?: 'N/T' | 'DORMANT'; readonly rulebook: Rulebook },
  steps: readonly Step[],
  { settings = NONE, needs }: { readonly settings?: readonly SettingUsed[] } & Pick<About, 'needs'> = {},
): WorkedOut => ({ rows: [], steps, settings, needs, status, rulebook: rulebook.id });

export const isOutstanding = (status: Status): boolean => status === 'OPEN' || status === 'DEFECTIVE' || status === 'SEQUENCED';
