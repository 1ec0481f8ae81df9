import type { Day, EventId } from '../act.ts';
import { requirements } from '../act.ts';
import type { Facts } from '../book.ts';
import type { Clauses, Duty, Standing } from '../duty.ts';
import type { Open } from '../facts/question.ts';
import { COMMENCEMENT } from '../rulebook.ts';
import { governing } from '../scope.ts';
import type { SettingId } from '../settings.ts';
import type { Verdict } from '../verdicts.ts';

/** The manufacturer's security requirements (s.8, Sch.1) as states to be kept: met, not met, deemed met, or awaiting a finding. */

export type SecurityRequirement = (typeof requirements)[number];
interface State {
  readonly met: boolean | undefined;
  readonly on?: Day;
  readonly events: readonly EventId[];
  readonly settings?: readonly SettingId[];
  /** A person's finding says so. */
  readonly found?: true;
  readonly open?: Open;
}
interface Reading {
  readonly readings: readonly SettingId[];
  /** What has to be there before it can be met or not; under a label it has a row all the same. */
  readonly of?: { readonly is: (facts: Facts) => boolean } & Open;
  readonly state: (facts: Facts) => State;
}

/** Alive under a standard, but not under a label (Sch.2 para 3). */
const LABEL_ONLY: readonly SecurityRequirement[] = ['SR3EXT', 'SR3ITP', 'SR3NOSHORT'];

export const toMeet = (requirement: SecurityRequirement, clauses: Clauses, { readings, of, state }: Reading): Duty => ({
  ...clauses,
  kind: {
    is: 'standing',
    of: of ?? { asks: 'the product', needs: 'the product' },
    discharge: 'Nothing ends it: it is to be met at all times. What was published or found, once on the record, shows it met.',
    ends: [],
    readings: ['A6', 'A7', 'A24', 'A52', ...readings],
    rows: (facts, arisen) => {
      const route = facts.deeming.on(requirement, facts.today);
      if (route !== undefined) {
        const status = LABEL_ONLY.includes(requirement) ? 'DISAPPLIED' : 'ACTIVE';
        return [{ status, on: route.from, since: arisen, events: route.events, settledBy: [] }];
      }
      if (of?.is(facts) === false) return [];
      const found = withVerdict(state(facts), facts.verdicts.get(requirement));
      return [stateRow(inTheField(facts, found), arisen, facts.deeming.unheeded(facts.today))];
    },
  },
});
/** Of what was published or found on the product, and what its records of failures say, the later word governs. */
const withVerdict = (state: State, verdict: Verdict | undefined): State => {
  if (verdict === undefined || (state.met !== undefined && state.on !== undefined && state.on >= verdict.on)) return state;
  return { met: verdict.met, on: verdict.since, events: verdict.events, settings: state.settings, found: true };
};
const stateRow = ({ met, on, events, settings = [], open }: State, arisen: Day, unheeded: readonly SettingId[]): Standing => {
  const since = on !== undefined && on > arisen ? on : arisen;
  const row = { since, events, settledBy: [], settings: [...settings, ...unheeded], open };
  if (met === undefined) return { ...row, status: 'UNDETERMINED' };
  return met ? { ...row, status: 'ACTIVE', on: since } : { ...row, status: 'OPEN' };
};
/** Whether s.8(3) reaches units that were with customers before Chapter 2 was in force is not known (A24). */
const inTheField = ({ supply: { acts } }: Facts, state: State): State => {
  const last = acts.at(-1);
  if (state.found === true || last === undefined || last.on >= COMMENCEMENT) return state;
  const open = {
    asks: `whether s.8(3) reaches units made available before 29 April 2024, the last of them on ${last.on} (A24)`,
    needs: 'a scope finding on the paragraph of Sch.1',
  };
  return { ...state, met: undefined, settings: ['A24'], open };
};

/** A human finding on a paragraph decides; without one nobody can say. */
export const foundOn = (test: string, ...settings: readonly SettingId[]): Reading => ({
  readings: settings,
  state: ({ findings, today }) => {
    const finding = governing(findings, test, today);
    if (finding === undefined)
      return {
        met: undefined,
        events: [],
        settings,
        open: { asks: `whether ${test} is met`, needs: `a scope finding on ${test}` },
      };
    return { met: finding.answer === 'yes', on: finding.fromOn ?? finding.on, events: [finding.id], settings, found: true };
  },
});

const FIVE = ['accessible', 'clear', 'transparent', 'without-request', 'english', 'free', 'no-personal-data'] as const;
const met = (conditions: 'all' | readonly string[] | undefined, needed: readonly string[]): boolean =>
  conditions === 'all' || needed.every((condition) => conditions?.includes(condition) === true);

/** A finding decides; without one, what was published. */
const foundOr = (test: string, published: (facts: Facts) => State, ...settings: readonly SettingId[]): Reading => ({
  readings: settings,
  state: (facts) => {
    const found = foundOn(test, ...settings).state(facts);
    return found.found === true ? found : published(facts);
  },
});

/** A contact point, or the times of an acknowledgement and of updates, published and not withdrawn. */
export const reportingPublished = (...parts: readonly ('contact' | 'acknowledgementTimes' | 'statusUpdateTimes')[]): Reading =>
  foundOr('Sch.1 para 2', ({ productEvents }) => {
    const last = productEvents.findLast(
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
  });

/** A support period with an end date, published and not shortened since. */
export const supportPeriodPublished: Reading = foundOr('Sch.1 para 3', ({ productEvents }) => {
  const last = productEvents.findLast(({ type }) => type === 'SupportPeriodPublished' || type === 'SupportPeriodShortened');
  if (last?.type === 'SupportPeriodShortened') return { met: false, on: last.on, events: [last.id] };
  if (last?.type !== 'SupportPeriodPublished') return { met: false, events: [] };
  return {
    met: last.untilOn !== undefined && met(last.conditionsMet, [...FIVE, 'non-technical']),
    on: last.on,
    events: [last.id],
  };
});

/** To stop updates before the published end is not literally to shorten the period: whether it comes to that is a finding (A42). */
export const notShortened: Reading = {
  of: {
    is: (facts) => publishedIn(facts) !== undefined,
    asks: 'a published support period',
    needs: 'the publication of a support period',
  },
  ...foundOr(
    'Sch.1 para 3(6)',
    (facts) => {
      const last = facts.productEvents.findLast(({ type }) => type === 'SupportPeriodShortened');
      if (last !== undefined) return { met: false, on: last.on, events: [last.id] };
      const published = publishedIn(facts);
      return { met: true, on: published?.on, events: published === undefined ? [] : [published.id] };
    },
    'A42',
  ),
};
const publishedIn = ({ productEvents }: Facts) => productEvents.find(({ type }) => type === 'SupportPeriodPublished');

/** An extended support period is published anew, as soon as is practicable: done on the day it is. */
export const toPublishExtension = (clauses: Clauses): Duty => ({
  ...clauses,
  kind: {
    is: 'standing',
    of: { asks: 'an extension of the support period', needs: 'the extension of the support period' },
    discharge: 'Publication of the new support period.',
    ends: [],
    rows: ({ productEvents, deeming, today }, arisen) => {
      const extended = productEvents.findLast((event) => event.type === 'SupportPeriodExtended');
      const route = deeming.on('SR3EXT', today);
      if (route !== undefined) {
        const { from, events } = route;
        return [{ status: 'DISAPPLIED', on: from, since: extended?.on ?? arisen, events, settledBy: [] }];
      }
      if (extended?.type !== 'SupportPeriodExtended') return [];
      const row = { since: extended.on, events: [extended.id], settledBy: [] };
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
