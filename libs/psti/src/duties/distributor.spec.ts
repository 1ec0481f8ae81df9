import { describe, expect, test } from '@jest/globals';
import * as it from './a-book.ts';
import { bookOf, owes, rowOf } from './a-book.ts';

const DISTRIBUTOR = [
  it.role('lumen-lark', 'distributor'),
  ...it.inScope,
  it.madeAvailable('2026-02-23', 'lumen-lark', 'consumers'),
];
const CHAIN = [
  it.role('varde', 'manufacturer'),
  it.madeAvailable('2026-02-16', 'brackenhall', 'lumen-lark', { toRole: 'distributor', toldBy: 'brackenhall' }),
];
const lumenAndLark = (...more: Parameters<typeof bookOf>[1][]) => bookOf('lumen-lark', DISTRIBUTOR, CHAIN, ...more);
const selfFound = it.determined('2026-06-02', { manufacturer: 'varde' });
const full = { manufacturerAware: 'yes', authorityNotified: 'yes' };
const fromBrackenhall = (more = {}) => it.notified('2026-06-05', 'brackenhall', 'importer', { suppliedByFrom: true, ...more });

describe('a distributor that finds the failure itself', () => {
  const book = lumenAndLark(
    selfFound,
    it.contact('2026-06-02', 'varde'),
    it.notify('2026-06-03', 'authority'),
    it.notify('2026-06-03', 'brackenhall', full),
  );

  test('PSTI-S25-3-CONTACT-MFR: contacts the manufacturer', () =>
    expect(owes(book, 'PSTI-S25-3-CONTACT-MFR', '2026-06-02')).toBe('DONE 2026-06-02'));
  test('PSTI-S25-6-NOTIFY-OPSS: then tells the authority', () => {
    expect(owes(book, 'PSTI-S25-6-NOTIFY-OPSS', '2026-06-02')).toBe('OPEN since 2026-06-02');
    expect(owes(book, 'PSTI-S25-6-NOTIFY-OPSS', '2026-06-03')).toBe('DONE 2026-06-03');
  });
  test('PSTI-S25-6-NOTIFY-SUPPLIER and PSTI-S25-10-STATE-STATUS: and tells up the chain who supplied it, with both statements', () => {
    expect(owes(book, 'PSTI-S25-6-NOTIFY-SUPPLIER', '2026-06-02', 'brackenhall')).toBe('OPEN since 2026-06-02');
    expect(owes(book, 'PSTI-S25-6-NOTIFY-SUPPLIER', '2026-06-03', 'brackenhall')).toBe('DONE 2026-06-03');
    expect(owes(book, 'PSTI-S25-10-STATE-STATUS', '2026-06-03', 'brackenhall')).toBe('DONE 2026-06-03');
  });
  test('it neither investigates nor keeps records', () => {
    for (const duty of [
      'PSTI-S10-2-INVESTIGATE',
      'PSTI-S17-2-INVESTIGATE',
      'PSTI-S12-1A-RECORD-INV',
      'PSTI-S20-1A-RECORD-INV',
    ] as const)
      expect(owes(book, duty, '2026-06-03')).toBe('N/T');
  });
});

