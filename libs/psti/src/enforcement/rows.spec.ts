import { describe, expect, test } from '@jest/globals';
import { noticeDutyNotOwed } from './answers.ts';
import { rowNamedBy } from './case.ts';
import { noticeDuties } from '../duties/notice-addressee.ts';
import {
  asked,
  breach,
  compliance,
  contents,
  intended,
  PARTY,
  requirements,
  rowIn,
  rowThat,
  stateIn,
  told,
} from './notice.given.ts';
import type { Told } from './notice.given.ts';

const met = (item: string, on: string, evidenceAccepted?: true): Told => ({
  type: 'RequirementMet',
  on,
  data: { item, ...(evidenceAccepted === undefined ? {} : { evidenceAccepted }) },
});
const notice = (kind: string, asks: readonly object[], on = '2026-06-25'): Told =>
  ({ as: kind, type: 'NoticeGiven', on, data: { kind, breach, means: 'hand', contents, requirements: asks } }) as Told;

test('there are eleven, all for the addressee', () => {
  expect(noticeDuties).toHaveLength(11);
  expect(new Set(noticeDuties.map(({ of }) => of))).toEqual(new Set(['notice addressee']));
});

describe('PSTI-S28-2-COMPLY-NOTICE: to comply with the named duty', () => {
  const bare = notice('compliance', requirements.slice(0, 1));
  const complied = (asOf: string, events: readonly Told[], row = rowThat('CROSSED', '2026-01-19')) =>
    rowIn(asked(told(...events), asOf, { row }), 'S28-2-COMPLY-NOTICE');

  test('A54: where evidence is asked for, DONE on the day of its acceptance, not of compliance', () => {
    const events = [
      compliance,
      met('statement', '2026-07-02'),
      met('evidence', '2026-07-03'),
      met('evidence', '2026-07-07', true),
    ];
    expect(complied('2026-07-06', events, rowThat('ACTIVE', '2026-07-02'))).toBe('OPEN due 2026-07-15');
    expect(complied('2026-07-07', events, rowThat('ACTIVE', '2026-07-02'))).toBe('DONE 2026-07-07 due 2026-07-15');
    expect(asked(told(...events), '2026-07-07', { row: rowThat('ACTIVE', '2026-07-02') }).rows[0]?.why.says).toBe(
      'Done on 2026-07-07, when it was accepted; complied with on 2026-07-02.',
    );
  });
  test('A54: of several, on the day on which the last is accepted', () => {
    const two = notice('compliance', [...requirements, { item: 'steps', duty: 'PSTI-S28-4-STEPS-EVIDENCE', days: 14 }]);
    const events = [two, met('evidence', '2026-07-07', true), met('steps', '2026-07-08', true)];
    expect(complied('2026-07-07', events)).toBe('OPEN due 2026-07-15');
    expect(complied('2026-07-08', events)).toBe('DONE 2026-07-08 due 2026-07-15');
  });
  test('where nothing is to be shown, DONE when the item is met', () =>
    expect(complied('2026-07-02', [bare, met('statement', '2026-07-02')])).toBe('DONE 2026-07-02 due 2026-07-15'));
  test('or when the named duty’s own row is met: ACTIVE again since 07-06', () => {
    expect(complied('2026-07-05', [bare])).toBe('OPEN due 2026-07-15');
    expect(complied('2026-07-06', [bare], rowThat('ACTIVE', '2026-07-06'))).toBe('DONE 2026-07-06 due 2026-07-15');
  });
  test('an excuse or an end of the named duty does not meet it', () => {
    expect(complied('2026-07-06', [bare], rowThat('EXCUSED', '2026-07-06'))).toBe('OPEN due 2026-07-15');
    expect(complied('2026-07-06', [bare], rowThat('CEASED', '2026-07-06'))).toBe('OPEN due 2026-07-15');
  });
  test('met before the notice was given, it is DONE on the day given', () =>
    expect(complied('2026-06-25', [bare], rowThat('ACTIVE', '2026-06-01'))).toBe('DONE 2026-06-25 due 2026-07-15'));
  test('a notice that lists no item for it makes it all the same, without a day', () =>
    expect(complied('2026-06-25', [notice('compliance', [])])).toBe('OPEN'));
  test('the row says who, where and why, and what would discharge it', () => {
    const row = asked(told(intended, compliance), '2026-07-01').rows.find(({ duty }) => duty === 'PSTI-S28-2-COMPLY-NOTICE');
    expect(row).toMatchObject({
      holder: PARTY,
      role: 'notice addressee',
      product: 'sleepmat',
      notice: 'n1',
      item: 'statement',
      since: '2026-06-25',
      timing: 'DATE',
      rulebook: 'RB-3',
      cite: { provision: 's.28(2)', link: 'https://www.legislation.gov.uk/ukpga/2022/46/section/28' },
      why: { triggers: ['compliance'], says: 'Outstanding since 2026-06-25, due on 2026-07-15.' },
    });
    expect(row?.why.trace[0]).toMatchObject({ holds: true, asks: expect.stringContaining('handed over') });
    expect(row?.discharge).toContain('accepted');
  });
});

