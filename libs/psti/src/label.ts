import { addDays } from './calendar.ts';
import type { Day, EventId } from './act.ts';
import type { Facts } from './book.ts';
import type { Label } from './deeming.ts';
import { rulebookOn } from './rulebook.ts';
import { governing } from './scope.ts';

/**
 * The label condition of Sch.2A, on which it turns whether a statement of compliance is needed (ss.9, 15(5), 22(3)): para 2 for
 * JC-STAR, para 3 for CLS. A finding on the paragraph governs that scheme, one on Sch.2A the other; without one, a label that the Regs
 * name counts.
 */

const PARAGRAPHS = [
  ['JC-STAR', 'Sch.2A para 2'],
  ['CLS', 'Sch.2A para 3'],
] as const;
type LabelFacts = Pick<Facts, 'findings' | 'deeming' | 'law'>;

/** The law of that day knows the label route at all. */
export const hasLabels = ({ law }: Pick<Facts, 'law'>, day: Day): boolean => rulebookOn(law, day).routes.includes('JC-STAR');

/** What makes the condition hold on a day. */
export const labelOn = (facts: LabelFacts, day: Day): { readonly events: readonly EventId[] } | undefined =>
  hasLabels(facts, day) ? PARAGRAPHS.map(([scheme, test]) => byScheme(facts, scheme, test, day)).find(Boolean) : undefined;

const byScheme = ({ findings, deeming: { labels } }: LabelFacts, scheme: Label['scheme'], test: string, day: Day) => {
  const ofScheme = labels.filter((label) => label.scheme === scheme);
  const own = governing(findings, test, day);
  const finding = own ?? governing(findings, 'Sch.2A', day);
  if (finding === undefined) return ofScheme.find((label) => label.isCited && isCurrent(label, day));
  if (finding.answer !== 'yes') return undefined;
  // What is found of a label lasts no longer than the label, unless the finding has a last day of its own.
  const meant = own === undefined ? labels : ofScheme;
  const label = meant.find((each) => isCurrent(each, day));
  const holds = label !== undefined || meant.length === 0 || finding.untilOn !== undefined;
  return holds ? { events: [finding.id, ...(label?.events ?? [])] } : undefined;
};
const isCurrent = ({ from, until }: Label, day: Day): boolean => from <= day && day <= until;

/** A label on record that only a finding could make count, and there is none (A52). */
export const isDoubtfulOn = (facts: LabelFacts, day: Day): boolean =>
  hasLabels(facts, day) &&
  facts.deeming.labels.some((label) => label.scheme === 'CLS' && !label.isCited && isCurrent(label, day)) &&
  (governing(facts.findings, 'Sch.2A para 3', day) ?? governing(facts.findings, 'Sch.2A', day)) === undefined;

/** The first day, from one on and up to another, on which the condition does not hold. */
export const firstDayWithoutLabel = (facts: LabelFacts, from: Day, until: Day): Day | undefined =>
  [from, ...turningDays(facts)].find((day) => from <= day && day <= until && labelOn(facts, day) === undefined);
/** The first day of the unbroken stretch in which it holds on a day. */
export const labelSince = (facts: LabelFacts, day: Day): Day => {
  const days = turningDays(facts).filter((each) => each <= day);
  const last = days.findLastIndex((each) => labelOn(facts, each) === undefined);
  return days[last + 1] ?? day;
};
/** The days on which the answer can change by itself. */
const turningDays = ({ findings, deeming: { labels }, law }: LabelFacts): readonly Day[] => {
  const found = ['Sch.2A', ...PARAGRAPHS.map(([, test]) => test)].flatMap((test) => findings.get(test) ?? []);
  return [
    ...law.map(({ from }) => from),
    ...labels.flatMap(({ from, until }) => [from, addDays(until, 1)]),
    ...found.flatMap(({ fromOn, untilOn }) => [fromOn ?? [], untilOn === undefined ? [] : addDays(untilOn, 1)].flat()),
  ].sort();
};
