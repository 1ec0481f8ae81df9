import type { Day, EventId, PartyId, Role } from './act.ts';
import { firstOf, no, shapedBy, yesSince } from './answer.ts';
import type { Answer } from './answer.ts';
import { laterOf } from './calendar.ts';
import type { Deeming } from './deeming.ts';
import { excluding, including, isIn, isSame, wordOf } from './failing.ts';
import type { Failing } from './failing.ts';
import type { FailureEvent } from './failure-record.ts';
import type { Known } from './known.ts';
import type { Batches } from './product-record.ts';
import { valueOf } from './settings.ts';
import type { SettingId, Settings } from './settings.ts';

/**
 * What one party was told, knew and believed of a failure (law page §1.8). INFORMED, AWARE, KNOWS/BELIEVES and CAUSED-BY-NOTICE are
 * four different questions and are never merged.
 */

export type Received = Known<Extract<FailureEvent, { type: 'ContactReceived' | 'NotificationReceived' }>>;
export type Determined = Known<Extract<FailureEvent, { type: 'FailureDetermined' }>>;

/** A stretch of belief that something fails: from an event, up to the event that ended the last of it. */
export interface Belief {
  readonly on: Day;
  readonly from: number;
  readonly until?: number;
  readonly ended?: Day;
  readonly events: readonly EventId[];
  readonly endedBy?: EventId;
  /** What it was believed of, from each place in the order of events on; while the belief lasts there is always something. */
  readonly course: readonly { readonly at: number; readonly held: readonly Failing[] }[];
}
/** What was believed to fail at a place in the order of events: at the last of them, where none is named. */
export const believedAt = ({ course }: Belief, place = Number.POSITIVE_INFINITY): readonly Failing[] =>
  course.findLast(({ at }) => at <= place)?.held ?? [];

/** The relevant person whose contact or notification made the party actually aware (A10). */
export interface Notifier {
  readonly party: PartyId;
  readonly role: Role;
  readonly on: Day;
  readonly event: EventId;
  /** The readings by which what it did counts as being notified by it. */
  readonly settings: readonly SettingId[];
}

export interface Knowledge {
  readonly informed: Answer;
  readonly aware: Answer;
  readonly notifier?: Notifier;
  readonly beliefs: readonly Belief[];
  /** The same of awareness, what it ought to have known of included: stretches that end as belief does. */
  readonly awareness: readonly Belief[];
  /** The failure stands on record: its determination, or what was asserted in its place. */
  readonly onRecord: Answer;
  /** What it is aware of that its own later findings have left standing. */
  readonly failing: readonly Failing[];
  /** The party's own later finding that there is no failure, in some batches or in any. */
  readonly negatived: (batches?: Batches) => Answer;
}

export interface Knower {
  readonly party: PartyId;
  readonly role: Role;
  readonly today: Day;
  /** The last day that is over, or the day asked about itself where its end is meant: what only has a day counts up to it. */
  readonly over: Day;
  readonly settings: Settings;
  readonly deeming: Deeming;
  readonly roleOf: (party: PartyId) => Role | undefined;
  /** Requirements of importers and distributors, where a rulebook has any: failing one is no failure by a manufacturer. */
  readonly notOfManufacturers: ReadonlySet<string>;
  /** Its own corrective actions by which the remedy was complete. */
  readonly remedies: ReadonlySet<EventId>;
  /** Place of each event in the order in which things happened. */
  readonly place: ReadonlyMap<EventId, number>;
}

export const knowledge = (events: readonly Known<FailureEvent>[], knower: Knower): Knowledge => {
  const claims = claimsIn(events, knower);
  const actual = earliest(claims.filter(({ kind }) => kind === 'actual'));
  const aware = earliest(claims);
  return {
    informed: informedOf(events, knower),
    aware: aware === undefined ? no : shapedBy(yesSince(aware.on, aware.event.id), ...readingsOf(aware)),
    notifier: actual && notifierOf(actual.event, events, knower),
    beliefs: beliefsIn(
      events,
      claims.filter(({ kind }) => kind === 'actual'),
      knower,
    ),
    awareness: beliefsIn(events, claims, knower),
    onRecord: onRecord(claims),
    ...negation(events, claims),
  };
};

const isReceived = (event: Known<FailureEvent>): event is Received =>
  event.type === 'ContactReceived' || event.type === 'NotificationReceived';
export const receivedIn = (events: readonly Known<FailureEvent>[]): readonly Received[] => events.filter(isReceived);

/** Told by anyone that there is or may be a failure. What a party finds itself does not inform it. */
const informedOf = (events: readonly Known<FailureEvent>[], { settings, over }: Knower): Answer =>
  firstOf(
    ...events.flatMap((event) => {
      if (isReceived(event)) return yesSince(event.on, event.id);
      if (event.type !== 'ComplianceFailureReported') return [];
      const delivered = event.toPublishedAddress === true && valueOf(settings, 'A45') === 'delivery';
      const on = delivered ? event.on : event.readOn;
      if (on === undefined || on > over) return [];
      return shapedBy(yesSince(on, event.id), 'A45', ...(event.from.kind === 'authority' ? (['A46'] as const) : []));
    }),
  );

