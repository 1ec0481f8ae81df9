import { describe, expect, test } from '@jest/globals';
import * as it from './a-book.ts';
import { obligations } from '../owed.ts';
import { bookOf, owes, rowOf } from './a-book.ts';

const IMPORTER = [it.role('tarn-beck', 'importer'), ...it.inScope];
const SUPPLIED = [
  it.madeAvailable('2025-08-25', 'tarn-beck', 'hollybush', { toRole: 'distributor' }),
  it.madeAvailable('2025-08-25', 'tarn-beck', 'quayside', { toRole: 'distributor' }),
];
const KNOWN_MAKER = it.role('kestrel', 'manufacturer');
const tarnAndBeck = (...more: Parameters<typeof bookOf>[1][]) => bookOf('tarn-beck', IMPORTER, SUPPLIED, ...more);
const fromKestrel = (more = {}) => it.named('notice', it.notified('2026-02-11', 'kestrel', 'manufacturer', more));

describe('an importer told by the manufacturer, who says that OPSS has been notified', () => {
  const book = tarnAndBeck(fromKestrel({ authorityNotified: 'yes' }));

  test('PSTI-S19-3-CONTACT-MFR: need not contact the manufacturer', () =>
    expect(owes(book, 'PSTI-S19-3-CONTACT-MFR', '2026-02-11')).toBe('EXCUSED 2026-02-11 s.19(10)(b)(i)'));
  test('PSTI-S19-5-NOTIFY-OPSS: need not notify the authority', () =>
    expect(owes(book, 'PSTI-S19-5-NOTIFY-OPSS', '2026-02-11')).toBe('EXCUSED 2026-02-11 s.19(10)(c)'));
  test('PSTI-S19-5-NOTIFY-DIST: must still tell each distributor that it supplied, as soon as possible', () => {
    expect(owes(book, 'PSTI-S19-5-NOTIFY-DIST', '2026-02-11', 'hollybush')).toBe('OPEN since 2026-02-11');
    expect(rowOf(book, 'PSTI-S19-5-NOTIFY-DIST', '2026-02-11', 'quayside')?.timing).toBe('ASAP');
  });
  test('PSTI-S16-1-NO-SUPPLY: must not supply from that day on', () =>
    expect(owes(book, 'PSTI-S16-1-NO-SUPPLY', '2026-02-11')).toBe('ACTIVE 2026-02-11'));
  test('PSTI-S17-2-INVESTIGATE: must investigate although the manufacturer has', () =>
    expect(owes(book, 'PSTI-S17-2-INVESTIGATE', '2026-02-11')).toBe('OPEN since 2026-02-11'));
  test('nothing of it the day before', () => {
    for (const duty of [
      'PSTI-S19-3-CONTACT-MFR',
      'PSTI-S19-5-NOTIFY-DIST',
      'PSTI-S16-1-NO-SUPPLY',
      'PSTI-S17-2-INVESTIGATE',
    ] as const)
      expect(owes(book, duty, '2026-02-10')).toBe('N/T');
  });
});

