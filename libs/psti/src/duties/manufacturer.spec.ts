import { describe, expect, test } from '@jest/globals';
import * as it from './a-book.ts';
import { bookOf, owes, rowOf } from './a-book.ts';

const MAKER = [
  it.role('kestrel', 'manufacturer'),
  ...it.inScope,
  it.madeAvailable('2025-08-11', 'kestrel', 'tarn-beck', { toRole: 'importer' }),
];
const kestrel = (...more: Parameters<typeof bookOf>[1][]) => bookOf('kestrel', MAKER, ...more);
const found = (on = '2026-02-10', more = {}) =>
  it.determined(on, { manufacturer: 'kestrel', investigated: true, stepsReasonable: true, ...more });
const toOpss = (on: string) => it.notify(on, 'authority');

describe('PSTI-S10-2-INVESTIGATE', () => {
  test('arises when anyone tells it that there may be a failure, and is done by an outcome', () => {
    const book = kestrel(it.reported('2026-02-03', { claims: 'may be' }), it.negatived('2026-02-10'));
    expect(owes(book, 'PSTI-S10-2-INVESTIGATE', '2026-02-02')).toBe('N/T');
    expect(owes(book, 'PSTI-S10-2-INVESTIGATE', '2026-02-03')).toBe('OPEN since 2026-02-03');
    expect(owes(book, 'PSTI-S10-2-INVESTIGATE', '2026-02-10')).toBe('DONE 2026-02-10');
    expect(rowOf(book, 'PSTI-S10-2-INVESTIGATE', '2026-02-10')?.outcome).toBe('no failure');
  });
  test('does not arise from what it found itself', () =>
    expect(owes(kestrel(found()), 'PSTI-S10-2-INVESTIGATE', '2026-02-10')).toBe('N/T'));
  test('does not arise before anyone has made the product available in the United Kingdom', () => {
    const unsold = bookOf(
      'kestrel',
      it.role('kestrel', 'manufacturer'),
      it.inScope,
      it.reported('2026-02-03'),
      it.madeAvailable('2026-03-01', 'kestrel', 'consumers'),
    );
    expect(owes(unsold, 'PSTI-S10-2-INVESTIGATE', '2026-02-28')).toBe('N/T');
    expect(owes(unsold, 'PSTI-S10-2-INVESTIGATE', '2026-03-01')).toBe('OPEN since 2026-03-01');
  });
  test('under a label the outcome is "deemed compliant", and stays so when the label lapses', () => {
    const book = kestrel(it.labelled('2025-12-04', '2026-06-30'), it.reported('2026-02-03'), found());
    const row = rowOf(book, 'PSTI-S10-2-INVESTIGATE', '2026-07-01');
    expect([row?.outcome, row?.outcomeCite?.provision]).toEqual(['deemed compliant', 'Sch.2 para 1(3)']);
    expect(owes(book, 'PSTI-S11-2B-REMEDY', '2026-06-30')).toBe('N/T');
    expect(owes(book, 'PSTI-S11-2B-REMEDY', '2026-07-01')).toBe('OPEN since 2026-07-01');
    expect(owes(book, 'PSTI-S12-1B-RECORD-FAIL', '2026-07-01')).toBe('OPEN since 2026-07-01');
  });
});

