import type { Cite, Day, EventId, Status, Timing } from './act.ts';
import { no } from './answer.ts';
import type { Answer } from './answer.ts';
import type { Facts } from './book.ts';
import type { Deed, Duty, Excuse } from './duty.ts';
import type { Condition, Instance, Question, Sequence } from './facts.ts';
import type { Step } from './obligation.ts';

/**
 * The one place where the status of an instance is worked out. The first of excuse, discharge and end counts, in that order on one day.
 * What was done before the duty arose makes it done on the day it arose. Before its sequence an instance waits; it may be excused all
 * the same.
 */

export interface Settled {
  readonly status: Status;
  readonly on?: Day;
  readonly since?: Day;
  readonly timing: Timing;
  readonly excuse?: Cite;
  readonly missing?: readonly string[];
  readonly flags?: readonly string[];
  readonly steps: readonly Step[];
  readonly triggers: readonly EventId[];
  readonly settledBy: readonly EventId[];
  /** Answers whose readings shaped it. */
  readonly shaping: readonly Answer[];
}

/** A condition with its answer, where that is the same for every instance. */
interface Prepared<C extends Condition> {
  readonly condition: C;
  readonly fixed?: Answer;
  readonly step?: Step;
}
export interface Preparation {
  readonly duty: Duty;
  readonly facts: Facts;
  /** The latest day of what must hold; none while one of them awaits a finding. */
  readonly arisen: Day | undefined;
  readonly sequence?: ReturnType<Sequence['after']>;
  readonly sequenceStep?: Step;
  readonly excuses: readonly Prepared<Excuse>[];
  readonly ends: readonly Prepared<Condition>[];
  readonly doubts: readonly Prepared<Condition>[];
}

/** A question that does not hold, and of which nothing is on record, is one step for all who ask it. */
const refusals = new WeakMap<object, Step>();
export const stepOf = (question: Pick<Question, 'asks' | 'cite'>, answer: Answer): Step => {
  if (answer !== no)
    return { asks: question.asks, holds: answer.holds, cite: answer.cite ?? question.cite, events: answer.events };
  const known = refusals.get(question) ?? { asks: question.asks, holds: false, cite: question.cite, events: [] };
  refusals.set(question, known);
  return known;
};

const prepared =
  (facts: Facts) =>
  <C extends Condition>(condition: C): Prepared<C> => {
    if (condition.each) return { condition };
    const fixed = condition.when(facts, {});
    return { condition, fixed, step: stepOf(condition, fixed) };
  };
export const prepare = (duty: Duty, facts: Facts, arisen: Day | undefined): Preparation => {
  const sequence = duty.after?.after(facts);
  return {
    duty,
    facts,
    arisen,
    sequence,
    sequenceStep: duty.after && sequence && stepOf(duty.after, sequence),
    excuses: (duty.unless ?? []).map(prepared(facts)),
    ends: (duty.until ?? []).map(prepared(facts)),
    doubts: (duty.unclear ?? []).map(prepared(facts)),
  };
};

interface Settlement {
  readonly status: Status;
  readonly on: Day;
  readonly answer: Answer;
  readonly excuse?: Cite;
}
const later = (one: Day, other: Day | undefined): Day => (other !== undefined && other > one ? other : one);

/** Collects what settles an instance, and the steps by which it was looked for. */
class Reckoning {
  first: Settlement | undefined;
  readonly steps: Step[] = [];
  constructor(
    private readonly facts: Facts,
    private readonly instance: Instance,
    readonly arisen: Day | undefined,
  ) {}

  answer<C extends Condition>({ condition, fixed, step }: Prepared<C>): Answer {
    const answer = fixed ?? condition.when(this.facts, this.instance);
    this.steps.push(step ?? stepOf(condition, answer));
    return answer;
  }
  settle(status: Status, answer: Answer, excuse?: Cite): void {
    if (answer.holds !== true || this.arisen === undefined) return;
    const on = later(this.arisen, answer.on);
    if (this.first === undefined || on < this.first.on) this.first = { status, on, answer, excuse };
  }
}

