import type { Cite, Day, DutyId, EventId, Holder, PartyId, RecordKind, Status, Timing } from './act.ts';
import type { Answer } from './answer.ts';
import type { Facts } from './book.ts';
import { addDays, laterOf } from './calendar.ts';
import type { Condition, Instance, Owed, Question, Sequence } from './facts.ts';
import type { Obligation, SettingUsed, Step, Why } from './obligation.ts';
import { forceOf, rulebookOn } from './rulebook.ts';
import type { Rulebook } from './rulebook.ts';
import { shown } from './settings.ts';
import type { SettingId } from './settings.ts';
import type { Item } from './told.ts';

/**
 * What a duty is: which it is, whose, where in the Act, how soon, since when, after what, owed to whom, saying what, unless what. And
 * the one place where the status of an obligation is worked out from it.
 */

export interface Excuse extends Condition {
  readonly cite: Cite;
}
export interface Clauses {
  readonly id: DutyId;
  readonly of: Holder;
  readonly cite: Cite;
  /** What must be done, in plain words. */
  readonly what: string;
  readonly timing: Timing;
  /** All must hold; the clock starts on the latest of their days. */
  readonly since: readonly Question[];
  readonly after?: Sequence;
  readonly owedTo?: Owed;
  readonly saying?: readonly Item[];
  readonly unless?: readonly Excuse[];
  /** What ends it without its being done. */
  readonly until?: readonly Condition[];
  /** What leaves it open to a person's judgment. */
  readonly unclear?: readonly Condition[];
}

/** What a party did about one instance of a duty, measured by the duty's kind. */
export interface Deed {
  readonly done?: Day;
  /** Something was given, though not all of it. */
  readonly begun?: Day;
  readonly missing?: readonly string[];
  readonly events: readonly EventId[];
  readonly shows?: Partial<Obligation>;
}

/** A row that a kind makes by itself: a prohibition, a term. */
export interface Standing {
  readonly instance?: Instance;
  readonly status: Status;
  readonly on?: Day;
  readonly since: Day;
  readonly events: readonly EventId[];
  readonly settledBy: readonly EventId[];
  readonly steps?: readonly Step[];
  readonly settings?: readonly SettingId[];
  readonly shows?: Partial<Obligation>;
}

/** What counts as done lives with the kind, once. */
export type Kind =
  | {
      readonly is: 'act';
      readonly discharge: string;
      readonly record?: RecordKind;
      readonly deed: (facts: Facts, instance: Instance) => Deed;
    }
  | { readonly is: 'standing'; readonly discharge: string; readonly rows: (facts: Facts, arisen: Day) => readonly Standing[] }
  | {
      readonly is: 'rider';
      readonly discharge: string;
      readonly of: readonly DutyId[];
      readonly deed: (facts: Facts, instance: Instance) => Deed;
    }
  | { readonly is: 'mirror'; readonly of: readonly DutyId[]; readonly delegated: 'R8' | 'S11-2' | 'S11-3' | 'S12-1' };
export interface Duty extends Clauses {
  readonly kind: Kind;
}

/** What a duty comes to in one book: its rows, or the reasoning by which there is none. */
export interface WorkedOut {
  readonly rows: readonly Obligation[];
  readonly steps: readonly Step[];
  readonly settings: readonly SettingUsed[];
  readonly status: 'N/T' | 'DORMANT' | 'arisen';
}

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

const step = ({ asks, cite }: Pick<Question, 'asks' | 'cite'>, { holds, events, cite: found }: Answer): Step => ({
  asks,
  holds,
  cite: found ?? cite,
  events,
});
const settingsOf = (facts: Facts, answers: readonly (Pick<Answer, 'settings'> | undefined)[]): readonly SettingUsed[] =>
  [...new Set(answers.flatMap((answer) => answer?.settings ?? []))].map((id) => shown(facts.settings, id));