describe('a manufacturer that is told', () => {
  test('is informed by a dealer’s contact, and aware only when it accepts', () => {
    const book = kestrel(
      it.named('call', it.contactedBy('2026-02-09', 'tarn-beck', 'importer')),
      found('2026-02-12', { causedBy: '$call' }),
    );
    expect(owes(book, 'PSTI-S10-2-INVESTIGATE', '2026-02-09')).toBe('OPEN since 2026-02-09');
    expect(owes(book, 'PSTI-S11-3-NOTIFY-OPSS', '2026-02-11')).toBe('N/T');
    expect(owes(book, 'PSTI-S11-3-NOTIFY-OPSS', '2026-02-12')).toBe('OPEN since 2026-02-12');
  });
  test('PSTI-S11-3-NOTIFY-SUPPLIED: excused by s.11(8) toward whoever made it aware, its rider with it', () => {
    const book = kestrel(
      it.named('call', it.contactedBy('2026-02-09', 'tarn-beck', 'importer')),
      found('2026-02-12', { causedBy: '$call' }),
    );
    expect(owes(book, 'PSTI-S11-3-NOTIFY-SUPPLIED', '2026-02-12', 'tarn-beck')).toBe('EXCUSED 2026-02-12 s.11(8)');
    expect(owes(book, 'PSTI-S11-7-STATE-OPSS-STATUS', '2026-02-12', 'tarn-beck')).toBe('EXCUSED 2026-02-12 s.11(8)');
  });
  test('s.11(8) asks for a contact: that only a notification be heeded for ss.19(10) and 25(11) (A14) takes nothing from it', () => {
    const strict = it.other('SettingChosen', '2026-01-01', { setting: 'A14', value: 'notification-only' });
    const book = kestrel(
      strict,
      it.named('call', it.contactedBy('2026-02-09', 'tarn-beck', 'importer')),
      found('2026-02-12', { causedBy: '$call' }),
    );
    expect(owes(book, 'PSTI-S11-3-NOTIFY-SUPPLIED', '2026-02-12', 'tarn-beck')).toBe('EXCUSED 2026-02-12 s.11(8)');
    const dealer = bookOf(
      'tarn-beck',
      strict,
      [it.role('tarn-beck', 'importer'), it.role('kestrel', 'manufacturer'), ...it.inScope],
      it.madeAvailable('2025-08-25', 'tarn-beck', 'hollybush', { toRole: 'distributor' }),
      it.contactedBy('2026-02-09', 'kestrel', 'manufacturer'),
    );
    expect(owes(dealer, 'PSTI-S19-3-CONTACT-MFR', '2026-02-09')).toBe('OPEN since 2026-02-09');
  });
  test('a representative is no relevant person: nothing is excused', () => {
    const book = kestrel(
      it.named('call', it.contactedBy('2026-02-09', 'dovecote', 'authorised representative')),
      found('2026-02-12', { causedBy: '$call' }),
    );
    expect(owes(book, 'PSTI-S11-3-NOTIFY-SUPPLIED', '2026-02-12', 'tarn-beck')).toBe('OPEN since 2026-02-12');
  });
});

describe('PSTI-S11-3-NOTIFY-OPSS', () => {
  test('owed although OPSS was the source, and although others have told it', () => {
    const opss = it.reported('2026-02-03', { from: { kind: 'authority', party: 'authority' } });
    const told = it.notified('2026-02-04', 'tarn-beck', 'importer', { authorityNotified: 'yes' });
    expect(owes(kestrel(opss, told, found()), 'PSTI-S11-3-NOTIFY-OPSS', '2026-02-10')).toBe('OPEN since 2026-02-10');
  });
  test('not mooted by the remedy', () =>
    expect(owes(kestrel(found(), it.mended('2026-02-11')), 'PSTI-S11-3-NOTIFY-OPSS', '2026-02-11')).toBe(
      'OPEN since 2026-02-10',
    ));
  test('done by a notice with all three items', () =>
    expect(owes(kestrel(found(), toOpss('2026-02-11')), 'PSTI-S11-3-NOTIFY-OPSS', '2026-02-11')).toBe('DONE 2026-02-11'));
  test('the earlier of two days of awareness is its clock', () =>
    expect(owes(kestrel(found(), it.aware('2026-02-05', 'constructive')), 'PSTI-S11-3-NOTIFY-OPSS', '2026-02-10')).toBe(
      'OPEN since 2026-02-05',
    ));
});

