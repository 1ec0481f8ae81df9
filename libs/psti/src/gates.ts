import type { Day, EventId } from './act.ts';
import type { Facts } from './book.ts';
import type { Clauses, Duty, Standing } from './duty.ts';
import type { Known } from './known.ts';
import type { ProductEvent } from './product-record.ts';
import { rulebookOn } from './rulebook.ts';
import { governing } from './scope.ts';
import type { SettingId } from './settings.ts';
import type { Act } from './supply.ts';

/**
 * Gates: what must hold at each act of making available. A gate's row tells its latest act; every act across it is kept. Which of the
 * two gates of an importer or distributor is judged – the statement of compliance or the label – is decided at each act (A5, A58).
 */

type Judgment = 'met' | 'crossed' | 'disapplied' | 'undetermined';
interface Judged {
  readonly act: Act;
  readonly judgment: Judgment;
  readonly events: readonly EventId[];
}

export type Statement = Known<Extract<ProductEvent, { type: 'SoCIssued' | 'SoCCopyHeld' }>>;
export const statementsIn = ({ productEvents }: Facts): readonly Statement[] =>
  productEvents.filter((event): event is Statement => event.type === 'SoCIssued' || event.type === 'SoCCopyHeld');

/** A statement accompanies the product: the one that the act names, held on that day, or one that it does not name. */
export const accompanied = (facts: Facts, { reliesOn, statement, on }: Act): Judgment => {
  if (reliesOn !== 'statement') return 'crossed';
  if (statement === undefined) return 'met';
  const papers = statementsIn(facts).filter((paper) => paper.statement === statement);
  const held = papers.some((paper) => paper.on <= on && (paper.type === 'SoCIssued' || (paper.untilOn ?? on) >= on));
  return held ? 'met' : 'crossed';
};

/** The label condition of Sch.2A holds on a day: the product has a label that the Regs name, and it has not lapsed. */
export const labelOn = (facts: Facts, day: Day) => {
  const finding = governing(facts.findings, 'Sch.2A', day);
  if (finding !== undefined)
    return finding.answer === 'yes' && hasLabels(facts, day) ? { from: finding.fromOn ?? day, events: [finding.id] } : undefined;
  return facts.deeming.on(undefined, day);
};
const hasLabels = ({ law }: Facts, day: Day): boolean => rulebookOn(law, day).routes.includes('JC-STAR');
/** An act that relies on a label which only a finding could make count (A52). */
const doubtful = (facts: Facts, { reliesOn, on }: Act): boolean =>
  reliesOn === 'label' &&
  hasLabels(facts, on) &&
  governing(facts.findings, 'Sch.2A', on) === undefined &&
  facts.productEvents.some(
    (event) => event.type === 'LabelAssigned' && event.scheme === 'CLS' && event.on <= on && event.lastValidOn >= on,
  ) &&
  labelOn(facts, on) === undefined;

const judgedBy = (
  facts: Facts,
  acts: readonly Act[],
  judge: (act: Act) => Pick<Judged, 'judgment'> & { readonly events?: readonly EventId[] },
): readonly Judged[] =>
  acts
    .filter(({ on }) => rulebookOn(facts.law, on).id !== 'RB-0')
    .map((act) => {
      const { judgment, events = [] } = judge(act);
      return { act, judgment, events };
    });

/** Each product that it makes available must be accompanied by a statement of compliance. */
export const toAccompany = (clauses: Clauses, underLabel: 'met' | 'disapplied'): Duty =>
  gate(
    clauses,
    'A statement of compliance with each product that is made available, and a label where that takes its place.',
    (facts) => {
      const judged = judgedBy(facts, facts.supply.acts, (act) => {
        const label = labelOn(facts, act.on);
        if (label !== undefined) return { judgment: underLabel, events: label.events };
        return { judgment: doubtful(facts, act) ? 'undetermined' : accompanied(facts, act) };
      });
      const last = judged.at(-1);
      const byLabel = last !== undefined && last.judgment === underLabel && labelOn(facts, last.act.on) !== undefined;
      const lapsed = byLabel ? facts.deeming.firstDayWithout(undefined, last.act.on, facts.today) : undefined;
      return standing(judged, {
        back: lapsed !== undefined && labelOn(facts, facts.today) === undefined ? lapsed : undefined,
        settings: ['A58'],
      });
    },
  );

