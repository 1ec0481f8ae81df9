import type { Clauses, Duty } from '../duty.ts';

/** A continuing state: in force, and met or not by what is found on it. */
export const toKeepTo = (clauses: Clauses): Duty => ({
  ...clauses,
  kind: {
    is: 'standing',
    of: { asks: 'a requirement to be met', needs: 'nothing that a party could record' },
    discharge: 'Nothing: it is a state to be kept.',
    ends: [],
    rows: ({ failureEvents }, arisen) => {
      const finding = failureEvents.findLast(({ type }) => type === 'FailureDetermined' || type === 'FailureNegatived');
      const events = finding === undefined ? [] : [finding.id];
      const met = finding?.type !== 'FailureDetermined';
      return [{ status: met ? 'ACTIVE' : 'OPEN', on: met ? arisen : undefined, since: arisen, events, settledBy: [] }];
    },
  },
});