describe('a distributor told by its supplier', () => {
  test('PSTI-S25-6-NOTIFY-SUPPLIER: need not tell its notifier, by s.25(11)(a)', () =>
    expect(owes(lumenAndLark(fromBrackenhall()), 'PSTI-S25-6-NOTIFY-SUPPLIER', '2026-06-05', 'brackenhall')).toBe(
      'EXCUSED 2026-06-05 s.25(11)(a)',
    ));
  test('PSTI-S25-3-CONTACT-MFR: excused only by a statement that the manufacturer is aware, s.25(11)(b)(ii)', () => {
    expect(owes(lumenAndLark(fromBrackenhall()), 'PSTI-S25-3-CONTACT-MFR', '2026-06-05')).toBe('OPEN since 2026-06-05');
    expect(owes(lumenAndLark(fromBrackenhall(full)), 'PSTI-S25-3-CONTACT-MFR', '2026-06-05')).toBe(
      'EXCUSED 2026-06-05 s.25(11)(b)(ii)',
    );
  });
  test('PSTI-S25-6-NOTIFY-OPSS: excused only by a statement that OPSS has been notified, s.25(11)(c); a "no" is none', () => {
    expect(owes(lumenAndLark(fromBrackenhall({ manufacturerAware: 'yes' })), 'PSTI-S25-6-NOTIFY-OPSS', '2026-06-05')).toBe(
      'OPEN since 2026-06-05',
    );
    expect(
      owes(lumenAndLark(fromBrackenhall({ ...full, authorityNotified: 'no' })), 'PSTI-S25-6-NOTIFY-OPSS', '2026-06-05'),
    ).toBe('OPEN since 2026-06-05');
    expect(owes(lumenAndLark(fromBrackenhall(full)), 'PSTI-S25-6-NOTIFY-OPSS', '2026-06-05')).toBe(
      'EXCUSED 2026-06-05 s.25(11)(c)',
    );
  });
  test('a contact counts as being notified, but carries no statement', () => {
    const book = lumenAndLark(it.contactedBy('2026-06-05', 'brackenhall', 'importer', { suppliedByFrom: true }));
    expect(owes(book, 'PSTI-S25-6-NOTIFY-SUPPLIER', '2026-06-05', 'brackenhall')).toBe('EXCUSED 2026-06-05 s.25(11)(a)');
    expect(owes(book, 'PSTI-S25-3-CONTACT-MFR', '2026-06-05')).toBe('OPEN since 2026-06-05');
  });
  test('the strict reading of A14 denies even that', () => {
    const strict = it.other('SettingChosen', '2026-01-01', { setting: 'A14', value: 'notification-only' });
    const book = lumenAndLark(strict, it.contactedBy('2026-06-05', 'brackenhall', 'importer', { suppliedByFrom: true }));
    expect(owes(book, 'PSTI-S25-6-NOTIFY-SUPPLIER', '2026-06-05', 'brackenhall')).toBe('SEQUENCED');
  });
  test('told by a representative under s.13 it has no excuse; by one acting for the manufacturer it has the manufacturer’s', () => {
    const ar = it.notified('2026-06-05', 'dovecote', 'authorised representative', full);
    expect(owes(lumenAndLark(ar), 'PSTI-S25-3-CONTACT-MFR', '2026-06-05')).toBe('OPEN since 2026-06-05');
    const through = it.notified('2026-06-05', 'varde', 'manufacturer', { authorityNotified: 'yes', through: 'dovecote' });
    expect(owes(lumenAndLark(through), 'PSTI-S25-3-CONTACT-MFR', '2026-06-05')).toBe('EXCUSED 2026-06-05 s.25(11)(b)(i)');
  });
});

