import { describe, expect, test } from '@jest/globals';
import { obligationsAcross } from './across.ts';
import type { Day, DutyId, PartyId } from './act.ts';
import type { Book } from './book.ts';
import * as it from './duties/a-book.ts';
import { bookOf, owes, rowOf } from './duties/a-book.ts';
import {
  asked,
  compliance,
  contents,
  intended,
  penalty,
  penaltyTerms,
  requirements,
  rowThat,
  told,
} from './enforcement/notice.given.ts';
import type { Told } from './enforcement/notice.given.ts';
import type { SettingUsed } from './obligation.ts';
import { whyNot } from './owed.ts';
import { scopeOf } from './scoped.ts';
import type { ScopeAsked } from './scoped.ts';
import { readings, shown } from './settings.ts';
import type { Reading, SettingId } from './settings.ts';

/** Each reading of doubtful text, beside an answer that it shaped; and for those with another value, an answer that it changes. */

const IMPORTER = [it.role('tarn', 'importer'), ...it.inScope];
const TO_SHOP = it.madeAvailable('2025-08-25', 'tarn', 'shop', { toRole: 'distributor' });
const tarn = (...more: Parameters<typeof bookOf>[1][]) => bookOf('tarn', IMPORTER, TO_SHOP, ...more);
const kestrel = (...more: Parameters<typeof bookOf>[1][]) =>
  bookOf(
    'kestrel',
    it.role('kestrel', 'manufacturer'),
    it.inScope,
    it.madeAvailable('2025-08-20', 'kestrel', 'tarn', { toRole: 'importer' }),
    ...more,
  );
const shop = (...more: Parameters<typeof bookOf>[1][]) =>
  bookOf('shop', it.role('shop', 'distributor'), it.inScope, it.madeAvailable('2025-09-01', 'shop', 'consumers'), ...more);
const fromMaker = (more = {}) => it.notified('2026-02-11', 'kestrel', 'manufacturer', more);
const chosen = (setting: SettingId, value: string) => it.other('SettingChosen', '2025-01-01', { setting, value });
const soc = (more = {}) => ({
  statement: 's1',
  issuedOn: '2026-01-05',
  issuers: ['kestrel'],
  items: 'all',
  batches: 'all',
  ...more,
});
const sale = (on: Day, from: PartyId, more = {}) => it.madeAvailable(on, from, 'consumers', more);

const DAY: Day = '2026-03-31';
const row = (book: Book, duty: DutyId, to?: PartyId, on = DAY) => rowOf(book, duty, on, to)?.why.settings;
const not = (book: Book, duty: DutyId, to?: PartyId) => whyNot(book, duty, { asOf: DAY, knownAt: DAY }, to)?.settings;
const scope = (book: Book, test: ScopeAsked['test'], more: Partial<ScopeAsked> = {}) =>
  scopeOf(book, { test, on: DAY, ...more }, { asOf: DAY, knownAt: DAY }).settings;
const notices = (on: Day, ...events: readonly Told[]) => asked(told(...events), on);
const OFFER = { as: 'offer', reliesOn: 'statement' };
const BEFORE = it.madeAvailable('2024-03-01', 'kestrel', 'consumers');

