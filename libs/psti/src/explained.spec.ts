import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { DutyId } from './act.ts';
import type { Book } from './book.ts';
import * as it from './duties/a-book.ts';
import { bookOf, rowOf } from './duties/a-book.ts';
import { allDuties, obligations, whyNot } from './owed.ts';

/** That every answer can be followed by a stranger: why there is no such duty and what it would take, and what a person has to settle. */

const DAY = '2026-03-31';
const clocks = { asOf: DAY, knownAt: DAY };
const why = (book: Book, duty: DutyId, to?: string) => {
  const found = whyNot(book, duty, clocks, to);
  return found && `${found.says} ${found.needs}`;
};
const IMPORTER = [it.role('tarn', 'importer'), ...it.inScope];

describe('why there is no such duty: the first question that does not hold, and what would have to be recorded', () => {
  test('the role', () =>
    expect(why(bookOf('tarn', IMPORTER), 'PSTI-S10-2-INVESTIGATE')).toBe(
      'Not so: it is a manufacturer of the product. its role as manufacturer of the product',
    ));
  test('the act of making available, before anything else that is missing', () =>
    expect(why(bookOf('tarn', IMPORTER), 'PSTI-S17-2-INVESTIGATE')).toBe(
      'Not so: it has made the product available in the United Kingdom. a supply or an offer of its own in the United Kingdom',
    ));
  test('being told', () =>
    expect(why(bookOf('tarn', IMPORTER, it.madeAvailable('2025-09-01', 'tarn', 'consumers')), 'PSTI-S17-2-INVESTIGATE')).toBe(
      'Not so: it was told, by anyone, that there is or may be a failure. a report, a contact or a notification received, which says that there is or may be a failure',
    ));
  test('a recipient', () => {
    const book = bookOf('tarn', IMPORTER, it.madeAvailable('2025-09-01', 'tarn', 'consumers'), it.determined('2026-02-10'));
    expect(why(book, 'PSTI-S19-5-NOTIFY-DIST')).toBe(
      'Not so: there is a distributor that it supplied. a supply of its own to one',
    );
    const other = bookOf(
      'tarn',
      IMPORTER,
      it.madeAvailable('2025-09-01', 'tarn', 'shop', { toRole: 'distributor' }),
      it.determined('2026-02-10'),
    );
    expect(why(other, 'PSTI-S19-5-NOTIFY-DIST', 'stranger')).toBe(
      'Not so: it is owed to stranger. what makes stranger one of those to whom it is owed',
    );
  });
  test('an act across which a gate could be judged, a record that could be kept', () => {
    expect(why(bookOf('tarn', IMPORTER), 'PSTI-S15-2-SOC-ACCOMPANY')).toBe(
      'Not so: there is an act of making the product available since 29 April 2024. a supply or an offer of its own in the United Kingdom',
    );
    expect(why(bookOf('tarn', IMPORTER, it.reported('2026-02-03')), 'PSTI-S20-4-RETAIN')).toBe(
      'Not so: there is a record that it made. the record, once it is made',
    );
  });
  test('content, where no regulations give it any', () =>
    expect(why(bookOf('tarn', IMPORTER), 'PSTI-S18-2-REMEDY')).toBe(
      'The rulebook in force gives it no content. nothing that a party could record: regulations would have to give it content',
    ));
  test('a parent for a rider, an appointment for a representative’s row', () => {
    expect(why(bookOf('tarn', IMPORTER), 'PSTI-S19-9-STATE-STATUS')).toBe(
      'Not so: a notification is owed that it goes with. what raises PSTI-S19-5-NOTIFY-DIST',
    );
    expect(why(bookOf('kestrel', it.role('kestrel', 'manufacturer'), it.inScope), 'PSTI-S51-DEL-S11-3')).toBe(
      'Not so: the manufacturer has a representative for S11-3. in the manufacturer’s book, the appointment of a representative for S11-3',
    );
  });
});

