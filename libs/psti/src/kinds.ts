import type { Day, DutyId, EventId, RecordKind } from './act.ts';
import type { Answer } from './answer.ts';
import type { Facts } from './book.ts';
import { earlierOf, lastOfYearsBeginningWith, laterOf } from './calendar.ts';
import type { Clauses, Deed, Duty, Standing } from './duty.ts';
import type { Instance } from './facts.ts';
import type { Belief } from './knowledge.ts';
import { stateOf } from './records.ts';
import type { Demand, Kept, RecordItem } from './records.ts';
import { valueOf } from './settings.ts';
import { contentOf } from './told.ts';
import type { Item } from './told.ts';

/** The kinds of duty. What counts as done is said here, once for each kind, and nowhere else. */

type Given = Clauses & { readonly saying: readonly Item[] };

const WORDS: Readonly<Record<Item, string>> = {
  details: 'the details of the failure',
  risks: 'the risks it is known to pose',
  steps: 'the steps taken to remedy it and whether they worked, so far as known',
  'manufacturer-aware': 'whether the manufacturer is aware of it',
  'opss-notified': 'whether OPSS has been notified of it',
};

/** Done by the notifications to the recipient that together say all of it. */
export const toNotify = (clauses: Given): Duty => ({
  ...clauses,
  kind: {
    is: 'act',
    discharge: `A notification to it with ${clauses.saying.map((item) => WORDS[item]).join('; ') || 'no prescribed content'}.`,
    deed: notified(clauses.saying),
  },
});
const notified =
  (items: readonly Item[]) =>
  ({ told, truth, place }: Facts, { to = '' }: Instance): Deed => {
    const { begun, complete, missing, events } = contentOf(told.notified.get(to) ?? [], items, truth, place);
    return { begun, done: complete, missing: begun === undefined ? undefined : missing, events };
  };

/** A statement that goes with each notification under the duties it belongs to. */
export const rider = ({ goesWith, ...clauses }: Given & { readonly goesWith: readonly DutyId[] }): Duty => ({
  ...clauses,
  kind: {
    is: 'rider',
    of: goesWith,
    discharge: `In the notification, or after it: ${clauses.saying.map((item) => WORDS[item]).join('; ')}.`,
    deed: notified(clauses.saying),
  },
});

/** Done by a contact with the person meant; a notification is one too. A12: so is any word from it on the day the party is informed. */
export const toContact = (clauses: Clauses): Duty => ({
  ...clauses,
  kind: { is: 'act', discharge: 'A contact with it, by any means: nothing is prescribed for what it says.', deed: contacted },
});
const contacted = ({ told }: Facts, { to, whom }: Instance): Deed => {
  const contact = told.contacted.get(whom ?? to ?? '');
  return contact === undefined ? { events: [] } : { done: contact.on, events: [contact.id] };
};
export const toContactOrHearFrom = (clauses: Clauses): Duty => ({
  ...clauses,
  kind: {
    is: 'act',
    discharge: 'A contact with it, or a message from it on the day the party was informed.',
    deed: (facts, instance) => {
      const { received, knowledge, settings } = facts;
      const heard = received.find(({ from, on }) => from === instance.whom && on === knowledge.informed.on);
      const own = contacted(facts, instance);
      if (heard === undefined || valueOf(settings, 'A12') !== 'exchange-that-day') return own;
      return own.done !== undefined && own.done <= heard.on ? own : { done: heard.on, events: [heard.id] };
    },
  },
});

/** Done by a recorded outcome of an investigation whose steps are judged reasonable, in the outcome itself or by a finding. */
export const toInvestigate = (clauses: Clauses): Duty => ({
  ...clauses,
  kind: {
    is: 'act',
    discharge: 'An outcome – failure, no failure, deemed compliant – of an investigation whose steps are judged reasonable.',
    deed: (facts) => investigated(facts, clauses.id),
  },
});
const investigated = (facts: Facts, duty: DutyId): Deed => {
  const finding = findingOn(facts, duty);
  const outcomes = conclusions(facts);
  const reasonable = outcomes.find(({ stepsReasonable }) => stepsReasonable === true);
  const first = outcomes[0];
  const shows = outcomes.length === 0 ? undefined : outcomeOf(facts);
  if (reasonable !== undefined) return { done: reasonable.on, events: [reasonable.id], shows };
  if (first === undefined || finding.on === undefined) return { events: [] };
  return { done: laterOf(first.on, finding.on), events: [first.id, ...finding.events], shows };
};
const conclusions = ({ failureEvents }: Facts) =>
  failureEvents.flatMap((event) =>
    (event.type === 'FailureDetermined' || event.type === 'FailureNegatived') && event.investigated === true ? [event] : [],
  );