describe('PSTI-S11-3-NOTIFY-SUPPLIED with PSTI-S11-7-STATE-OPSS-STATUS', () => {
  test('OPSS notified "yes" is true only by its own notice to OPSS', () => {
    const told = it.notified('2026-02-04', 'quayside', 'distributor', { authorityNotified: 'yes' });
    const book = kestrel(told, found(), it.notify('2026-02-11', 'tarn-beck', { authorityNotified: 'yes' }), toOpss('2026-02-12'));
    expect(owes(book, 'PSTI-S11-3-NOTIFY-SUPPLIED', '2026-02-12', 'tarn-beck')).toBe(
      'DEFECTIVE since 2026-02-10 without opss-notified',
    );
  });
  test('within a day by the time where both have one', () => {
    const at = (first: string, second: string) =>
      owes(
        kestrel(
          found(),
          it.notify('2026-02-11', 'tarn-beck', { authorityNotified: 'yes' }, first),
          it.notify('2026-02-11', 'authority', {}, second),
        ),
        'PSTI-S11-7-STATE-OPSS-STATUS',
        '2026-02-11',
        'tarn-beck',
      );
    expect(at('10:00', '09:00')).toBe('DONE 2026-02-11');
    expect(at('09:00', '10:00')).toBe('DEFECTIVE since 2026-02-10 without opss-notified');
  });
  test('the rider shares the status of its parent until the notice is given', () => {
    const book = kestrel(found(), it.notify('2026-02-12', 'tarn-beck', { content: ['details'], authorityNotified: 'no' }));
    expect(owes(book, 'PSTI-S11-7-STATE-OPSS-STATUS', '2026-02-11', 'tarn-beck')).toBe('OPEN since 2026-02-10');
    expect(owes(book, 'PSTI-S11-3-NOTIFY-SUPPLIED', '2026-02-12', 'tarn-beck')).toBe(
      'DEFECTIVE since 2026-02-10 without risks, steps',
    );
    expect(owes(book, 'PSTI-S11-7-STATE-OPSS-STATUS', '2026-02-12', 'tarn-beck')).toBe('DONE 2026-02-12');
  });
  test('an installer is a customer where consumers can buy the product otherwise, else a distributor', () => {
    const installer = [
      it.role('volt', 'installer', '2026-01-01'),
      it.madeAvailable('2026-01-02', 'kestrel', 'volt', { toRole: 'installer' }),
    ];
    const elsewhere = it.madeAvailable('2026-01-05', 'aldermoor', 'consumers', { toldBy: 'aldermoor' });
    expect(owes(kestrel(installer, elsewhere, found()), 'PSTI-S11-3-NOTIFY-SUPPLIED', '2026-02-10', 'volt')).toBe('N/T');
    expect(
      owes(
        kestrel(installer, it.found('2026-01-05', 's.7(6)(b)', 'no'), found()),
        'PSTI-S11-3-NOTIFY-SUPPLIED',
        '2026-02-10',
        'volt',
      ),
    ).toBe('OPEN since 2026-02-10');
  });
});

test('PSTI-S11-3-NOTIFY-SUPPLIED: with neither finding nor history on s.7(6)(b), an installer’s row awaits one', () => {
  const installer = [
    it.role('volt', 'installer', '2026-01-01'),
    it.madeAvailable('2026-01-02', 'kestrel', 'volt', { toRole: 'installer' }),
  ];
  expect(owes(kestrel(installer, found()), 'PSTI-S11-3-NOTIFY-SUPPLIED', '2026-02-10', 'volt')).toBe('UNDETERMINED');
});

describe('PSTI-S11-3-NOTIFY-MFR', () => {
  test('one instance for every other manufacturer, none for a maker without a mark', () => {
    const book = kestrel(it.role('osprey', 'manufacturer'), it.role('ruibo', 'none'), found());
    expect(owes(book, 'PSTI-S11-3-NOTIFY-MFR', '2026-02-10', 'osprey')).toBe('OPEN since 2026-02-10');
    expect(owes(book, 'PSTI-S11-3-NOTIFY-MFR', '2026-02-10', 'ruibo')).toBe('N/T');
  });
});

