import type { Day, DutyId, EventId, PartyId, RecordKind, Status } from './act.ts';
import { no } from './answer.ts';
import type { Answer } from './answer.ts';
import type { Facts } from './book.ts';
import { addDays, laterOf } from './calendar.ts';
import type { ActKind, Clauses, Deed, Duty, MirrorKind, RiderKind, StandingKind, WorkedOut } from './duty.ts';
import type { Instance } from './facts.ts';
import type { Obligation, SettingUsed, Step, Why } from './obligation.ts';
import { forceOf, rulebookOn } from './rulebook.ts';
import type { Rulebook } from './rulebook.ts';
import { shown } from './settings.ts';
import { prepare, sentence, settle, stepOf } from './status.ts';
import type { Settled } from './status.ts';

/** From a duty and a book to rows, each with its reasons; or to the reasons why there are none. */

/** Rows that were worked out before: riders and mirrors stand beside them. */
export type Before = ReadonlyMap<DutyId, readonly Obligation[]>;

export const workOut = (duty: Duty, facts: Facts, before: Before): WorkedOut => {
  const { kind } = duty;
  switch (kind.is) {
    case 'act':
    case 'standing':
      return onItsOwn(duty, kind, facts);
    case 'rider':
      return rowsBeside(duty, kind, facts, before);
    case 'mirror':
      return mirrored(duty, kind, facts, before);
  }
};

const settingsOf = (facts: Facts, answers: readonly (Pick<Answer, 'settings'> | undefined)[]): readonly SettingUsed[] => {
  const ids = new Set(answers.flatMap((answer) => answer?.settings ?? []));
  return ids.size === 0 ? NONE : [...ids].map((id) => shown(facts.settings, id));
};
const NONE: readonly never[] = [];
const joined = <T>(some: readonly T[], more: readonly T[]): readonly T[] => (more.length === 0 ? some : [...some, ...more]);

const ARTICLE: Readonly<Record<Duty['of'], string>> = {
  manufacturer: 'a manufacturer',
  'authorised representative': 'an authorised representative',
  importer: 'an importer',
  distributor: 'a distributor',
  'notice addressee': 'the addressee',
};
const holderStep = (duty: Duty, facts: Facts): Step => ({
  asks: `it is ${ARTICLE[duty.of]} of the product`,
  holds: holds(duty.of, facts),
  events: facts.roles.ownSince.events,
});
/** A representative may also be importer or distributor; every other role excludes the rest. */
const holds = (of: Duty['of'], { party, role, roles }: Facts): boolean =>
  of === 'authorised representative' ? roles.appointments.some(({ representative }) => representative === party) : of === role;

const notArisen = (status: 'N/T' | 'DORMANT', steps: readonly Step[], settings: readonly SettingUsed[] = NONE): WorkedOut => ({
  rows: [],
  steps,
  settings,
  status,
});
const rulebookStep = (duty: Duty, rulebook: Rulebook): Step => ({
  asks: `${rulebook.id} (${rulebook.says}) gives ${duty.id} content`,
  holds: forceOf(rulebook, duty.id) === 'live',
  events: [],
});

const onItsOwn = (duty: Duty, kind: ActKind | StandingKind, facts: Facts): WorkedOut => {
  const answers = duty.since.map((question) => question.answer(facts));
  const holder = holderStep(duty, facts);
  const asked = [holder, ...duty.since.map((question, at) => stepOf(question, answers[at] ?? no))];
  const settings = settingsOf(facts, answers);
  const arisen = dayOf(asked, answers);
  // A prohibition, a gate or a term goes on through changes of the law; an act is judged by the law of the day it became due.
  const rulebook = rulebookOn(facts.law, (kind.is === 'act' && arisen) || facts.today);
  const force = forceOf(rulebook, duty.id);
  const steps = [rulebookStep(duty, rulebook), ...asked];
  if (force !== 'live') return notArisen(force === 'dormant' ? 'DORMANT' : 'N/T', steps);
  if (facts.dissolved.on !== undefined && holder.holds === true) return dissolved(duty, kind, facts, { steps, rulebook });
  if (asked.some(({ holds: held }) => held === false)) return notArisen('N/T', steps, settings);
  const triggers = [...new Set(answers.flatMap(({ events }) => events))];
  const arising: Arising = { duty, facts, rulebook, arisen, triggers, steps, settings };
  const rows = kind.is === 'act' ? actRows(arising, kind) : standingRows(arising, kind);
  return rows.length > 0 ? { rows, steps, settings, status: 'arisen' } : notArisen('N/T', [...steps, ...nobody(duty)], settings);
};
/** The latest day of what must hold, once all of it does. */
const dayOf = (asked: readonly Step[], answers: readonly Answer[]): Day | undefined =>
  asked.every(({ holds: held }) => held === true) ? laterOf('', ...answers.map(({ on }) => on ?? '')) : undefined;
const nobody = ({ owedTo }: Duty): readonly Step[] =>
  owedTo === undefined ? [] : [{ asks: `there is ${owedTo.asks}`, holds: false, events: [] }];