/** Judged on the day it was concluded: a route held that day, whatever became of it later (architecture: a later lapse does not rewrite it). */
const outcomeOf = (facts: Facts): Deed['shows'] => {
  const latest = [...new Map(conclusions(facts).map((event) => [event.requirement, event])).values()];
  const found = latest.filter(({ type }) => type === 'FailureDetermined');
  const routes = found.map(({ requirement, on }) => facts.deeming.on(requirement, on));
  if (found.length === 0) return { outcome: 'no failure' };
  return routes.every((route) => route !== undefined)
    ? { outcome: 'deemed compliant', outcomeCite: routes[0]?.cite }
    : { outcome: 'failure' };
};

const findingOn = ({ failureEvents }: Facts, duty: DutyId): Answer => {
  const finding = failureEvents.find((event) => event.type === 'ReasonableStepsFinding' && event.duty === duty);
  return finding === undefined ? { holds: false, events: [] } : { holds: true, on: finding.on, events: [finding.id] };
};

/** All reasonable steps: done on a finding that they were taken (A19). */
export const toTakeSteps = (clauses: Clauses): Duty => ({
  ...clauses,
  kind: {
    is: 'act',
    discharge: 'A finding, with a name and reasons, that all reasonable steps have been taken.',
    deed: (facts) => {
      const { on, events } = findingOn(facts, clauses.id);
      return { done: on, events };
    },
  },
});
/** The same, or the remedy itself: only the party's own corrective action, of all that fails, counts. */
export const toRemedy = (clauses: Clauses): Duty => ({
  ...clauses,
  kind: {
    is: 'act',
    discharge:
      'Corrective action that remedied the failure in all batches, or a finding that all reasonable steps have been taken.',
    deed: (facts) => {
      const { recurrence, remedied } = facts.standing;
      const finding = findingOn(facts, clauses.id);
      const own = finding.on !== undefined && finding.on >= (recurrence?.on ?? finding.on) ? finding.on : undefined;
      if (remedied === undefined) return { done: own, events: own === undefined ? [] : finding.events };
      return own !== undefined && own < remedied.on
        ? { done: own, events: finding.events }
        : { done: remedied.on, events: [remedied.id] };
    },
  },
});

/** Done by a record that holds what was known when it was made; what became known later is shown as missing beside it. */
export const toRecord = (kind: Exclude<RecordKind, 'soc'>, clauses: Clauses): Duty => ({
  ...clauses,
  kind: { is: 'act', record: kind, discharge: CONTENT[kind], deed: (facts) => recorded(facts, kind, clauses.id) },
});
const CONTENT: Readonly<Record<Exclude<RecordKind, 'soc'>, string>> = {
  investigation:
    'A record of the outcome, of the details of a failure if one was found, and of steps taken to remedy it and their success.',
  failure: 'A record of the details of the failure, and of steps taken to remedy it and their success.',
  'manufacturers-investigation':
    'A record of the manufacturer’s investigation: outcome, details of a failure, steps taken and their success.',
};
const recorded = (facts: Facts, kind: Exclude<RecordKind, 'soc'>, duty: DutyId): Deed => {
  const states = facts.records.filter((kept) => kept.kind === kind).map((kept) => stateOf(kept, demandIn(facts), facts.place));
  const judged = states.map((state) => ({ ...state, done: doneWithGaps(facts, state.kept, { duty, complete: state.complete }) }));
  const best =
    judged.filter(({ done }) => done !== undefined).sort((a, b) => ((a.done ?? '') < (b.done ?? '') ? -1 : 1))[0] ?? judged[0];
  if (best === undefined) return { events: [] };
  const shows = { recordId: best.kept.made.record, joint: (best.kept.made.jointWith?.length ?? 0) > 0 || undefined };
  return { done: best.done, missing: best.missing.length > 0 ? best.missing : undefined, events: best.events, shows };
};
/** s.20(3): gaps are tolerated once it is found that only the manufacturer could fill them and reasonable steps were taken. */
const doneWithGaps = (
  facts: Facts,
  { latest }: Kept,
  { duty, complete }: { readonly duty: DutyId; readonly complete?: Day },
): Day | undefined => {
  if (complete === undefined || (latest.gaps?.length ?? 0) === 0) return complete;
  const finding = findingOn(facts, duty);
  return finding.on && laterOf(complete, finding.on);
};

