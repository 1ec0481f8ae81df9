import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { statuses, timings } from './act.ts';
import type { Clocks, DutyId } from './act.ts';
import type { Book } from './book.ts';
import { addDays, londonDay, londonInstant } from './calendar.ts';
import { bookOf, recorded } from './duties/a-book.ts';
import * as it from './duties/a-book.ts';
import type { Happening } from './duties/a-book.ts';
import type { FailureEvent } from './failure-record.ts';
import type { Known } from './known.ts';
import type { Obligation } from './obligation.ts';
import { allDuties, obligations, whyNot } from './owed.ts';
import { forceOf, lawInForce, rulebookOn, withRulebook } from './rulebook.ts';

const index = readFileSync(new URL('../duty-index.csv', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [id = '', holder = '', , timing = '', rb1 = '', rb2 = '', rb3 = ''] = line.split(',');
    return { id, holder: holder.replaceAll('_', ' '), timing, force: [rb1, rb2, rb3] };
  });
/** Still to come: duties that a notice makes. */
const BY_NOTICE = /^PSTI-S(28|29|30|32|36)-/;

describe('the register of duties and the law page’s index', () => {
  test('every coded duty is in the index, with its holder, its timing and its force in each rulebook', () => {
    const coded = allDuties.map(({ id, of, timing }) => ({
      id,
      holder: of,
      timing,
      force: ['RB-1', 'RB-2', 'RB-3'].map((name) =>
        forceOf(lawInForce.find(({ id: book }) => book === name) ?? rulebookOn(lawInForce, '2020-01-01'), id),
      ),
    }));
    expect(coded).toEqual(coded.map(({ id }) => index.find((line) => line.id === id)));
  });
  test('every duty of Chapter 2 in the index is coded, once', () => {
    const chapter2 = index.map(({ id }) => id).filter((id) => !BY_NOTICE.test(id));
    expect(allDuties.map(({ id }) => id).sort()).toEqual(chapter2.sort());
    expect(chapter2).toHaveLength(60);
  });
  test('nothing is owed under RB-0', () => {
    for (const { id } of allDuties) expect(forceOf(rulebookOn(lawInForce, '2024-04-28'), id)).toBe('absent');
  });
  test('one rulebook applies on every day, and each begins on its day', () => {
    const on = ['2024-04-28', '2024-04-29', '2025-02-24', '2025-02-25', '2025-12-03', '2025-12-04', '2026-11-26'];
    expect(on.map((day) => rulebookOn(lawInForce, day).id)).toEqual(['RB-0', 'RB-1', 'RB-1', 'RB-2', 'RB-2', 'RB-3', 'RB-3']);
  });
});

const IMPORTER = [
  it.role('tarn-beck', 'importer'),
  ...it.inScope,
  it.madeAvailable('2025-08-25', 'tarn-beck', 'quayside', { toRole: 'distributor' }),
];
const clocks = (day: string): Clocks => ({ asOf: day, knownAt: day });