/** One word that there is a failure, from the day on which it makes the party aware. */
interface Claim {
  readonly event: Known<FailureEvent>;
  readonly kind: 'actual' | 'constructive';
  readonly told: boolean;
  readonly on: Day;
}

const claimsIn = (events: readonly Known<FailureEvent>[], knower: Knower): readonly Claim[] => {
  const doubted = doubtedIn(events);
  const determined = events.filter((event): event is Determined => event.type === 'FailureDetermined');
  const heeded = heedsClaims(knower);
  const isOther = (event: Known<FailureEvent>): boolean =>
    'requirement' in event && event.requirement !== undefined && knower.notOfManufacturers.has(event.requirement);
  return events.flatMap((event) => {
    const kind = isOther(event) ? undefined : kindOf(event, doubted, heeded);
    const on = kind && existsFrom(event, determined, knower);
    return kind === undefined || on === undefined ? [] : [{ event, kind, told: isReceived(event), on }];
  });
};
const readingsOf = ({ told, event }: Claim): readonly SettingId[] =>
  !told ? ['A2'] : reportsCure(event) ? ['A48', 'A18'] : ['A48'];
const earliest = (claims: readonly Claim[]): Claim | undefined =>
  claims.reduce<Claim | undefined>((first, next) => (first === undefined || next.on < first.on ? next : first), undefined);

/** Being told under Chapter 2 makes a dealer aware, a manufacturer not until it accepts (A48). */
const heedsClaims = ({ role, settings }: Knower): ((event: Received) => boolean) => {
  const heeds = (role === 'importer' || role === 'distributor') && valueOf(settings, 'A48') === 'on-receipt';
  const afterCure = valueOf(settings, 'A18') === 'caught';
  return (event) => heeds && (afterCure || !reportsCure(event));
};

const kindOf = (
  event: Known<FailureEvent>,
  doubted: ReadonlySet<EventId>,
  heeded: (event: Received) => boolean,
): Claim['kind'] | undefined => {
  if (isReceived(event)) return event.claims === 'is' && heeded(event) && !doubted.has(event.id) ? 'actual' : undefined;
  if (event.type === 'AwarenessAsserted') return event.kind;
  return event.type === 'FailureDetermined' || event.type === 'BeliefAsserted' ? 'actual' : undefined;
};

/** Reasoned doubt recorded on the same day stops awareness, belief and causation. */
const doubtedIn = (events: readonly Known<FailureEvent>[]): ReadonlySet<EventId> => {
  const doubts = events.flatMap((event) => (event.type === 'DoubtRecorded' ? [event] : []));
  if (doubts.length === 0) return new Set();
  const received = new Map(events.filter(isReceived).map(({ id, on }) => [id, on]));
  return new Set(doubts.filter(({ of, on }) => received.get(of) === on).map(({ of }) => of));
};

/**
 * Awareness and belief begin no earlier than the failure itself: on a day since which it is found, and on which no route of §5 holds.
 * What is said of a requirement that nobody has found anything of stands for itself.
 */
const existsFrom = (
  event: Known<FailureEvent>,
  determined: readonly Determined[],
  { deeming, today }: Knower,
): Day | undefined => {
  const stated = wordOf(event).requirement;
  const failures = event.type === 'FailureDetermined' ? [event] : determined.filter((each) => isSame(each.requirement, stated));
  if (failures.length === 0) return deeming.firstDayWithout(stated, event.on, today);
  const days = failures.flatMap(
    ({ requirement, sinceOn }) => deeming.firstDayWithout(requirement, laterOf(event.on, sinceOn ?? event.on), today) ?? [],
  );
  return days.length === 0 ? undefined : days.reduce((first, day) => (day < first ? day : first));
};

/** What an event says caused it, followed to the contact or notification at its root. */
const causeOf = (event: Known<FailureEvent>, events: readonly Known<FailureEvent>[]): Known<FailureEvent> => {
  const cause = 'causedBy' in event && event.causedBy !== undefined ? events.find(({ id }) => id === event.causedBy) : undefined;
  return cause === undefined || cause === event ? event : causeOf(cause, events.slice(0, events.indexOf(event)));
};

const isRelevantPerson = (role: Role | undefined): role is Role =>
  role === 'manufacturer' || role === 'importer' || role === 'distributor';
