import type { Facts } from '../book.ts';
import type { ActKind, Duty, StandingKind, WorkedOut } from '../duty.ts';
import type { Obligation, Step } from '../obligation.ts';
import type { Rulebook } from '../rulebook.ts';
import { identity, notArisen, settingsOf } from './arising.ts';
import type { Names } from './arising.ts';

/** Nobody owes what a firm that no longer exists would owe: each of its duties is undetermined, whether or not it had arisen (A57). */
export const dissolved = (
  duty: Duty,
  kind: ActKind | StandingKind,
  facts: Facts,
  { steps, rulebook }: { readonly steps: readonly Step[]; readonly rulebook: Rulebook },
): WorkedOut => {
  const settings = settingsOf(facts, [facts.dissolved]);
  const { on: day = facts.today, events } = facts.dissolved;
  const trace = [...steps, { asks: `the party has not existed since ${day}`, holds: true as const, events }];
  const rows = namesIn(duty, kind, facts).map((names): Obligation => ({
    ...identity(duty, facts, names),
    record: names.record,
    recordId: names.recordId,
    statement: names.statement,
    status: 'UNDETERMINED',
    timing: duty.timing,
    rulebook: rulebook.id,
    why: {
      triggers: events,
      settledBy: [],
      trace,
      settings,
      says: `To be settled: who, if anybody, answers for it. Since ${day} there is nobody to owe it.`,
      needs: 'whatever comes in the place of the firm, or a correction of the day',
    },
  }));
  return rows.length > 0
    ? { rows, steps: trace, settings, rulebook: rulebook.id, status: 'arisen' }
    : notArisen({ rulebook }, trace, { settings, needs: 'what it would have been owed for' });
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