describe('an answer explains itself', () => {
  const book = bookOf('tarn-beck', IMPORTER, it.notified('2026-02-11', 'kestrel', 'manufacturer', { authorityNotified: 'yes' }));
  const rows = obligations(book, clocks('2026-02-12'));
  const row = (duty: DutyId): Obligation | undefined => rows.find((each) => each.duty === duty);

  test('with provision, rulebook, trigger events, each question with its answer, the readings used and what would discharge it', () => {
    const notify = row('PSTI-S19-5-NOTIFY-DIST');
    expect(notify?.cite).toEqual({
      provision: 's.19(5), (6)(b), (8)',
      link: 'https://www.legislation.gov.uk/ukpga/2022/46/section/19',
    });
    expect(notify?.rulebook).toBe('RB-3');
    expect(notify?.why.triggers).toEqual(expect.arrayContaining(book.failure.map(({ id }) => id)));
    expect(notify?.why.trace.map(({ asks, holds }) => `${asks}: ${holds}`)).toEqual([
      'RB-3 (with SI 2025/1267: JC-STAR and CLS labels) gives PSTI-S19-5-NOTIFY-DIST content: true',
      'it is an importer of the product: true',
      'it is a relevant connectable product: true',
      'it is a UK consumer connectable product: true',
      'it knows, or ought to, that the product is or will be a UK consumer connectable product (K-ISWILL): true',
      'it has made the product available in the United Kingdom: true',
      'it is aware of the failure, or ought to be: true',
      'a distributor that it supplied: true',
      'it has contacted the manufacturer, or tried to, or is excused from it: true',
      'the recipient is the one whose contact or notification made it aware: false',
      'its own later finding says that there is no failure: false',
      'the product has left the Act in every market concerned: false',
    ]);
    // That it need not wait for a contact is the manufacturer's notice again (A10).
    expect(notify?.why.settings.map(({ id }) => id)).toEqual(['A48', 'A10']);
    expect(notify?.discharge).toContain('whether OPSS has been notified of it');
  });
  test('an excuse names its provision and the notice behind it', () => {
    const excused = row('PSTI-S19-5-NOTIFY-OPSS');
    expect([excused?.excuse?.provision, excused?.why.says]).toEqual(['s.19(10)(c)', 'Excused from 2026-02-11 by s.19(10)(c).']);
    expect(excused?.why.settledBy).toEqual(book.failure.map(({ id }) => id));
    expect(excused?.why.settings.map(({ id }) => id)).toEqual(['A48', 'A10']);
  });
  test('the firm’s own target stands apart from the law’s words', () => {
    const aimed = obligations(
      {
        ...book,
        ...bookOf(
          'tarn-beck',
          IMPORTER,
          it.notified('2026-02-11', 'kestrel', 'manufacturer'),
          it.other('TargetSet', '2026-01-01', { duty: 'PSTI-S19-5-NOTIFY-DIST', days: 2 }),
        ),
      },
      clocks('2026-02-12'),
    );
    const notify = aimed.find(({ duty }) => duty === 'PSTI-S19-5-NOTIFY-DIST');
    expect([notify?.timing, notify?.dueOn, notify?.target]).toEqual(['ASAP', undefined, { days: 2, dueOn: '2026-02-13' }]);
  });
  test('and a duty that did not arise says which question failed, with the events that answered it', () => {
    const not = whyNot(book, 'PSTI-S19-4-PREVENT', clocks('2026-02-12'));
    expect([not?.status, not?.says]).toEqual([
      'N/T',
      'Not so: it appears that the manufacturer is unlikely to remedy the failure.',
    ]);
    expect(whyNot(book, 'PSTI-S10-2-INVESTIGATE', clocks('2026-02-12'))?.says).toBe(
      'Not so: it is a manufacturer of the product.',
    );
    expect(whyNot(book, 'PSTI-S19-5-NOTIFY-DIST', clocks('2026-02-12'), 'kestrel')?.says).toBe('Not so: it is owed to kestrel.');
    expect(whyNot(book, 'PSTI-S19-5-NOTIFY-DIST', clocks('2026-02-12'), 'quayside')).toBeUndefined();
    expect(whyNot(book, 'PSTI-S18-2-REMEDY', clocks('2026-02-12'))?.says).toBe('The rulebook in force gives it no content.');
  });
  test('keys are the same for the same instance on another day, and never the same for two', () => {
    const later = obligations(book, clocks('2026-03-01'));
    expect(later.map(({ key }) => key)).toEqual(rows.map(({ key }) => key));
    expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
  });
});

describe('a rulebook that is not law', () => {
  const law = withRulebook(lawInForce, {
    id: 'RB-X',
    basedOn: 'RB-3',
    from: '2027-01-01',
    requirements: [{ id: 'X-SR-1', holder: 'importer', provision: 'fictional', text: 'keep a register' }],
    live: ['PSTI-S14-1-COMPLY', 'PSTI-S18-2-REMEDY', 'PSTI-S18-3-NOTIFY-OPSS', 'PSTI-S19-5-NOTIFY-CUST'],
  });
  const book = (on: string): Book => ({
    ...bookOf(
      'tarn-beck',
      IMPORTER,
      it.madeAvailable('2025-09-01', 'tarn-beck', 'consumers'),
      it.determined(on, { requirement: 'X-SR-1' }),
    ),
    law,
  });

  test('switches dormant duties on by data alone, from its day', () => {
    const owed = (on: string) => obligations(book(on), clocks('2027-02-01')).map(({ duty, status }) => `${duty} ${status}`);
    expect(owed('2027-01-10')).toEqual(expect.arrayContaining(['PSTI-S18-2-REMEDY OPEN', 'PSTI-S18-3-NOTIFY-OPSS OPEN']));
    expect(owed('2026-12-31').filter((row) => row.includes('S18'))).toEqual([]);
  });
  test('a failure of its own is no failure by a manufacturer', () =>
    expect(obligations(book('2027-01-10'), clocks('2027-02-01')).filter(({ duty }) => /S16|S19/.test(duty))).toEqual([]));
});