describe('PSTI-S19-3-CONTACT-MFR', () => {
  const selfFound = it.determined('2026-05-11', { manufacturer: 'kestrel' });

  test('arises when it finds the failure itself, and is discharged by a contact', () => {
    const book = tarnAndBeck(KNOWN_MAKER, selfFound, it.contact('2026-05-12', 'kestrel'));
    expect(owes(book, 'PSTI-S19-3-CONTACT-MFR', '2026-05-11')).toBe('OPEN since 2026-05-11');
    expect(owes(book, 'PSTI-S19-3-CONTACT-MFR', '2026-05-12')).toBe('DONE 2026-05-12');
  });
  test('an attempt does not discharge it', () =>
    expect(owes(tarnAndBeck(selfFound, it.attempt('2026-05-12', 'kestrel')), 'PSTI-S19-3-CONTACT-MFR', '2026-05-12')).toBe(
      'OPEN since 2026-05-11',
    ));
  test('a notification to the manufacturer is the contact too', () =>
    expect(owes(tarnAndBeck(selfFound, it.notify('2026-05-12', 'kestrel')), 'PSTI-S19-3-CONTACT-MFR', '2026-05-12')).toBe(
      'DONE 2026-05-12',
    ));
  test('does not arise while it has made the product available to nobody (s.17 and s.19 ask for that, s.16 does not)', () => {
    const book = bookOf('tarn-beck', IMPORTER, fromKestrel());
    expect(owes(book, 'PSTI-S19-3-CONTACT-MFR', '2026-02-11')).toBe('N/T');
    expect(owes(book, 'PSTI-S17-2-INVESTIGATE', '2026-02-11')).toBe('N/T');
    expect(owes(book, 'PSTI-S16-1-NO-SUPPLY', '2026-02-11')).toBe('ACTIVE 2026-02-11');
  });
  test('is excused from the day on which its notifier says that the manufacturer is aware, not before', () => {
    const book = tarnAndBeck(
      it.notified('2026-02-11', 'hollybush', 'distributor'),
      it.notified('2026-02-16', 'hollybush', 'distributor', { content: [], manufacturerAware: 'yes' }),
    );
    expect(owes(book, 'PSTI-S19-3-CONTACT-MFR', '2026-02-15')).toBe('OPEN since 2026-02-11');
    expect(owes(book, 'PSTI-S19-3-CONTACT-MFR', '2026-02-16')).toBe('EXCUSED 2026-02-16 s.19(10)(b)(ii)');
  });
  test('is not excused by what anybody else says', () => {
    const book = tarnAndBeck(
      it.notified('2026-02-11', 'hollybush', 'distributor'),
      it.notified('2026-02-12', 'quayside', 'distributor', { manufacturerAware: 'yes', authorityNotified: 'yes' }),
    );
    expect(owes(book, 'PSTI-S19-3-CONTACT-MFR', '2026-02-12')).toBe('OPEN since 2026-02-11');
  });
  test('is not excused where it was aware before, by its own finding', () => {
    const book = tarnAndBeck(it.determined('2026-02-10'), fromKestrel({ authorityNotified: 'yes' }));
    expect(owes(book, 'PSTI-S19-3-CONTACT-MFR', '2026-02-11')).toBe('OPEN since 2026-02-10');
    expect(owes(book, 'PSTI-S19-5-NOTIFY-OPSS', '2026-02-11')).toBe('SEQUENCED');
  });
  test('a constructive day alone does not destroy the excuse', () => {
    const book = tarnAndBeck(it.aware('2026-02-01', 'constructive'), fromKestrel());
    expect(owes(book, 'PSTI-S19-3-CONTACT-MFR', '2026-02-10')).toBe('OPEN since 2026-02-01');
    expect(owes(book, 'PSTI-S19-3-CONTACT-MFR', '2026-02-11')).toBe('EXCUSED 2026-02-11 s.19(10)(b)(i)');
  });
  test('a report from OPSS excuses nothing, even when it is believed', () => {
    const book = tarnAndBeck(
      it.other(
        'ComplianceFailureReported',
        '2026-02-11',
        { product: 'cam', from: { kind: 'authority', party: 'authority' }, claims: 'is', toPublishedAddress: true, text: 'x' },
        { name: 'opss' },
      ),
      it.believed('2026-02-12', { causedBy: '$opss' }),
    );
    expect(owes(book, 'PSTI-S19-3-CONTACT-MFR', '2026-02-11')).toBe('N/T');
    expect(owes(book, 'PSTI-S19-3-CONTACT-MFR', '2026-02-12')).toBe('OPEN since 2026-02-12');
  });
  test('doubt recorded the same day stops awareness; the day after is too late', () => {
    expect(owes(tarnAndBeck(fromKestrel(), it.doubted('2026-02-11', 'notice')), 'PSTI-S19-3-CONTACT-MFR', '2026-02-12')).toBe(
      'N/T',
    );
    expect(owes(tarnAndBeck(fromKestrel(), it.doubted('2026-02-11', 'notice')), 'PSTI-S17-2-INVESTIGATE', '2026-02-12')).toBe(
      'OPEN since 2026-02-11',
    );
    expect(owes(tarnAndBeck(fromKestrel(), it.doubted('2026-02-12', 'notice')), 'PSTI-S19-3-CONTACT-MFR', '2026-02-12')).toBe(
      'EXCUSED 2026-02-11 s.19(10)(b)(i)',
    );
  });
  test('there may be a failure: informed and no more', () => {
    const book = tarnAndBeck(fromKestrel({ claims: 'may be' }));
    expect(owes(book, 'PSTI-S17-2-INVESTIGATE', '2026-02-11')).toBe('OPEN since 2026-02-11');
    expect(owes(book, 'PSTI-S19-3-CONTACT-MFR', '2026-02-11')).toBe('N/T');
    expect(owes(book, 'PSTI-S16-1-NO-SUPPLY', '2026-02-11')).toBe('N/T');
  });
  test('impossible after an attempt and a finding: undetermined, with nobody to fall back on; a finding alone does nothing', () => {
    const tried = tarnAndBeck(selfFound, it.attempt('2026-05-12', 'kestrel'), it.impossible('2026-05-20', 'kestrel'));
    expect(owes(tried, 'PSTI-S19-3-CONTACT-MFR', '2026-05-19')).toBe('OPEN since 2026-05-11');
    expect(owes(tried, 'PSTI-S19-3-CONTACT-MFR', '2026-05-20')).toBe('UNDETERMINED');
    expect(owes(tarnAndBeck(selfFound, it.impossible('2026-05-20', 'kestrel')), 'PSTI-S19-3-CONTACT-MFR', '2026-05-20')).toBe(
      'OPEN since 2026-05-11',
    );
  });
  test('with two manufacturers there is a row for each, and contact with one starts the notifications', () => {
    const book = tarnAndBeck(
      KNOWN_MAKER,
      it.role('osprey', 'manufacturer'),
      it.determined('2026-05-11'),
      it.contact('2026-05-12', 'osprey'),
    );
    expect(owes(book, 'PSTI-S19-3-CONTACT-MFR', '2026-05-12', 'kestrel')).toBe('OPEN since 2026-05-11');
    expect(owes(book, 'PSTI-S19-3-CONTACT-MFR', '2026-05-12', 'osprey')).toBe('DONE 2026-05-12');
    expect(owes(book, 'PSTI-S19-5-NOTIFY-OPSS', '2026-05-12')).toBe('OPEN since 2026-05-12');
  });
});

