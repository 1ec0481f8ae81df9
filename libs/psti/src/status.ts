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
  ) {}

  answer<C extends Condition>({ condition, fixed, step }: Prepared<C>): Answer {
    const answer = fixed ?? condition.when(this.facts, this.instance);
    this.steps.push(step ?? stepOf(condition, answer));
    return answer;
  }
  settle(status: Status, from: Day, answer: Answer, excuse?: Cite): void {
    if (answer.holds !== true) return;
    const on = later(from, answer.on);
    if (this.first === undefined || on < this.first.on) this.first = { status, on, answer, excuse };
  }
}

export const settle = (preparation: Preparation, instance: Instance, deed: Deed): Settled => {
  const { duty, facts, sequence, sequenceStep } = preparation;
  const owing = instance.answer;
  const arisen =
    preparation.arisen === undefined || owing?.holds === 'undetermined' ? undefined : later(preparation.arisen, owing?.on);
  const performable = arisen !== undefined && sequence !== undefined ? sequence.on && later(arisen, sequence.on) : arisen;
  const reckoning = new Reckoning(facts, instance);
  if (duty.owedTo !== undefined && owing !== undefined) reckoning.steps.push(stepOf(duty.owedTo, owing));
  if (sequenceStep !== undefined) reckoning.steps.push(sequenceStep);
  for (const excuse of preparation.excuses) {
    const answer = reckoning.answer(excuse);
    if (arisen !== undefined) reckoning.settle('EXCUSED', arisen, answer, excuse.condition.cite);
  }
  if (performable !== undefined && deed.done !== undefined)
    reckoning.settle('DONE', performable, { holds: true, on: deed.done, events: deed.events });
  for (const end of preparation.ends) {
    const answer = reckoning.answer(end);
    if (arisen !== undefined) reckoning.settle('CEASED', arisen, answer);
  }
  const unclear = preparation.doubts.map((doubt) => reckoning.answer(doubt)).find(({ holds }) => holds === true);
  return outcome(preparation, { arisen, performable, deed, reckoning, unclear, instance });
};

interface Reckoned {
  readonly arisen?: Day;
  readonly performable?: Day;
  readonly deed: Deed;
  readonly reckoning: Reckoning;
  readonly unclear?: Answer;
  readonly instance: Instance;
}
const outcome = ({ duty, sequence }: Preparation, reckoned: Reckoned): Settled => {
  const { performable, deed, reckoning, unclear, instance } = reckoned;
  const { first, steps } = reckoning;
  const status = first?.status ?? unsettled(reckoned);
  const shaping = first === undefined ? (unclear === undefined ? [] : [unclear]) : [first.answer];
  return {
    status,
    on: first?.on,
    excuse: first?.excuse,
    since: performable,
    timing: duty.timing === 'ASAP+C' && sequence?.excused === true ? 'ASAP' : duty.timing,
    missing: status === 'EXCUSED' || status === 'CEASED' || deed.missing?.length === 0 ? undefined : deed.missing,
    flags: status === 'CEASED' && first?.answer.settings?.includes('A33') === true ? ['PRESERVED_FOR_REVIEW'] : undefined,
    steps,
    triggers: triggersOf(instance.answer?.events, sequence?.events),
    settledBy: first?.answer.events ?? deed.events,
    shaping,
  };
};
const triggersOf = (owing: readonly EventId[] = [], sequence: readonly EventId[] = []): readonly EventId[] =>
  sequence.length === 0 ? owing : owing.length === 0 ? sequence : [...owing, ...sequence];

const unsettled = ({ arisen, performable, deed, unclear }: Reckoned): Status => {
  if (arisen === undefined || unclear !== undefined) return 'UNDETERMINED';
  if (performable === undefined) return 'SEQUENCED';
  return deed.begun === undefined || deed.missing?.length === 0 ? 'OPEN' : 'DEFECTIVE';
};

type Said = Pick<Settled, 'status' | 'on' | 'since' | 'excuse' | 'missing'>;
/** The answer as one sentence to a person. */
export const sentence = ({ status, on, since, excuse, missing }: Said): string => {
  switch (status) {
    case 'EXCUSED':
      return `Excused from ${on} by ${excuse?.provision ?? 'the Act'}.`;
    case 'DONE':
      return missing === undefined ? `Done on ${on}.` : `Done on ${on}; since then there is more to add: ${missing.join(', ')}.`;
    case 'CEASED':
      return `Ended on ${on} without having been done.`;
    case 'DEFECTIVE':
      return `Begun, but still without: ${missing?.join(', ')}.`;
    case 'SEQUENCED':
      return 'Waits until the manufacturer has been contacted, or an attempt made.';
    case 'UNDETERMINED':
      return 'Needs a finding by a person: the trace shows on what.';
    case 'OPEN':
      return missing === undefined
        ? `Outstanding since ${since}.`
        : `Outstanding since ${since}, still without: ${missing.join(', ')}.`;
    case 'ACTIVE':
      return `In force and kept since ${on}.`;
    case 'CROSSED':
      return `In force, and first crossed on ${on}.`;
    case 'RETAIN':
      return `To be kept since ${since}.`;
    case 'DISAPPLIED':
      return 'Another rule takes its place.';
    case 'SUSPENDED':
      return 'Without effect while the appeal is pending.';
    case 'N/T':
    case 'DORMANT':
      return status;
  }
};
