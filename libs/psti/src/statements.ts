import type { Day } from './act.ts';
import type { Facts } from './book.ts';
import { lastOfYearsBeginningWith, laterOf } from './calendar.ts';
import type { Clauses, Duty, Standing } from './duty.ts';
import { accompanied, labelOn, statementsIn } from './gates.ts';
import type { Statement } from './gates.ts';
import { rulebookOn } from './rulebook.ts';
import { valueOf } from './settings.ts';
import type { Act } from './supply.ts';

/** Keeping the statement of compliance (regs 8 and 9): for the longer of ten years and the support period that it states. */

const YEARS = 10;

export const toKeepStatement = (clauses: Clauses, follows: 'issue' | 'latest act'): Duty => ({
  ...clauses,
  kind: {
    is: 'standing',
    discharge: 'Keeping a copy through its last day.',
    rows: (facts) => {
      const acts = facts.supply.acts.filter(({ on }) => rulebookOn(facts.law, on).id !== 'RB-0');
      const needed = acts.filter((act) => labelOn(facts, act.on) === undefined || accompanied(facts, act) === 'met');
      const first = needed[0];
      const kept = first === undefined ? [] : papersIn(facts, follows).map((paper) => keptRow(facts, paper, first.on));
      return follows === 'issue' ? kept : [...kept, ...latestAct(facts, acts.at(-1), kept.length > 0)];
    },
  },
});

/** The manufacturer's own statements; an importer's copies, the latest word on each. */
const papersIn = (facts: Facts, follows: 'issue' | 'latest act'): readonly Statement[] => {
  const papers = statementsIn(facts).filter(({ type }) => type === (follows === 'issue' ? 'SoCIssued' : 'SoCCopyHeld'));
  return [...new Map(papers.map((paper) => [paper.statement, paper])).values()];
};

const keptRow = (facts: Facts, paper: Statement, needed: Day): Standing => {
  const { issuedOn, supportUntilOn, statement, id } = paper;
  const row = { since: laterOf(paper.on, needed), events: [id], settledBy: [], shows: { record: 'soc' as const, statement } };
  if (issuedOn === undefined) return { ...row, status: 'UNDETERMINED', settings: ['A23'] };
  const tenYears = lastOfYearsBeginningWith(issuedOn, YEARS);
  const ends = supportUntilOn === undefined ? [tenYears] : [tenYears, supportUntilOn];
  const until = valueOf(facts.settings, 'A21') === 'later-end' ? laterOf(...ends) : longer(paper, tenYears);
  const shows = { ...row.shows, until, ends, dueOn: until };
  if (facts.today > until) return { ...row, status: 'DONE', on: until, settings: ['A21'], shows };
  const held = holding(facts, paper);
  return { ...row, status: held.now ? 'RETAIN' : 'OPEN', on: held.againOn, settings: ['A21'], shows };
};
/** The strict reading compares lengths, though the periods begin on different days. */
const longer = ({ issuedOn = '', supportFromOn, supportUntilOn }: Statement, tenYears: Day): Day => {
  if (supportUntilOn === undefined) return tenYears;
  const length = Date.parse(supportUntilOn) - Date.parse(supportFromOn ?? issuedOn);
  return length > Date.parse(tenYears) - Date.parse(issuedOn) ? supportUntilOn : tenYears;
};
/** Whether a copy is held; after one was lost, since when again. */
const holding = (facts: Facts, { statement }: Statement): { readonly now: boolean; readonly againOn?: Day } => {
  const papers = statementsIn(facts).filter((paper) => paper.statement === statement);
  const lost = papers.findLastIndex(
    (paper) => paper.type === 'SoCCopyHeld' && paper.untilOn !== undefined && paper.untilOn < facts.today,
  );
  if (lost < 0) return { now: true };
  const again = papers[lost + 1];
  return { now: again !== undefined, againOn: again?.on };
};

/** The row follows the latest act (A55): by label it is disapplied; where a statement was needed and there is none, nobody can say until when. */
const latestAct = (facts: Facts, act: Act | undefined, hasCopies: boolean): readonly Standing[] => {
  if (act === undefined) return [];
  const row = { since: act.on, events: [act.id], settledBy: [], settings: ['A55' as const], shows: { record: 'soc' as const } };
  if (labelOn(facts, act.on) !== undefined && accompanied(facts, act) !== 'met')
    return [{ ...row, status: 'DISAPPLIED', on: act.on }];
  const covered = papersIn(facts, 'latest act').some(({ batches }) => covers(batches, act));
  return hasCopies && covered ? [] : [{ ...row, status: 'UNDETERMINED' }];
};
const covers = (batches: Statement['batches'], act: Act): boolean =>
  batches === 'all' ||
  act.batches === undefined ||
  (act.batches !== 'all' && act.batches.every((batch) => batches.includes(batch)));