describe('PSTI-S19-5-NOTIFY-OPSS', () => {
  const selfFound = it.determined('2026-05-11', { manufacturer: 'kestrel' });

  test('waits for the contact, or for a try at it', () => {
    const book = tarnAndBeck(selfFound, it.attempt('2026-05-13', 'kestrel'));
    expect(owes(book, 'PSTI-S19-5-NOTIFY-OPSS', '2026-05-12')).toBe('SEQUENCED');
    expect(owes(book, 'PSTI-S19-5-NOTIFY-OPSS', '2026-05-13')).toBe('OPEN since 2026-05-13');
    expect(rowOf(book, 'PSTI-S19-5-NOTIFY-OPSS', '2026-05-13')?.timing).toBe('ASAP+C');
  });
  test('a notice given too early counts from the day the duty became performable', () => {
    const book = tarnAndBeck(selfFound, it.notify('2026-05-11', 'authority'), it.contact('2026-05-14', 'kestrel'));
    expect(owes(book, 'PSTI-S19-5-NOTIFY-OPSS', '2026-05-13')).toBe('SEQUENCED');
    expect(owes(book, 'PSTI-S19-5-NOTIFY-OPSS', '2026-05-14')).toBe('DONE 2026-05-14');
  });
  test('lacking a statutory item it is defective, and a supplement completes it', () => {
    const book = tarnAndBeck(
      selfFound,
      it.contact('2026-05-12', 'kestrel'),
      it.notify('2026-05-12', 'authority', { content: ['details'] }),
      it.notify('2026-05-15', 'authority', { content: ['risks', 'steps'] }),
    );
    expect(owes(book, 'PSTI-S19-5-NOTIFY-OPSS', '2026-05-14')).toBe('DEFECTIVE since 2026-05-12 without risks, steps');
    expect(owes(book, 'PSTI-S19-5-NOTIFY-OPSS', '2026-05-15')).toBe('DONE 2026-05-15');
  });
  test('a notice that failed on the way was not given', () => {
    const book = tarnAndBeck(
      selfFound,
      it.contact('2026-05-12', 'kestrel'),
      { ...it.notify('2026-05-12', 'authority'), name: 'form' },
      it.other('NotificationFailed', '2026-05-14', { of: '$form', reason: 'never sent' }),
    );
    expect(owes(book, 'PSTI-S19-5-NOTIFY-OPSS', '2026-05-13')).toBe('DONE 2026-05-12');
    expect(owes(book, 'PSTI-S19-5-NOTIFY-OPSS', '2026-05-14')).toBe('OPEN since 2026-05-12');
  });
  test('the cure does not moot it', () => {
    const book = tarnAndBeck(fromKestrel(), it.notified('2026-02-20', 'kestrel', 'manufacturer', { remedy: 'successful' }));
    expect(owes(book, 'PSTI-S19-5-NOTIFY-OPSS', '2026-02-28')).toBe('OPEN since 2026-02-11');
    expect(owes(book, 'PSTI-S16-1-NO-SUPPLY', '2026-02-28')).toBe('CEASED 2026-02-20');
  });
  test('of discharge and excuse the first counts, and on one day the excuse', () => {
    const given = it.notify('2026-02-13', 'authority');
    const late = (on: string) => it.notified(on, 'kestrel', 'manufacturer', { content: [], authorityNotified: 'yes' });
    expect(owes(tarnAndBeck(fromKestrel(), given, late('2026-02-14')), 'PSTI-S19-5-NOTIFY-OPSS', '2026-02-14')).toBe(
      'DONE 2026-02-13',
    );
    expect(owes(tarnAndBeck(fromKestrel(), given, late('2026-02-13')), 'PSTI-S19-5-NOTIFY-OPSS', '2026-02-14')).toBe(
      'EXCUSED 2026-02-13 s.19(10)(c)',
    );
  });
});

