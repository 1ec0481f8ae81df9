import type { Day } from '../act.ts';
import type { Answer } from '../answer.ts';
import type { Facts } from '../book.ts';
import { earlierOf, laterOf } from '../calendar.ts';
import type { Clauses, Duty, Standing } from '../duty.ts';
import { knewOn } from '../facts/product.ts';
import { isIn } from '../failing.ts';
import type { Failing } from '../failing.ts';
import { believedAt } from '../knowledge.ts';
import type { Belief } from '../knowledge.ts';
import { governing } from '../scope.ts';
import type { SettingId } from '../settings.ts';
import type { Act } from '../supply.ts';

/** A prohibition while the party knows or believes that there is a failure: crossed by every act of making available meanwhile. */
export const notToSupply = (clauses: Clauses): Duty => ({
  ...clauses,
  kind: {
    is: 'standing',
    of: { asks: 'a belief that there is a failure', needs: 'a determination of the failure, or belief in it' },
    discharge: 'Nothing: it holds until the party no longer knows or believes that there is a failure.',
    ends: [
      'it no longer knows or believes that there is a failure',
      'it no longer intends the product to be a UK consumer connectable product, and neither knows nor ought to know that it will be one',
      'a route of deemed compliance holds',
      'the product has left the Act in every market',
    ],
    readings: ['A6', 'A18', 'A20', 'A33', 'A51'],
    rows: prohibited,
  },
});

const prohibited = (facts: Facts, arisen: Day): readonly Standing[] => {
  const { beliefs } = facts.knowledge;
  const latest = beliefs.at(-1);
  if (latest === undefined) return [];
  const across = beliefs.flatMap((belief) => crossings(facts, belief, arisen));
  const crossed = [...new Set(across.map(({ on }) => on))];
  const acts = crossings(facts, latest, arisen);
  const since = laterOf(latest.on, arisen);
  const end = endOf(facts, latest);
  const shows = crossed.length === 0 ? {} : { crossed };
  const row = { since, events: [...latest.events, ...acts.map(({ id }) => id)], settings: readingsOf(across, end) };
  if (end !== undefined)
    return [{ ...row, status: 'CEASED', on: end.on, settledBy: end.events, shows: { ...shows, ...flagged(end, acts.length) } }];
  return [{ ...row, status: acts[0] === undefined ? 'ACTIVE' : 'CROSSED', on: acts[0]?.on ?? since, settledBy: [], shows }];
};
/** It bars every making available, to whomever, an offer among them (A20, A51). */
const readingsOf = (across: readonly Act[], end?: Answer): readonly SettingId[] => [
  'A20',
  ...(across.some((act) => act.as === 'offer') ? (['A51'] as const) : []),
  ...(end?.settings ?? []),
];
const flagged = ({ settings }: Answer, acts: number): Standing['shows'] =>
  settings?.includes('A33') === true && acts > 0 ? { flags: ['PRESERVED_FOR_REVIEW'] } : {};

/** An act crosses it that is of batches believed to fail, on a day on which no route holds for what is believed to fail. */
const crossings = (facts: Facts, belief: Belief, arisen: Day): readonly Act[] =>
  facts.supply.acts.filter((act) => {
    const at = facts.place.get(act.id) ?? 0;
    if (!knewOn(facts, 'K-WILL', act.on)) return false;
    const isMeant = at > belief.from && (belief.until === undefined || at < belief.until) && act.on >= laterOf(belief.on, arisen);
    const isFailing = (failing: Failing): boolean =>
      isIn(failing, act.batches) && facts.deeming.on(failing.requirement, act.on) === undefined;
    return isMeant && believedAt(belief, at).some(isFailing);
  });

type Ending = Answer & { readonly on: Day };
/** The belief ended, a route of deemed compliance holds again, or the product left the Act. */
const endOf = (facts: Facts, belief: Belief): Ending | undefined => {
  const { left } = facts.markets;
  const ends: readonly Ending[] = [
    ...(belief.ended === undefined
      ? []
      : [{ holds: true as const, on: belief.ended, events: belief.endedBy === undefined ? [] : [belief.endedBy] }]),
    ...(left.on === undefined ? [] : [{ ...left, on: left.on }]),
    ...routesOver(facts, belief),
    ...otherMind(facts, belief),
  ];
  return ends.reduce<Ending | undefined>(
    (first, next) => (first === undefined || earlierOf(next.on, first.on) !== first.on ? next : first),
    undefined,
  );
};
/** K-WILL is gone since it was last there. */
const otherMind = (facts: Facts, belief: Belief): readonly Ending[] => {
  const finding = governing(facts.findings, 'K-WILL', facts.today);
  if (finding?.answer !== 'no') return [];
  return [{ holds: true, on: laterOf(finding.fromOn ?? belief.on, belief.on), events: [finding.id] }];
};
const routesOver = ({ deeming, today }: Facts, belief: Belief): readonly Ending[] => {
  const routes = believedAt(belief).map(({ requirement }) => deeming.on(requirement, today));
  const held = routes.filter((route) => route !== undefined);
  return held.length < routes.length
    ? []
    : [{ holds: true, on: laterOf(...held.map(({ from }) => from)), events: held.flatMap(({ events }) => events) }];
};
