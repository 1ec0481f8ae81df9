import type { Day } from './act.ts';
import { no, shapedBy, undetermined, yesSince } from './answer.ts';
import type { Answer } from './answer.ts';
import { addDays } from './calendar.ts';
import type { Rulebook } from './rulebook.ts';
import { COMMENCEMENT } from './rulebook.ts';
import { governing, isRelevantConnectable, scopeReadings } from './scope.ts';
import type { Findings, Place, Scoped, Verdict } from './scope.ts';
import type { Supply } from './supply.ts';

/**
 * Since when a product is within the Act in some market that it is made available in, and when it left the last of them. What the
 * findings leave open is presumed once somebody in the chain has contacted or notified the party about the product.
 */
export interface Markets {
  readonly connectable: Answer;
  readonly consumer: Answer;
  /** It was within the Act and is no longer, in any market. */
  readonly left: Answer;
  /** The same for one set of markets: those of a recipient. */
  readonly leftIn: (places: ReadonlySet<Place | undefined>) => Answer;
}

export interface MarketFacts {
  readonly findings: Findings;
  readonly law: readonly Rulebook[];
  readonly today: Day;
  readonly supply: Supply;
  /** The first contact or notification about the product. */
  readonly received: Answer;
}

const EVERYWHERE: readonly Place[] = ['GB', 'NI'];

export const marketsOf = (facts: MarketFacts): Markets => {
  const days = turningDays(facts);
  const places = facts.supply.places.size > 0 ? [...facts.supply.places] : EVERYWHERE;
  const spells = new Map(places.map((place) => [place, days.map((day) => ({ day, ...onDay(facts, place, day) }))]));
  const merged = days.map((day, at) => ({ day, ...widest([...spells.values()].flatMap((spell) => spell[at] ?? [])) }));
  const everLeft = [...spells.values()].some((spell) => left(spell) !== no);
  return {
    connectable: shapedBy(within(merged), ...scopeReadings(facts.findings)),
    consumer: consumerProduct(facts),
    left: left(merged),
    leftIn: (some) => {
      if (!everLeft) return no;
      const own = [...some].flatMap((place) => (place === undefined ? [] : [spells.get(place) ?? []]));
      if (own.length === 0 || some.has(undefined)) return left(merged);
      return left(days.map((day, at) => ({ day, ...widest(own.flatMap((spell) => spell[at] ?? [])) })));
    },
  };
};

interface Spell extends Scoped {
  readonly day: Day;
}

/** The days on which the answer can change by itself: rulebooks and findings beginning or ending. */
const turningDays = ({ findings, law, today }: MarketFacts): readonly Day[] => {
  const days = new Set<Day>([COMMENCEMENT, ...law.map(({ from }) => from)]);
  for (const found of findings.values())
    for (const { fromOn, untilOn } of found) {
      if (fromOn !== undefined) days.add(fromOn);
      if (untilOn !== undefined) days.add(addDays(untilOn, 1));
    }
  return [...days].filter((day) => day >= COMMENCEMENT && day <= today).sort();
};

const onDay = (facts: MarketFacts, place: Place, day: Day): Scoped => {
  const scoped = isRelevantConnectable({ ...facts, place, day });
  return scoped.answer === 'UNDETERMINED' && facts.received.on !== undefined
    ? { answer: 'yes', events: facts.received.events }
    : scoped;
};
const RANK: Readonly<Record<Verdict, number>> = { yes: 2, UNDETERMINED: 1, no: 0 };
const widest = (answers: readonly Scoped[]): Scoped =>
  answers.reduce(
    (best, next) => (RANK[next.answer] > RANK[best.answer] ? next : best),
    answers[0] ?? { answer: 'no', events: [] },
  );

const within = (spells: readonly Spell[]): Answer => {
  const first = spells.find(({ answer }) => answer === 'yes');
  if (first !== undefined) return { ...yesSince(first.day, ...first.events), cite: first.cite };
  const last = spells.at(-1);
  return last?.answer === 'UNDETERMINED'
    ? { ...undetermined(...last.events), cite: last.cite }
    : { ...no, events: last?.events ?? [], cite: last?.cite };
};

const left = (spells: readonly Spell[]): Answer => {
  const last = spells.findLastIndex(({ answer }) => answer !== 'no');
  const out = spells[last + 1];
  return last < 0 || out === undefined ? no : { ...yesSince(out.day, ...out.events), settings: ['A33'], cite: out.cite };
};

/** s.54: a finding decides; else the party's own history; else what it received; else nobody knows. It is or will be one, so no day is asked. */
const consumerProduct = ({ findings, supply, today, received }: MarketFacts): Answer => {
  const finding = governing(findings, 's.54', today);
  if (finding !== undefined)
    return finding.answer === 'yes' ? yesSince(finding.fromOn ?? COMMENCEMENT, finding.id) : { ...no, events: [finding.id] };
  if (supply.toConsumers.on !== undefined) return yesSince(COMMENCEMENT, ...supply.toConsumers.events);
  const identical = governing(findings, 's.54(3)(c)', today);
  if (supply.toCustomers.on !== undefined && identical !== undefined)
    return shapedBy(
      identical.answer === 'yes'
        ? yesSince(COMMENCEMENT, ...supply.toCustomers.events, identical.id)
        : { ...no, events: [identical.id] },
      'A38',
    );
  return received.on === undefined ? undetermined() : yesSince(COMMENCEMENT, ...received.events);
};
