import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Decider } from './decider.ts';
import { Entries, none } from './entries.ts';
import { exampleOf } from './example.ts';
import { fromDoor } from './log.ts';
import type { Known } from './known.ts';
import { deciderOf } from './streams.ts';
import type { AnyEvent, EventType, StreamKind } from './streams.ts';

describe('a list that only grows', () => {
  /** Each step adds to one of the lists there are, the last or an earlier one; beside each stands what an array would hold. */
  const steps = fc.array(fc.tuple(fc.nat(), fc.nat(9)), { maxLength: 40 });
  const holds = (
    drawn: readonly (readonly [number, number])[],
    grown: (list: Entries<number>, entry: number) => Entries<number>,
  ) => {
    const lists: { readonly list: Entries<number>; readonly array: readonly number[] }[] = [{ list: none, array: [] }];
    for (const [at, entry] of drawn) {
      const { list, array } = lists[at % lists.length] ?? { list: none, array: [] };
      lists.push({ list: grown(list, entry), array: [...array, entry] });
    }
    return lists.every(({ list, array }) => JSON.stringify(list) === JSON.stringify(array) && list.length === array.length);
  };

  test('holds what an array copied at each step would, for everybody who holds any stage of it', () =>
    fc.assert(fc.property(steps, (drawn) => holds(drawn, (list, entry) => list.with(entry)))));
  test('…and finds it when adding writes into what others hold', () => {
    const shared: number[] = [];
    const careless = ({ length }: Entries<number>, entry: number) => {
      shared[length] = entry;
      return new Entries(shared, length + 1);
    };
    const { failed } = fc.check(fc.property(steps, (drawn) => holds(drawn, careless)));
    expect(failed).toBe(true);
  });
  test('gives what is asked of it, and nothing behind its end', () => {
    const two = new Entries<string>().with('a').with('b');
    two.with('c');
    expect([two.at(1), two.at(2), two.find((each) => each > 'a'), two.some((each) => each === 'c')]).toEqual([
      'b',
      undefined,
      'b',
      false,
    ]);
    expect([[...two], two.all(), two.filter((each) => each !== 'a')]).toEqual([['a', 'b'], ['a', 'b'], ['b']]);
  });
  test('is compared by what it holds', () => {
    expect(new Entries(['a'])).toEqual(none.with('a' as never));
    expect(new Entries(['a'])).not.toEqual(new Entries(['b']));
  });
});

const knownOf = (kind: StreamKind, type: EventType, leaf: number): Known<AnyEvent> => ({
  ...fromDoor({ id: `e${leaf}`, version: 1, ...exampleOf(type) }),
  stream: `kestrel/${kind}/one`,
  revision: leaf,
  recordedAt: '2026-02-11T09:00:00.000Z',
  by: 'person-1',
  leaf,
});
const MOST_MS = 150;
const LONG: readonly (readonly [StreamKind, EventType])[] = [
  ['failure', 'NotificationGiven'],
  ['product', 'MadeAvailable'],
  ['notice', 'RequirementMet'],
  ['profile', 'TargetSet'],
  ['delivery', 'QuestionAsked'],
  ['installation', 'GrantGiven'],
];
const millisecondsToFold = ({ initial, evolve }: Decider<unknown, AnyEvent>, events: readonly Known<AnyEvent>[]): number => {
  const began = performance.now();
  events.reduce((state, event) => evolve(state, event), initial);
  return performance.now() - began;
};

describe('the state of a stream of 10,000 events', () => {
  test.each(LONG)('%s: %s after %s, each costs the same', (kind, type) => {
    const events = Array.from({ length: 10_000 }, (_, leaf) => knownOf(kind, type, leaf));
    const took = Math.min(...[1, 2, 3].map(() => millisecondsToFold(deciderOf(kind), events)));
    process.stdout.write(`fold of 10,000 ${type}: ${took.toFixed(1)} ms\n`);
    expect(took).toBeLessThan(MOST_MS);
  });
  test('and who folds on from an earlier state finds it as it was', () => {
    const { initial, evolve } = deciderOf('failure');
    const [first, second, third] = [0, 1, 2].map((leaf) => knownOf('failure', 'NotificationGiven', leaf));
    if (first === undefined || second === undefined || third === undefined) throw new Error('there are three');
    const early = evolve(initial, first);
    const before = JSON.stringify(early);
    const [one, other] = [evolve(early, second), evolve(early, third)];
    expect([JSON.stringify(early), JSON.stringify(one), JSON.stringify(other)]).toEqual([
      before,
      JSON.stringify(evolve(evolve(initial, first), second)),
      JSON.stringify(evolve(evolve(initial, first), third)),
    ]);
  });
  test('…and the measure finds it when every step copies the list', () => {
    const copying: Decider<unknown, AnyEvent> = {
      ...deciderOf('failure'),
      initial: { recorded: [], notifications: [] },
      evolve: (state, event) => {
        const { recorded, notifications } = state as { recorded: AnyEvent[]; notifications: AnyEvent[] };
        return { recorded: [...recorded, event], notifications: [...notifications, event] };
      },
    };
    const events = Array.from({ length: 20_000 }, (_, leaf) => knownOf('failure', 'NotificationGiven', leaf));
    expect(millisecondsToFold(copying, events)).toBeGreaterThan(2 * MOST_MS);
  });
});
