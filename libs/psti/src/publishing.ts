import type { Day, EventId } from './act.ts';
import { requirements } from './act.ts';
import type { Facts } from './book.ts';
import type { Clauses, Duty, Standing } from './duty.ts';
import { governing } from './scope.ts';
import type { SettingId } from './settings.ts';

/** The manufacturer's security requirements (s.8, Sch.1) as states to be kept: met, not met, deemed met, or awaiting a finding. */

export type SecurityRequirement = (typeof requirements)[number];
interface State {
  readonly met: boolean | undefined;
  readonly on?: Day;
  readonly events: readonly EventId[];
  readonly settings?: readonly SettingId[];
}
type Reading = (facts: Facts) => State;

const unknown: State = { met: undefined, events: [] };
/** Alive under a standard, but not under a label (Sch.2 para 3). */
const LABEL_ONLY: readonly SecurityRequirement[] = ['SR3EXT', 'SR3ITP', 'SR3NOSHORT'];

export const toMeet = (requirement: SecurityRequirement, clauses: Clauses, reading: Reading): Duty => ({
  ...clauses,
  kind: {
    is: 'standing',
    discharge: 'Nothing: it is a state to be kept.',
    rows: (facts, arisen) => {
      const route = facts.deeming.on(requirement, facts.today);
      if (route !== undefined) {
        const status = LABEL_ONLY.includes(requirement) ? 'DISAPPLIED' : 'ACTIVE';
        return [{ status, on: route.from, since: arisen, events: route.events, settledBy: [] }];
      }
      return [stateRow(reading(facts), arisen)];
    },
  },
});
const stateRow = ({ met, on, events, settings }: State, arisen: Day): Standing => {
  const row = { since: on !== undefined && on > arisen ? on : arisen, events, settledBy: [], settings };
  if (met === undefined) return { ...row, status: 'UNDETERMINED' };
  return met ? { ...row, status: 'ACTIVE', on: row.since } : { ...row, status: 'OPEN' };
};

/** A human finding on a paragraph decides; without one nobody can say. */
export const foundOn =
  (test: string, ...settings: readonly SettingId[]): Reading =>
  ({ findings, today }) => {
    const finding = governing(findings, test, today);
    if (finding === undefined) return { ...unknown, settings };
    return { met: finding.answer === 'yes', on: finding.fromOn ?? finding.on, events: [finding.id], settings };
  };

const FIVE = ['accessible', 'clear', 'transparent', 'without-request', 'english', 'free', 'no-personal-data'] as const;
const met = (conditions: 'all' | readonly string[] | undefined, needed: readonly string[]): boolean =>
  conditions === 'all' || needed.every((condition) => conditions?.includes(condition) === true);

/** A contact point, or the times of an acknowledgement and of updates, published and not withdrawn. */
export const reportingPublished =
  (...parts: readonly ('contact' | 'acknowledgementTimes' | 'statusUpdateTimes')[]): Reading =>
  (facts) => {
    const found = foundOn('Sch.1 para 2')(facts);
    if (found.met !== undefined) return found;
    const last = facts.productEvents.findLast(
      (event) =>
        (event.type === 'ReportingInformationPublished' || event.type === 'ReportingInformationWithdrawn') &&
        parts.some((part) => event[part] === true),
    );
    if (last?.type !== 'ReportingInformationPublished' && last?.type !== 'ReportingInformationWithdrawn')
      return { met: false, events: [] };
    const published =
      last.type === 'ReportingInformationPublished' &&
      parts.every((part) => last[part] === true) &&
      met(last.conditionsMet, FIVE);
    return { met: published, on: last.on, events: [last.id] };
  };

/** A support period with an end date, published and not shortened since. */
export const supportPeriodPublished: Reading = (facts) => {
  const found = foundOn('Sch.1 para 3')(facts);
  if (found.met !== undefined) return found;
  const last = facts.productEvents.findLast(({ type }) => type === 'SupportPeriodPublished' || type === 'SupportPeriodShortened');
  if (last?.type === 'SupportPeriodShortened') return { met: false, on: last.on, events: [last.id] };
  if (last?.type !== 'SupportPeriodPublished') return { met: false, events: [] };
  return {
    met: last.untilOn !== undefined && met(last.conditionsMet, [...FIVE, 'non-technical']),
    on: last.on,
    events: [last.id],
  };
};

export const notShortened: Reading = ({ productEvents }) => {
  const last = productEvents.findLast(({ type }) => type === 'SupportPeriodShortened');
  if (last !== undefined) return { met: false, on: last.on, events: [last.id] };
  const published = productEvents.find(({ type }) => type === 'SupportPeriodPublished');
  return { met: true, on: published?.on, events: published === undefined ? [] : [published.id] };
};

/** An extended support period is published anew, as soon as is practicable: done on the day it is. */
export const toPublishExtension = (clauses: Clauses): Duty => ({
  ...clauses,
  kind: {
    is: 'standing',
    discharge: 'Publication of the new support period.',
    rows: ({ productEvents, deeming, today }) => {
      const extended = productEvents.findLast((event) => event.type === 'SupportPeriodExtended');
      if (extended?.type !== 'SupportPeriodExtended') return [];
      const row = { since: extended.on, events: [extended.id], settledBy: [] };
      const route = deeming.on('SR3EXT', today);
      if (route !== undefined) return [{ ...row, status: 'DISAPPLIED', on: route.from }];
      const published = productEvents.find(
        (event) =>
          (event === extended && event.conditionsMet !== undefined) ||
          (event.type === 'SupportPeriodPublished' && event.on >= extended.on && (event.untilOn ?? '') >= extended.untilOn),
      );
      return published === undefined
        ? [{ ...row, status: 'OPEN' }]
        : [{ ...row, status: 'DONE', on: published.on, settledBy: [published.id] }];
    },
  },
});