describe('PSTI-S11-2A-PREVENT and PSTI-S11-2B-REMEDY', () => {
  test('the remedy does the one and ends the other', () => {
    const book = kestrel(found(), it.mended('2026-03-20'));
    expect(owes(book, 'PSTI-S11-2A-PREVENT', '2026-03-20')).toBe('CEASED 2026-03-20');
    expect(owes(book, 'PSTI-S11-2B-REMEDY', '2026-03-20')).toBe('DONE 2026-03-20');
  });
  test('an attempt that failed does neither; a finding on the steps does its own', () => {
    const book = kestrel(
      found(),
      it.mended('2026-03-01', { successful: undefined }),
      it.reasonable('2026-03-05', 'PSTI-S11-2A-PREVENT'),
      it.mended('2026-03-20'),
    );
    expect(owes(book, 'PSTI-S11-2B-REMEDY', '2026-03-01')).toBe('OPEN since 2026-02-10');
    expect(owes(book, 'PSTI-S11-2A-PREVENT', '2026-03-20')).toBe('DONE 2026-03-05');
  });
  test('a remedy of some of the batches is none of all', () => {
    const book = kestrel(
      found('2026-02-10', { batches: ['b1', 'b2'] }),
      it.mended('2026-03-01', { batches: ['b1'] }),
      it.mended('2026-03-09', { batches: ['b2'] }),
    );
    expect(owes(book, 'PSTI-S11-2B-REMEDY', '2026-03-01')).toBe('OPEN since 2026-02-10');
    expect(owes(book, 'PSTI-S11-2B-REMEDY', '2026-03-09')).toBe('DONE 2026-03-09');
  });
  test('another’s word that it is remedied does not discharge its own duty to remedy', () => {
    const book = kestrel(found(), it.notified('2026-03-01', 'osprey', 'manufacturer', { remedy: 'successful' }));
    expect(owes(book, 'PSTI-S11-2B-REMEDY', '2026-03-01')).toBe('OPEN since 2026-02-10');
  });
  test('a failure that comes back is owed anew from the day it is found again', () => {
    const book = kestrel(found(), it.mended('2026-03-20'), found('2026-04-10'));
    expect(owes(book, 'PSTI-S11-2B-REMEDY', '2026-04-09')).toBe('DONE 2026-03-20');
    expect(owes(book, 'PSTI-S11-2B-REMEDY', '2026-04-10')).toBe('OPEN since 2026-04-10');
  });
});

describe('a finding that there is no failure', () => {
  const MAKERS = [
    'PSTI-S11-2A-PREVENT',
    'PSTI-S11-2B-REMEDY',
    'PSTI-S11-3-NOTIFY-OPSS',
    'PSTI-S11-3-NOTIFY-SUPPLIED',
    'PSTI-S12-1B-RECORD-FAIL',
  ] as const;
  const not = (on: string, more = {}) => it.negatived(on, { investigated: undefined, ...more });

  test('of one batch on 16 February leaves the others failing; of the last of them on the 18th it ends all', () => {
    const book = kestrel(
      found('2026-02-10', { batches: ['b1', 'b2'] }),
      not('2026-02-16', { batches: ['b1'] }),
      not('2026-02-18', { batches: ['b2'] }),
    );
    for (const duty of MAKERS) {
      expect(owes(book, duty, '2026-02-17')).toBe('OPEN since 2026-02-10');
      expect(owes(book, duty, '2026-02-18')).toBe('CEASED 2026-02-18');
    }
  });
  test('of some batches where all were found to fail ends nothing', () => {
    const book = kestrel(found(), not('2026-02-16', { batches: ['b1', 'b2'] }));
    for (const duty of MAKERS) expect(owes(book, duty, '2026-02-16')).toBe('OPEN since 2026-02-10');
  });
  test('of another requirement ends nothing, until the one found is found to be met too', () => {
    const book = kestrel(found(), not('2026-02-16', { requirement: 'SR3' }), not('2026-02-18'));
    expect(owes(book, 'PSTI-S11-3-NOTIFY-OPSS', '2026-02-17')).toBe('OPEN since 2026-02-10');
    expect(owes(book, 'PSTI-S11-3-NOTIFY-OPSS', '2026-02-18')).toBe('CEASED 2026-02-18');
  });
  test('of one batch ends what is owed to whoever was supplied that alone', () => {
    const supplied = (to: string, batches: readonly string[]) =>
      it.madeAvailable('2025-08-12', 'kestrel', to, { toRole: 'distributor', batches });
    const book = kestrel(
      [supplied('ada', ['b1']), supplied('bay', ['b1', 'b2'])],
      found('2026-02-10', { batches: ['b1', 'b2'] }),
      not('2026-02-16', { batches: ['b1'] }),
    );
    expect(owes(book, 'PSTI-S11-3-NOTIFY-SUPPLIED', '2026-02-15', 'ada')).toBe('OPEN since 2026-02-10');
    expect(owes(book, 'PSTI-S11-3-NOTIFY-SUPPLIED', '2026-02-16', 'ada')).toBe('CEASED 2026-02-16');
    expect(owes(book, 'PSTI-S11-3-NOTIFY-SUPPLIED', '2026-02-16', 'bay')).toBe('OPEN since 2026-02-10');
  });
  test('with the rest remedied before, it completes the remedy', () => {
    const book = kestrel(
      found('2026-02-10', { batches: ['b1', 'b2'] }),
      it.mended('2026-02-12', { batches: ['b1'] }),
      not('2026-02-16', { batches: ['b2'] }),
    );
    expect(owes(book, 'PSTI-S11-2B-REMEDY', '2026-02-15')).toBe('OPEN since 2026-02-10');
    expect(owes(book, 'PSTI-S11-2B-REMEDY', '2026-02-16')).toBe('DONE 2026-02-16');
    expect(owes(book, 'PSTI-S11-3-NOTIFY-OPSS', '2026-02-16')).toBe('OPEN since 2026-02-10');
  });
  test('PSTI-S10-2-INVESTIGATE: the outcome is a failure while one batch fails', () => {
    const book = kestrel(it.reported('2026-02-03'), found(), it.negatived('2026-02-16', { batches: ['b1'] }));
    expect(rowOf(book, 'PSTI-S10-2-INVESTIGATE', '2026-02-16')?.outcome).toBe('failure');
  });
});

