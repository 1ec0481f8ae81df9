import type { DutyId } from '../act.ts';
import { no, yesSince } from '../answer.ts';
import type { Answer } from '../answer.ts';
import type { Facts } from '../book.ts';
import { laterOf } from '../calendar.ts';
import type { Clauses, Deed, Duty } from '../duty.ts';
import { excluding, including, wordOf } from '../failing.ts';
import type { Failing } from '../failing.ts';

/** To take all reasonable steps – to investigate, to prevent, to remedy: done by a person's finding, or by what was aimed at (A19). */

export const findingOn = ({ failureEvents }: Facts, duty: DutyId): Answer => {
  const finding = failureEvents.find((event) => event.type === 'ReasonableStepsFinding' && event.duty === duty);
  return finding === undefined ? no : yesSince(finding.on, finding.id);
};

/** Done by a recorded outcome of an investigation whose steps are judged reasonable, in the outcome itself or by a finding. */
export const toInvestigate = (clauses: Clauses): Duty => ({
  ...clauses,
  kind: {
    is: 'act',
    discharge: 'An outcome – failure, no failure, deemed compliant – of an investigation whose steps are judged reasonable.',
    readings: ['A19', 'A43'],
    deed: (facts) => investigated(facts, clauses.id),
  },
});
const investigated = (facts: Facts, duty: DutyId): Deed => {
  const finding = findingOn(facts, duty);
  const outcomes = conclusions(facts);
  const reasonable = outcomes.find(({ stepsReasonable }) => stepsReasonable === true);
  const first = outcomes[0];
  const shows = outcomes.length === 0 ? undefined : outcomeOf(facts);
  const deemed = shows?.outcome === 'deemed compliant' ? (['A43'] as const) : [];
  if (reasonable !== undefined) return { done: reasonable.on, events: [reasonable.id], shows, settings: deemed };
  if (first === undefined || finding.on === undefined) return { events: [] };
  return {
    done: laterOf(first.on, finding.on),
    events: [first.id, ...finding.events],
    shows,
    settings: ['A19', ...deemed],
  };
};
const conclusions = ({ failureEvents }: Facts) =>
  failureEvents.flatMap((event) =>
    (event.type === 'FailureDetermined' || event.type === 'FailureNegatived') && event.investigated === true ? [event] : [],
  );
/** Judged on the day it was concluded: a route held that day, whatever became of it later. What is found of some batches is no more. */
const outcomeOf = (facts: Facts): NonNullable<Deed['shows']> => {
  const concluded = conclusions(facts);
  const standing = concluded.reduce<readonly Failing[]>(
    (held, event) => (event.type === 'FailureNegatived' ? excluding : including)(held, wordOf(event)),
    [],
  );
  const routes = standing.map(({ requirement }) => {
    const found = concluded.findLast((event) => event.type === 'FailureDetermined' && event.requirement === requirement);
    return facts.deeming.on(requirement, found?.on ?? facts.today);
  });
  if (routes.length === 0) return { outcome: 'no failure' };
  return routes.every((route) => route !== undefined)
    ? { outcome: 'deemed compliant', outcomeCite: routes[0]?.cite }
    : { outcome: 'failure' };
};

/** Done on a finding that all reasonable steps were taken. */
export const toTakeSteps = (clauses: Clauses): Duty => ({
  ...clauses,
  kind: {
    is: 'act',
    discharge: 'A finding, with a name and reasons, that all reasonable steps have been taken.',
    readings: ['A19'],
    deed: (facts) => {
      const { on, events } = findingOn(facts, clauses.id);
      return { done: on, events, settings: on === undefined ? undefined : ['A19'] };
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
    readings: ['A19'],
    deed: (facts) => {
      const { recurrence, remedied } = facts.standing;
      const finding = findingOn(facts, clauses.id);
      const own = finding.on !== undefined && finding.on >= (recurrence?.on ?? finding.on) ? finding.on : undefined;
      const settings = ['A19'] as const;
      if (remedied === undefined) return own === undefined ? { events: [] } : { done: own, events: finding.events, settings };
      return own !== undefined && own < remedied.on
        ? { done: own, events: finding.events, settings }
        : { done: remedied.on, events: [remedied.id], settings };
    },
  },
});
