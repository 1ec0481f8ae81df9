import type { FailureEvent } from './failure-record.ts';
import type { Known } from './known.ts';
import type { Batches } from './product-record.ts';

/**
 * What is held to fail, as one record has it: a failure is of a requirement and in batches (A4), so a finding that there is none of one
 * requirement, or in some batches, ends just that. A word that names neither is about what the record says already.
 */
export interface Failing {
  /** Left out while nobody has named one. */
  readonly requirement?: string;
  readonly batches: Batches;
  /** Of all batches, those that were found not to fail. */
  readonly except: readonly string[];
  /** A determination has said in which batches; until then it is taken to be in all. */
  readonly said: boolean;
}
export interface Word {
  readonly requirement?: string;
  readonly batches?: Batches;
}
export const wordOf = (event: FailureEvent): Word => ({
  requirement: 'requirement' in event ? event.requirement : undefined,
  batches: event.type === 'FailureDetermined' || event.type === 'FailureNegatived' ? event.batches : undefined,
});

const NONE: readonly string[] = [];
/** Nobody has said what fails, or where. */
export const unnamed: readonly Failing[] = [{ batches: 'all', except: NONE, said: false }];

/** A word that something fails: the first that names it takes the place of one that did not. */
export const including = (held: readonly Failing[], { requirement, batches }: Word): readonly Failing[] => {
  if (requirement === undefined) return held.length === 0 ? unnamed : held;
  const before = held.find((each) => each.requirement === requirement);
  if (before !== undefined && batches === undefined) return held;
  const others = held.filter((each) => each !== before && each.requirement !== undefined);
  if (batches === undefined) return [...others, { requirement, batches: 'all', except: NONE, said: false }];
  const joined = before?.said === true ? union(before, batches) : { batches, except: NONE };
  return [...others, { requirement, ...joined, said: true }];
};
const union = (before: Failing, batches: Batches): Pick<Failing, 'batches' | 'except'> => {
  if (batches === 'all') return { batches, except: NONE };
  if (before.batches === 'all') return { batches: 'all', except: before.except.filter((batch) => !batches.includes(batch)) };
  return { batches: [...new Set([...before.batches, ...batches])], except: NONE };
};

/** A word that something does not, or no longer, fail: what it does not name stands. */
export const excluding = (held: readonly Failing[], { requirement, batches = 'all' }: Word): readonly Failing[] =>
  held.flatMap((each) => {
    if (!isSame(each.requirement, requirement)) return [each];
    if (batches === 'all') return [];
    if (each.batches === 'all') return [{ ...each, except: [...new Set([...each.except, ...batches])] }];
    const left = each.batches.filter((batch) => !batches.includes(batch));
    return left.length === 0 ? [] : [{ ...each, batches: left }];
  });
/** Where one of the two is not named, the other may be it. */
export const isSame = (one: string | undefined, other: string | undefined): boolean =>
  one === undefined || other === undefined || one === other;

/** Whether it is in any of some batches; where none are named, it may be. */
export const isIn = ({ batches: failing, except }: Failing, batches: Batches | undefined): boolean => {
  if (batches === undefined || batches === 'all') return true;
  return batches.some((batch) => (failing === 'all' ? !except.includes(batch) : failing.includes(batch)));
};

/** The batches that the record's determinations ever named: `all` as soon as one does, or none names any. */
export const batchesNamed = (events: readonly Known<FailureEvent>[]): Batches => {
  const named = events.flatMap((event) => (event.type === 'FailureDetermined' ? [event.batches] : []));
  return named.length === 0 || named.includes('all')
    ? 'all'
    : [...new Set(named.flatMap((batches) => (batches === 'all' ? [] : batches)))];
};

/** For batches in which the failure was found later than it was first found in any: the determination that found it there. */
export const laterFinding = (events: readonly Known<FailureEvent>[]) => {
  const determined = events.filter((event) => event.type === 'FailureDetermined');
  const [first] = determined;
  return (batches: Batches | undefined): Known<FailureEvent> | undefined => {
    if (first === undefined || batches === undefined || batches === 'all') return undefined;
    const found = determined.find((event) => event.batches === 'all' || batches.some((batch) => event.batches.includes(batch)));
    return found === undefined || found.on === first.on ? undefined : found;
  };
};