interface Arising {
  readonly duty: Duty;
  readonly facts: Facts;
  readonly rulebook: Rulebook;
  /** The latest day of what must hold; none while one of them awaits a finding. */
  readonly arisen: Day | undefined;
  readonly triggers: readonly EventId[];
  readonly steps: readonly Step[];
  readonly settings: readonly SettingUsed[];
}

const actRows = (arising: Arising, kind: ActKind): readonly Obligation[] => {
  const { duty, facts, arisen } = arising;
  const preparation = prepare(duty, facts, arisen);
  return (duty.owedTo?.to(facts) ?? [{}]).map((instance) => {
    const deed = kind.deed(facts, instance);
    const row = actRow(arising, kind, instance, settle(preparation, instance, deed));
    return deed.shows === undefined ? row : { ...row, ...deed.shows };
  });
};

const actRow = (arising: Arising, kind: ActKind, { to }: Instance, settled: Settled): Obligation => {
  const { duty, facts, rulebook } = arising;
  const { status, on, since, timing, excuse, missing, flags } = settled;
  const days = facts.targets.get(duty.id);
  return {
    key: keyOf(duty, facts, { to }),
    duty: duty.id,
    holder: facts.party,
    role: duty.of,
    product: facts.product,
    failure: facts.failure,
    to,
    record: kind.record,
    cite: duty.cite,
    what: duty.what,
    status,
    on,
    since,
    timing,
    excuse,
    missing,
    flags,
    rulebook: rulebook.id,
    target: days === undefined || since === undefined ? undefined : { days, dueOn: addDays(since, days) },
    why: why(arising, settled),
    discharge: isOutstanding(status) ? kind.discharge : undefined,
  };
};

interface Names {
  readonly to?: PartyId;
  readonly record?: RecordKind;
  readonly recordId?: string;
  readonly statement?: string;
  readonly beside?: DutyId;
}
/** The same for the same instance in every answer. */
const keyOf = (
  duty: Clauses,
  { party, product, failure = '' }: Facts,
  { to = '', recordId = '', statement = '', beside }: Names,
): string => `${duty.id}|${party}|${product}|${failure}|${to}|${recordId}${statement}|${beside ?? ''}`;

const why = ({ facts, triggers, steps, settings }: Arising, settled: Settled): Why => ({
  triggers: joined(triggers, settled.triggers),
  settledBy: settled.settledBy,
  trace: joined(steps, settled.steps),
  settings: settled.shaping.length === 0 ? settings : joinedSettings(settings, settingsOf(facts, settled.shaping)),
  says: sentence(settled),
});
const joinedSettings = (some: readonly SettingUsed[], more: readonly SettingUsed[]): readonly SettingUsed[] =>
  joined(
    some,
    more.filter(({ id }) => !some.some((used) => used.id === id)),
  );

const standingRows = (arising: Arising, kind: StandingKind): readonly Obligation[] => {
  const { duty, facts, steps, settings, triggers } = arising;
  return kind.rows(facts, arising.arisen ?? facts.today).map((found) => {
    const status = arising.arisen === undefined ? 'UNDETERMINED' : found.status;
    const shows = found.shows ?? {};
    return {
      key: keyOf(duty, facts, { to: found.instance?.to, recordId: shows.recordId, statement: shows.statement }),
      duty: duty.id,
      holder: facts.party,
      role: duty.of,
      product: facts.product,
      failure: facts.failure,
      to: found.instance?.to,
      cite: duty.cite,
      what: duty.what,
      status,
      on: found.on,
      since: found.since,
      timing: duty.timing,
      rulebook: rulebookOn(facts.law, found.since).id,
      why: {
        triggers: joined(triggers, found.events),
        settledBy: found.settledBy,
        trace: steps,
        settings: joinedSettings(settings, settingsOf(facts, [found])),
        says: sentence({ status, on: found.on, since: found.since }),
      },
      discharge: kind.discharge,
      ...shows,
    };
  });
};

/** Nobody owes what a firm that no longer exists would owe: each of its duties is undetermined, whether or not it had arisen (A57). */
const dissolved = (
  duty: Duty,
  kind: ActKind | StandingKind,
  facts: Facts,
  { steps, rulebook }: { readonly steps: readonly Step[]; readonly rulebook: Rulebook },
): WorkedOut => {
  const settings = settingsOf(facts, [facts.dissolved]);
  const { on: day = facts.today, events } = facts.dissolved;
  const trace = [...steps, { asks: `the party has not existed since ${day}`, holds: true, events }];
  const rows = namesIn(duty, kind, facts).map((names): Obligation => ({
    key: keyOf(duty, facts, names),
    duty: duty.id,
    holder: facts.party,
    role: duty.of,
    product: facts.product,
    failure: facts.failure,
    to: names.to,
    record: names.record,
    recordId: names.recordId,
    statement: names.statement,
    cite: duty.cite,
    what: duty.what,
    status: 'UNDETERMINED',
    timing: duty.timing,
    rulebook: rulebook.id,
    why: { triggers: events, settledBy: [], trace, settings, says: `Since ${day} there is nobody to owe it.` },
  }));
  return rows.length > 0 ? { rows, steps: trace, settings, status: 'arisen' } : notArisen('N/T', trace, settings);
};
/** A row per recipient or per record made only where there is one. */
const namesIn = (duty: Duty, kind: ActKind | StandingKind, facts: Facts): readonly Names[] => {
  if (kind.is === 'act') return (duty.owedTo?.to(facts) ?? [{}]).map(({ to }) => ({ to, record: kind.record }));
  const rows = kind.rows(facts, facts.today).map(({ instance, shows }) => ({
    to: instance?.to,
    record: shows?.record,
    recordId: shows?.recordId,
    statement: shows?.statement,
  }));
  return rows.length === 0 && duty.timing !== 'DATE' ? [{}] : rows;
};

