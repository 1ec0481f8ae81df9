import type { Day, DutyId, EventId, RecordKind } from '../act.ts';
import type { Facts } from '../book.ts';
import { lastOfYearsBeginningWith, laterOf } from '../calendar.ts';
import type { Clauses, Deed, Duty, Standing } from '../duty.ts';
import { stateOf } from '../records.ts';
import type { Demand, Kept, RecordItem } from '../records.ts';
import { valueOf } from '../settings.ts';
import { findingOn } from './steps.ts';

/** To make the records of ss.12 and 20, and to keep them. */

type Made = Exclude<RecordKind, 'soc'>;

/** Done by a record that holds what was known when it was made; what became known later is shown as missing beside it. */
export const toRecord = (kind: Made, clauses: Clauses): Duty => ({
  ...clauses,
  kind: {
    is: 'act',
    record: kind,
    discharge: CONTENT[kind],
    readings: ['A44'],
    deed: (facts) => recorded(facts, kind, clauses.id),
  },
});
const CONTENT: Readonly<Record<Made, string>> = {
  investigation:
    'A record of the outcome, of the details of a failure if one was found, and of steps taken to remedy it and their success.',
  failure: 'A record of the details of the failure, and of steps taken to remedy it and their success.',
  'manufacturers-investigation':
    'A record of the manufacturer’s investigation: outcome, details of a failure, steps taken and their success.',
};
const isJoint = ({ made }: Kept): boolean => (made.jointWith?.length ?? 0) > 0;
/** One joint record discharges all who made it (A44). */
const shared = (kept: Kept) => (isJoint(kept) ? (['A44'] as const) : []);

const recorded = (facts: Facts, kind: Made, duty: DutyId): Deed => {
  const states = facts.records.filter((kept) => kept.kind === kind).map((kept) => stateOf(kept, demandIn(facts), facts.place));
  const judged = states.map((state) => ({ ...state, done: doneWithGaps(facts, state.kept, { duty, complete: state.complete }) }));
  const best =
    judged.filter(({ done }) => done !== undefined).sort((a, b) => ((a.done ?? '') < (b.done ?? '') ? -1 : 1))[0] ?? judged[0];
  if (best === undefined) return { events: [] };
  const { kept, done, missing, events } = best;
  const shows = { recordId: kept.made.record, joint: isJoint(kept) || undefined };
  return { done, missing: missing.length > 0 ? missing : undefined, events, shows, settings: shared(kept) };
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
  const first = (events: readonly { readonly id: EventId }[]): number =>
    events.reduce((lowest, { id }) => Math.min(lowest, place.get(id) ?? 0), Number.POSITIVE_INFINITY);
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
  const from: Readonly<Record<Made, Readonly<Record<RecordItem, number>>>> = {
    investigation: { outcome: first(concluded), details: first(failing), steps: first(steps) },
    failure: { outcome: Number.POSITIVE_INFINITY, details: first(found), steps: first(steps) },
    'manufacturers-investigation': { outcome: first(described), details: first(described), steps: first(steps) },
  };
  return (kind, by) => (['outcome', 'details', 'steps'] as const).filter((item) => from[kind][item] < by);
};

const YEARS = 10;
/** Kept for ten years beginning with the day it was made; by policy from its last update, whichever is later (A22). */
export const toRetain = (kinds: readonly Made[], clauses: Clauses): Duty => ({
  ...clauses,
  kind: {
    is: 'standing',
    of: { asks: 'a record that it made', needs: 'the record, once it is made' },
    discharge: 'Keeping it through its last day.',
    ends: [],
    readings: ['A22', 'A44'],
    rows: (facts) => facts.records.filter(({ kind }) => kinds.includes(kind)).map((kept) => retained(facts, kept)),
  },
});
const retained = (facts: Facts, kept: Kept): Standing => {
  const { kind, made, latest } = kept;
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
    settings: ['A22', ...shared(kept)],
    shows: {
      record: kind,
      recordId: made.record,
      until,
      policyUntil,
      enforcedUntil,
      dueOn: until,
      joint: isJoint(kept) || undefined,
    },
  };
};
