import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dutyIds, statuses, timings } from './act.ts';
import type { Clocks, Day } from './act.ts';
import type { Book } from './book.ts';
import { addDays, londonDay, londonInstant } from './calendar.ts';
import { differences } from './differences.ts';
import * as it from './duties/a-book.ts';
import { bookOf, recorded } from './duties/a-book.ts';
import type { Happening } from './duties/a-book.ts';
import type { FailureEvent } from './failure-record.ts';
import type { Known } from './known.ts';
import type { Obligation } from './obligation.ts';
import { obligations } from './owed.ts';

/** What holds for any book of any party; each is put to the engine, and to one that is broken in just that way. */

type Engine = (book: Book, clocks: Clocks) => readonly Obligation[];
type AnyEvent = Known<FailureEvent>;

const DAYS = Array.from({ length: 12 }, (_, at) => addDays('2026-02-05', at));
const LAST: Day = '2026-02-16';
const EVER: Day = '2026-12-31';
const day = fc.constantFrom(...DAYS);
const yesNo = fc.constantFrom('yes', 'no', undefined);
const others = fc.constantFrom('osprey', 'quayside', 'hollybush');

/** A party in the chain: who it is, whom it supplies, and who supplied it. */
const PARTIES = {
  kestrel: { as: 'manufacturer', to: 'importer', start: [] },
  tarn: { as: 'importer', to: 'distributor', start: [it.role('osprey', 'manufacturer')] },
  shop: {
    as: 'distributor',
    to: 'distributor',
    start: [it.role('osprey', 'manufacturer'), it.madeAvailable('2025-08-20', 'tarn', 'shop')],
  },
} as const;
type Party = keyof typeof PARTIES;
const party: fc.Arbitrary<Party> = fc.constantFrom('kestrel', 'tarn', 'shop');
const beginning = (of: Party): readonly Happening[] => [
  it.role(of, PARTIES[of].as),
  ...it.inScope,
  ...PARTIES[of].start,
  it.madeAvailable('2025-08-25', of, 'quayside', { toRole: PARTIES[of].to }),
];

const happening = (of: Party): fc.Arbitrary<Happening> =>
  fc.oneof(
    fc
      .tuple(day, others, yesNo, yesNo, fc.constantFrom('successful', 'refused', undefined))
      .map(([on, from, manufacturerAware, authorityNotified, remedy]) =>
        it.notified(on, from, from === 'osprey' ? 'manufacturer' : 'distributor', {
          manufacturerAware,
          authorityNotified,
          remedy,
        }),
      ),
    fc
      .tuple(day, others, yesNo, fc.subarray(['details', 'risks', 'steps']))
      .map(([on, to, authorityNotified, content]) => it.notify(on, to, { authorityNotified, content })),
    day.map((on) => it.notify(on, 'authority')),
    fc.tuple(day, others).map(([on, to]) => it.contact(on, to)),
    fc.tuple(day, others).map(([on, to]) => it.attempt(on, to)),
    day.map((on) => it.impossible(on, 'osprey')),
    day.map((on) => it.determined(on, { manufacturer: 'osprey', investigated: true, stepsReasonable: true })),
    day.map((on) => it.negatived(on)),
    day.map((on) => it.mended(on)),
    day.map((on) => it.reported(on)),
    day.map((on) => it.aware(on, 'constructive')),
    day.map((on) => it.beliefEnded(on)),
    fc
      .tuple(day, fc.constantFrom('investigation', 'failure'))
      .map(([on, kind]) => it.recordMade(on, kind, ['outcome', 'details'])),
    day.map((on) => it.unlikely(on, 'PSTI-S19-4-PREVENT')),
    day.map((on) => it.reasonable(on, 'PSTI-S11-2B-REMEDY')),
    day.map((on) => it.madeAvailable(on, of, 'hollybush', { toRole: PARTIES[of].to })),
  );