describe('PSTI-S19-5-NOTIFY-DIST with PSTI-S19-9-STATE-STATUS', () => {
  const full = { manufacturerAware: 'yes', authorityNotified: 'yes' };

  test('excused toward the notifier alone', () => {
    const book = tarnAndBeck(it.notified('2026-06-03', 'hollybush', 'distributor', full));
    expect(owes(book, 'PSTI-S19-5-NOTIFY-DIST', '2026-06-03', 'hollybush')).toBe('EXCUSED 2026-06-03 s.19(10)(a)');
    expect(owes(book, 'PSTI-S19-9-STATE-STATUS', '2026-06-03', 'hollybush')).toBe('EXCUSED 2026-06-03 s.19(10)(a)');
    expect(owes(book, 'PSTI-S19-5-NOTIFY-DIST', '2026-06-03', 'quayside')).toBe('OPEN since 2026-06-03');
    expect(owes(book, 'PSTI-S19-9-STATE-STATUS', '2026-06-03', 'quayside')).toBe('OPEN since 2026-06-03');
  });
  test('what is said to an excused recipient is not the notice: both stay excused', () => {
    const book = tarnAndBeck(
      it.notified('2026-06-03', 'hollybush', 'distributor', full),
      it.notify('2026-06-05', 'hollybush', { content: [] }),
    );
    expect(owes(book, 'PSTI-S19-9-STATE-STATUS', '2026-06-05', 'hollybush')).toBe('EXCUSED 2026-06-03 s.19(10)(a)');
  });
  test('silent on a statement: both are defective until it is made', () => {
    const book = tarnAndBeck(
      fromKestrel({ authorityNotified: 'yes' }),
      it.notify('2026-02-12', 'quayside', { manufacturerAware: 'yes' }),
      it.notify('2026-02-18', 'quayside', { content: [], authorityNotified: 'yes' }),
    );
    expect(owes(book, 'PSTI-S19-5-NOTIFY-DIST', '2026-02-17', 'quayside')).toBe(
      'DEFECTIVE since 2026-02-11 without opss-notified',
    );
    expect(owes(book, 'PSTI-S19-9-STATE-STATUS', '2026-02-17', 'quayside')).toBe(
      'DEFECTIVE since 2026-02-11 without opss-notified',
    );
    expect(owes(book, 'PSTI-S19-5-NOTIFY-DIST', '2026-02-18', 'quayside')).toBe('DONE 2026-02-18');
  });
  test('a statement that was untrue when given counts as missing; "no" is a statement where it is true', () => {
    const silent = fromKestrel();
    const untrue = tarnAndBeck(silent, it.notify('2026-02-12', 'quayside', full), it.notify('2026-02-13', 'authority'));
    expect(owes(untrue, 'PSTI-S19-5-NOTIFY-DIST', '2026-02-13', 'quayside')).toBe(
      'DEFECTIVE since 2026-02-11 without opss-notified',
    );
    const true_ = tarnAndBeck(silent, it.notify('2026-02-12', 'quayside', { ...full, authorityNotified: 'no' }));
    expect(owes(true_, 'PSTI-S19-5-NOTIFY-DIST', '2026-02-12', 'quayside')).toBe('DONE 2026-02-12');
  });
  test('an offer makes no recipient, nor does a supply to a customer or of other batches', () => {
    const book = bookOf(
      'tarn-beck',
      IMPORTER,
      it.madeAvailable('2025-08-18', 'tarn-beck', 'hollybush', { toRole: 'distributor', as: 'offer' }),
      it.madeAvailable('2025-08-18', 'tarn-beck', 'volt', { toRole: 'installer' }),
      it.madeAvailable('2025-08-18', 'tarn-beck', 'quayside', { toRole: 'distributor', batches: ['b2'] }),
      it.madeAvailable('2025-08-18', 'tarn-beck', 'consumers'),
      it.determined('2026-05-11', { batches: ['b1'] }),
      it.contact('2026-05-11', 'kestrel'),
    );
    for (const to of ['hollybush', 'volt', 'quayside'])
      expect(owes(book, 'PSTI-S19-5-NOTIFY-DIST', '2026-05-11', to)).toBe('N/T');
  });
  test('a distributor supplied after it became aware is owed from the day of the supply', () => {
    const book = tarnAndBeck(fromKestrel(), it.madeAvailable('2026-03-01', 'tarn-beck', 'late', { toRole: 'distributor' }));
    expect(owes(book, 'PSTI-S19-5-NOTIFY-DIST', '2026-03-01', 'late')).toBe('OPEN since 2026-03-01');
  });
});