describe('a failure found in some batches on 10 February and in others on the 16th', () => {
  const supplied = (to: string, batches?: readonly string[]) =>
    it.madeAvailable('2025-08-12', 'kestrel', to, { toRole: 'distributor', batches });
  const book = kestrel(
    [supplied('ada', ['b1']), supplied('bay', ['b2']), supplied('cay')],
    found('2026-02-10', { batches: ['b1'] }),
    it.mended('2026-02-12', { batches: ['b1'] }),
    found('2026-02-16', { batches: ['b2'] }),
  );
  const notify = (asOf: string, to: string) => owes(book, 'PSTI-S11-3-NOTIFY-SUPPLIED', asOf, to);

  test('is owed to whoever was supplied the others since the 16th, not before; to the rest since the 10th', () => {
    expect([notify('2026-02-15', 'ada'), notify('2026-02-15', 'bay')]).toEqual(['OPEN since 2026-02-10', 'N/T']);
    expect([notify('2026-02-16', 'bay'), notify('2026-02-16', 'cay')]).toEqual([
      'OPEN since 2026-02-16',
      'OPEN since 2026-02-10',
    ]);
  });
  test('PSTI-S11-2B-REMEDY: was done for the first, and is owed for the others from the 16th', () => {
    expect(owes(book, 'PSTI-S11-2B-REMEDY', '2026-02-15')).toBe('DONE 2026-02-12');
    expect(owes(book, 'PSTI-S11-2B-REMEDY', '2026-02-16')).toBe('OPEN since 2026-02-16');
  });
});

describe('records of a manufacturer', () => {
  test('PSTI-S12-1A-RECORD-INV: from the investigation; PSTI-S12-4-RETAIN ten years beginning with the day it is made', () => {
    const book = kestrel(found(), it.recordMade('2026-02-12', 'investigation', ['outcome', 'details']));
    expect(owes(book, 'PSTI-S12-1A-RECORD-INV', '2026-02-11')).toBe('OPEN since 2026-02-10');
    expect(owes(book, 'PSTI-S12-1A-RECORD-INV', '2026-02-12')).toBe('DONE 2026-02-12');
    expect(owes(book, 'PSTI-S12-4-RETAIN', '2026-02-12')).toBe('RETAIN until 2036-02-11');
  });
  test('PSTI-S12-1B-RECORD-FAIL: asks for no awareness, no supply; a later update moves only the policy date', () => {
    const unsold = bookOf(
      'kestrel',
      it.role('kestrel', 'manufacturer'),
      it.inScope,
      found(),
      it.recordMade('2026-02-12', 'failure', ['details']),
      it.mended('2026-03-20'),
      it.recordUpdated('2026-03-21', 'failure', ['details', 'steps']),
    );
    expect(owes(unsold, 'PSTI-S11-2B-REMEDY', '2026-02-12')).toBe('N/T');
    expect(owes(unsold, 'PSTI-S12-1B-RECORD-FAIL', '2026-02-12')).toBe('DONE 2026-02-12');
    expect(owes(unsold, 'PSTI-S12-1B-RECORD-FAIL', '2026-03-20')).toBe('DONE 2026-02-12 without steps');
    const row = rowOf(unsold, 'PSTI-S12-4-RETAIN', '2026-03-21');
    expect([row?.until, row?.policyUntil, row?.enforcedUntil]).toEqual(['2036-02-11', '2036-03-20', '2036-03-20']);
  });
  test('PSTI-S12-1B-RECORD-FAIL: no failure on record, no duty', () =>
    expect(owes(kestrel(it.negatived('2026-02-10')), 'PSTI-S12-1B-RECORD-FAIL', '2026-02-10')).toBe('N/T'));
});