/** Left out: those that no rule asks for. */
const where: { readonly [A in SettingId]?: () => readonly SettingUsed[] | undefined } = {
  A1: () =>
    row(
      tarn(fromMaker(), it.other('TargetSet', '2026-01-01', { duty: 'PSTI-S19-5-NOTIFY-DIST', days: 2 })),
      'PSTI-S19-5-NOTIFY-DIST',
    ),
  A2: () => row(tarn(it.aware('2026-02-01', 'constructive')), 'PSTI-S19-3-CONTACT-MFR'),
  A5: () => row(tarn(sale('2026-01-10', 'tarn')), 'PSTI-S15-2-SOC-ACCOMPANY'),
  A6: () => row(kestrel(it.labelled('2025-12-04', '2026-02-28')), 'PSTI-S8-1-COMPLY-SR1'),
  A7: () => row(kestrel(it.labelled('2025-12-04', '2027-12-03', { level: 'STAR-2' })), 'PSTI-S8-1-COMPLY-SR1'),
  A8: () => not(tarn(), 'PSTI-S18-2-REMEDY'),
  A9: () => not(tarn(fromMaker()), 'PSTI-S19-5-NOTIFY-DIST', 'stranger'),
  A10: () => row(tarn(fromMaker()), 'PSTI-S19-3-CONTACT-MFR'),
  A11: () => row(tarn(fromMaker({ through: 'dove' })), 'PSTI-S19-3-CONTACT-MFR'),
  A12: () =>
    row(
      bookOf(
        'dove',
        it.appointed('2025-03-01', 'kestrel', 'dove', ['R8']),
        it.inScope,
        it.madeAvailable('2025-08-20', 'kestrel', 'tarn'),
        it.contactedBy('2026-02-11', 'kestrel', 'manufacturer'),
      ),
      'PSTI-S13-2-CONTACT-MFR',
    ),
  A13: () =>
    obligationsAcross([tarn(fromMaker({ authorityNotified: 'yes' }))], { asOf: DAY, knownAt: DAY }).find(
      ({ duty }) => duty === 'PSTI-S19-5-NOTIFY-OPSS',
    )?.why.settings,
  A14: () => row(tarn(it.contactedBy('2026-02-11', 'kestrel', 'manufacturer')), 'PSTI-S19-3-CONTACT-MFR'),
  A15: () =>
    row(
      tarn(fromMaker(), it.notified('2026-02-14', 'kestrel', 'manufacturer', { authorityNotified: 'yes' })),
      'PSTI-S19-5-NOTIFY-OPSS',
    ),
  A16: () => row(tarn(fromMaker({ remedy: 'refused' })), 'PSTI-S19-4-PREVENT'),
  A17: () =>
    row(
      kestrel(
        it.other('SoCIssued', '2026-01-05', soc()),
        it.labelled('2025-12-04', '2027-12-03'),
        sale('2026-01-06', 'kestrel', { reliesOn: 'label' }),
        sale('2026-01-10', 'kestrel', { statement: 's1' }),
      ),
      'PSTI-R8-SOC-RETAIN',
    ),
  A18: () => row(tarn(fromMaker({ remedy: 'successful' })), 'PSTI-S19-5-NOTIFY-DIST'),
  A19: () => row(kestrel(it.determined('2026-02-10'), it.mended('2026-02-20')), 'PSTI-S11-2B-REMEDY'),
  A20: () => row(kestrel(it.determined('2026-02-10')), 'PSTI-S11-2A-PREVENT'),
  A21: () =>
    row(
      kestrel(it.other('SoCIssued', '2026-01-05', soc()), sale('2026-01-10', 'kestrel', { statement: 's1' })),
      'PSTI-R8-SOC-RETAIN',
    ),
  A22: () =>
    row(kestrel(it.reported('2026-02-03'), it.recordMade('2026-02-10', 'investigation', ['outcome'])), 'PSTI-S12-4-RETAIN'),
  A23: () =>
    row(
      kestrel(
        it.other('SoCIssued', '2026-01-05', soc({ issuedOn: undefined })),
        sale('2026-01-10', 'kestrel', { statement: 's1' }),
      ),
      'PSTI-R8-SOC-RETAIN',
    ),
  A24: () => row(bookOf('kestrel', it.role('kestrel', 'manufacturer', '2024-01-01'), it.inScope, BEFORE), 'PSTI-S8-1-COMPLY-SR1'),
  A25: () => row(tarn(it.found('2025-08-01', 'Sch.3 para 1', 'yes', { place: 'NI' }), fromMaker()), 'PSTI-S17-2-INVESTIGATE'),
  A26: () => row(kestrel(), 'PSTI-S8-1-COMPLY-SR3ITP'),
  A27: () => notices('2026-06-30', penalty).money[0]?.settings,
  A28: () => notices('2026-06-30', intended, compliance).guards.find(({ guard }) => guard === 'AUTH-S28-7')?.settings,
  A29: () =>
    notices('2026-06-30', compliance, { type: 'AppealLodged', on: '2026-06-28', data: { against: 'compliance' } }).rows[0]?.why
      .settings,
  A30: () => notices('2026-06-15', intended).guards.find(({ guard }) => guard === 'AUTH-S28-5')?.settings,
  A32: () => notices('2026-06-30', penalty).money.find(({ what }) => what === 'daily-penalty')?.settings,
  A33: () =>
    row(
      tarn(it.reported('2026-02-03'), it.found('2026-02-20', 's.6', 'yes', { fromOn: '2026-02-20' })),
      'PSTI-S17-2-INVESTIGATE',
    ),
  A34: () =>
    row(
      tarn(it.role('kestrel', 'manufacturer'), it.role('osprey', 'manufacturer'), it.determined('2026-02-10')),
      'PSTI-S19-3-CONTACT-MFR',
      'osprey',
    ),
  A35: () =>
    row(
      tarn(
        it.determined('2026-02-10', { manufacturer: 'kestrel' }),
        it.attempt('2026-02-11', 'kestrel'),
        it.impossible('2026-02-20', 'kestrel'),
      ),
      'PSTI-S19-3-CONTACT-MFR',
    ),
  A36: () =>
    row(
      shop(
        it.madeAvailable('2025-08-25', 'tarn', 'shop'),
        it.madeAvailable('2025-08-26', 'fen', 'shop'),
        it.determined('2026-02-10', { manufacturer: 'kestrel' }),
        it.contact('2026-02-11', 'kestrel'),
      ),
      'PSTI-S25-6-NOTIFY-SUPPLIER',
      'fen',
    ),
  A37: () => row(tarn(it.role('tarn', 'distributor'), fromMaker()), 'PSTI-S17-2-INVESTIGATE'),
  A38: () =>
    row(
      bookOf(
        'kestrel',
        it.role('kestrel', 'manufacturer'),
        it.found('2025-08-01', 's.5(1)', 'yes'),
        it.found('2025-08-01', 's.6', 'no'),
        it.found('2025-08-01', 's.54(3)(c)', 'yes'),
        it.madeAvailable('2025-09-01', 'kestrel', 'customers'),
        it.reported('2026-02-03'),
      ),
      'PSTI-S10-2-INVESTIGATE',
    ),
  A39: () => not(bookOf('ruibo', it.role('ruibo', 'none'), it.inScope, it.reported('2026-02-03')), 'PSTI-S10-2-INVESTIGATE'),
  A41: () =>
    row(
      kestrel(
        it.other('SupportPeriodPublished', '2025-08-20', { untilOn: '2026-01-31', conditionsMet: 'all' }),
        it.reported('2026-02-03'),
      ),
      'PSTI-S10-2-INVESTIGATE',
    ),
  A42: () =>
    row(
      kestrel(
        it.other('SupportPeriodPublished', '2025-08-20', { untilOn: '2030-01-31', conditionsMet: 'all' }),
        it.found('2026-02-01', 'Sch.1 para 3(6)', 'no'),
      ),
      'PSTI-S8-1-COMPLY-SR3NOSHORT',
    ),
  A43: () =>
    row(
      kestrel(
        it.labelled('2025-12-04', '2027-12-03'),
        it.reported('2026-02-03'),
        it.determined('2026-02-10', { investigated: true, stepsReasonable: true }),
      ),
      'PSTI-S10-2-INVESTIGATE',
    ),
  A44: () =>
    row(
      kestrel(it.started('2026-02-03'), it.recordMade('2026-02-10', 'investigation', ['outcome'], { jointWith: ['osprey'] })),
      'PSTI-S12-1A-RECORD-INV',
    ),
  A45: () => row(kestrel(it.reported('2026-02-03')), 'PSTI-S10-2-INVESTIGATE'),
  A46: () =>
    row(kestrel(it.reported('2026-02-03', { from: { kind: 'authority', party: 'authority' } })), 'PSTI-S10-2-INVESTIGATE'),
  A47: () =>
    row(
      shop(
        it.madeAvailable('2025-09-02', 'shop', 'tarn', { toRole: 'importer' }),
        it.determined('2026-02-10', { manufacturer: 'kestrel' }),
      ),
      'PSTI-S25-6-NOTIFY-DOWNSTREAM',
      'tarn',
    ),
  A48: () => row(tarn(fromMaker()), 'PSTI-S19-5-NOTIFY-DIST'),
  A49: () =>
    not(
      bookOf(
        'dealer',
        it.role('dealer', 'distributor'),
        it.inScope,
        sale('2025-09-01', 'dealer', { condition: 'used' }),
        fromMaker(),
      ),
      'PSTI-S25-3-CONTACT-MFR',
    ),
  A50: () =>
    row(
      tarn(fromMaker(), it.notify('2026-02-12', 'shop', { manufacturerAware: 'yes', authorityNotified: 'yes' })),
      'PSTI-S19-5-NOTIFY-DIST',
    ),
  A51: () => row(tarn(sale('2026-01-10', 'tarn', OFFER)), 'PSTI-S15-2-SOC-ACCOMPANY'),
  A52: () =>
    row(
      tarn(
        it.labelled('2025-12-04', '2027-12-03', { scheme: 'CLS', level: '2', specification: 'CCC SP-151-2 v1.3' }),
        sale('2026-01-10', 'tarn', { reliesOn: 'label' }),
      ),
      'PSTI-S15-2-SOC-ACCOMPANY',
    ),
  A53: () =>
    scope(tarn(it.found('2025-08-01', 'Sch.3 para 3(1)', 'yes'), it.found('2025-08-01', 'Sch.3 para 3(2)', 'yes')), 'EXCEPTED'),
  A54: () =>
    notices(
      '2026-07-10',
      { ...compliance, data: { ...compliance.data, requirements } },
      { type: 'RequirementMet', on: '2026-07-07', data: { item: 'evidence', evidenceAccepted: true } },
    ).rows[0]?.why.settings,
  A55: () => row(tarn(sale('2026-01-10', 'tarn', { reliesOn: 'nothing' })), 'PSTI-S15-3-SOC-RETAIN'),
  A56: () =>
    row(
      kestrel(it.labelled('2025-12-04', '2026-02-28'), sale('2025-12-10', 'kestrel', { reliesOn: 'label' })),
      'PSTI-S9-2-SOC-ACCOMPANY',
    ),
  A57: () =>
    row(
      kestrel(it.other('PartyDescribed', '2026-02-28', { dissolvedOn: '2026-02-28' }), it.reported('2026-02-03')),
      'PSTI-S10-2-INVESTIGATE',
    ),
  A58: () => row(tarn(sale('2026-01-10', 'tarn')), 'PSTI-S15-2-SOC-ACCOMPANY'),
  A59: () =>
    notices('2026-06-30', { ...penalty, data: { ...penaltyTerms, contents, payUntilOn: '2026-05-10' } }).rows[0]?.why.settings,
};
const all = Object.entries<Reading>(readings) as readonly (readonly [SettingId, Reading])[];

