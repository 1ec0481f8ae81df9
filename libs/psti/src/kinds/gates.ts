import type { Day, EventId } from '../act.ts';
import type { Facts } from '../book.ts';
import type { Clauses, Duty, Standing, StandingKind } from '../duty.ts';
import { knewOn } from '../facts/product.ts';
import type { Open } from '../facts/question.ts';
import type { Known } from '../known.ts';
import type { ProductEvent } from '../product-record.ts';
import { firstDayWithoutLabel, hasLabels, isDoubtfulOn, labelOn, labelSince } from '../label.ts';
import { COMMENCEMENT } from '../rulebook.ts';
import { valueOf } from '../settings.ts';
import type { SettingId } from '../settings.ts';
import type { Act } from '../supply.ts';

/**
 * Gates: what must hold at each act of making available. A gate's row tells its latest act; every act across it is kept. Which of the
 * two gates of an importer or distributor is judged – the statement of compliance or the label – is decided at each act (A5, A58).
 */

type Judgment = 'met' | 'crossed' | 'disapplied' | 'undetermined';
interface Verdict {
  readonly judgment: Judgment;
  readonly events?: readonly EventId[];
  readonly settings?: readonly SettingId[];
  readonly open?: Open;
}
interface Judged extends Verdict {
  readonly act: Act;
}

export type Statement = Known<Extract<ProductEvent, { type: 'SoCIssued' | 'SoCCopyHeld' }>>;
export const statementsIn = ({ productEvents }: Facts): readonly Statement[] =>
  productEvents.filter((event): event is Statement => event.type === 'SoCIssued' || event.type === 'SoCCopyHeld');

/** A statement is of a product type and of batches (Sch.4 para 1(1)(a)); an act that names no batch is taken to be of those. */
export const covers = (batches: Statement['batches'], act: Act): boolean =>
  batches === 'all' ||
  act.batches === undefined ||
  (act.batches !== 'all' && act.batches.every((batch) => batches.includes(batch)));
/** A statement accompanies the product: the one that the act names, held on that day, or one that it does not name. */
export const accompanied = (facts: Facts, act: Act): Extract<Judgment, 'met' | 'crossed'> => {
  const { reliesOn, statement, on } = act;
  if (reliesOn !== 'statement') return 'crossed';
  if (statement === undefined) return 'met';
  const papers = statementsIn(facts).filter((paper) => paper.statement === statement && covers(paper.batches, act));
  const held = papers.some((paper) => paper.on <= on && (paper.type === 'SoCIssued' || (paper.untilOn ?? on) >= on));
  return held ? 'met' : 'crossed';
};

/** Read to the letter, ss.15(5) and 22(3) put the label in the place of the statement for every product, label or none (A5). */
export const labelAlone = (facts: Facts, day: Day): boolean =>
  valueOf(facts.settings, 'A5') === 'literal' && hasLabels(facts, day);

/** An act that relies on a label which only a finding could make count (A52). */
const doubtful = (facts: Facts, { reliesOn, on }: Act): boolean =>
  reliesOn === 'label' && isDoubtfulOn(facts, on) && labelOn(facts, on) === undefined;

/** Each act from the day on which Chapter 2 came into force (A24), made with K-WILL, in order. */
const judgedBy = (facts: Facts, acts: readonly Act[], judge: (act: Act) => Verdict): readonly Judged[] =>
  acts
    .filter(({ on }) => on >= COMMENCEMENT && knewOn(facts, 'K-WILL', on))
    .map((act) => {
      const verdict = judge(act);
      const offered = act.as === 'offer' ? (['A51'] as const) : [];
      const label = act.reliesOn === 'label' ? facts.deeming.unheeded(act.on) : [];
      return { act, ...verdict, settings: [...(verdict.settings ?? []), ...offered, ...label] };
    });
const before = (acts: readonly Act[]): readonly SettingId[] => (acts.some(({ on }) => on < COMMENCEMENT) ? ['A24'] : []);

const AN_ACT: Open = {
  asks: 'an act of making the product available since 29 April 2024',
  needs: 'a supply or an offer of its own in the United Kingdom',
};
const OF_EVERY_GATE = ['A6', 'A7', 'A24', 'A51', 'A52', 'A56', 'A58'] as const;

/** Each product that it makes available must be accompanied by a statement of compliance. */
export const toAccompany = (clauses: Clauses, underLabel: 'met' | 'disapplied'): Duty => {
  const isDealers = underLabel === 'disapplied';
  return gate(clauses, {
    discharge: 'A statement of compliance with each product that is made available, and a label where that takes its place.',
    of: AN_ACT,
    ends: [],
    readings: isDealers ? ['A5', ...OF_EVERY_GATE] : OF_EVERY_GATE,
    rows: (facts) => {
      const { acts } = facts.supply;
      const judged = judgedBy(facts, acts, (act) => byStatement(facts, act, underLabel));
      const settings = [
        ...(isDealers && judged.some(({ act }) => hasLabels(facts, act.on)) ? (['A5'] as const) : []),
        'A58' as const,
      ];
      return standing(judged, { back: backOn(facts, judged.at(-1), underLabel), settings: [...settings, ...before(acts)] });
    },
  });
};
const byStatement = (facts: Facts, act: Act, underLabel: 'met' | 'disapplied'): Verdict => {
  if (underLabel === 'disapplied' && labelAlone(facts, act.on)) return { judgment: 'disapplied' };
  const label = labelOn(facts, act.on);
  if (label !== undefined) return { judgment: underLabel, events: label.events };
  if (!doubtful(facts, act)) return { judgment: accompanied(facts, act) };
  return {
    judgment: 'undetermined',
    settings: ['A52'],
    open: {
      asks: `whether the label on which the act of ${act.on} relied is one that the Regs name (Sch.2A)`,
      needs: 'a scope finding on Sch.2A',
    },
  };
};
/** Once the label under which the latest act was made has lapsed, the gate is in force again by itself. */
const backOn = (facts: Facts, last: Judged | undefined, underLabel: Judgment): Day | undefined => {
  if (last === undefined || last.judgment !== underLabel || labelOn(facts, last.act.on) === undefined) return undefined;
  if (underLabel === 'disapplied' && labelAlone(facts, last.act.on)) return undefined;
  return labelOn(facts, facts.today) === undefined ? firstDayWithoutLabel(facts, last.act.on, facts.today) : undefined;
};