const DAYS = Array.from({ length: 12 }, (_, at) => addDays('2026-02-05', at));
const day = fc.constantFrom(...DAYS);
const anybody = fc.constantFrom('kestrel', 'quayside', 'hollybush');
const yesNo = fc.constantFrom('yes', 'no', undefined);
const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc
    .tuple(day, anybody, yesNo, yesNo, fc.constantFrom('successful', 'refused', undefined))
    .map(([on, from, manufacturerAware, authorityNotified, remedy]) =>
      it.notified(on, from, from === 'kestrel' ? 'manufacturer' : 'distributor', {
        manufacturerAware,
        authorityNotified,
        remedy,
      }),
    ),
  fc
    .tuple(day, anybody, yesNo, fc.subarray(['details', 'risks', 'steps']))
    .map(([on, to, authorityNotified, content]) => it.notify(on, to, { authorityNotified, content })),
  day.map((on) => it.notify(on, 'authority')),
  fc.tuple(day, anybody).map(([on, to]) => it.contact(on, to)),
  fc.tuple(day, anybody).map(([on, to]) => it.attempt(on, to)),
  day.map((on) => it.determined(on, { manufacturer: 'kestrel', investigated: true, stepsReasonable: true })),
  day.map((on) => it.negatived(on)),
  day.map((on) => it.reported(on)),
  day.map((on) => it.aware(on, 'constructive')),
  day.map((on) => it.beliefEnded(on)),
  day.map((on) => it.recordMade(on, 'investigation', ['outcome'])),
  day.map((on) => it.unlikely(on, 'PSTI-S19-4-PREVENT')),
  day.map((on) => it.madeAvailable(on, 'tarn-beck', 'hollybush', { toRole: 'distributor' })),
);
const anyBook = fc.array(fc.tuple(happening, fc.nat(3)), { maxLength: 14 }).map((drawn) =>
  bookOf(
    'tarn-beck',
    IMPORTER,
    drawn
      .map(([event, lag]) => ({ ...event, recorded: addDays(event.on, lag) }))
      .sort((a, b) => (a.recorded < b.recorded ? -1 : 1)),
  ),
);
const seen = (rows: readonly Obligation[]) =>
  rows.map(({ key, status, on, since, missing, excuse }) => ({ key, status, on, since, missing, excuse: excuse?.provision }));