describe('PSTI-S25-4-CONTACT-SUPPLIER', () => {
  const tried = [selfFound, it.attempt('2026-06-02', 'varde'), it.impossible('2026-06-10', 'varde')];

  test('engaged when the contact proves impossible, which ends S25-3', () => {
    const book = lumenAndLark(...tried);
    expect(owes(book, 'PSTI-S25-4-CONTACT-SUPPLIER', '2026-06-09')).toBe('N/T');
    expect(owes(book, 'PSTI-S25-3-CONTACT-MFR', '2026-06-10')).toBe('CEASED 2026-06-10');
    expect(owes(book, 'PSTI-S25-4-CONTACT-SUPPLIER', '2026-06-10', 'brackenhall')).toBe('OPEN since 2026-06-10');
    expect(owes(book, 'PSTI-S25-6-NOTIFY-OPSS', '2026-06-10')).toBe('OPEN since 2026-06-02');
  });
  test('done by a contact, and then the supplier need not be notified again', () => {
    const book = lumenAndLark(...tried, it.contact('2026-06-11', 'brackenhall'));
    expect(owes(book, 'PSTI-S25-4-CONTACT-SUPPLIER', '2026-06-11', 'brackenhall')).toBe('DONE 2026-06-11');
    expect(owes(book, 'PSTI-S25-6-NOTIFY-SUPPLIER', '2026-06-11', 'brackenhall')).toBe('N/T');
  });
  test('a finding without an attempt does nothing', () =>
    expect(owes(lumenAndLark(selfFound, it.impossible('2026-06-10', 'varde')), 'PSTI-S25-4-CONTACT-SUPPLIER', '2026-06-10')).toBe(
      'N/T',
    ));
  test('not engaged where S25-3 was excused', () => {
    const book = lumenAndLark(fromBrackenhall(full), it.attempt('2026-06-06', 'varde'), it.impossible('2026-06-10', 'varde'));
    expect(owes(book, 'PSTI-S25-4-CONTACT-SUPPLIER', '2026-06-10')).toBe('N/T');
  });
  test('excused toward a supplier that is the notifier', () => {
    const book = lumenAndLark(fromBrackenhall(), it.attempt('2026-06-06', 'varde'), it.impossible('2026-06-10', 'varde'));
    expect(owes(book, 'PSTI-S25-4-CONTACT-SUPPLIER', '2026-06-10', 'brackenhall')).toBe('EXCUSED 2026-06-10 s.25(11)(a)');
  });
  test('ends when the manufacturer is reached after all', () => {
    const book = lumenAndLark(...tried, it.contact('2026-06-20', 'varde'));
    expect(owes(book, 'PSTI-S25-4-CONTACT-SUPPLIER', '2026-06-20', 'brackenhall')).toBe('CEASED 2026-06-20');
  });
});

describe('PSTI-S25-6-NOTIFY-SUPPLIER', () => {
  test('not owed to a manufacturer that supplied it directly, once it was contacted', () => {
    const direct = it.madeAvailable('2026-02-16', 'varde', 'lumen-lark', { toRole: 'distributor', toldBy: 'varde' });
    const book = bookOf(
      'lumen-lark',
      DISTRIBUTOR,
      it.role('varde', 'manufacturer'),
      direct,
      selfFound,
      it.contact('2026-06-03', 'varde'),
    );
    expect(owes(book, 'PSTI-S25-6-NOTIFY-SUPPLIER', '2026-06-02', 'varde')).toBe('SEQUENCED');
    expect(owes(book, 'PSTI-S25-6-NOTIFY-SUPPLIER', '2026-06-03', 'varde')).toBe('N/T');
  });
  test('one instance for each supplier', () => {
    const second = it.madeAvailable('2026-03-16', 'other-imports', 'lumen-lark', {
      toRole: 'distributor',
      toldBy: 'other-imports',
    });
    const book = lumenAndLark(second, selfFound, it.contact('2026-06-02', 'varde'));
    for (const to of ['brackenhall', 'other-imports'])
      expect(owes(book, 'PSTI-S25-6-NOTIFY-SUPPLIER', '2026-06-02', to)).toBe('OPEN since 2026-06-02');
  });
});

describe('PSTI-S25-6-NOTIFY-DOWNSTREAM', () => {
  test('owed to an importer as well as to a distributor that it supplied', () => {
    const supplied = [
      it.madeAvailable('2026-03-01', 'lumen-lark', 'ada', { toRole: 'importer' }),
      it.madeAvailable('2026-03-01', 'lumen-lark', 'bay', { toRole: 'distributor' }),
    ];
    const book = lumenAndLark(supplied, selfFound, it.contact('2026-06-02', 'varde'));
    for (const to of ['ada', 'bay'])
      expect(owes(book, 'PSTI-S25-6-NOTIFY-DOWNSTREAM', '2026-06-02', to)).toBe('OPEN since 2026-06-02');
  });
  test('does not arise where it supplied customers only', () =>
    expect(owes(lumenAndLark(selfFound), 'PSTI-S25-6-NOTIFY-DOWNSTREAM', '2026-06-02')).toBe('N/T'));
});

describe('PSTI-S25-5-PREVENT', () => {
  test('has no timing words, where its twin for importers has', () => {
    const book = lumenAndLark(selfFound, it.unlikely('2026-06-08', 'PSTI-S25-5-PREVENT'));
    expect(rowOf(book, 'PSTI-S25-5-PREVENT', '2026-06-08')?.timing).toBe('NONE');
    expect(owes(book, 'PSTI-S25-5-PREVENT', '2026-06-07')).toBe('N/T');
  });
});