describe('PSTI-S19-4-PREVENT', () => {
  test('arises on the manufacturer’s refusal, is done on a finding', () => {
    const book = tarnAndBeck(
      fromKestrel(),
      it.notified('2026-02-15', 'kestrel', 'manufacturer', { content: [], remedy: 'refused' }),
      it.reasonable('2026-02-19', 'PSTI-S19-4-PREVENT'),
    );
    expect(owes(book, 'PSTI-S19-4-PREVENT', '2026-02-14')).toBe('N/T');
    expect(owes(book, 'PSTI-S19-4-PREVENT', '2026-02-15')).toBe('OPEN since 2026-02-15');
    expect(owes(book, 'PSTI-S19-4-PREVENT', '2026-02-19')).toBe('DONE 2026-02-19');
  });
  test('arises on its own finding; a refusal relayed by another is none', () => {
    expect(
      owes(tarnAndBeck(fromKestrel(), it.unlikely('2026-02-15', 'PSTI-S19-4-PREVENT')), 'PSTI-S19-4-PREVENT', '2026-02-15'),
    ).toBe('OPEN since 2026-02-15');
    expect(
      owes(
        tarnAndBeck(fromKestrel(), it.notified('2026-02-15', 'hollybush', 'distributor', { remedy: 'refused' })),
        'PSTI-S19-4-PREVENT',
        '2026-02-15',
      ),
    ).toBe('N/T');
  });
  test('ends when the failure was remedied after all', () => {
    const book = tarnAndBeck(fromKestrel(), it.unlikely('2026-02-15', 'PSTI-S19-4-PREVENT'), it.beliefEnded('2026-03-01'));
    expect(owes(book, 'PSTI-S19-4-PREVENT', '2026-03-01')).toBe('CEASED 2026-03-01');
  });
});

describe('PSTI-S16-1-NO-SUPPLY', () => {
  const sale = (on: string, more = {}) => it.madeAvailable(on, 'tarn-beck', 'quayside', { toRole: 'distributor', ...more });

  test('crossed on the first day of an act, with every day kept', () => {
    const book = tarnAndBeck(fromKestrel(), sale('2026-02-16'), sale('2026-02-18'));
    expect(owes(book, 'PSTI-S16-1-NO-SUPPLY', '2026-02-15')).toBe('ACTIVE 2026-02-11');
    expect(owes(book, 'PSTI-S16-1-NO-SUPPLY', '2026-02-18')).toBe('CROSSED 2026-02-16 crossed 2026-02-16, 2026-02-18');
  });
  test('on the day itself an act before the notice does not cross, one after it does', () => {
    const notice = { ...fromKestrel(), at: '12:00' };
    expect(owes(tarnAndBeck(notice, { ...sale('2026-02-11'), at: '09:00' }), 'PSTI-S16-1-NO-SUPPLY', '2026-02-11')).toBe(
      'ACTIVE 2026-02-11',
    );
    expect(owes(tarnAndBeck(notice, { ...sale('2026-02-11'), at: '15:00' }), 'PSTI-S16-1-NO-SUPPLY', '2026-02-11')).toBe(
      'CROSSED 2026-02-11 crossed 2026-02-11',
    );
  });
  test('scrap and hire are no supply, an offer is enough, a sale abroad is none in the United Kingdom', () => {
    const after = (more: object) =>
      owes(tarnAndBeck(fromKestrel(), sale('2026-02-16', more)), 'PSTI-S16-1-NO-SUPPLY', '2026-02-16');
    expect(after({ as: 'scrap' })).toBe('ACTIVE 2026-02-11');
    expect(after({ as: 'hire' })).toBe('ACTIVE 2026-02-11');
    expect(after({ place: undefined })).toBe('ACTIVE 2026-02-11');
    expect(after({ as: 'offer' })).toBe('CROSSED 2026-02-16 crossed 2026-02-16');
  });
  test('constructive awareness is not belief', () =>
    expect(owes(tarnAndBeck(it.aware('2026-02-01', 'constructive')), 'PSTI-S16-1-NO-SUPPLY', '2026-02-28')).toBe('N/T'));
  test('ends with the belief, keeps its acts, and bites anew when it is believed again', () => {
    const book = tarnAndBeck(
      fromKestrel(),
      sale('2026-02-16'),
      it.beliefEnded('2026-02-20'),
      sale('2026-02-21'),
      it.believed('2026-03-01'),
    );
    expect(owes(book, 'PSTI-S16-1-NO-SUPPLY', '2026-02-21')).toBe('CEASED 2026-02-20 crossed 2026-02-16');
    expect(owes(book, 'PSTI-S16-1-NO-SUPPLY', '2026-03-01')).toBe('ACTIVE 2026-03-01 crossed 2026-02-16');
  });
  test('a notice that reports the cure, or follows such a word, starts no belief', () => {
    const cured = it.notified('2026-02-11', 'kestrel', 'manufacturer', { remedy: 'successful' });
    expect(
      owes(tarnAndBeck(cured, it.notified('2026-02-12', 'quayside', 'distributor')), 'PSTI-S16-1-NO-SUPPLY', '2026-02-12'),
    ).toBe('N/T');
  });
  test('ceases on the first day of a label and stands as before when it lapses', () => {
    const book = tarnAndBeck(fromKestrel(), it.determined('2026-02-12'), it.labelled('2026-03-01', '2026-04-30'));
    expect(owes(book, 'PSTI-S16-1-NO-SUPPLY', '2026-03-01')).toBe('CEASED 2026-03-01');
    expect(owes(book, 'PSTI-S16-1-NO-SUPPLY', '2026-04-30')).toBe('CEASED 2026-03-01');
    expect(owes(book, 'PSTI-S16-1-NO-SUPPLY', '2026-05-01')).toBe('ACTIVE 2026-02-11');
  });
});