describe('PSTI-S28-4-STEPS-EVIDENCE: steps and evidence, each within its own period', () => {
  test('DONE on acceptance; met without it, OPEN, and the row says what is wanting', () => {
    const events = told(compliance, met('evidence', '2026-07-03'));
    expect(rowIn(asked(events, '2026-07-03'), 'S28-4-STEPS-EVIDENCE')).toBe('OPEN due 2026-07-15');
    expect(asked(events, '2026-07-03').rows.at(-1)?.why).toMatchObject({
      says: expect.stringContaining('acceptance'),
      settings: [expect.objectContaining({ id: 'A54' })],
    });
    expect(rowIn(asked(told(compliance, met('evidence', '2026-07-03', true)), '2026-07-03'), 'S28-4-STEPS-EVIDENCE')).toBe(
      'DONE 2026-07-03 due 2026-07-15',
    );
  });
  test('not required: N/T', () =>
    expect(rowIn(asked(told(notice('compliance', requirements.slice(0, 1))), '2026-07-01'), 'S28-4-STEPS-EVIDENCE')).toBe('N/T'));
  test('an item under no row of the kind of notice counts as a step', () =>
    expect(
      rowIn(
        asked(told(notice('compliance', [{ item: 'x', duty: 'PSTI-S29-2-STOP', days: 5 }])), '2026-06-26'),
        'S28-4-STEPS-EVIDENCE',
        'x',
      ),
    ).toBe('OPEN due 2026-06-29'));
});

describe('a stop notice', () => {
  const stop = notice('stop', [
    { item: 'selling', duty: 'PSTI-S29-2-STOP', days: 1 },
    { item: 'report', duty: 'PSTI-S29-4-STEPS-EVIDENCE', untilOn: '2026-07-10' },
    { item: 'warning', duty: 'PSTI-S29-4C-INFORM-CUST' },
  ]);
  const stopped = [stop, met('selling', '2026-06-25')];

  test('PSTI-S29-2-STOP: due within the period, DONE when stopped', () => {
    expect(rowIn(asked(told(stop), '2026-06-25'), 'S29-2-STOP')).toBe('OPEN due 2026-06-25');
    expect(stateIn(asked(told(stop), '2026-06-26'))).toBe('DEFAULT');
    expect(rowIn(asked(told(...stopped), '2026-06-26'), 'S29-2-STOP')).toBe('DONE 2026-06-25 due 2026-06-25');
  });
  test('PSTI-S29-2-STOP: it must stay stopped: an act on a later day opens it again', () => {
    const crossing = { row: rowThat('CROSSED', '2026-01-19', ['2026-01-19', '2026-07-02']) };
    expect(rowIn(asked(told(...stopped), '2026-07-02', crossing), 'S29-2-STOP')).toBe('OPEN due 2026-06-25');
    expect(rowIn(asked(told(...stopped, met('selling', '2026-07-03')), '2026-07-03', crossing), 'S29-2-STOP')).toBe(
      'DONE 2026-07-03 due 2026-06-25',
    );
  });
  test('PSTI-S29-4-STEPS-EVIDENCE needs acceptance; PSTI-S29-4C-INFORM-CUST has no day and is done when done', () => {
    const answers = asked(told(...stopped, met('report', '2026-07-01'), met('warning', '2026-07-01')), '2026-07-01');
    expect(rowIn(answers, 'S29-4-STEPS-EVIDENCE')).toBe('OPEN due 2026-07-10');
    expect(rowIn(answers, 'S29-4C-INFORM-CUST')).toBe('DONE 2026-07-01');
    expect(rowIn(asked(told(stop), '2026-08-01'), 'S29-4C-INFORM-CUST')).toBe('OPEN');
  });
});

describe('a recall notice', () => {
  const recall = notice('recall', [
    { item: 'return', duty: 'PSTI-S30-3-RECALL', days: 30 },
    { item: 'numbers', duty: 'PSTI-S30-5-STEPS-INFO', untilOn: '2026-09-30' },
    { item: 'warning', duty: 'PSTI-S30-5D-INFORM-CUST' },
  ]);
  test('PSTI-S30-3-RECALL is done when the arrangements are made, PSTI-S30-5-STEPS-INFO on acceptance, PSTI-S30-5D-INFORM-CUST when they are told', () => {
    const answers = asked(
      told(recall, met('return', '2026-07-20'), met('numbers', '2026-07-21', true), met('warning', '2026-07-01')),
      '2026-07-21',
    );
    expect(rowIn(answers, 'S30-3-RECALL')).toBe('DONE 2026-07-20 due 2026-07-24');
    expect(rowIn(answers, 'S30-5-STEPS-INFO')).toBe('DONE 2026-07-21 due 2026-09-30');
    expect(rowIn(answers, 'S30-5D-INFORM-CUST')).toBe('DONE 2026-07-01');
    expect(stateIn(answers)).toBe('SATISFIED');
  });
  test('nothing made yet: each OPEN by its own day', () => {
    const answers = asked(told(recall), '2026-07-01');
    expect(rowIn(answers, 'S30-3-RECALL')).toBe('OPEN due 2026-07-24');
    expect(rowIn(answers, 'S30-5-STEPS-INFO')).toBe('OPEN due 2026-09-30');
    expect(rowIn(answers, 'S30-5D-INFORM-CUST')).toBe('OPEN');
  });
});