describe('a distributor that only resells used goods', () => {
  const sold = (on: string, condition: string) => it.madeAvailable(on, 'dealer', 'consumers', { condition });
  const dealer = (...more: readonly it.Happening[]) =>
    bookOf('dealer', it.role('dealer', 'distributor'), it.inScope, it.notified('2026-06-05', 'varde', 'manufacturer'), ...more);

  test('owes nothing by it (A49): neither s.25 nor s.23 reaches it', () => {
    const book = dealer(sold('2026-05-01', 'used'), sold('2026-06-06', 'reconditioned by another'));
    for (const duty of ['PSTI-S25-3-CONTACT-MFR', 'PSTI-S25-6-NOTIFY-OPSS', 'PSTI-S23-1-NO-SUPPLY'] as const)
      expect(owes(book, duty, '2026-06-06')).toBe('N/T');
  });
  test('PSTI-S23-1-NO-SUPPLY: binds one that has sold nothing yet, and one from its first sale of new goods on', () => {
    expect(owes(dealer(), 'PSTI-S23-1-NO-SUPPLY', '2026-06-05')).toBe('ACTIVE 2026-06-05');
    const turned = dealer(sold('2026-05-01', 'used'), sold('2026-06-08', 'new'), sold('2026-06-09', 'used'));
    expect(owes(turned, 'PSTI-S23-1-NO-SUPPLY', '2026-06-07')).toBe('N/T');
    expect(owes(turned, 'PSTI-S23-1-NO-SUPPLY', '2026-06-09')).toBe('CROSSED 2026-06-08 crossed 2026-06-08');
  });
});

describe('one of two manufacturers that cannot be reached', () => {
  const two = [
    it.role('osprey', 'manufacturer'),
    selfFound,
    it.attempt('2026-06-02', 'varde'),
    it.impossible('2026-06-03', 'varde'),
  ];
  const contact = (book: Parameters<typeof owes>[0], asOf: string, to: string) => owes(book, 'PSTI-S25-3-CONTACT-MFR', asOf, to);
  const supplier = (book: Parameters<typeof owes>[0], asOf: string) =>
    owes(book, 'PSTI-S25-4-CONTACT-SUPPLIER', asOf, 'brackenhall');

  test('is still to be contacted, whether or not the other has been reached (A34)', () => {
    expect(contact(lumenAndLark(two), '2026-06-03', 'varde')).toBe('OPEN since 2026-06-02');
    const reached = lumenAndLark(two, it.contact('2026-06-04', 'osprey'));
    expect(contact(reached, '2026-06-04', 'varde')).toBe('OPEN since 2026-06-02');
    expect(contact(reached, '2026-06-04', 'osprey')).toBe('DONE 2026-06-04');
    expect(supplier(reached, '2026-06-04')).toBe('N/T');
  });
  test('both contacts end, and the supplier is to be contacted, on the day on which neither can be (A35)', () => {
    const book = lumenAndLark(two, it.attempt('2026-06-04', 'osprey'), it.impossible('2026-06-08', 'osprey'));
    expect(contact(book, '2026-06-07', 'varde')).toBe('OPEN since 2026-06-02');
    for (const to of ['varde', 'osprey']) expect(contact(book, '2026-06-08', to)).toBe('CEASED 2026-06-08');
    expect(supplier(book, '2026-06-08')).toBe('OPEN since 2026-06-08');
  });
});

describe('dormant duties of a distributor', () => {
  test.each([
    'PSTI-S21-1-COMPLY',
    'PSTI-S24-2-REMEDY',
    'PSTI-S24-3-NOTIFY-OPSS',
    'PSTI-S24-3-NOTIFY-CUST',
    'PSTI-S25-6-NOTIFY-CUST',
  ] as const)('%s has no content in the law in force', (duty) =>
    expect(owes(lumenAndLark(selfFound), duty, '2026-06-02')).toBe('DORMANT'),
  );
});