/** A statement that goes with the product has every item of Sch.4, its date among them. */
export const toSayAll = (clauses: Clauses): Duty =>
  gate(clauses, {
    discharge: 'A statement of compliance with every item of Schedule 4.',
    of: {
      asks: 'an act of making the product available that relies on a statement of compliance on record',
      needs: 'the statement, and an act that names it',
    },
    ends: [],
    readings: ['A24', 'A51'],
    rows: (facts) => {
      const papers = new Map(statementsIn(facts).map((paper) => [paper.statement, paper]));
      const relying = facts.supply.acts.filter(
        ({ reliesOn, statement }) => reliesOn === 'statement' && statement !== undefined && papers.has(statement),
      );
      const judged = judgedBy(facts, relying, ({ statement = '' }) => byItems(papers.get(statement)));
      return standing(judged, { settings: before(relying) });
    },
  });
const byItems = (paper: Statement | undefined): Verdict => {
  const whole = paper !== undefined && paper.issuedOn !== undefined && (paper.items === 'all' || paper.items.length === 7);
  return { judgment: whole ? 'met' : 'crossed', events: paper === undefined ? [] : [paper.id] };
};

/** An importer or distributor must itself be satisfied, at each act under a label, that the label condition is met. */
export const toBeSatisfied = (clauses: Clauses): Duty =>
  gate(clauses, {
    discharge: 'A check of the label, with its source, by which the party is satisfied, recorded with each act.',
    of: {
      asks: 'an act of making the product available under a label, or relying on one',
      needs: 'a label of the product, or an act that relies on one',
    },
    ends: ['the label has lapsed: the statement of compliance is what counts again'],
    readings: ['A5', ...OF_EVERY_GATE],
    rows: (facts) => {
      const acts = facts.supply.acts.filter(({ on, reliesOn }) => {
        if (!hasLabels(facts, on)) return false;
        return labelAlone(facts, on) || labelOn(facts, on) !== undefined || reliesOn === 'label';
      });
      const judged = judgedBy(facts, acts, (act) => bySatisfaction(facts, act));
      return standing(judged, { ...courseOfLabel(facts, judged.at(-1)), settings: ['A5', 'A58'] });
    },
  });
const bySatisfaction = (facts: Facts, act: Act): Verdict => {
  if (!labelAlone(facts, act.on) && accompanied(facts, act) === 'met') return { judgment: 'met' };
  const check = facts.productEvents.find((event) => event.type === 'LabelChecked' && event.id === act.check);
  if (check?.type !== 'LabelChecked' || check.satisfied !== true) return { judgment: 'crossed' };
  if (labelOn(facts, act.on) !== undefined) return { judgment: 'met', events: [check.id] };
  return {
    judgment: 'undetermined',
    events: [check.id],
    open: {
      asks: `whether it met the gate on ${act.on}: it was satisfied, but no label counted that day`,
      needs: 'a scope finding on Sch.2A for that day, or a correction of what the record says of the label',
    },
  };
};
/** After a lapse the gate is ceased, until there is a label again. */
const courseOfLabel = (facts: Facts, last: Judged | undefined): Omit<Course, 'settings'> => {
  if (last === undefined || labelOn(facts, last.act.on) === undefined || labelAlone(facts, last.act.on)) return {};
  const lapsed = firstDayWithoutLabel(facts, last.act.on, facts.today);
  if (lapsed === undefined) return {};
  return labelOn(facts, facts.today) === undefined ? { ceased: lapsed } : { back: labelSince(facts, facts.today) };
};

const gate = (clauses: Clauses, kind: Omit<StandingKind, 'is'>): Duty => ({ ...clauses, kind: { is: 'standing', ...kind } });

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
  const across = judged.filter(({ judgment }) => judgment === 'crossed');
  const days = [...new Set(across.map(({ act }) => act.on))];
  const told = [...across, last];
  const row = {
    since: first.act.on,
    events: [...new Set(told.flatMap(({ act, events = [] }) => [act.id, ...events]))],
    settledBy: [],
    settings: [...settings, ...told.flatMap((each) => each.settings ?? [])],
    shows: days.length === 0 ? {} : { crossed: days },
  };
  if (ceased !== undefined) return [{ ...row, status: 'CEASED', on: ceased, settings: [...row.settings, 'A6'] }];
  const inForce = last.judgment === 'met' || last.judgment === 'disapplied';
  if (back !== undefined && inForce) return [{ ...row, status: 'ACTIVE', on: back, settings: [...row.settings, 'A56'] }];
  if (last.judgment === 'undetermined') return [{ ...row, status: 'UNDETERMINED', open: last.open }];
  const turn = judged.findLastIndex(({ judgment }) => judgment !== last.judgment);
  return [{ ...row, status: STATUS[last.judgment], on: judged[turn + 1]?.act.on }];
};