describe('what a person has to settle, with the provision and what to record', () => {
  const says = (book: Book, duty: DutyId, to?: string) => rowOf(book, duty, DAY, to)?.why.says;
  const sold = it.madeAvailable('2025-09-01', 'kestrel', 'consumers');
  const maker = (...more: readonly it.Happening[]) =>
    bookOf('kestrel', it.role('kestrel', 'manufacturer'), sold, it.reported('2026-02-03'), ...more);

  test('whether it is connectable; then whether it is excepted', () => {
    expect(says(maker(), 'PSTI-S10-2-INVESTIGATE')).toBe(
      'To be settled: whether it is a relevant connectable product (s.5(1)). Record a scope finding on s.5(1).',
    );
    expect(says(maker(it.found('2025-08-01', 's.5(1)', 'yes')), 'PSTI-S10-2-INVESTIGATE')).toBe(
      'To be settled: whether it is a relevant connectable product (s.6). Record a scope finding on s.6.',
    );
  });
  test('whether it is a consumer product', () => {
    const trade = bookOf(
      'kestrel',
      it.role('kestrel', 'manufacturer'),
      it.found('2025-08-01', 's.5(1)', 'yes'),
      it.found('2025-08-01', 's.6', 'no'),
      it.madeAvailable('2025-09-01', 'kestrel', 'tarn', { toRole: 'importer' }),
      it.reported('2026-02-03'),
    );
    expect(says(trade, 'PSTI-S10-2-INVESTIGATE')).toBe(
      'To be settled: whether it is a UK consumer connectable product (s.54). Record a supply of it to consumers, or a scope finding on s.54.',
    );
  });
  test('whether an installer is a distributor', () => {
    const fitted = bookOf(
      'kestrel',
      it.role('kestrel', 'manufacturer'),
      it.inScope,
      it.madeAvailable('2025-09-01', 'kestrel', 'volt', { toRole: 'installer' }),
      it.determined('2026-02-10'),
    );
    expect(says(fitted, 'PSTI-S11-3-NOTIFY-SUPPLIED', 'volt')).toBe(
      'To be settled: whether volt, which installs the product, is a distributor: can consumers have an identical one in another way (s.7(6)(b))? Record a scope finding on s.7(6)(b), or a supply to consumers.',
    );
  });
  test('who answers for a firm that is gone', () =>
    expect(
      says(
        maker(...it.inScope, it.other('PartyDescribed', '2026-02-28', { dissolvedOn: '2026-02-28' })),
        'PSTI-S10-2-INVESTIGATE',
      ),
    ).toBe('To be settled: who, if anybody, answers for it. Since 2026-02-28 there is nobody to owe it.'));
  test('no undetermined row leaves it to the trace', () => {
    const rows = [maker(), maker(it.found('2025-08-01', 's.5(1)', 'yes'), it.determined('2026-02-10'))].flatMap((book) => [
      ...obligations(book, clocks),
      ...obligations({ ...book, failure: [] }, clocks),
    ]);
    const open = rows.filter(({ status }) => status === 'UNDETERMINED');
    expect(open.length).toBeGreaterThan(10);
    for (const {
      duty,
      why: { says: words, needs },
    } of open)
      expect([duty, /^To be settled: .+ Record .+\.$/.test(words), needs !== undefined]).toEqual([duty, true, true]);
  });
});

describe('for any book of any party', () => {
  const role = fc.constantFrom('manufacturer', 'importer', 'distributor', 'none');
  const some = fc.subarray([
    ...it.inScope,
    it.madeAvailable('2025-09-01', 'kestrel', 'consumers'),
    it.madeAvailable('2025-09-02', 'kestrel', 'shop', { toRole: 'distributor' }),
    it.appointed('2025-03-01', 'kestrel', 'dove', ['R8', 'S11-2', 'S11-3', 'S12-1']),
    it.reported('2026-02-03'),
    it.determined('2026-02-10'),
    it.notified('2026-02-11', 'tarn', 'importer'),
    it.recordMade('2026-02-12', 'failure', ['details']),
  ]);
  const holds = fc.property(role, some, fc.constantFrom(...allDuties.map(({ id }) => id)), (as, events, duty) => {
    const book = bookOf('kestrel', it.role('kestrel', as), ...events);
    const of = obligations(book, clocks).some((row) => row.duty === duty);
    const not = whyNot(book, duty, clocks);
    // A product's own duties are asked of its record alone.
    const isAsked = obligations({ ...book, failure: [] }, clocks).some((row) => row.duty === duty);
    if (of || isAsked) return;
    expect([duty, not?.trace.some(({ holds: held }) => held === false)]).toEqual([duty, true]);
    expect([duty, (not?.needs ?? '').length > 5, not?.says.includes('what it depends on')]).toEqual([duty, true, false]);
  });
  test('either the duty has a row, or the answer names a question that does not hold and what it would take', () =>
    fc.assert(holds, { numRuns: 400 }));
  test('…and finds it when an explanation has no failing question', () => {
    const silent = { trace: [{ asks: 'anything', holds: true, events: [] }] };
    expect(silent.trace.some(({ holds: held }) => !held)).toBe(false);
  });
});