interface Drawn {
  readonly of: Party;
  readonly book: Book;
}
/** A record of one name and kind is made once. */
const admitted = <Rest>(drawn: readonly (readonly [Happening, Rest])[]) => {
  const kindOf = ([{ type, data }]: readonly [Happening, Rest]) => (type === 'RecordMade' ? data.kind : undefined);
  return drawn.filter(
    (each, at) => kindOf(each) === undefined || drawn.findIndex((other) => kindOf(other) === kindOf(each)) === at,
  );
};
const anyBook: fc.Arbitrary<Drawn> = party.chain((of) =>
  fc.array(fc.tuple(happening(of), fc.nat(3)), { maxLength: 12 }).map((drawn) => ({
    of,
    book: bookOf(
      of,
      beginning(of),
      admitted(drawn)
        .map(([event, lag]) => ({ ...event, recorded: addDays(event.on, lag) }))
        .sort((a, b) => (a.recorded < b.recorded ? -1 : 1)),
    ),
  })),
);
const seen = (rows: readonly Obligation[]) =>
  rows.map(({ key, status, on, since, missing, excuse }) => ({ key, status, on, since, missing, excuse: excuse?.provision }));
const runs = { numRuns: 120 };

/** Nothing is changed by what is recorded after its `knownAt`. */
const unmovedByLater = (engine: Engine) =>
  fc.property(anyBook, day, day, ({ book }, asOf, knownAt) => {
    const then = <E>(events: readonly Known<E>[]) => events.filter(({ recordedAt }) => londonDay(recordedAt) <= knownAt);
    const earlier: Book = { ...book, product: then(book.product), failure: then(book.failure) };
    fc.pre(earlier.failure.length > 0);
    expect(engine(book, { asOf, knownAt })).toEqual(engine(earlier, { asOf, knownAt }));
  });

/** A correction of one event of the record by another of its kind, recorded on the first of May. */
const correcting = ({ of, book }: Drawn, which: number, right: Happening) => {
  const wrong = book.failure[which % Math.max(book.failure.length, 1)];
  const replacement = recorded(of, right, 99);
  if (wrong === undefined || replacement.stream !== wrong.stream) return undefined;
  const { type, on, at, version } = replacement;
  const correction = {
    ...wrong,
    id: 'c',
    type: 'Correction',
    version: 1,
    on: '2026-05-01',
    at: undefined,
    supersedes: wrong.id,
    reasons: 'x',
    leaf: 999,
    recordedAt: londonInstant('2026-05-01', '00:00'),
    event: { ...replacement, type, on, at, version },
  } as unknown as AnyEvent;
  const { id, leaf, recordedAt, revision } = wrong;
  const mended = { ...replacement, id, leaf, recordedAt, revision } as unknown as AnyEvent;
  return {
    corrected: { ...book, failure: [...book.failure, correction] },
    right: { ...book, failure: book.failure.map((event) => (event === wrong ? mended : event)) },
  };
};
const correctionIsAsIfRight = (engine: Engine) =>
  fc.property(
    anyBook.chain((drawn) => fc.tuple(fc.constant(drawn), fc.nat(11), happening(drawn.of))),
    ([drawn, which, right]) => {
      const both = correcting(drawn, which, right);
      fc.pre(both !== undefined);
      const at = { asOf: '2026-05-01', knownAt: '2026-05-01' };
      expect(seen(engine(both.corrected, at))).toEqual(seen(engine(both.right, at)));
      // The day before it was recorded, it was not known.
      const before = { asOf: '2026-05-01', knownAt: '2026-04-30' };
      expect(seen(engine(both.corrected, before))).toEqual(seen(engine(drawn.book, before)));
    },
  );