describe('PSTI-S32-4-THIRD-PARTY-NOTICE', () => {
  const hearing: Told = {
    type: 'HearingFixed',
    on: '2026-09-01',
    data: { hearingOn: '2026-10-20', court: 'Leeds Magistrates’ Court', jurisdiction: 'E&W' },
  };
  const noticed = (on: string): Told => ({ type: 'ThirdPartyNoticeGiven', on });
  const defence = (asOf: string, ...events: readonly Told[]) =>
    rowIn(asked(told(compliance, ...events), asOf), 'S32-4-THIRD-PARTY-NOTICE');

  test('N/T until a hearing is fixed, then OPEN', () => {
    expect(defence('2026-08-31', hearing)).toBe('N/T');
    expect(defence('2026-09-01', hearing)).toBe('OPEN due 2026-10-12');
  });
  test('in time on the last day; a day later it stays OPEN', () => {
    expect(defence('2026-10-12', hearing, noticed('2026-10-12'))).toBe('DONE 2026-10-12 due 2026-10-12');
    expect(defence('2026-10-13', hearing, noticed('2026-10-13'))).toBe('OPEN due 2026-10-12');
  });
  test('a later hearing day gives a later last day, from the same beginning', () => {
    const adjourned: Told = { ...hearing, on: '2026-10-19', data: { ...hearing.data, hearingOn: '2026-12-01' } };
    expect(defence('2026-10-20', hearing, adjourned)).toBe('OPEN due 2026-11-23');
  });
  test('an appeal against the notice does not suspend it', () =>
    expect(defence('2026-09-02', { type: 'AppealLodged', on: '2026-07-01', data: { against: 'compliance' } }, hearing)).toBe(
      'OPEN due 2026-10-12',
    ));
});

describe('a party that no longer exists (A57)', () => {
  test('owes nothing from that day: its rows are UNDETERMINED', () => {
    const dissolved = { holds: true, on: '2026-07-01', events: ['profile'] } as const;
    expect(rowIn(asked(told(compliance), '2026-07-01', { dissolved }), 'S28-2-COMPLY-NOTICE')).toBe('UNDETERMINED');
    expect(rowIn(asked(told(compliance), '2026-06-30', { dissolved }), 'S28-2-COMPLY-NOTICE')).toBe('OPEN due 2026-07-15');
  });
});

describe('the row that a breach names', () => {
  const done = { ...rowThat('DONE', '2026-06-09'), to: 'hollybush' };
  const open = { ...rowThat('OPEN'), to: 'quayside' };
  const named = { duty: 'PSTI-S15-2-SOC-ACCOMPANY' } as const;
  test('is the recipient’s where it names one', () => {
    expect(rowNamedBy({ ...named, recipient: 'hollybush' }, [open, done])).toBe(done);
    expect(rowNamedBy({ ...named, recipient: 'ely' }, [open, done])).toBeUndefined();
  });
  test('is one still outstanding where it names none, else the last to end', () => {
    expect(rowNamedBy(named, [done, open])).toBe(open);
    const later = { ...done, on: '2026-06-10', to: 'ely' };
    expect(rowNamedBy(named, [later, done])).toBe(later);
  });
  test('is of the product or failure that it names', () => {
    expect(rowNamedBy({ ...named, product: 'other' }, [done])).toBeUndefined();
    expect(rowNamedBy({ ...named, failure: 'f1' }, [done, { ...open, failure: 'f1' }])?.failure).toBe('f1');
  });
});

describe('why not', () => {
  const why = (events: readonly Told[], duty: (typeof noticeDuties)[number]['id'], asOf = '2026-07-01') =>
    noticeDutyNotOwed({ party: PARTY, notices: told(...events) }, { asOf, knownAt: asOf }, { rowOf: () => undefined }, { duty });

  test('no notice of the kind: says so', () =>
    expect(why([compliance], 'PSTI-S30-3-RECALL')).toMatchObject({
      status: 'N/T',
      rulebook: 'RB-3',
      trace: [{ asks: 'a notice that makes this duty has been given', holds: false }],
    }));
  test('intended only: no such notice has been given', () =>
    expect(why([intended], 'PSTI-S28-2-COMPLY-NOTICE')).toMatchObject({ says: 'Not triggered: no such notice has been given.' }));
  test('posted: the question is whether it arrived', () =>
    expect(why([{ ...compliance, data: { ...compliance.data, means: 'post' } }], 'PSTI-S28-2-COMPLY-NOTICE')).toMatchObject({
      says: 'Not triggered: On which day did the letter arrive?',
      settings: [expect.objectContaining({ id: 'A30' })],
    }));
  test('nothing for a duty that arose, or that no notice makes', () => {
    expect(why([compliance], 'PSTI-S28-2-COMPLY-NOTICE')).toBeUndefined();
    expect(why([compliance], 'PSTI-S11-2B-REMEDY')).toBeUndefined();
  });
});