/** What was known by then: an outcome, the details of a failure found, steps that the book knows to have been taken. */
const demandIn = ({ failureEvents, place, deeming }: Facts): Demand => {
  const placeOf = (id: EventId): number => place.get(id) ?? 0;
  const first = (...ids: readonly EventId[]): number =>
    ids.reduce((lowest, id) => Math.min(lowest, placeOf(id)), Number.POSITIVE_INFINITY);
  const found = failureEvents.filter((event) => event.type === 'FailureDetermined');
  const concluded = failureEvents.filter(
    (event) => (event.type === 'FailureDetermined' || event.type === 'FailureNegatived') && event.investigated === true,
  );
  const steps = failureEvents.filter(
    (event) =>
      event.type === 'CorrectiveActionTaken' ||
      (event.type === 'NotificationReceived' && (event.remedy === 'successful' || event.remedy === 'unsuccessful')),
  );
  const described = failureEvents.filter(
    (event) =>
      (event.type === 'NotificationReceived' || event.type === 'ComplianceFailureReported') &&
      event.describesInvestigation === true &&
      event.claims === 'is',
  );
  const failing = found.filter(({ requirement, on }) => deeming.on(requirement, on) === undefined);
  const from: Readonly<Record<Exclude<RecordKind, 'soc'>, Readonly<Record<RecordItem, number>>>> = {
    investigation: { outcome: first(...ids(concluded)), details: first(...ids(failing)), steps: first(...ids(steps)) },
    failure: { outcome: Number.POSITIVE_INFINITY, details: first(...ids(found)), steps: first(...ids(steps)) },
    'manufacturers-investigation': {
      outcome: first(...ids(described)),
      details: first(...ids(described)),
      steps: first(...ids(steps)),
    },
  };
  return (kind, by) => (['outcome', 'details', 'steps'] as const).filter((item) => from[kind][item] < by);
};
const ids = (events: readonly { readonly id: EventId }[]): readonly EventId[] => events.map(({ id }) => id);

const YEARS = 10;
/** Kept for ten years beginning with the day it was made; by policy from its last update, whichever is later (A22). */
export const toRetain = (kinds: readonly Exclude<RecordKind, 'soc'>[], clauses: Clauses): Duty => ({
  ...clauses,
  kind: {
    is: 'standing',
    discharge: 'Keeping it through its last day.',
    rows: (facts) => facts.records.filter(({ kind }) => kinds.includes(kind)).map((kept) => retained(facts, kept)),
  },
});
const retained = (facts: Facts, { kind, made, latest }: Kept): Standing => {
  const until = lastOfYearsBeginningWith(made.on, YEARS);
  const policyUntil = lastOfYearsBeginningWith(latest.on, YEARS);
  const enforcedUntil = valueOf(facts.settings, 'A22') === 'later-of-both' ? laterOf(until, policyUntil) : until;
  const over = facts.today > enforcedUntil;
  return {
    status: over ? 'DONE' : 'RETAIN',
    on: over ? enforcedUntil : undefined,
    since: made.on,
    events: [made.id],
    settledBy: latest === made ? [] : [latest.id],
    settings: ['A22'],
    shows: {
      record: kind,
      recordId: made.record,
      until,
      policyUntil,
      enforcedUntil,
      dueOn: until,
      joint: (made.jointWith?.length ?? 0) > 0 || undefined,
    },
  };
};

