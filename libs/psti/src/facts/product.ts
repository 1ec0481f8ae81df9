import { section } from '../act.ts';
import { no } from '../answer.ts';
import { governing } from '../scope.ts';
import { asks } from './question.ts';

/** What there is to ask about the product: whether it is within the Act, what the party knows of that, and who has made it available. */

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
const knows = (predicate: string, will: string) =>
  asks(
    `it knows, or ought to, that the product ${will} a UK consumer connectable product (${predicate})`,
    ({ findings, today, roles }) => {
      const finding = governing(findings, predicate, today);
      return finding?.answer === 'no' ? { ...no, events: [finding.id] } : roles.ownSince;
    },
    { needs: `its own word of its role for the product, with no scope finding on ${predicate} that says no` },
  );
export const knowsItIsOrWillBe = knows('K-ISWILL', 'is or will be');
export const knowsItWillBe = knows('K-WILL', 'will be');
export const knowsItIs = knows('K-IS', 'is');

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
export const dealsInMoreThanUsedGoods = asks('it does more than resell used goods', ({ supply }) => supply.beyondUsedGoods, {
  readings: ['A49'],
  needs: 'a supply or an offer of its own in the United Kingdom of what is not used',
});
export const madeAvailableBySelfToCustomers = asks(
  'it has made the product available to a customer in the United Kingdom',
  ({ supply }) => supply.bySelfToCustomers,
  { readings: ['A51'], needs: 'a supply or an offer of its own to a customer in the United Kingdom' },
);
export const inScope = [isRelevantConnectable, isUkConsumerConnectable];
