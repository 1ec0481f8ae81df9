import { describe, expect, test } from '@jest/globals';
import type { Clocks, DutyId } from './act.ts';
import type { Book } from './book.ts';
import { bookOf } from './duties/a-book.ts';
import * as it from './duties/a-book.ts';
import type { Obligation } from './obligation.ts';
import { obligations, whyNot } from './owed.ts';
import { lawInForce, withRulebook } from './rulebook.ts';

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
      'it knows, or ought to, that the product is or will be a UK consumer connectable product (K-ISWILL, presumed from its own word of its role): true',
      'it has made the product available in the United Kingdom: true',
      'it is aware of the failure, or ought to be: true',
      'a distributor that it supplied: true',
      'it has contacted the manufacturer, or tried to, or is excused from it: true',
      'the recipient is the relevant person whose contact or notification under Chapter 2 made it aware: false',
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
      // Processor time: whoever else uses the machine takes none of it.
      const began = process.cpuUsage();
      obligations(book, clocks('2026-02-12'));
      const { user, system } = process.cpuUsage(began);
      return (user + system) / 1000;
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