/** A prohibition while the party knows or believes that there is a failure: crossed by every act of making available meanwhile. */
export const notToSupply = (clauses: Clauses): Duty => ({
  ...clauses,
  kind: {
    is: 'standing',
    discharge: 'Nothing: it holds until the party no longer knows or believes that there is a failure.',
    rows: prohibited,
  },
});
const prohibited = (facts: Facts, arisen: Day): readonly Standing[] => {
  const { beliefs } = facts.knowledge;
  const latest = beliefs.at(-1);
  if (latest === undefined) return [];
  const crossed = [...new Set(beliefs.flatMap((belief) => crossings(facts, belief, arisen)).map(({ on }) => on))];
  const acts = crossings(facts, latest, arisen);
  const since = laterOf(latest.on, arisen);
  const end = endOf(facts, latest);
  const shows = crossed.length === 0 ? {} : { crossed };
  const events = [...latest.events, ...acts.map(({ id }) => id)];
  if (end !== undefined)
    return [
      {
        status: 'CEASED',
        on: end.on,
        since,
        events,
        settledBy: end.events,
        settings: end.settings,
        shows: { ...shows, ...flagged(end, acts.length) },
      },
    ];
  return [
    { status: acts[0] === undefined ? 'ACTIVE' : 'CROSSED', on: acts[0]?.on ?? since, since, events, settledBy: [], shows },
  ];
};
const flagged = ({ settings }: Answer, acts: number): Standing['shows'] =>
  settings?.includes('A33') === true && acts > 0 ? { flags: ['PRESERVED_FOR_REVIEW'] } : {};

const crossings = ({ supply, place, deeming, failureEvents }: Facts, { from, until, on }: Belief, arisen: Day) => {
  const failing = failureEvents.flatMap((event) => (event.type === 'FailureDetermined' ? [event.requirement] : []));
  const deemed = (day: Day): boolean =>
    failing.length === 0
      ? deeming.on(undefined, day) !== undefined
      : failing.every((requirement) => deeming.on(requirement, day) !== undefined);
  return supply.acts.filter((act) => {
    const at = place.get(act.id) ?? 0;
    return at > from && (until === undefined || at < until) && act.on >= laterOf(on, arisen) && !deemed(act.on);
  });
};

/** The belief ended, a route of deemed compliance holds again, or the product left the Act. */
const endOf = (facts: Facts, belief: Belief): (Answer & { readonly on: Day }) | undefined => {
  const ends = [
    ...(belief.ended === undefined
      ? []
      : [{ holds: true as const, on: belief.ended, events: belief.endedBy === undefined ? [] : [belief.endedBy] }]),
    ...[facts.markets.left].flatMap((answer) => (answer.on === undefined ? [] : [{ ...answer, on: answer.on }])),
    ...routesOver(facts),
  ];
  return ends.reduce<(Answer & { readonly on: Day }) | undefined>(
    (first, next) => (first === undefined || earlierOf(next.on, first.on) !== first.on ? next : first),
    undefined,
  );
};
const routesOver = ({ failureEvents, deeming, today }: Facts): readonly (Answer & { readonly on: Day })[] => {
  const failing = [...new Set(failureEvents.flatMap((event) => (event.type === 'FailureDetermined' ? [event.requirement] : [])))];
  const routes =
    failing.length === 0 ? [deeming.on(undefined, today)] : failing.map((requirement) => deeming.on(requirement, today));
  const held = routes.flatMap((route) => route ?? []);
  return held.length < routes.length
    ? []
    : [{ holds: true, on: laterOf(...held.map(({ from }) => from)), events: held.flatMap(({ events }) => events) }];
};

/** A continuing state: in force, and met or not by what is found on it. */
export const toKeepTo = (clauses: Clauses): Duty => ({
  ...clauses,
  kind: {
    is: 'standing',
    discharge: 'Nothing: it is a state to be kept.',
    rows: ({ failureEvents }, arisen) => {
      const finding = failureEvents.findLast(({ type }) => type === 'FailureDetermined' || type === 'FailureNegatived');
      const events = finding === undefined ? [] : [finding.id];
      const met = finding?.type !== 'FailureDetermined';
      return [{ status: met ? 'ACTIVE' : 'OPEN', on: met ? arisen : undefined, since: arisen, events, settledBy: [] }];
    },
  },
});

/** What a representative does for the manufacturer mirrors the manufacturer's own rows (s.51). */
export const mirrorOf = (
  clauses: Clauses,
  { delegated, of }: { readonly delegated: 'R8' | 'S11-2' | 'S11-3' | 'S12-1'; readonly of: readonly DutyId[] },
): Duty => ({ ...clauses, kind: { is: 'mirror', of, delegated } });