describe('records of an importer', () => {
  test('PSTI-S20-1A-RECORD-INV: from the day an investigation is on record, of its own accord or not', () => {
    const book = tarnAndBeck(
      it.started('2026-03-01'),
      it.negatived('2026-03-05'),
      it.recordMade('2026-03-06', 'investigation', ['outcome']),
    );
    expect(owes(book, 'PSTI-S20-1A-RECORD-INV', '2026-02-28')).toBe('N/T');
    expect(owes(book, 'PSTI-S20-1A-RECORD-INV', '2026-03-05')).toBe('OPEN since 2026-03-01');
    expect(owes(book, 'PSTI-S20-1A-RECORD-INV', '2026-03-06')).toBe('DONE 2026-03-06');
    expect(owes(book, 'PSTI-S20-4-RETAIN', '2026-03-06')).toBe('RETAIN until 2036-03-05');
  });
  test('a record that lacks what was known when it was made stays open; what becomes known later stands beside a done one', () => {
    const book = tarnAndBeck(
      fromKestrel(),
      it.determined('2026-02-17', { investigated: true, stepsReasonable: true }),
      it.recordMade('2026-02-17', 'investigation', ['outcome']),
      it.recordUpdated('2026-02-20', 'investigation', ['outcome', 'details']),
      it.notified('2026-03-21', 'kestrel', 'manufacturer', { remedy: 'successful' }),
    );
    expect(owes(book, 'PSTI-S20-1A-RECORD-INV', '2026-02-19')).toBe('OPEN since 2026-02-17 without details');
    expect(owes(book, 'PSTI-S20-1A-RECORD-INV', '2026-02-20')).toBe('DONE 2026-02-20');
    expect(owes(book, 'PSTI-S20-1A-RECORD-INV', '2026-03-21')).toBe('DONE 2026-02-20 without steps');
  });
  test('PSTI-S20-1B-RECORD-MFR-INV: named gaps are tolerated once it is found that only the manufacturer could fill them', () => {
    const book = tarnAndBeck(
      fromKestrel({ describesInvestigation: true }),
      it.recordMade('2026-02-17', 'manufacturers-investigation', ['details'], { gaps: ['outcome'] }),
      it.reasonable('2026-02-25', 'PSTI-S20-1B-RECORD-MFR-INV'),
    );
    expect(owes(book, 'PSTI-S20-1B-RECORD-MFR-INV', '2026-02-16')).toBe('OPEN since 2026-02-11');
    expect(owes(book, 'PSTI-S20-1B-RECORD-MFR-INV', '2026-02-17')).toBe('OPEN since 2026-02-11 without outcome');
    expect(owes(book, 'PSTI-S20-1B-RECORD-MFR-INV', '2026-02-25')).toBe('DONE 2026-02-25 without outcome');
  });
  test('PSTI-S20-1B-RECORD-MFR-INV: does not arise where nobody told it of an investigation', () =>
    expect(owes(tarnAndBeck(fromKestrel()), 'PSTI-S20-1B-RECORD-MFR-INV', '2026-02-28')).toBe('N/T'));
  test('PSTI-S20-4-RETAIN: one record of two investigations is kept as each, and the two are told apart', () => {
    const book = tarnAndBeck(
      fromKestrel({ describesInvestigation: true }),
      it.determined('2026-02-17', { investigated: true, stepsReasonable: true }),
      it.recordMade('2026-02-17', 'investigation', ['outcome', 'details']),
      it.recordMade('2026-02-17', 'manufacturers-investigation', ['outcome', 'details']),
    );
    const clocks = { asOf: '2026-02-18', knownAt: '2026-02-18' };
    const kept = obligations(book, clocks).filter(({ duty }) => duty === 'PSTI-S20-4-RETAIN');
    expect(kept.map(({ record, recordId }) => `${record} ${recordId}`)).toEqual([
      'investigation r1',
      'manufacturers-investigation r1',
    ]);
    expect(new Set(kept.map(({ key }) => key)).size).toBe(2);
  });
  test('PSTI-S20-4-RETAIN: after its last day it is done on that day', () => {
    const book = tarnAndBeck(it.negatived('2026-03-01'), it.recordMade('2026-03-01', 'investigation', ['outcome']));
    expect(owes(book, 'PSTI-S20-4-RETAIN', '2036-02-29')).toBe('RETAIN until 2036-02-29');
    expect(owes(book, 'PSTI-S20-4-RETAIN', '2036-03-01')).toBe('DONE 2036-02-29 until 2036-02-29');
  });
});

