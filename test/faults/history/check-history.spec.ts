import { describe, expect, test } from '@jest/globals';
import { checkHistory, type History, type Kind } from './check-history.ts';
import type { Deed, Entry, Outcome, Write } from './journal.ts';

const record = 'kestrel/failure/shared-password';

/** Four clients: a single event, one of three, one that got no answer, one refused; then two reads and two looks. */
const entry = (client: string, [start, end]: readonly [number, number], outcome: Outcome, deed: Deed): Entry => ({
  client,
  start,
  end,
  outcome,
  deed,
});
const write = (ids: readonly string[], receipt?: Write['receipt']): Write => ({ kind: 'write', stream: record, ids, receipt });
const read = (revision: number): Deed => ({ kind: 'read', stream: record, revision });
const look = (leaf: number): Deed => ({ kind: 'look', list: 'duties', leaf });

const journal: readonly Entry[] = [
  entry('a', [0, 10], 'ok', write(['a1'], { revision: 0, leaf: 0 })),
  entry('b', [12, 20], 'ok', write(['b1', 'b2', 'b3'], { revision: 3, leaf: 3 })),
  entry('c', [15, 40], 'unknown', write(['c1'])),
  entry('d', [16, 18], 'fail', write(['d1'])),
  entry('a', [21, 25], 'ok', read(3)),
  entry('c', [50, 55], 'ok', write(['c1'], { revision: 4, leaf: 4 })),
  entry('a', [56, 58], 'ok', read(4)),
  entry('b', [56, 58], 'ok', look(2)),
  entry('b', [60, 62], 'ok', look(5)),
];
const ids = ['a1', 'b1', 'b2', 'b3', 'c1', 'delivered'];
const log = ids.map((id, n) => ({
  id,
  stream: n === 5 ? 'quayside/failure/shared-password' : record,
  revision: n === 5 ? 0 : n,
  leaf: n,
}));
const good: History = {
  journal,
  log,
  made: new Set(['delivered']),
  views: [{ name: 'duties', leaf: 5, kept: 'rows', rebuilt: 'rows' }],
};

const without = (id: string) =>
  log.filter((event) => event.id !== id).map((event, n) => ({ ...event, leaf: n, revision: event.stream === record ? n : 0 }));
const instead = (at: number, change: Partial<Entry>): readonly Entry[] =>
  journal.map((each, n) => (n === at ? { ...each, ...change } : each));
const swapped = (one: number, other: number) =>
  log.map((event, n) => ({ ...event, id: ids[n === one ? other : n === other ? one : n] ?? '' }));

const kindsOf = (history: Partial<History>): readonly Kind[] => [
  ...new Set(checkHistory({ ...good, ...history }).map(({ kind }) => kind)),
];

describe('check-history', () => {
  test('finds nothing in a history as it should be', () => {
    expect(checkHistory(good)).toEqual([]);
    expect(kindsOf({ journal: journal.slice(0, 5), log: without('c1'), views: [] })).toEqual([]);
  });

  test.each<[string, Kind, Partial<History>]>([
    ['an acknowledged event gone', 'lost', { log: without('a1') }],
    [
      'an event elsewhere than was acknowledged',
      'lost',
      { journal: instead(0, { deed: write(['a1'], { revision: 0, leaf: 7 }) }) },
    ],
    ['what somebody read gone', 'lost', { journal: [...journal, entry('a', [70, 72], 'ok', read(9))] }],
    ['an event there twice', 'duplicated', { log: [...log, { id: 'a1', stream: record, revision: 5, leaf: 6 }] }],
    [
      'one key acknowledged at two places',
      'duplicated',
      { journal: [...journal, entry('a', [70, 72], 'ok', write(['a1'], { revision: 9, leaf: 9 }))] },
    ],
    ['an append of which one is missing', 'torn', { journal: instead(1, { outcome: 'unknown' }), log: without('b2') }],
    ['an append with another in between', 'torn', { log: swapped(3, 4) }],
    ['one asked for later and recorded before', 'reordered', { log: swapped(0, 1) }],
    ['an event that nobody asked for', 'phantom', { made: new Set() }],
    [
      'a refused event',
      'phantom',
      { journal: [...journal.slice(0, 5), entry('c', [50, 55], 'fail', write(['c1']))].map(failed) },
    ],
    ['a read that does not see what was acknowledged', 'stale', { journal: instead(6, { deed: read(3) }) }],
    ['a read that goes back behind another', 'stale', { journal: [...journal, entry('b', [70, 72], 'ok', read(1))] }],
    ['a list that goes back', 'stale', { journal: instead(8, { deed: look(1) }) }],
    ['a position that is missing', 'gap', { log: log.filter(({ id }) => id !== 'b2') }],
    [
      'a list that is not what the log makes of it',
      'view',
      { views: [{ name: 'duties', leaf: 5, kept: 'rows', rebuilt: 'other rows' }] },
    ],
    ['a list beyond the end of the log', 'view', { views: [{ name: 'duties', leaf: 6, kept: 'rows', rebuilt: 'rows' }] }],
  ])('finds %s: %s', (_, kind, history) => expect(kindsOf(history)).toContain(kind));

  test('takes what nobody can know either way', () => {
    const unanswered = [...journal.slice(0, 5), entry('e', [60, 61], 'unknown', write(['e1', 'e2']))];
    expect(kindsOf({ journal: unanswered })).toEqual([]);
    // Neither was told before the other was asked for, so both orders are right.
    const atOnce = [entry('a', [0, 10], 'ok', write(['b'])), entry('b', [5, 9], 'ok', write(['a']))];
    const eitherWay = ['a', 'b'].map((id, n) => ({ id, stream: record, revision: n, leaf: n }));
    expect(checkHistory({ journal: atOnce, log: eitherWay })).toEqual([]);
  });
});

/** Both requests for `c1` say that it was not recorded. */
function failed(each: Entry): Entry {
  return each.deed.kind === 'write' && each.deed.ids[0] === 'c1' ? { ...each, outcome: 'fail' } : each;
}
