import { section } from '../act.ts';
import type { Day, EventId } from '../act.ts';
import { no } from '../answer.ts';
import type { Answer } from '../answer.ts';
import type { Facts } from '../book.ts';
import { addDays, laterOf } from '../calendar.ts';
import { governing } from '../scope.ts';
import { asks } from './question.ts';
import type { Question } from './question.ts';

/** What there is to ask about the product: whether it is within the Act, what the party knows of that, and who has made it available. */

type Predicate = 'K-WILL' | 'K-ISWILL' | 'K-IS';

export const isRelevantConnectable = asks('it is a relevant connectable product', ({ markets }) => markets.connectable, {
  cite: section(4),
  readings: ['A25', 'A53'],
  needs: 'scope findings that it is connectable (s.5(1) or s.5(3)) and not excepted (s.6)',
});
export const isUkConsumerConnectable = asks('it is a UK consumer connectable product', ({ markets }) => markets.consumer, {
  cite: section(54),
  readings: ['A38'],
  needs: 'a supply of it to consumers, or a scope finding on s.54',
});
/** What it intends or knows is asked at the time of each act: what a finding says of a later day undoes nothing that happened. */
export const knewOn = ({ findings }: Facts, predicate: Predicate, day: Day): boolean =>
  governing(findings, predicate, day)?.answer !== 'no';
const knowing = (facts: Facts, predicate: Predicate, day: Day): Answer => {
  const { findings, today, roles } = facts;
  if (roles.ownSince.on === undefined) return roles.ownSince;
  const turns = (findings.get(predicate) ?? []).flatMap(({ fromOn, untilOn }) => [
    ...(fromOn === undefined ? [] : [fromOn]),
    ...(untilOn === undefined ? [] : [addDays(untilOn, 1)]),
  ]);
  const start = laterOf(day, roles.ownSince.on);
  const days = [start, ...turns.filter((turn) => turn > start && turn <= today).sort()];
  const on = days.find((each) => knewOn(facts, predicate, each));
  if (on !== undefined) return { ...roles.ownSince, on };
  const finding = governing(findings, predicate, start);
  return { ...no, events: finding === undefined ? [] : [finding.id] };
};
const knows = (predicate: Predicate, words: string): Question => ({
  ...asks(words, (facts) => knowing(facts, predicate, ''), {
    needs: `its own word of its role for the product, with no scope finding on ${predicate} that says no`,
  }),
  from: (facts, day) => knowing(facts, predicate, day),
});
const PRESUMED = 'presumed from its own word of its role';
const WILL = 'it intends the product to be a UK consumer connectable product, or knows or ought to know that it will be one';
export const knowsItIsOrWillBe = knows(
  'K-ISWILL',
  `it knows, or ought to, that the product is or will be a UK consumer connectable product (K-ISWILL, ${PRESUMED})`,
);
export const knowsItWillBe = knows('K-WILL', `${WILL} (K-WILL, ${PRESUMED})`);
export const knowsItIs = knows(
  'K-IS',
  `it knows, or ought to, that the product is a UK consumer connectable product (K-IS, ${PRESUMED})`,
);
/** Conditions A and B of s.8(3), as of ss.14 and 21: after it was made available in that knowledge, a change of mind ends nothing. */
export const boundByRequirements = (of: number): Question =>
  asks(
    `${WILL} (K-WILL, condition A, ${PRESUMED}); or it is one, and that was so when it made the product available (condition B)`,
    (facts) => {
      const { today, supply } = facts;
      const isNow = knewOn(facts, 'K-WILL', today);
      const known = isNow || supply.acts.some(({ on }) => knewOn(facts, 'K-WILL', on));
      return known ? knowing(facts, 'K-WILL', '') : { ...no, events: governingIds(facts, today) };
    },
    { cite: section(of, of === 8 ? '(3)' : undefined), needs: knowsItWillBe.needs },
  );
const governingIds = ({ findings }: Facts, day: Day): readonly EventId[] => {
  const finding = governing(findings, 'K-WILL', day);
  return finding === undefined ? [] : [finding.id];
};

export const madeAvailableByAnyone = asks(
  'somebody has made it available in the United Kingdom',
  ({ supply }) => supply.byAnyone,
  { readings: ['A51'], needs: 'a supply or an offer of it in the United Kingdom, by anybody' },
);
export const madeAvailableBySelf = asks(
  'it has made the product available in the United Kingdom',
  ({ supply }) => supply.bySelf,
  {
    readings: ['A49', 'A51'],
    needs: 'a supply or an offer of its own in the United Kingdom',
  },
);
/** Used goods put no duty on whoever resells them (A49). */
export const dealsInMoreThanUsedGoods = asks(
  'it does more than resell used goods (policy, not law: A49)',
  ({ supply }) => supply.beyondUsedGoods,
  {
    readings: ['A49'],
    needs: 'a supply or an offer of its own in the United Kingdom of what is not used',
  },
);
export const madeAvailableBySelfToCustomers = asks(
  'it has made the product available to a customer in the United Kingdom',
  ({ supply }) => supply.bySelfToCustomers,
  { readings: ['A51'], needs: 'a supply or an offer of its own to a customer in the United Kingdom' },
);
export const inScope = [isRelevantConnectable, isUkConsumerConnectable];