describe('PSTI-S17-2-INVESTIGATE', () => {
  test('an outcome without a judgment on its steps does not discharge it; a finding on them does', () => {
    const book = tarnAndBeck(
      fromKestrel(),
      it.determined('2026-02-17', { investigated: true }),
      it.reasonable('2026-02-20', 'PSTI-S17-2-INVESTIGATE'),
    );
    expect(owes(book, 'PSTI-S17-2-INVESTIGATE', '2026-02-19')).toBe('OPEN since 2026-02-11');
    expect(owes(book, 'PSTI-S17-2-INVESTIGATE', '2026-02-20')).toBe('DONE 2026-02-20');
  });
  test('what it found itself does not inform it; told later, its outcome discharges at once', () => {
    const book = tarnAndBeck(it.determined('2026-02-01', { investigated: true, stepsReasonable: true }), fromKestrel());
    expect(owes(book, 'PSTI-S17-2-INVESTIGATE', '2026-02-10')).toBe('N/T');
    expect(owes(book, 'PSTI-S17-2-INVESTIGATE', '2026-02-11')).toBe('DONE 2026-02-11');
  });
  test('an unread message to an unpublished address informs on the day it is read', () => {
    const book = tarnAndBeck(it.reported('2026-02-01', { toPublishedAddress: undefined, readOn: '2026-02-05' }));
    expect(owes(book, 'PSTI-S17-2-INVESTIGATE', '2026-02-04')).toBe('N/T');
    expect(owes(book, 'PSTI-S17-2-INVESTIGATE', '2026-02-05')).toBe('OPEN since 2026-02-05');
  });
});

describe('an importer that later finds that there is no failure', () => {
  const book = tarnAndBeck(fromKestrel(), it.negatived('2026-02-20'));
  test('what is still owed on the failure ends, its ban too; the record of the investigation stays', () => {
    expect(owes(book, 'PSTI-S19-5-NOTIFY-DIST', '2026-02-20', 'quayside')).toBe('CEASED 2026-02-20');
    expect(owes(book, 'PSTI-S16-1-NO-SUPPLY', '2026-02-20')).toBe('CEASED 2026-02-20');
    expect(owes(book, 'PSTI-S17-2-INVESTIGATE', '2026-02-20')).toBe('DONE 2026-02-20');
    expect(owes(book, 'PSTI-S20-1A-RECORD-INV', '2026-02-20')).toBe('OPEN since 2026-02-20');
  });
});

describe('dormant duties of an importer', () => {
  test.each([
    'PSTI-S14-1-COMPLY',
    'PSTI-S18-2-REMEDY',
    'PSTI-S18-3-NOTIFY-OPSS',
    'PSTI-S18-3-NOTIFY-CUST',
    'PSTI-S19-5-NOTIFY-CUST',
  ] as const)('%s has no content in the law in force', (duty) =>
    expect(owes(tarnAndBeck(fromKestrel()), duty, '2026-02-11')).toBe('DORMANT'),
  );
});