describe('readings of doubtful text', () => {
  test('are the law page’s: A1 to A59, none left out', () =>
    expect(all.map(([id]) => id)).toEqual(Array.from({ length: 59 }, (_, at) => `A${at + 1}`)));
  test('each says what is doubtful, what the default makes of it, and what every other value would', () => {
    for (const [id, { values, doubt, says, otherwise = {} }] of all) {
      expect([id, Object.keys(otherwise)]).toEqual([id, values.slice(1)]);
      for (const words of [doubt, says, ...Object.values(otherwise)]) expect(words).toMatch(/^[A-Z“].{10,}/);
    }
  });
  test.each(all.filter(([, { answered }]) => answered === undefined))('%s stands beside an answer that it shaped', (id) => {
    const found = where[id]?.()?.find((used) => used.id === id);
    expect(found).toEqual({ id, value: readings[id].values[0], says: readings[id].says });
  });
  test('where no rule asks for one, it says what settles it instead, and no answer shows it', () => {
    const others = all.filter(([, { answered }]) => answered !== undefined);
    expect(others.map(([id]) => id)).toEqual(['A3', 'A4', 'A31', 'A40']);
    for (const [id, { answered }] of others)
      expect([where[id], (answered?.because ?? '').length > 20]).toEqual([undefined, true]);
  });
  test('…and this finds a reading that nothing uses', () => {
    const used = row(tarn(fromMaker()), 'PSTI-S19-5-NOTIFY-DIST') ?? [];
    expect(used.find(({ id }) => id === 'A59')).toBeUndefined();
  });
});