/** Of events that happened on different days, it does not matter in which order they were recorded. */
const orderOfRecordingIsNothing = (engine: Engine) =>
  fc.property(anyBook, fc.infiniteStream(fc.nat(10_000)), ({ book }, chance) => {
    const apart = book.failure.filter(({ on }, at) => book.failure.findIndex((other) => other.on === on) === at);
    // After what was recorded of the product: that may have happened on the same day.
    const asRecorded = (events: readonly AnyEvent[]) => events.map((event, at) => ({ ...event, leaf: 1_000 + at }));
    const shuffled = apart
      .map((event) => ({ event, at: chance.next().value ?? 0 }))
      .sort((a, b) => a.at - b.at)
      .map(({ event }) => event);
    const at = { asOf: LAST, knownAt: EVER };
    fc.pre(apart.length > 1);
    expect(seen(engine({ ...book, failure: asRecorded(shuffled) }, at))).toEqual(
      seen(engine({ ...book, failure: asRecorded(apart) }, at)),
    );
  });

/** What other duties, firms and products are about changes nothing, wherever it stands in the log. */
const strangersChangeNothing = (engine: Engine) =>
  fc.property(anyBook, fc.array(day, { maxLength: 4 }), fc.nat(10), ({ of, book }, days, leaf) => {
    fc.pre(book.failure.length > 0);
    const elsewhere = of === 'shop' ? 'PSTI-S11-2A-PREVENT' : 'PSTI-S25-5-PREVENT';
    const strangers = days.map((on, at) => ({ ...recorded(of, it.reasonable(on, elsewhere), leaf), id: `stranger-${at}` }));
    const at = { asOf: LAST, knownAt: EVER };
    const among = { ...book, failure: [...(strangers as unknown as readonly AnyEvent[]), ...book.failure] };
    expect(seen(engine(among, at))).toEqual(seen(engine(book, at)));
  });

const SETTLED: readonly string[] = ['DONE', 'EXCUSED', 'CEASED'];
/** What was settled stays so, unless something that happened since is behind it. */
const settledStays = (engine: Engine) =>
  fc.property(anyBook, day, day, ({ book }, one, other) => {
    const [from, to] = one < other ? [one, other] : [other, one];
    const [before, after] = [from, to].map((asOf) => ({ asOf, knownAt: EVER })) as [Clocks, Clocks];
    const later = new Map(engine(book, after).map((row) => [row.key, row]));
    const causes = new Map(differences(book, before, after).map(({ key, because }) => [key, because]));
    const since = new Set([...book.failure, ...book.product].flatMap(({ id, on }) => (on > from && on <= to ? [id] : [])));
    for (const { key, status, on } of engine(book, before).filter((row) => SETTLED.includes(row.status))) {
      const now = later.get(key);
      const isNamed = causes.get(key)?.some((id) => since.has(id)) ?? false;
      const stays = now?.status === status && now.on === on;
      expect([key, status, now?.status, stays || isNamed]).toEqual([key, status, now?.status, true]);
    }
  });

/** Every row speaks the law page's words, and its days lie where they can. */
const wordsAndDays = (engine: Engine) =>
  fc.property(anyBook, day, ({ book }, asOf) => {
    const rows = engine(book, { asOf, knownAt: EVER });
    expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
    for (const { duty, status, timing, on, since, cite, why } of rows) {
      expect([duty, dutyIds.includes(duty), statuses.includes(status), timing in timings]).toEqual([duty, true, true, true]);
      expect([duty, cite.link.startsWith('https://www.legislation.gov.uk/'), why.says.endsWith('.')]).toEqual([duty, true, true]);
      if (on !== undefined) expect([duty, status, on <= asOf]).toEqual([duty, status, true]);
      if (status === 'OPEN' || status === 'DEFECTIVE') expect([duty, since !== undefined && since <= asOf]).toEqual([duty, true]);
      if (status === 'DONE' && since !== undefined) expect([duty, (on ?? '') >= since]).toEqual([duty, true]);
    }
  });
/** The same book gives the same answer, whole and in order. */
const sameAgain = (engine: Engine) =>
  fc.property(anyBook, day, ({ book }, asOf) => {
    const at = { asOf, knownAt: EVER };
    expect(JSON.stringify(engine(book, at))).toBe(JSON.stringify(engine(book, at)));
  });