describe('an importer told of one requirement', () => {
  const ofSR2A = (more = {}) => fromKestrel({ requirement: 'SR2A', ...more });
  const shipped = (on: string, more = {}) => it.madeAvailable(on, 'tarn-beck', 'hollybush', { toRole: 'distributor', ...more });
  const route = it.found('2026-04-01', 'Sch.2 para 2', 'yes', { fromOn: '2026-04-01', untilOn: '2026-05-31' });
  const ofAnother = it.found('2026-04-01', 'Sch.2 para 1', 'yes', { fromOn: '2026-04-01' });

  test('PSTI-S16-1-NO-SUPPLY: ceases with a route for that one on 1 April, stands again on 1 June, and is crossed only then', () => {
    const book = tarnAndBeck(ofSR2A(), route, shipped('2026-04-06'), shipped('2026-06-02'));
    expect(owes(book, 'PSTI-S16-1-NO-SUPPLY', '2026-03-31')).toBe('ACTIVE 2026-02-11');
    expect(owes(book, 'PSTI-S16-1-NO-SUPPLY', '2026-05-31')).toBe('CEASED 2026-04-01');
    expect(owes(book, 'PSTI-S16-1-NO-SUPPLY', '2026-06-01')).toBe('ACTIVE 2026-02-11');
    expect(owes(book, 'PSTI-S16-1-NO-SUPPLY', '2026-06-02')).toBe('CROSSED 2026-06-02 crossed 2026-06-02');
  });
  test('PSTI-S19-4-PREVENT: ceases and stands again with it; what is to be notified stays', () => {
    const book = tarnAndBeck(ofSR2A(), it.unlikely('2026-03-05', 'PSTI-S19-4-PREVENT'), route);
    expect(owes(book, 'PSTI-S19-4-PREVENT', '2026-05-31')).toBe('CEASED 2026-04-01');
    expect(owes(book, 'PSTI-S19-4-PREVENT', '2026-06-01')).toBe('OPEN since 2026-03-05');
    expect(owes(book, 'PSTI-S19-5-NOTIFY-OPSS', '2026-04-01')).toBe('OPEN since 2026-02-11');
  });
  test('a route for another requirement changes nothing; nor does one where nobody said which it is', () => {
    expect(owes(tarnAndBeck(ofSR2A(), ofAnother), 'PSTI-S16-1-NO-SUPPLY', '2026-04-01')).toBe('ACTIVE 2026-02-11');
    expect(owes(tarnAndBeck(fromKestrel(), route), 'PSTI-S16-1-NO-SUPPLY', '2026-04-01')).toBe('ACTIVE 2026-02-11');
  });
  test('the same where it asserted its own awareness of the requirement', () => {
    const book = tarnAndBeck(it.aware('2026-02-11', 'actual', { product: 'cam', requirement: 'SR2A' }), route);
    expect(owes(book, 'PSTI-S16-1-NO-SUPPLY', '2026-04-01')).toBe('CEASED 2026-04-01');
  });
  test('while a route for it holds there is no failure to be aware of, whatever else it has found', () => {
    const book = tarnAndBeck(
      it.determined('2026-02-01', { sinceOn: '2026-01-01' }),
      ofAnother,
      it.notified('2026-04-10', 'kestrel', 'manufacturer', { requirement: 'SR2A' }),
    );
    expect(owes(book, 'PSTI-S16-1-NO-SUPPLY', '2026-04-09')).toBe('CEASED 2026-04-01');
    expect(owes(book, 'PSTI-S16-1-NO-SUPPLY', '2026-04-10')).toBe('ACTIVE 2026-02-01');
  });
  test('finds another requirement to be met: belief and what it owes stand; the one it was told of: they end', () => {
    const other = tarnAndBeck(ofSR2A(), it.negatived('2026-02-18'));
    expect(owes(other, 'PSTI-S16-1-NO-SUPPLY', '2026-02-18')).toBe('ACTIVE 2026-02-11');
    expect(owes(other, 'PSTI-S19-5-NOTIFY-DIST', '2026-02-18', 'hollybush')).toBe('OPEN since 2026-02-11');
    const own = tarnAndBeck(ofSR2A(), it.negatived('2026-02-18', { requirement: 'SR2A' }));
    expect(owes(own, 'PSTI-S16-1-NO-SUPPLY', '2026-02-18')).toBe('CEASED 2026-02-18');
    expect(owes(own, 'PSTI-S19-5-NOTIFY-DIST', '2026-02-18', 'hollybush')).toBe('CEASED 2026-02-18');
  });
  test('told of a failure without a name, it may find any requirement that it looked at to be met', () =>
    expect(owes(tarnAndBeck(fromKestrel(), it.negatived('2026-02-18')), 'PSTI-S16-1-NO-SUPPLY', '2026-02-18')).toBe(
      'CEASED 2026-02-18',
    ));
  test('told that one of two is cured: it goes on believing in the other', () => {
    const cure = (on: string, requirement: string) =>
      it.notified(on, 'kestrel', 'manufacturer', { requirement, remedy: 'successful' });
    const book = tarnAndBeck(
      ofSR2A(),
      it.notified('2026-02-12', 'kestrel', 'manufacturer', { requirement: 'SR1' }),
      cure('2026-03-02', 'SR1'),
      cure('2026-03-09', 'SR2A'),
    );
    expect(owes(book, 'PSTI-S16-1-NO-SUPPLY', '2026-03-08')).toBe('ACTIVE 2026-02-11');
    expect(owes(book, 'PSTI-S16-1-NO-SUPPLY', '2026-03-09')).toBe('CEASED 2026-03-09');
  });
});

describe('an importer that found a failure in batch b1 alone', () => {
  const found = it.determined('2026-02-11', { manufacturer: 'kestrel', batches: ['b1'] });
  const shipped = (on: string, batches?: readonly string[]) =>
    it.madeAvailable(on, 'tarn-beck', 'hollybush', { toRole: 'distributor', batches });

  test('PSTI-S16-1-NO-SUPPLY: does not cross it with b2, and does with b1 or with what names no batch', () => {
    const book = tarnAndBeck(found, shipped('2026-02-12', ['b2']), shipped('2026-02-13', ['b1']), shipped('2026-02-14'));
    expect(owes(book, 'PSTI-S16-1-NO-SUPPLY', '2026-02-12')).toBe('ACTIVE 2026-02-11');
    expect(owes(book, 'PSTI-S16-1-NO-SUPPLY', '2026-02-14')).toBe('CROSSED 2026-02-13 crossed 2026-02-13, 2026-02-14');
  });
  test('nor with a batch that it found on the 13th not to fail after all', () => {
    const book = tarnAndBeck(
      it.determined('2026-02-11', { manufacturer: 'kestrel' }),
      shipped('2026-02-12', ['b1']),
      it.negatived('2026-02-13', { batches: ['b1'] }),
      shipped('2026-02-14', ['b1']),
    );
    expect(owes(book, 'PSTI-S16-1-NO-SUPPLY', '2026-02-14')).toBe('CROSSED 2026-02-12 crossed 2026-02-12');
  });
});
