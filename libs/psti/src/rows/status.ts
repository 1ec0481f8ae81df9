import type { Cite, Day, EventId, Status, Timing } from '../act.ts';
import { no } from '../answer.ts';
import type { Answer } from '../answer.ts';
import type { Facts } from '../book.ts';
import type { Deed, Duty, Excuse } from '../duty.ts';
import type { Condition, Instance, Open, Question, Sequence } from '../facts/question.ts';
import type { Step } from '../obligation.ts';
import type { SettingId } from '../settings.ts';

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
  /** What has to be settled first, where it is undetermined. */
  readonly open?: Open;
  readonly steps: readonly Step[];
  readonly triggers: readonly EventId[];
  readonly settledBy: readonly EventId[];
  /** The readings that shaped it. */
  readonly shaping: readonly SettingId[];
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
  /** The first of them that awaits one. */
  readonly open?: Open;
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
export const prepare = (duty: Duty, facts: Facts, arisen: Day | undefined, open?: Open): Preparation => {
  const sequence = duty.after?.after(facts);
  return {
    duty,
    facts,
    arisen,
    open,
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
  readonly open?: undefined;
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
  settle(
    status: Status,
    answer: Answer,
    { clock = this.arisen, cite }: { readonly clock?: Day; readonly cite?: Cite } = {},
  ): void {
    if (answer.holds !== true || clock === undefined) return;
    const on = later(clock, answer.on);
    if (this.first === undefined || on < this.first.on) this.first = { status, on, answer, excuse: cite };
  }
}

export const settle = (preparation: Preparation, instance: Instance, deed: Deed): Settled => {
  const { arisen, performable } = daysOf(preparation, instance);
  const reckoning = new Reckoning(preparation.facts, instance, arisen);
  reckoning.steps.push(...opening(preparation, instance));
  // An excuse runs from the clock at the earliest; while its sequence is not come yet, from the day the duty arose.
  for (const excuse of preparation.excuses)
    reckoning.settle('EXCUSED', reckoning.answer(excuse), { clock: performable, cite: excuse.condition.cite });
  if (performable !== undefined && deed.done !== undefined)
    reckoning.settle('DONE', { holds: true, on: later(performable, deed.done), events: deed.events, settings: deed.settings });
  for (const end of preparation.ends) reckoning.settle('CEASED', reckoning.answer(end));
  const doubts = preparation.doubts.map((doubt) => ({ doubt, answer: reckoning.answer(doubt) }));
  const unclear = doubts.find(({ answer }) => answer.holds === true);
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
  readonly unclear?: { readonly doubt: Prepared<Condition>; readonly answer: Answer };
  readonly instance: Instance;
}
const outcome = (preparation: Preparation, reckoned: Reckoned): Settled => {
  const { performable, deed, reckoning, instance } = reckoned;
  const { first, steps } = reckoning;
  const { status, on, excuse, answer, open } = first ?? unsettled(preparation, reckoned);
  return {
    status,
    on,
    excuse,
    open,
    since: performable,
    timing: timingOf(preparation),
    missing: status === 'EXCUSED' || status === 'CEASED' ? undefined : something(deed.missing),
    flags: flagsOf(status, answer),
    steps,
    triggers: triggersOf(instance.answer?.events, preparation.sequence?.events),
    settledBy: first === undefined ? deed.events : first.answer.events,
    shaping: shapingOf(answer?.settings ?? deed.settings, instance.answer?.settings),
  };
};
const NONE: readonly never[] = [];
const shapingOf = (settled: readonly SettingId[] = NONE, owing: readonly SettingId[] = NONE): readonly SettingId[] =>
  owing.length === 0 ? settled : settled.length === 0 ? owing : [...owing, ...settled];
/** What had accrued when the product left the Act is kept for a person to look at (A33). */
const flagsOf = (status: Status, answer: Answer | undefined): readonly string[] | undefined =>
  status === 'CEASED' && answer?.settings?.includes('A33') === true ? ['PRESERVED_FOR_REVIEW'] : undefined;
/** As soon as possible after the contact becomes plain "as soon as possible" where the contact is excused (ss.19(5), 25(6)). */
const timingOf = ({ duty, sequence }: Preparation): Timing =>
  duty.timing === 'ASAP+C' && sequence?.excused === true ? 'ASAP' : duty.timing;
const something = (missing: readonly string[] | undefined): readonly string[] | undefined =>
  missing?.length === 0 ? undefined : missing;
const triggersOf = (owing: readonly EventId[] = NONE, sequence: readonly EventId[] = NONE): readonly EventId[] =>
  sequence.length === 0 ? owing : owing.length === 0 ? sequence : [...owing, ...sequence];

interface Unsettled {
  readonly status: Status;
  readonly on?: undefined;
  readonly excuse?: undefined;
  readonly answer?: Answer;
  readonly open?: Open;
}
const unsettled = (preparation: Preparation, { performable, deed, unclear, reckoning, instance }: Reckoned): Unsettled => {
  if (reckoning.arisen === undefined) return { status: 'UNDETERMINED', open: preparation.open ?? instance.open };
  if (unclear !== undefined) return { status: 'UNDETERMINED', answer: unclear.answer, open: openIn(unclear.doubt.condition) };
  if (performable === undefined) return { status: 'SEQUENCED' };
  return { status: deed.begun === undefined || deed.missing?.length === 0 ? 'OPEN' : 'DEFECTIVE' };
};
const openIn = ({ asks, needs = 'what came of it' }: Condition): Open => ({ asks: `what is still owed, as ${asks}`, needs });