/** With the default, then with the other value. */
const both = (setting: SettingId, value: string, answer: (choice: readonly it.Happening[]) => unknown): readonly unknown[] => [
  answer([]),
  answer([chosen(setting, value)]),
];
const otherValues: { readonly [choice: string]: readonly [readonly unknown[], readonly unknown[]] } = {
  'A11 no-excuse': [
    both('A11', 'no-excuse', (choice) => owes(tarn(choice, fromMaker({ through: 'dove' })), 'PSTI-S19-3-CONTACT-MFR', DAY)),
    ['EXCUSED 2026-02-11 s.19(10)(b)(i)', 'OPEN since 2026-02-11'],
  ],
  'A14 notification-only': [
    both('A14', 'notification-only', (choice) =>
      owes(tarn(choice, it.contactedBy('2026-02-11', 'kestrel', 'manufacturer')), 'PSTI-S19-3-CONTACT-MFR', DAY),
    ),
    ['EXCUSED 2026-02-11 s.19(10)(b)(i)', 'OPEN since 2026-02-11'],
  ],
  'A18 not-caught': [
    both('A18', 'not-caught', (choice) => owes(tarn(choice, fromMaker({ remedy: 'successful' })), 'PSTI-S19-5-NOTIFY-DIST', DAY)),
    ['OPEN since 2026-02-11', 'N/T'],
  ],
  'A45 reading': [
    both('A45', 'reading', (choice) =>
      owes(kestrel(choice, it.reported('2026-02-03', { readOn: '2026-02-09' })), 'PSTI-S10-2-INVESTIGATE', DAY),
    ),
    ['OPEN since 2026-02-03', 'OPEN since 2026-02-09'],
  ],
  'A48 on-acceptance': [
    both('A48', 'on-acceptance', (choice) => owes(tarn(choice, fromMaker()), 'PSTI-S16-1-NO-SUPPLY', DAY)),
    ['ACTIVE 2026-02-11', 'N/T'],
  ],
  'A12 own-contact': [
    both('A12', 'own-contact', (choice) =>
      owes(
        bookOf(
          'dove',
          choice,
          it.appointed('2025-03-01', 'kestrel', 'dove', ['R8']),
          it.inScope,
          it.madeAvailable('2025-08-20', 'kestrel', 'tarn'),
          it.contactedBy('2026-02-11', 'kestrel', 'manufacturer'),
        ),
        'PSTI-S13-2-CONTACT-MFR',
        DAY,
      ),
    ),
    ['DONE 2026-02-11', 'OPEN since 2026-02-11'],
  ],
  'A21 longer-period': [
    both(
      'A21',
      'longer-period',
      (choice) =>
        rowOf(
          kestrel(
            choice,
            it.other('SoCIssued', '2026-01-05', soc({ supportFromOn: '2026-06-01', supportUntilOn: '2036-02-29' })),
            sale('2026-01-10', 'kestrel', { statement: 's1' }),
          ),
          'PSTI-R8-SOC-RETAIN',
          DAY,
        )?.until,
    ),
    ['2036-02-29', '2036-01-04'],
  ],
  'A22 first-making': [
    both(
      'A22',
      'first-making',
      (choice) =>
        rowOf(
          kestrel(
            choice,
            it.reported('2026-02-03'),
            it.recordMade('2026-02-10', 'failure', ['details']),
            it.recordUpdated('2026-03-01', 'failure', ['details', 'steps']),
          ),
          'PSTI-S12-4-RETAIN',
          DAY,
        )?.enforcedUntil,
    ),
    ['2036-02-29', '2036-02-09'],
  ],
  'A32 part-days': [
    ['full-days', 'part-days'].map(
      (value) =>
        asked(told(penalty), '2026-06-30', {
          row: rowThat('DONE', '2026-06-09'),
          settings: new Map([['A32', value]]),
        }).money.find(({ what }) => what === 'daily-penalty')?.amount,
    ),
    [12_000_000, 13_500_000],
  ],
};