const notifierOf = (event: Known<FailureEvent>, events: readonly Known<FailureEvent>[], knower: Knower): Notifier | undefined => {
  const root = causeOf(event, events);
  if (!isReceived(root) || !isChapter2Notice(root, knower)) return undefined;
  const role = root.fromRole ?? knower.roleOf(root.from);
  if (!isRelevantPerson(role)) return undefined;
  const settings = [
    ...(root.type === 'ContactReceived' && knower.role !== 'manufacturer' ? (['A14'] as const) : []),
    ...(root.through === undefined ? [] : (['A11'] as const)),
  ];
  return { party: root.from, role, on: root.on, event: root.id, settings };
};
/**
 * A contact is also being notified (A14) for ss.19(10) and 25(11); s.11(8) asks for no more than a contact. What a representative did
 * under delegated s.11(3) is the manufacturer's act (A11).
 */
const isChapter2Notice = (received: Received, { role, settings }: Knower): boolean =>
  (received.type === 'NotificationReceived' || role === 'manufacturer' || valueOf(settings, 'A14') === 'contact-counts') &&
  (received.through === undefined || valueOf(settings, 'A11') === 'manufacturers-act');

/**
 * Belief: from every claim but one that reports the cure or comes after such a word, to the day on which it is ended. What ends belief
 * in one requirement, or in some batches, leaves the rest of it.
 */
const beliefsIn = (
  events: readonly Known<FailureEvent>[],
  claims: readonly Claim[],
  { place, remedies }: Knower,
): readonly Belief[] => {
  const starting = new Map(claims.map((claim) => [claim.event.id, claim]));
  const cured: (string | undefined)[] = [];
  let beliefs: readonly Belief[] = [];
  for (const event of events) {
    const at = place.get(event.id) ?? 0;
    const { requirement } = wordOf(event);
    const claim = starting.get(event.id);
    if (reportsCure(event)) cured.push(requirement);
    if (remedies.has(event.id)) beliefs = withoutBelief(beliefs, event, at, []);
    else if (endsBelief(event)) beliefs = withoutBelief(beliefs, event, at, excluding(heldBy(beliefs.at(-1)), wordOf(event)));
    else if (claim !== undefined && !(claim.told && cured.some((each) => isSame(each, requirement))))
      beliefs = withBelief(beliefs, claim, at);
  }
  return beliefs;
};
const isHeld = (belief: Belief | undefined): belief is Belief => belief !== undefined && belief.until === undefined;
const heldBy = (belief: Belief | undefined): readonly Failing[] => (isHeld(belief) ? believedAt(belief) : []);
const withBelief = (beliefs: readonly Belief[], { event, on }: Claim, at: number): readonly Belief[] => {
  const last = beliefs.at(-1);
  const held = including(heldBy(last), wordOf(event));
  if (isHeld(last) && held === believedAt(last)) return beliefs;
  return isHeld(last)
    ? [...beliefs.slice(0, -1), { ...last, course: [...last.course, { at, held }] }]
    : [...beliefs, { on, from: at, events: [event.id], course: [{ at, held }] }];
};
const withoutBelief = (
  beliefs: readonly Belief[],
  by: Known<FailureEvent>,
  at: number,
  held: readonly Failing[],
): readonly Belief[] => {
  const last = beliefs.at(-1);
  if (!isHeld(last)) return beliefs;
  return [
    ...beliefs.slice(0, -1),
    held.length > 0 ? { ...last, course: [...last.course, { at, held }] } : { ...last, until: at, ended: by.on, endedBy: by.id },
  ];
};
export const reportsCure = (event: Known<FailureEvent>): boolean =>
  event.type === 'NotificationReceived' && event.remedy === 'successful';
const endsBelief = (event: Known<FailureEvent>): boolean =>
  reportsCure(event) || event.type === 'BeliefEnded' || event.type === 'FailureNegatived';

/** s.12(1)(b): the day of the finding that puts the failure on record, or the day from which the failure exists. */
const onRecord = (claims: readonly Claim[]): Answer => {
  const determined = claims.filter(({ event }) => event.type === 'FailureDetermined');
  const found = earliest(determined.length > 0 ? determined : claims.filter(({ told, kind }) => !told && kind === 'actual'));
  return found === undefined ? no : yesSince(found.on, found.event.id);
};

/** Its own findings say that there is none of what it was aware of, in those batches, and nobody said otherwise since. */
const negation = (events: readonly Known<FailureEvent>[], claims: readonly Claim[]): Pick<Knowledge, 'failing' | 'negatived'> => {
  const claimed = new Set(claims.map(({ event }) => event));
  const words = events.filter((event) => event.type === 'FailureNegatived' || claimed.has(event));
  let held: readonly Failing[] = [];
  const course = words.map((event) => {
    held = event.type === 'FailureNegatived' ? excluding(held, wordOf(event)) : including(held, wordOf(event));
    return { event, held };
  });
  const isAnyNegatived = words.some(({ type }) => type === 'FailureNegatived');
  return {
    failing: held,
    negatived: (batches) => {
      if (!isAnyNegatived) return no;
      const standing = course.findLastIndex((step) => step.held.some((each) => isIn(each, batches)));
      const over = course[standing + 1]?.event;
      return standing < 0 || over === undefined ? no : yesSince(over.on, over.id);
    },
  };
};