export const settle = (preparation: Preparation, instance: Instance, deed: Deed): Settled => {
  const { arisen, performable } = daysOf(preparation, instance);
  const reckoning = new Reckoning(preparation.facts, instance, arisen);
  reckoning.steps.push(...opening(preparation, instance));
  for (const excuse of preparation.excuses) reckoning.settle('EXCUSED', reckoning.answer(excuse), excuse.condition.cite);
  if (performable !== undefined && deed.done !== undefined)
    reckoning.settle('DONE', { holds: true, on: later(performable, deed.done), events: deed.events });
  for (const end of preparation.ends) reckoning.settle('CEASED', reckoning.answer(end));
  const unclear = preparation.doubts.map((doubt) => reckoning.answer(doubt)).find(({ holds }) => holds === true);
  return outcome(preparation, { performable, deed, reckoning, unclear, instance });
};
/** When it arose, and when it became performable: after its sequence, where it has one. */
const daysOf = (
  { arisen: all, sequence }: Preparation,
  { answer }: Instance,
): { readonly arisen?: Day; readonly performable?: Day } => {
  if (all === undefined || answer?.holds === 'undetermined') return {};
  const arisen = later(all, answer?.on);
  if (sequence === undefined) return { arisen, performable: arisen };
  return { arisen, performable: sequence.on === undefined ? undefined : later(arisen, sequence.on) };
};
const opening = ({ duty, sequenceStep }: Preparation, { answer }: Instance): readonly Step[] => {
  const owing = duty.owedTo === undefined || answer === undefined ? [] : [stepOf(duty.owedTo, answer)];
  return sequenceStep === undefined ? owing : [...owing, sequenceStep];
};

interface Reckoned {
  readonly performable?: Day;
  readonly deed: Deed;
  readonly reckoning: Reckoning;
  readonly unclear?: Answer;
  readonly instance: Instance;
}
const outcome = (preparation: Preparation, reckoned: Reckoned): Settled => {
  const { performable, deed, reckoning, instance } = reckoned;
  const { first, steps } = reckoning;
  const { status, on, excuse, answer } = first ?? unsettled(reckoned);
  return {
    status,
    on,
    excuse,
    since: performable,
    timing: timingOf(preparation),
    missing: status === 'EXCUSED' || status === 'CEASED' ? undefined : something(deed.missing),
    flags: flagsOf(status, answer),
    steps,
    triggers: triggersOf(instance.answer?.events, preparation.sequence?.events),
    settledBy: first === undefined ? deed.events : first.answer.events,
    shaping: answer === undefined ? NONE : [answer],
  };
};
const NONE: readonly never[] = [];
/** What had accrued when the product left the Act is kept for a person to look at (A33). */
const flagsOf = (status: Status, answer: Answer | undefined): readonly string[] | undefined =>
  status === 'CEASED' && answer?.settings?.includes('A33') === true ? ['PRESERVED_FOR_REVIEW'] : undefined;
/** As soon as possible after the contact becomes plain "as soon as possible" where the contact is excused (ss.19(5), 25(6)). */
const timingOf = ({ duty, sequence }: Preparation): Timing =>
  duty.timing === 'ASAP+C' && sequence?.excused === true ? 'ASAP' : duty.timing;
const something = (missing: readonly string[] | undefined): readonly string[] | undefined =>
  missing?.length === 0 ? undefined : missing;
const triggersOf = (owing: readonly EventId[] = [], sequence: readonly EventId[] = []): readonly EventId[] =>
  sequence.length === 0 ? owing : owing.length === 0 ? sequence : [...owing, ...sequence];

type Unsettled = { readonly status: Status; readonly on?: undefined; readonly excuse?: undefined; readonly answer?: Answer };
const unsettled = ({ performable, deed, unclear, reckoning }: Reckoned): Unsettled => {
  if (reckoning.arisen === undefined || unclear !== undefined) return { status: 'UNDETERMINED', answer: unclear };
  if (performable === undefined) return { status: 'SEQUENCED' };
  return { status: deed.begun === undefined || deed.missing?.length === 0 ? 'OPEN' : 'DEFECTIVE' };
};

type Said = Pick<Settled, 'status' | 'on' | 'since' | 'excuse' | 'missing'>;
const SAID: { readonly [S in Status]: (said: Said) => string } = {
  EXCUSED: ({ on, excuse }) => `Excused from ${on} by ${excuse?.provision ?? 'the Act'}.`,
  DONE: ({ on, missing }) =>
    missing === undefined ? `Done on ${on}.` : `Done on ${on}; there is more to add now: ${missing.join(', ')}.`,
  CEASED: ({ on }) => `Ended on ${on} without having been done.`,
  DEFECTIVE: ({ missing }) => `Begun, but still without: ${missing?.join(', ')}.`,
  SEQUENCED: () => 'Waits until the manufacturer has been contacted, or an attempt made.',
  UNDETERMINED: () => 'Needs a finding by a person: the trace shows on what.',
  OPEN: ({ since, missing }) =>
    missing === undefined ? `Outstanding since ${since}.` : `Outstanding since ${since}, still without: ${missing.join(', ')}.`,
  ACTIVE: ({ on }) => `In force and kept since ${on}.`,
  CROSSED: ({ on }) => `In force, and first crossed on ${on}.`,
  RETAIN: ({ since }) => `To be kept since ${since}.`,
  DISAPPLIED: () => 'Another rule takes its place.',
  SUSPENDED: () => 'Without effect while the appeal is pending.',
  'N/T': () => 'Not triggered.',
  DORMANT: () => 'The rulebook in force gives it no content.',
};
/** The answer as one sentence to a person. */
export const sentence = (said: Said): string => SAID[said.status](said);