const holderStep = (duty: Duty, facts: Facts): Step => ({
  asks: `it is ${duty.of === 'importer' || duty.of === 'authorised representative' ? 'an' : duty.of === 'notice addressee' ? 'the' : 'a'} ${duty.of} of the product`,
  holds: holds(duty.of, facts),
  events: facts.roles.ownSince.events,
});
/** A representative may also be importer or distributor; every other role excludes the rest. */
const holds = (of: Holder, { party, role, roles }: Facts): boolean =>
  of === 'authorised representative' ? roles.appointments.some(({ representative }) => representative === party) : of === role;

const notArisen = (status: 'N/T' | 'DORMANT', steps: readonly Step[], settings: readonly SettingUsed[] = []): WorkedOut => ({
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

const onItsOwn = (duty: Duty, kind: Extract<Kind, { is: 'act' | 'standing' }>, facts: Facts): WorkedOut => {
  const answers = duty.since.map((question) => question.answer(facts));
  const asked = [
    holderStep(duty, facts),
    ...duty.since.map((question, at) => step(question, answers[at] ?? { holds: false, events: [] })),
  ];
  const settings = settingsOf(facts, answers);
  const arises = asked.every(({ holds: held }) => held !== false);
  const arisen = laterOf('', ...answers.map(({ on }) => on ?? ''));
  // A prohibition, a gate or a term goes on through changes of the law; an act is judged by the law of the day it became due.
  const rulebook = rulebookOn(facts.law, arises && arisen !== '' && kind.is === 'act' ? arisen : facts.today);
  const steps = [rulebookStep(duty, rulebook), ...asked];
  if (forceOf(rulebook, duty.id) !== 'live')
    return notArisen(forceOf(rulebook, duty.id) === 'dormant' ? 'DORMANT' : 'N/T', steps);
  if (facts.dissolved.on !== undefined && asked[0]?.holds === true) return dissolved(duty, kind, facts, { steps, rulebook });
  if (!arises) return notArisen('N/T', steps, settings);
  const arising: Arising = {
    duty,
    facts,
    rulebook,
    arisen: asked.every(({ holds: held }) => held === true) ? arisen : undefined,
    triggers: answers.flatMap(({ events }) => events),
    steps,
    settings,
  };
  const rows = kind.is === 'act' ? actRows(arising, kind) : standingRows(arising, kind);
  return rows.length > 0 ? { rows, steps, settings, status: 'arisen' } : notArisen('N/T', [...steps, ...nobody(duty)], settings);
};
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

const actRows = (arising: Arising, kind: Extract<Kind, { is: 'act' }>): readonly Obligation[] => {
  const { duty, facts } = arising;
  const sequence = duty.after?.after(facts);
  const instances = duty.owedTo?.to(facts) ?? [{}];
  return instances.map((instance) =>
    row(arising, kind, instance, settle(arising, instance, kind.deed(facts, instance), sequence)),
  );
};

/** One instance, settled: its status, the day of it, and all that shaped it. */
interface Settled {
  readonly status: Status;
  readonly on?: Day;
  readonly since?: Day;
  readonly timing: Timing;
  readonly excuse?: Cite;
  readonly missing?: readonly string[];
  readonly flags?: readonly string[];
  readonly steps: readonly Step[];
  readonly triggers: readonly EventId[];
  readonly settledBy: readonly EventId[];
  readonly settings: readonly Answer[];
  readonly shows?: Partial<Obligation>;
}
interface Settlement {
  readonly status: Status;
  readonly on: Day;
  readonly answer: Answer;
  readonly excuse?: Cite;
}

/**
 * The first of excuse, discharge and end counts, in that order on one day. What was done before the duty arose makes it done on
 * the day it arose. Before its sequence an instance waits; it may be excused all the same.
 */
const settle = (
  arising: Arising,
  instance: Instance,
  deed: Deed,
  sequence: ReturnType<Sequence['after']> | undefined,
): Settled => {
  const { duty, facts } = arising;
  const owing = instance.answer;
  const arisen =
    arising.arisen === undefined || owing?.holds === 'undetermined' ? undefined : laterOf(arising.arisen, owing?.on ?? '');
  const performable = arisen !== undefined && sequence !== undefined ? sequence.on && laterOf(arisen, sequence.on) : arisen;
  const excuses = (duty.unless ?? []).map((excuse) => ({ excuse, answer: excuse.when(facts, instance) }));
  const ends = (duty.until ?? []).map((end) => ({ end, answer: end.when(facts, instance) }));
  const doubts = (duty.unclear ?? []).map((doubt) => ({ doubt, answer: doubt.when(facts, instance) }));
  const settlements: readonly Settlement[] =
    arisen === undefined
      ? []
      : [
          ...excuses.flatMap(({ excuse: { cite }, answer }) => settlement('EXCUSED', arisen, answer, cite)),
          ...(performable === undefined || deed.done === undefined
            ? []
            : settlement('DONE', performable, { holds: true, on: deed.done, events: deed.events })),
          ...ends.flatMap(({ answer }) => settlement('CEASED', arisen, answer)),
        ];
  const first = settlements.reduce<Settlement | undefined>(
    (best, next) => (best === undefined || next.on < best.on ? next : best),
    undefined,
  );
  const unclear = doubts.find(({ answer }) => answer.holds === true);
  const open = first ?? standing(arisen, performable, deed, unclear?.answer);
  return {
    ...open,
    since: performable,
    timing: duty.timing === 'ASAP+C' && sequence?.excused === true ? 'ASAP' : duty.timing,
    missing: left(open.status, deed),
    flags: first?.status === 'CEASED' && first.answer.settings?.includes('A33') === true ? ['PRESERVED_FOR_REVIEW'] : undefined,
    steps: [
      ...(duty.owedTo === undefined || owing === undefined ? [] : [step(duty.owedTo, owing)]),
      ...(duty.after === undefined || sequence === undefined ? [] : [step(duty.after, sequence)]),
      ...excuses.map(({ excuse, answer }) => step(excuse, answer)),
      ...ends.map(({ end, answer }) => step(end, answer)),
      ...doubts.map(({ doubt, answer }) => step(doubt, answer)),
    ],
    triggers: [...(owing?.events ?? []), ...(sequence?.events ?? [])],
    settledBy: first?.answer.events ?? deed.events,
    settings: [...(first === undefined ? [] : [first.answer]), ...(unclear === undefined ? [] : [unclear.answer])],
    shows: deed.shows,
  };
};
const settlement = (status: Status, from: Day, answer: Answer, excuse?: Cite): readonly Settlement[] =>
  answer.holds === true ? [{ status, on: laterOf(from, answer.on ?? from), answer, excuse }] : [];

const standing = (
  arisen: Day | undefined,
  performable: Day | undefined,
  deed: Deed,
  unclear: Answer | undefined,
): { status: Status } => {
  if (arisen === undefined || unclear !== undefined) return { status: 'UNDETERMINED' };
  if (performable === undefined) return { status: 'SEQUENCED' };
  return { status: deed.begun === undefined || deed.missing?.length === 0 ? 'OPEN' : 'DEFECTIVE' };
};
/** An excused or ended instance asks for nothing more. */
const left = (status: Status, { missing }: Deed): readonly string[] | undefined =>
  status === 'EXCUSED' || status === 'CEASED' || missing?.length === 0 ? undefined : missing;

const row = (arising: Arising, kind: Extract<Kind, { is: 'act' }>, { to }: Instance, settled: Settled): Obligation => {
  const { duty, facts, rulebook } = arising;
  const { status, on, since, timing, excuse, missing, flags, shows } = settled;
  const outstanding = status === 'OPEN' || status === 'DEFECTIVE' || status === 'SEQUENCED';
  const days = facts.targets.get(duty.id);
  return {
    ...identity(duty, facts, { to, record: kind.record }),
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
    discharge: outstanding ? kind.discharge : undefined,
    ...shows,
  };
};

interface Names {
  readonly to?: PartyId;
  readonly record?: RecordKind;
  readonly recordId?: string;
  readonly beside?: DutyId;
}
/** The key is the same for the same instance in every answer. */
export const identity = (duty: Clauses, facts: Facts, { to, record, recordId, beside }: Names) => ({
  key: [duty.id, facts.party, facts.product, facts.failure ?? '', to ?? '', recordId ?? '', beside ?? ''].join('|'),
  duty: duty.id,
  holder: facts.party,
  role: duty.of,
  product: facts.product,
  failure: facts.failure,
  to,
  record,
  recordId,
});

const why = ({ facts, triggers, steps, settings }: Arising, settled: Settled): Why => ({
  triggers: settled.triggers.length === 0 ? triggers : [...triggers, ...settled.triggers],
  settledBy: settled.settledBy,
  trace: settled.steps.length === 0 ? steps : [...steps, ...settled.steps],
  settings: settled.settings.length === 0 ? settings : [...settings, ...settingsOf(facts, settled.settings)],
  says: sentence(settled),
});

const sentence = ({
  status,
  on,
  since,
  excuse,
  missing,
}: Pick<Settled, 'status' | 'on' | 'since' | 'excuse' | 'missing'>): string => {
  switch (status) {
    case 'EXCUSED':
      return `Excused from ${on} by ${excuse?.provision ?? 'the Act'}.`;
    case 'DONE':
      return missing === undefined ? `Done on ${on}.` : `Done on ${on}; since then there is more to add: ${missing.join(', ')}.`;
    case 'CEASED':
      return `Ended on ${on} without having been done.`;
    case 'DEFECTIVE':
      return `Begun, but still without: ${missing?.join(', ')}.`;
    case 'SEQUENCED':
      return 'Waits until the manufacturer has been contacted, or an attempt made.';
    case 'UNDETERMINED':
      return 'Needs a finding by a person: the trace shows on what.';
    case 'OPEN':
      return missing === undefined
        ? `Outstanding since ${since}.`
        : `Outstanding since ${since}, still without: ${missing.join(', ')}.`;
    case 'ACTIVE':
      return `In force since ${on}, and nothing done against it since.`;
    case 'CROSSED':
      return `In force, and first crossed on ${on}.`;
    case 'RETAIN':
      return `To be kept since ${since}.`;
    case 'N/T':
    case 'DORMANT':
    case 'DISAPPLIED':
    case 'SUSPENDED':
      return `${status}.`;
  }
};

const standingRows = (arising: Arising, kind: Extract<Kind, { is: 'standing' }>): readonly Obligation[] => {
  const { duty, facts, steps, settings, triggers } = arising;
  return kind.rows(facts, arising.arisen ?? facts.today).map((found) => {
    const status = arising.arisen === undefined ? 'UNDETERMINED' : found.status;
    const shows = found.shows ?? {};
    return {
      ...identity(duty, facts, { to: found.instance?.to, record: shows.record, recordId: shows.recordId }),
      cite: duty.cite,
      what: duty.what,
      status,
      on: found.on,
      since: found.since,
      timing: duty.timing,
      rulebook: rulebookOn(facts.law, found.since).id,
      why: {
        triggers: [...triggers, ...found.events],
        settledBy: found.settledBy,
        trace: [...steps, ...(found.steps ?? [])],
        settings: [...settings, ...settingsOf(facts, [found])],
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
  kind: Extract<Kind, { is: 'act' | 'standing' }>,
  facts: Facts,
  { steps, rulebook }: { readonly steps: readonly Step[]; readonly rulebook: Rulebook },
): WorkedOut => {
  const settings = settingsOf(facts, [facts.dissolved]);
  const { on: day = facts.today, events } = facts.dissolved;
  const trace = [...steps, { asks: `the party has not existed since ${day}`, holds: true, events }];
  const instances: readonly (Instance & Partial<Obligation>)[] =
    kind.is === 'act'
      ? (duty.owedTo?.to(facts) ?? [{}])
      : kind.rows(facts, day).map(({ instance, shows }) => ({ ...instance, ...shows }));
  const names = kind.is === 'standing' && instances.length === 0 && duty.timing === 'GATE' ? [{}] : instances;
  const rows = names.map((instance: Instance & Partial<Obligation>) => ({
    ...identity(duty, facts, { to: instance.to, record: instance.record ?? recordOf(kind), recordId: instance.recordId }),
    cite: duty.cite,
    what: duty.what,
    status: 'UNDETERMINED' as const,
    timing: duty.timing,
    rulebook: rulebook.id,
    why: { triggers: events, settledBy: [], trace, settings, says: `Since ${day} there is nobody to owe it.` },
  }));
  return rows.length > 0 ? { rows, steps: trace, settings, status: 'arisen' } : notArisen('N/T', trace, settings);
};
const recordOf = (kind: Kind): RecordKind | undefined => (kind.is === 'act' ? kind.record : undefined);

/** A rider stands beside each instance of its parent and shares its status until the notice is given; beside an excused one, for good. */
const rowsBeside = (duty: Duty, kind: Extract<Kind, { is: 'rider' }>, facts: Facts, before: Before): WorkedOut => {
  const parents = kind.of.flatMap((id) => before.get(id) ?? []);
  const rows = parents.map((parent) => beside(duty, kind, facts, parent));
  const rulebook = rulebookOn(facts.law, facts.today);
  const steps = [
    rulebookStep(duty, rulebook),
    holderStep(duty, facts),
    { asks: 'a notification is owed that it goes with', holds: rows.length > 0, events: [] },
  ];
  return rows.length > 0 ? { rows, steps, settings: [], status: 'arisen' } : notArisen('N/T', steps);
};

const beside = (duty: Duty, kind: Extract<Kind, { is: 'rider' }>, facts: Facts, parent: Obligation): Obligation => {
  const deed = kind.deed(facts, { to: parent.to });
  const own = parent.status === 'OPEN' || parent.status === 'DEFECTIVE' || parent.status === 'DONE';
  const given = own && deed.begun !== undefined;
  const status = !given ? parent.status : deed.done === undefined ? 'DEFECTIVE' : 'DONE';
  const on = !given ? parent.on : deed.done && laterOf(deed.done, parent.since ?? '');
  const missing = given && status === 'DEFECTIVE' ? deed.missing : undefined;
  return {
    ...parent,
    ...identity(duty, facts, { to: parent.to, beside: parent.duty }),
    cite: duty.cite,
    what: duty.what,
    status,
    on,
    timing: duty.timing,
    excuse: parent.excuse,
    missing,
    flags: undefined,
    target: undefined,
    why: {
      ...parent.why,
      settledBy: given ? deed.events : parent.why.settledBy,
      says: sentence({ status, on, since: parent.since, excuse: parent.excuse, missing }),
    },
    discharge: status === 'OPEN' || status === 'DEFECTIVE' || status === 'SEQUENCED' ? kind.discharge : undefined,
  };
};

/** What a representative is to do for the manufacturer: the manufacturer's own rows, with the representative as their holder (s.51). */
const mirrored = (duty: Duty, kind: Extract<Kind, { is: 'mirror' }>, facts: Facts, before: Before): WorkedOut => {
  const rulebook = rulebookOn(facts.law, facts.today);
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
        what: `For ${facts.party}: ${mirror.what}`,
        holderFor: facts.party,
        mirrors: mirror.duty,
        target: undefined,
        why: { ...mirror.why, triggers: [appointment.id, ...mirror.why.triggers] },
      })),
  );
  const steps = [
    rulebookStep(duty, rulebook),
    {
      asks: `the manufacturer has a representative for ${kind.delegated}`,
      holds: appointments.length > 0,
      events: appointments.map(({ id }) => id),
    },
    { asks: 'the manufacturer owes what was delegated', holds: rows.length > 0, events: [] },
  ];
  return rows.length > 0 ? { rows, steps, settings: [], status: 'arisen' } : notArisen('N/T', steps);
};
/** An appointment is taken to meet s.51(1) unless a finding says no. */
const appointmentsFor = (delegated: 'R8' | 'S11-2' | 'S11-3' | 'S12-1', { party, today, roles, findings }: Facts) =>
  (findings.get('s.51') ?? []).at(-1)?.answer === 'no'
    ? []
    : roles.appointments.filter(
        (appointment) =>
          appointment.manufacturer === party &&
          appointment.delegated.includes(delegated) &&
          (appointment.untilOn === undefined || appointment.untilOn >= today),
      );