describe('for any book of an importer', () => {
  test('an answer never changes by what is recorded after its knownAt', () =>
    fc.assert(
      fc.property(anyBook, day, day, (book, asOf, knownAt) => {
        const then = <E>(events: readonly Known<E>[]) => events.filter(({ recordedAt }) => londonDay(recordedAt) <= knownAt);
        const earlier: Book = { ...book, product: then(book.product), failure: then(book.failure) };
        fc.pre(earlier.failure.length > 0);
        expect(obligations(book, { asOf, knownAt })).toEqual(obligations(earlier, { asOf, knownAt }));
      }),
      { numRuns: 300 },
    ));
  test('the same book gives the same answer, and its rows can be written down as they are', () =>
    fc.assert(
      fc.property(anyBook, day, (book, asOf) => {
        const rows = obligations(book, { asOf, knownAt: '2026-12-31' });
        expect(obligations(book, { asOf, knownAt: '2026-12-31' })).toEqual(rows);
        for (const { status, timing } of rows) expect([statuses.includes(status), timing in timings]).toEqual([true, true]);
      }),
    ));
  test('a correction equals having recorded it right', () =>
    fc.assert(
      fc.property(anyBook, fc.nat(13), happening, (book, which, right) => {
        const wrong = book.failure[which % Math.max(book.failure.length, 1)];
        const replacement = recorded('tarn-beck', right, 99);
        fc.pre(wrong !== undefined && replacement.stream === wrong.stream);
        const { type, on, at, version } = replacement;
        const correction: Known<FailureEvent> = {
          ...wrong,
          id: 'c',
          type: 'Correction',
          version: 1,
          on,
          supersedes: wrong.id,
          reasons: 'x',
          leaf: 999,
          recordedAt: londonInstant('2026-05-01', '00:00'),
          event: { ...replacement, type, on, at, version },
        } as never;
        const mended = book.failure.map((event) =>
          event === wrong
            ? ({
                ...replacement,
                id: wrong.id,
                leaf: wrong.leaf,
                recordedAt: wrong.recordedAt,
                revision: wrong.revision,
              } as never)
            : event,
        );
        const at2 = { asOf: '2026-05-01', knownAt: '2026-05-01' };
        expect(seen(obligations({ ...book, failure: [...book.failure, correction] }, at2))).toEqual(
          seen(obligations({ ...book, failure: mended }, at2)),
        );
      }),
      { numRuns: 200 },
    ));
  test('what was done, excused or ended never becomes open again by the mere passing of days', () =>
    fc.assert(
      fc.property(anyBook, (book) => {
        const last = '2026-02-16';
        const settled = obligations(book, { asOf: last, knownAt: '2026-12-31' }).filter(({ status }) =>
          ['DONE', 'EXCUSED', 'CEASED'].includes(status),
        );
        const later = new Map(obligations(book, { asOf: '2026-11-30', knownAt: '2026-12-31' }).map((row) => [row.key, row]));
        for (const { key, status, on } of settled)
          expect([key, later.get(key)?.status, later.get(key)?.on]).toEqual([key, status, on]);
      }),
    ));
  test('no notification, contact or excuse day lies before the duty could arise, and none after the day asked about', () =>
    fc.assert(
      fc.property(anyBook, day, (book, asOf) => {
        for (const { status, on, since, duty } of obligations(book, { asOf, knownAt: '2026-12-31' })) {
          if (on !== undefined && status !== 'DONE') expect([duty, on <= asOf]).toEqual([duty, true]);
          if (status === 'DONE' && since !== undefined && on !== undefined)
            expect([duty, on >= since, on <= asOf]).toEqual([duty, true, true]);
          if (status === 'OPEN' || status === 'DEFECTIVE')
            expect([duty, since !== undefined && since <= asOf]).toEqual([duty, true]);
        }
      }),
    ));
  test('events about other products, firms and duties change nothing, wherever they stand in the log', () =>
    fc.assert(
      fc.property(anyBook, fc.array(day, { maxLength: 4 }), fc.nat(10), (book, days, leaf) => {
        const strangers = days.map((on) =>
          recorded('tarn-beck', it.reasonable(on, 'PSTI-S25-5-PREVENT'), leaf),
        ) as readonly unknown[] as readonly Known<FailureEvent>[];
        const at = { asOf: '2026-02-16', knownAt: '2026-12-31' };
        fc.pre(book.failure.length > 0);
        expect(seen(obligations({ ...book, failure: [...strangers, ...book.failure] }, at))).toEqual(seen(obligations(book, at)));
      }),
    ));
  test('…and the first of these finds it when the clock of recording is not asked', () => {
    const book = bookOf('tarn-beck', IMPORTER, {
      ...it.notified('2026-02-11', 'kestrel', 'manufacturer'),
      recorded: '2026-02-20',
    });
    const forgetful = (asked: Clocks) => obligations(book, { ...asked, knownAt: '9999-12-31' });
    expect(seen(forgetful(clocks('2026-02-12')))).not.toEqual(seen(obligations({ ...book, failure: [] }, clocks('2026-02-12'))));
    expect(obligations(book, clocks('2026-02-12'))).toEqual([]);
  });
});

describe('3,000 recipients', () => {
  const recipients = Array.from({ length: 3_000 }, (_, at) => `shop-${at}`);
  const book = bookOf(
    'tarn-beck',
    it.role('tarn-beck', 'importer'),
    it.inScope,
    recipients.map((to) => it.madeAvailable('2025-08-25', 'tarn-beck', to, { toRole: 'distributor' })),
    it.notified('2026-02-11', 'kestrel', 'manufacturer', { authorityNotified: 'yes' }),
    recipients.map((to) => it.notify('2026-02-12', to, { manufacturerAware: 'yes', authorityNotified: 'yes' })),
  );
  test('each has its row and its rider, worked out well within a tenth of a second', () => {
    const times = Array.from({ length: 15 }, () => {
      const began = performance.now();
      obligations(book, clocks('2026-02-12'));
      return performance.now() - began;
    }).sort((a, b) => a - b);
    const rows = obligations(book, clocks('2026-02-12'));
    expect(rows.filter(({ duty, status }) => duty === 'PSTI-S19-5-NOTIFY-DIST' && status === 'DONE')).toHaveLength(3_000);
    expect(rows.filter(({ duty, status }) => duty === 'PSTI-S19-9-STATE-STATUS' && status === 'DONE')).toHaveLength(3_000);
    process.stdout.write(
      `3,000 recipients, ${rows.length} rows: median ${times[7]?.toFixed(1)} ms, fastest ${times[0]?.toFixed(1)} ms\n`,
    );
    expect(times[0]).toBeLessThan(100);
  });
});