/** A rider stands beside each instance of its parent and shares its status until the notice is given; beside an excused one, for good. */
const rowsBeside = (duty: Duty, kind: RiderKind, facts: Facts, before: Before): WorkedOut => {
  const rows = kind.of.flatMap((id) => before.get(id) ?? []).map((parent) => beside(duty, kind, facts, parent));
  const steps = [
    rulebookStep(duty, rulebookOn(facts.law, facts.today)),
    holderStep(duty, facts),
    { asks: 'a notification is owed that it goes with', holds: rows.length > 0, events: [] },
  ];
  return rows.length > 0 ? { rows, steps, settings: NONE, status: 'arisen' } : notArisen('N/T', steps);
};

const beside = (duty: Duty, kind: RiderKind, facts: Facts, parent: Obligation): Obligation => {
  const { holder, product, failure, to, since, excuse, rulebook } = parent;
  const { deed, ...found } = riding(kind, facts, parent);
  return {
    key: keyOf(duty, facts, { to, beside: parent.duty }),
    duty: duty.id,
    holder,
    role: duty.of,
    product,
    failure,
    to,
    cite: duty.cite,
    what: duty.what,
    ...found,
    since,
    timing: duty.timing,
    excuse,
    rulebook,
    why: {
      triggers: parent.why.triggers,
      settledBy: deed?.events ?? parent.why.settledBy,
      trace: parent.why.trace,
      settings: parent.why.settings,
      says: sentence({ ...found, since, excuse }),
    },
    discharge: isOutstanding(found.status) ? kind.discharge : undefined,
  };
};
const riding = (
  kind: RiderKind,
  facts: Facts,
  { status, on, since, to }: Obligation,
): Pick<Settled, 'status' | 'on' | 'missing'> & { readonly deed?: Deed } => {
  const own = status === 'OPEN' || status === 'DEFECTIVE' || status === 'DONE';
  const deed = own ? kind.deed(facts, { to }) : undefined;
  if (deed?.begun === undefined) return { status, on };
  if (deed.done === undefined) return { status: 'DEFECTIVE', missing: deed.missing, deed };
  return { status: 'DONE', on: laterOf(deed.done, since ?? ''), deed };
};
const isOutstanding = (status: Status): boolean => status === 'OPEN' || status === 'DEFECTIVE' || status === 'SEQUENCED';

/** What a representative is to do for the manufacturer: the manufacturer's own rows, with the representative as their holder (s.51). */
const mirrored = (duty: Duty, kind: MirrorKind, facts: Facts, before: Before): WorkedOut => {
  const appointments = facts.role === 'manufacturer' ? appointmentsFor(kind.delegated, facts) : [];
  const rows = appointments.flatMap((appointment) =>
    kind.of
      .flatMap((id) => before.get(id) ?? [])
      .map((mirror): Obligation => ({
        ...mirror,
        key: `${duty.id}|${appointment.representative}|${mirror.key}`,
        duty: duty.id,
        holder: appointment.representative,
        role: duty.of,
        cite: duty.cite,
        what: `For the manufacturer: ${mirror.what}`,
        holderFor: facts.party,
        mirrors: mirror.duty,
        target: undefined,
        why: { ...mirror.why, triggers: [appointment.id, ...mirror.why.triggers] },
      })),
  );
  const steps = [
    rulebookStep(duty, rulebookOn(facts.law, facts.today)),
    {
      asks: `the manufacturer has a representative for ${kind.delegated}`,
      holds: appointments.length > 0,
      events: appointments.map(({ id }) => id),
    },
    { asks: 'the manufacturer owes what was delegated', holds: rows.length > 0, events: [] },
  ];
  return rows.length > 0 ? { rows, steps, settings: NONE, status: 'arisen' } : notArisen('N/T', steps);
};
/** An appointment is taken to meet s.51(1) unless a finding says no. */
const appointmentsFor = (delegated: MirrorKind['delegated'], { party, today, roles, findings }: Facts) =>
  (findings.get('s.51') ?? []).at(-1)?.answer === 'no'
    ? []
    : roles.appointments.filter(
        (appointment) =>
          appointment.manufacturer === party &&
          appointment.delegated.includes(delegated) &&
          (appointment.untilOn === undefined || appointment.untilOn >= today),
      );
