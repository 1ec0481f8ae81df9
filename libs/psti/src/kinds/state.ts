import type { Holder } from '../act.ts';
import type { Facts } from '../book.ts';
import type { Clauses, Duty } from '../duty.ts';
import { rulebookOn } from '../rulebook.ts';
import type { Verdict } from '../verdicts.ts';

/** A continuing state: in force, and met unless its records of failures say that one of the requirements is not. */
export const toKeepTo = (clauses: Clauses): Duty => ({
  ...clauses,
  kind: {
    is: 'standing',
    of: { asks: 'a requirement to be met', needs: 'nothing that a party could record' },
    discharge: 'Nothing: it is a state to be kept.',
    ends: [],
    rows: (facts, arisen) => {
      const verdicts = verdictsOn(facts, clauses.of);
      const failing = verdicts.find(({ met }) => !met);
      const row = { events: verdicts.flatMap(({ events }) => events), settledBy: [] };
      if (failing !== undefined) return [{ ...row, status: 'OPEN', since: failing.since > arisen ? failing.since : arisen }];
      const on = verdicts.reduce((last, { since }) => (since > last ? since : last), arisen);
      return [{ ...row, status: 'ACTIVE', on, since: arisen }];
    },
  },
});
const verdictsOn = ({ law, today, verdicts }: Facts, of: Holder): readonly Verdict[] =>
  rulebookOn(law, today).requirements.flatMap(({ id, holder }) => (holder === of ? (verdicts.get(id) ?? []) : []));