const changing =
  (change: (row: Obligation, clocks: Clocks) => Obligation): Engine =>
  (book, clocks) =>
    obligations(book, clocks).map((row) => change(row, clocks));
/** Forgets that what is recorded later is not known yet. */
const knowingAll: Engine = (book, clocks) => obligations(book, { ...clocks, knownAt: EVER });
const deafToCorrections: Engine = (book, clocks) =>
  obligations({ ...book, failure: book.failure.filter(({ type }) => type !== 'Correction') }, clocks);
/** Reads no more than the first three events as they were recorded. */
const impatient: Engine = (book, clocks) =>
  obligations({ ...book, failure: [...book.failure].sort((a, b) => a.leaf - b.leaf).slice(0, 3) }, clocks);
const forgetful = changing((row, { asOf }) =>
  row.status === 'DONE' && row.on !== undefined && addDays(row.on, 2) < asOf ? { ...row, status: 'OPEN', on: undefined } : row,
);
const ownWords = changing((row) => (row.status === 'OPEN' ? ({ ...row, status: 'OVERDUE' } as unknown as Obligation) : row));
const early = changing((row) =>
  row.status === 'DONE' && row.since !== undefined ? { ...row, on: addDays(row.since, -1) } : row,
);
let asked = 0;
const moody = changing((row) => ({ ...row, why: { ...row.why, says: `${row.why.says}${(asked += 1)}` } }));

const holdsOf = <Ts>(property: fc.IProperty<Ts>): boolean => !fc.check(property, { numRuns: 400 }).failed;

describe('for any book of a manufacturer, an importer or a distributor', () => {
  test('an answer never changes by what is recorded after its knownAt', () => fc.assert(unmovedByLater(obligations), runs));
  test('…and finds it when the clock of recording is not asked', () => expect(holdsOf(unmovedByLater(knowingAll))).toBe(false));

  test('a correction equals having recorded it right, at its knownAt', () => fc.assert(correctionIsAsIfRight(obligations), runs));
  test('…and finds it when corrections are not heard', () =>
    expect(holdsOf(correctionIsAsIfRight(deafToCorrections))).toBe(false));

  test('the order of recording what happened on different days changes nothing', () =>
    fc.assert(orderOfRecordingIsNothing(obligations), runs));
  test('…and finds it when only the first events are read', () =>
    expect(holdsOf(orderOfRecordingIsNothing(impatient))).toBe(false));

  test('unrelated events change nothing, wherever they stand in the log', () =>
    fc.assert(strangersChangeNothing(obligations), runs));
  test('…and finds it when they take the place of others', () => expect(holdsOf(strangersChangeNothing(impatient))).toBe(false));

  test('what is done, excused or ended is never undone without a named cause', () => fc.assert(settledStays(obligations), runs));
  test('…and finds it when what is done is forgotten after two days', () => expect(holdsOf(settledStays(forgetful))).toBe(false));

  test('ids, statuses, timing words, provisions and days are the law page’s', () => fc.assert(wordsAndDays(obligations), runs));
  test('…and finds it when a status is made up', () => expect(holdsOf(wordsAndDays(ownWords))).toBe(false));
  test('…and when a day lies before the duty could be done', () => expect(holdsOf(wordsAndDays(early))).toBe(false));

  test('the same book gives the same answer', () => fc.assert(sameAgain(obligations), runs));
  test('…and finds it when the answer hangs on how often one asks', () => expect(holdsOf(sameAgain(moody))).toBe(false));
});

test('the parties of these books do owe things: most duties of failures come up', () => {
  const found = new Set(
    fc
      .sample(anyBook, { numRuns: 200, seed: 20261126 })
      .flatMap(({ book }) => obligations(book, { asOf: LAST, knownAt: EVER }).map(({ duty }) => duty)),
  );
  expect(found.size).toBeGreaterThan(28);
});