describe('another value than the default', () => {
  const choices = all.flatMap(([id, { values }]) => values.slice(1).map((value) => `${id} ${value}`));
  test.each(choices.filter((choice) => !choice.startsWith('A5 ')))('%s changes an answer', (choice) => {
    const [found, expected] = otherValues[choice] ?? [['no such case'], []];
    expect(found).toEqual(expected);
  });
  test('is shown with the words of that value', () => {
    expect(shown(new Map([['A5', 'literal']]), 'A5').says).toContain('neither needed nor enough');
    expect(shown(new Map(), 'A5').says).toContain('only products for which the label');
  });
});

describe('A5 to the letter: ss.15(5) and 22(3) put the label in the place of the statement for every product', () => {
  const literal = chosen('A5', 'literal');
  const label = it.labelled('2025-12-04', '2026-02-28');
  const checked = it.named(
    'check',
    it.other('LabelChecked', '2026-01-09', { scheme: 'JC-STAR', satisfied: true, source: 'register' }),
  );
  const both = (duty: DutyId, on: Day, ...more: it.Happening[]) => [
    owes(tarn(more), duty, on),
    owes(tarn(literal, ...more), duty, on),
  ];

  test('PSTI-S15-2-SOC-ACCOMPANY: no statement is needed, from the day on which there are labels', () => {
    const bare = (on: Day) => both('PSTI-S15-2-SOC-ACCOMPANY', on, sale(on, 'tarn', { reliesOn: 'nothing' }));
    expect(bare('2025-12-03')).toEqual(['CROSSED 2025-12-03 crossed 2025-12-03', 'CROSSED 2025-12-03 crossed 2025-12-03']);
    expect(bare('2025-12-04')).toEqual(['CROSSED 2025-12-04 crossed 2025-12-04', 'DISAPPLIED 2025-12-04']);
  });
  test('PSTI-S15-5-LABEL-SATISFIED: and one is not enough', () =>
    expect(both('PSTI-S15-5-LABEL-SATISFIED', '2026-01-10', sale('2026-01-10', 'tarn'))).toEqual([
      'N/T',
      'CROSSED 2026-01-10 crossed 2026-01-10',
    ]));
  test('PSTI-S15-5-LABEL-SATISFIED: a check of a label that holds is; of one that is gone, nobody can say', () => {
    const relying = (on: Day) => sale(on, 'tarn', { reliesOn: 'label', check: '$check' });
    expect(owes(tarn(literal, label, checked, relying('2026-01-10')), 'PSTI-S15-5-LABEL-SATISFIED', '2026-01-10')).toBe(
      'ACTIVE 2026-01-10',
    );
    const late = tarn(literal, label, checked, relying('2026-03-02'));
    expect(owes(late, 'PSTI-S15-5-LABEL-SATISFIED', '2026-03-02')).toBe('UNDETERMINED');
    expect(rowOf(late, 'PSTI-S15-5-LABEL-SATISFIED', '2026-03-02')?.why.says).toBe(
      'To be settled: whether it met the gate on 2026-03-02: it was satisfied, but no label counted that day. Record a scope finding on Sch.2A for that day, or a correction of what the record says of the label.',
    );
  });
  test('neither gate turns with the lapse of a label: PSTI-S15-2-SOC-ACCOMPANY stays away, PSTI-S15-5-LABEL-SATISFIED stays', () => {
    const acted = [label, checked, sale('2026-01-10', 'tarn', { reliesOn: 'label', check: '$check' })];
    expect(both('PSTI-S15-2-SOC-ACCOMPANY', '2026-03-01', ...acted)).toEqual(['ACTIVE 2026-03-01', 'DISAPPLIED 2026-01-10']);
    expect(both('PSTI-S15-5-LABEL-SATISFIED', '2026-03-01', ...acted)).toEqual(['CEASED 2026-03-01', 'ACTIVE 2026-01-10']);
  });
  test('PSTI-S15-3-SOC-RETAIN: no copy is to be kept for such acts, but one once relied on is (A17)', () => {
    expect(both('PSTI-S15-3-SOC-RETAIN', DAY, sale('2026-01-10', 'tarn', { reliesOn: 'nothing' }))).toEqual([
      'UNDETERMINED',
      'DISAPPLIED 2026-01-10',
    ]);
    const kept = tarn(literal, it.other('SoCCopyHeld', '2026-01-06', soc()), sale('2026-01-10', 'tarn', { statement: 's1' }));
    const rows = it.rowsOf(kept, 'PSTI-S15-3-SOC-RETAIN', DAY);
    expect(rows.map(({ status, until }) => [status, until])).toEqual([
      ['RETAIN', '2036-01-04'],
      ['DISAPPLIED', undefined],
    ]);
  });
  test('PSTI-S22-2-SOC-ACCOMPANY and PSTI-S22-3-LABEL-SATISFIED: so for a distributor', () => {
    const book = shop(literal, sale('2026-01-10', 'shop'));
    expect(owes(book, 'PSTI-S22-2-SOC-ACCOMPANY', '2026-01-10')).toBe('DISAPPLIED 2026-01-10');
    expect(owes(book, 'PSTI-S22-3-LABEL-SATISFIED', '2026-01-10')).toBe('CROSSED 2026-01-10 crossed 2026-01-10');
  });
  test('PSTI-S9-2-SOC-ACCOMPANY: a manufacturer’s statement is untouched by it', () =>
    expect(
      owes(kestrel(literal, sale('2026-01-10', 'kestrel', { reliesOn: 'nothing' })), 'PSTI-S9-2-SOC-ACCOMPANY', '2026-01-10'),
    ).toBe('CROSSED 2026-01-10 crossed 2026-01-10'));
});