/** A statement that goes with the product has every item of Sch.4, its date among them. */
export const toSayAll = (clauses: Clauses): Duty =>
  gate(clauses, 'A statement of compliance with every item of Schedule 4.', (facts) => {
    const papers = new Map(statementsIn(facts).map((paper) => [paper.statement, paper]));
    const relying = facts.supply.acts.filter(
      ({ reliesOn, statement }) => reliesOn === 'statement' && statement !== undefined && papers.has(statement),
    );
    return standing(
      judgedBy(facts, relying, ({ statement = '' }) => {
        const paper = papers.get(statement);
        const whole = paper !== undefined && paper.issuedOn !== undefined && (paper.items === 'all' || paper.items.length === 7);
        return { judgment: whole ? 'met' : 'crossed', events: paper === undefined ? [] : [paper.id] };
      }),
      { settings: [] },
    );
  });

/** An importer or distributor must itself be satisfied, at each act under a label, that the label condition is met. */
export const toBeSatisfied = (clauses: Clauses): Duty =>
  gate(clauses, 'A check of the label, with its source, by which the party is satisfied, recorded with each act.', (facts) => {
    const { productEvents, deeming, today } = facts;
    const acts = facts.supply.acts.filter(
      (act) => hasLabels(facts, act.on) && (labelOn(facts, act.on) !== undefined || act.reliesOn === 'label'),
    );
    const judged = judgedBy(facts, acts, (act) => {
      if (accompanied(facts, act) === 'met') return { judgment: 'met' };
      const check = productEvents.find((event) => event.type === 'LabelChecked' && event.id === act.check);
      const satisfied = check?.type === 'LabelChecked' && check.satisfied === true;
      if (!satisfied) return { judgment: 'crossed' };
      return { judgment: labelOn(facts, act.on) === undefined ? 'undetermined' : 'met', events: [check.id] };
    });
    const last = judged.at(-1);
    const lapsed =
      last === undefined || labelOn(facts, last.act.on) === undefined
        ? undefined
        : deeming.firstDayWithout(undefined, last.act.on, today);
    const anew = labelOn(facts, today);
    if (lapsed !== undefined && anew === undefined) return standing(judged, { ceased: lapsed, settings: ['A58'] });
    return standing(judged, { back: lapsed !== undefined ? anew?.from : undefined, settings: ['A58'] });
  });

const gate = (clauses: Clauses, discharge: string, rows: (facts: Facts) => readonly Standing[]): Duty => ({
  ...clauses,
  kind: { is: 'standing', discharge, rows },
});

interface Course {
  /** The gate came back in force on this day by itself: nobody has acted since (A56). */
  readonly back?: Day;
  readonly ceased?: Day;
  readonly settings: readonly SettingId[];
}
const STATUS = { met: 'ACTIVE', crossed: 'CROSSED', disapplied: 'DISAPPLIED', undetermined: 'UNDETERMINED' } as const;

const standing = (judged: readonly Judged[], { back, ceased, settings }: Course): readonly Standing[] => {
  const last = judged.at(-1);
  const first = judged[0];
  if (last === undefined || first === undefined) return [];
  const days = [...new Set(judged.filter(({ judgment }) => judgment === 'crossed').map(({ act }) => act.on))];
  const shows = days.length === 0 ? {} : { crossed: days };
  const events = [
    ...new Set(
      judged
        .filter(({ judgment }) => judgment === 'crossed')
        .concat(last)
        .flatMap(({ act, events: by }) => [act.id, ...by]),
    ),
  ];
  const row = { since: first.act.on, events, settledBy: [], settings, shows };
  if (ceased !== undefined) return [{ ...row, status: 'CEASED', on: ceased }];
  const inForce = last.judgment === 'met' || last.judgment === 'disapplied';
  if (back !== undefined && inForce) return [{ ...row, status: 'ACTIVE', on: back, settings: [...settings, 'A56'] }];
  const turn = judged.findLastIndex(({ judgment }) => judgment !== last.judgment);
  const on = judged[turn + 1]?.act.on;
  return [{ ...row, status: STATUS[last.judgment], on: last.judgment === 'undetermined' ? undefined : on }];
};
