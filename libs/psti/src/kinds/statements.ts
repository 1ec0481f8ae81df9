import type { Day } from '../act.ts';
import type { Facts } from '../book.ts';
import { lastOfYearsBeginningWith, laterOf } from '../calendar.ts';
import type { Clauses, Duty, Standing } from '../duty.ts';
import { knewOn } from '../facts/product.ts';
import { COMMENCEMENT } from '../rulebook.ts';
import { valueOf } from '../settings.ts';
import type { SettingId } from '../settings.ts';
import type { Act } from '../supply.ts';
import { labelOn } from '../label.ts';
import { accompanied, covers, labelAlone, statementsIn } from './gates.ts';
import type { Statement } from './gates.ts';

/** Keeping the statement of compliance (regs 8 and 9): for the longer of ten years and the support period that it states. */

const YEARS = 10;
/** The manufacturer's row goes by what it issued, the importer's by its latest act (A55). */
type Follows = 'issue' | 'latest act';

export const toKeepStatement = (clauses: Clauses, follows: Follows): Duty => ({
  ...clauses,
  kind: {
    is: 'standing',
    of: {
      asks: 'a statement of compliance that was needed for what it made available',
      needs: 'the statement, and an act of making the product available that needed one',
    },
    discharge: 'Keeping a copy through its last day.',
    ends: [],
    readings: follows === 'issue' ? ['A17', 'A21', 'A23'] : ['A5', 'A17', 'A21', 'A23', 'A55'],
    rows: (facts) => {
      const acts = facts.supply.acts.filter(({ on }) => on >= COMMENCEMENT && knewOn(facts, 'K-WILL', on));
      const needed = acts.filter((act) => !byLabel(facts, act, follows) || accompanied(facts, act) === 'met');
      const first = needed[0];
      const relied: readonly SettingId[] = needed.length < acts.length ? ['A17'] : [];
      const kept =
        first === undefined
          ? []
          : papersIn(facts, follows, needed).map((paper) => keptRow(facts, paper, { follows, needed: first.on, relied }));
      return follows === 'issue' ? kept : [...kept, ...latestAct(facts, acts.at(-1), kept.length > 0)];
    },
  },
});

/** Under a label no statement was needed; to the letter of s.15(5), an importer has needed none since there are labels at all (A5). */
const byLabel = (facts: Facts, { on }: Act, follows: Follows): boolean =>
  labelOn(facts, on) !== undefined || (follows === 'latest act' && labelAlone(facts, on));

/**
 * The manufacturer's own statements. An importer's copies, the latest word on each, and statements that it knows of for what it
 * supplied and holds no copy of (A55).
 */
const papersIn = (facts: Facts, follows: Follows, needed: readonly Act[]): readonly Statement[] => {
  const papers = statementsIn(facts);
  if (follows === 'issue') return latestOf(papers.filter(({ type }) => type === 'SoCIssued'));
  const copies = latestOf(papers.filter(({ type }) => type === 'SoCCopyHeld'));
  const known = papers.filter(
    ({ statement, batches }) =>
      copies.every((copy) => copy.statement !== statement) &&
      needed.some((act) => isMeant(statement, act) && covers(batches, act)),
  );
  return [...copies, ...latestOf(known)];
};
const latestOf = (papers: readonly Statement[]): readonly Statement[] => [
  ...new Map(papers.map((paper) => [paper.statement, paper])).values(),
];
const isMeant = (name: string, { statement }: Act): boolean => statement === undefined || statement === name;

const keptRow = (
  facts: Facts,
  paper: Statement,
  { follows, needed, relied }: { readonly follows: Follows; readonly needed: Day; readonly relied: readonly SettingId[] },
): Standing => {
  const { issuedOn, supportUntilOn, statement, id } = paper;
  const row = { since: laterOf(paper.on, needed), events: [id], settledBy: [], shows: { record: 'soc' as const, statement } };
  if (issuedOn === undefined) return { ...row, status: 'UNDETERMINED', settings: ['A23', ...relied], open: UNDATED };
  const tenYears = lastOfYearsBeginningWith(issuedOn, YEARS);
  const ends = supportUntilOn === undefined ? [tenYears] : [tenYears, supportUntilOn];
  const until = valueOf(facts.settings, 'A21') === 'later-end' ? laterOf(...ends) : longer(paper, tenYears);
  const dated = { ...row, settings: ['A21' as const, ...relied], shows: { ...row.shows, until, ends, dueOn: until } };
  if (facts.today > until) return { ...dated, status: 'DONE', on: until };
  const held = follows === 'latest act' && paper.type === 'SoCIssued' ? { now: false } : holding(facts, paper);
  return { ...dated, status: held.now ? 'RETAIN' : 'OPEN', on: held.againOn };
};
const UNDATED = {
  asks: 'on which day the statement was issued: until then it is held, and nobody can say until when (A23)',
  needs: 'the statement with its day of issue',
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
  const settings: readonly SettingId[] = labelAlone(facts, act.on) ? ['A5', 'A55'] : ['A55'];
  const row = { since: act.on, events: [act.id], settledBy: [], settings, shows: { record: 'soc' as const } };
  if (labelAlone(facts, act.on) || (labelOn(facts, act.on) !== undefined && accompanied(facts, act) !== 'met'))
    return [{ ...row, status: 'DISAPPLIED', on: act.on }];
  const covered = papersIn(facts, 'latest act', [act]).some(({ batches }) => covers(batches, act));
  return hasCopies && covered ? [] : [{ ...row, status: 'UNDETERMINED', open: unstated(act) }];
};
const unstated = ({ on }: Act) => ({
  asks: `until when a copy is to be kept: what was supplied on ${on} needed a statement, and there is none (A55)`,
  needs: 'the copy of the statement, with its day of issue and its support period',
});