describe('scope', () => {
  test('without any finding the duties await one', () => {
    const bare = bookOf(
      'kestrel',
      it.role('kestrel', 'manufacturer'),
      it.madeAvailable('2025-08-11', 'kestrel', 'consumers'),
      found(),
    );
    expect(owes(bare, 'PSTI-S11-3-NOTIFY-OPSS', '2026-02-10')).toBe('UNDETERMINED');
  });
  test('an excepted product puts nobody under a duty', () =>
    expect(
      owes(
        bookOf(
          'kestrel',
          it.role('kestrel', 'manufacturer'),
          it.found('2025-08-01', 's.5(1)', 'yes'),
          it.found('2025-08-01', 's.6', 'yes'),
          it.found('2025-08-01', 's.54', 'yes'),
          it.madeAvailable('2025-08-11', 'kestrel', 'consumers'),
          found(),
        ),
        'PSTI-S11-3-NOTIFY-OPSS',
        '2026-02-10',
      ),
    ).toBe('N/T'));
  test('one that becomes excepted later: what was outstanding ends and is flagged, what was made is kept', () => {
    const car = it.found('2026-03-01', 'Sch.3 para 6', 'yes', { fromOn: '2026-03-01', place: 'GB' });
    const book = kestrel(found(), it.recordMade('2026-02-12', 'failure', ['details']), car);
    expect(owes(book, 'PSTI-S11-3-NOTIFY-OPSS', '2026-02-28')).toBe('OPEN since 2026-02-10');
    expect(owes(book, 'PSTI-S11-3-NOTIFY-OPSS', '2026-03-01')).toBe('CEASED 2026-03-01');
    expect(rowOf(book, 'PSTI-S11-3-NOTIFY-OPSS', '2026-03-01')?.flags).toEqual(['PRESERVED_FOR_REVIEW']);
    expect(owes(book, 'PSTI-S12-4-RETAIN', '2026-03-01')).toBe('RETAIN until 2036-02-11');
  });
  test('before 29 April 2024 nothing is owed', () => {
    const old = bookOf(
      'kestrel',
      it.role('kestrel', 'manufacturer', '2023-01-01'),
      it.inScope.map((each) => ({ ...each, on: '2023-01-01' })),
      it.madeAvailable('2023-02-01', 'kestrel', 'consumers'),
      found('2024-04-28'),
    );
    expect(owes(old, 'PSTI-S11-3-NOTIFY-OPSS', '2024-04-28')).toBe('N/T');
    expect(owes(old, 'PSTI-S11-3-NOTIFY-OPSS', '2024-04-29')).toBe('OPEN since 2024-04-29');
  });
  test('from the day on which the firm no longer exists, all of it is undetermined', () => {
    const book = kestrel(found(), it.other('PartyDescribed', '2026-02-28', { dissolvedOn: '2026-02-28' }));
    expect(owes(book, 'PSTI-S11-3-NOTIFY-OPSS', '2026-02-27')).toBe('OPEN since 2026-02-10');
    expect(owes(book, 'PSTI-S11-3-NOTIFY-OPSS', '2026-02-28')).toBe('UNDETERMINED');
    expect(owes(book, 'PSTI-S10-2-INVESTIGATE', '2026-02-28')).toBe('UNDETERMINED');
    expect(owes(book, 'PSTI-S11-3-NOTIFY-MFR', '2026-02-28')).toBe('N/T');
  });
});

test('PSTI-S11-3-NOTIFY-CUST has no content in the law in force', () =>
  expect(owes(kestrel(found()), 'PSTI-S11-3-NOTIFY-CUST', '2026-02-10')).toBe('DORMANT'));
