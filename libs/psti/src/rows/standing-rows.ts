import type { Standing, StandingKind } from '../duty.ts';
import type { Obligation } from '../obligation.ts';
import { rulebookOn } from '../rulebook.ts';
import { identity, joined, withReadings } from './arising.ts';
import type { Arising } from './arising.ts';
import { sentence } from './sentence.ts';

/** Rows that a kind makes by itself: a prohibition, a gate, a term, a state to be kept. */
export const standingRows = (arising: Arising, kind: StandingKind): readonly Obligation[] =>
  kind.rows(arising.facts, arising.arisen ?? arising.facts.today).map((found) => standingRow(arising, kind, found));

const standingRow = ({ duty, facts, arisen, steps, ...arising }: Arising, kind: StandingKind, found: Standing): Obligation => {
  const { on, since, instance, shows = {} } = found;
  const status = arisen === undefined ? 'UNDETERMINED' : found.status;
  const open = arisen === undefined ? arising.open : found.open;
  return {
    ...identity(duty, facts, { to: instance?.to, record: shows.record, recordId: shows.recordId, statement: shows.statement }),
    status,
    on,
    since,
    timing: duty.timing,
    rulebook: rulebookOn(facts.law, since).id,
    why: {
      triggers: joined(arising.triggers, found.events),
      settledBy: found.settledBy,
      trace: steps,
      settings: withReadings(facts, arising.settings, found.settings ?? []),
      says: sentence({ status, on, since, open }),
      needs: status === 'UNDETERMINED' ? open?.needs : undefined,
    },
    discharge: kind.discharge,
    ...shows,
  };
};
