import { describe, expect, test } from '@jest/globals';
import {
  asked,
  breach,
  compliance,
  contents,
  intended,
  penalty,
  penaltyTerms,
  requirements,
  rowIn,
  stateIn,
  told,
} from './notice.given.ts';
import type { Told } from './notice.given.ts';

const state = (asOf: string, ...events: readonly Told[]) => stateIn(asked(told(...events), asOf));
const statement = (asOf: string, ...events: readonly Told[]) =>
  rowIn(asked(told(...events), asOf), 'S28-2-COMPLY-NOTICE', 'statement');
const lodged = (on: string, against = 'compliance'): Told => ({
  as: `appeal-${on}`,
  type: 'AppealLodged',
  on,
  data: { against },
});
const withdrawn = (on: string, against = 'compliance'): Told => ({ type: 'AppealWithdrawn', on, data: { against } });
const decided = (on: string, outcome: string, against = 'compliance'): Told => ({
  type: 'AppealDetermined',
  on,
  data: { against, outcome },
});
const suspendedAbove = (on: string, against = 'compliance'): Told => ({
  type: 'SuspendedByUpperTribunal',
  on,
  data: { against },
});
const accepted = (on: string, item = 'evidence'): Told => ({
  type: 'RequirementMet',
  on,
  data: { item, evidenceAccepted: true },
});
const varied = (on: string, asks: readonly object[]): Told => ({
  as: 'variation',
  type: 'NoticeVaried',
  on,
  data: { kind: 'compliance', breach, means: 'hand', contents, requirements: asks.map((each) => ({ ...each })) } as Told['data'],
});
const until = (untilOn: string) => requirements.map(({ item, duty }) => ({ item, duty, untilOn }));

describe('§4.2: an enforcement notice before it is given', () => {
  test('INTENT from the day on which the intention counts as notified', () => {
    expect(state('2026-06-10', intended)).toBe('INTENT');
    const emailed = { ...intended, data: { ...intended.data, means: 'email', addressIndicated: true } };
    expect(state('2026-06-10', emailed)).toBe('SUSPECTED');
    expect(state('2026-06-11', emailed)).toBe('INTENT');
  });
  test('representations leave it INTENT; the intention dropped closes it', () => {
    expect(state('2026-06-15', intended, { type: 'RepresentationsMade', on: '2026-06-15' })).toBe('INTENT');
    expect(state('2026-06-15', intended, { type: 'IntentDropped', on: '2026-06-15' })).toBe('CLOSED');
  });
  test('an intention notified after one was dropped stands by itself', () =>
    expect(state('2026-06-20', intended, { type: 'IntentDropped', on: '2026-06-15' }, { ...intended, on: '2026-06-20' })).toBe(
      'INTENT',
    ));
  test('a stop notice declared urgent goes from SUSPECTED to GIVEN without an intention', () => {
    const urgent: Told = { type: 'UrgencyDeclared', on: '2026-06-25', data: { kind: 'stop', breach } };
    const stop: Told = { type: 'NoticeGiven', on: '2026-06-25', data: { kind: 'stop', breach, means: 'hand', contents } };
    expect(state('2026-06-24', urgent, stop)).toBeUndefined();
    expect(state('2026-06-25', urgent)).toBe('SUSPECTED');
    expect(state('2026-06-25', urgent, stop)).toBe('GIVEN');
  });
  test('what was given too early is given all the same', () =>
    expect(state('2026-06-15', intended, { ...compliance, on: '2026-06-15' })).toBe('GIVEN'));
});

describe('§4.2: from GIVEN', () => {
  test('DEFAULT on the day after the last day, not on it', () => {
    expect(state('2026-07-15', compliance)).toBe('GIVEN');
    expect(state('2026-07-16', compliance)).toBe('DEFAULT');
  });
  test('of several periods, the first to pass unmet makes it DEFAULT; each row has its own day', () => {
    const two = {
      ...compliance,
      data: { ...compliance.data, requirements: [requirements[0], { ...requirements[1], days: 10 }] },
    } as Told;
    expect(state('2026-07-04', two)).toBe('GIVEN');
    expect(state('2026-07-05', two)).toBe('DEFAULT');
    const answers = asked(told(two), '2026-07-01');
    expect(rowIn(answers, 'S28-2-COMPLY-NOTICE')).toBe('OPEN due 2026-07-15');
    expect(rowIn(answers, 'S28-4-STEPS-EVIDENCE')).toBe('OPEN due 2026-07-04');
    expect(answers.dates).toContainEqual(expect.objectContaining({ timer: 'T11', first: '2026-06-25', last: '2026-07-15' }));
  });
  test('a period that ends on a bank holiday everywhere is late only after the next other day', () => {
    const byChristmas = {
      ...compliance,
      on: '2026-12-01',
      data: { ...compliance.data, requirements: until('2026-12-25') },
    } as Told;
    expect(state('2026-12-26', byChristmas)).toBe('GIVEN');
    expect(state('2026-12-27', byChristmas)).toBe('DEFAULT');
  });
  test('SATISFIED when the evidence is accepted, from DEFAULT too', () => {
    expect(state('2026-07-06', compliance, accepted('2026-07-07'))).toBe('GIVEN');
    expect(state('2026-07-07', compliance, accepted('2026-07-07'))).toBe('SATISFIED');
    expect(state('2026-07-20', compliance, accepted('2026-07-20'))).toBe('SATISFIED');
  });
  test('revoked: CLOSED, and what is outstanding CEASED that day; what was done stays done', () => {
    const revoked: Told = { type: 'NoticeRevoked', on: '2026-07-10' };
    expect(state('2026-07-10', compliance, revoked)).toBe('CLOSED');
    expect(statement('2026-07-10', compliance, revoked)).toBe('CEASED 2026-07-10');
    expect(statement('2026-07-10', compliance, accepted('2026-07-07'), revoked)).toBe('DONE 2026-07-07 due 2026-07-15');
    expect(statement('2026-07-20', compliance, revoked, accepted('2026-07-11'))).toBe('CEASED 2026-07-10');
  });
  test('a copy of a notice in force changes nothing: the first day given counts', () =>
    expect(statement('2026-07-01', compliance, { ...compliance, as: 'copy', on: '2026-06-29' })).toBe('OPEN due 2026-07-15'));
});

describe('§4.2: variation', () => {
  test('days in a varied notice begin with the day on which the notice was given', () =>
    expect(
      statement(
        '2026-07-10',
        compliance,
        varied(
          '2026-07-06',
          requirements.map((each) => ({ ...each, days: 30 })),
        ),
      ),
    ).toBe('OPEN due 2026-07-24'));
  test('a later day takes it from DEFAULT back to GIVEN', () => {
    expect(state('2026-07-17', compliance)).toBe('DEFAULT');
    expect(state('2026-07-17', compliance, varied('2026-07-17', until('2026-08-14')))).toBe('GIVEN');
  });
  test('AUTH-S31-2: one that is more onerous changes nothing, and the guard says so', () => {
    for (const asks of [until('2026-07-14'), [...requirements, { item: 'more', duty: 'PSTI-S28-4-STEPS-EVIDENCE', days: 40 }]]) {
      const answers = asked(told(compliance, varied('2026-07-01', asks)), '2026-07-02');
      expect(rowIn(answers, 'S28-2-COMPLY-NOTICE')).toBe('OPEN due 2026-07-15');
      expect(rowIn(answers, 'S28-4-STEPS-EVIDENCE', 'more')).toBe('N/T');
      expect(answers.guards).toContainEqual(expect.objectContaining({ guard: 'AUTH-S31-2', answer: 'no' }));
    }
  });
  test('one that keeps the day is not more onerous', () =>
    expect(asked(told(compliance, varied('2026-07-01', until('2026-07-15'))), '2026-07-02').guards).toContainEqual(
      expect.objectContaining({ guard: 'AUTH-S31-2', answer: 'yes' }),
    ));
  test('an item no longer asked for has CEASED on that day', () => {
    const answers = asked(told(compliance, varied('2026-07-01', requirements.slice(0, 1))), '2026-07-02');
    expect(rowIn(answers, 'S28-4-STEPS-EVIDENCE')).toBe('CEASED 2026-07-01');
    expect(rowIn(answers, 'S28-2-COMPLY-NOTICE')).toBe('OPEN due 2026-07-15');
  });
  test('an appeal against it suspends it alone: the notice goes on as before', () => {
    const extended = varied('2026-07-06', until('2026-08-14'));
    const appeal = lodged('2026-07-08', 'variation');
    expect(state('2026-07-08', compliance, extended, appeal)).toBe('GIVEN');
    expect(statement('2026-07-08', compliance, extended, appeal)).toBe('OPEN due 2026-07-15');
    expect(statement('2026-07-20', compliance, extended, appeal, decided('2026-07-20', 'confirmed', 'variation'))).toBe(
      'UNDETERMINED',
    );
    expect(statement('2026-07-20', compliance, extended, appeal, decided('2026-07-20', 'cancelled', 'variation'))).toBe(
      'OPEN due 2026-07-15',
    );
  });
  test('the appeal window shown is the one that opened last', () =>
    expect(asked(told(compliance, varied('2026-07-06', until('2026-08-14'))), '2026-07-10').dates).toContainEqual(
      expect.objectContaining({ timer: 'T12', first: '2026-07-06', last: '2026-08-02' }),
    ));
});

describe('§4.2: appeals', () => {
  test('in time on the last day, 22 July; a day later it changes nothing', () => {
    expect(state('2026-07-22', compliance, lodged('2026-07-22'))).toBe('SUSPENDED');
    expect(state('2026-07-23', compliance, lodged('2026-07-23'))).toBe('DEFAULT');
  });
  test('of no effect from lodging: rows are SUSPENDED that day, not the day before', () => {
    expect(statement('2026-07-09', compliance, lodged('2026-07-10'))).toBe('OPEN due 2026-07-15');
    expect(statement('2026-07-10', compliance, lodged('2026-07-10'))).toBe('SUSPENDED');
    expect(statement('2026-08-30', compliance, lodged('2026-07-10'))).toBe('SUSPENDED');
  });
  test('from DEFAULT too', () => expect(state('2026-07-20', compliance, lodged('2026-07-20'))).toBe('SUSPENDED'));
  test('lodged between sending and giving, it takes effect when the notice is given', () => {
    const emailed = {
      ...compliance,
      on: '2026-06-24',
      data: { ...compliance.data, means: 'email', addressIndicated: true },
    } as Told;
    expect(state('2026-06-24', intended, emailed, lodged('2026-06-24'))).toBe('INTENT');
    expect(state('2026-06-25', intended, emailed, lodged('2026-06-24'))).toBe('SUSPENDED');
  });
  test.each(['confirmed', 'varied'])('%s: GIVEN again, its period UNDETERMINED (A29)', (outcome) => {
    const events = [compliance, lodged('2026-07-10'), decided('2026-09-01', outcome)];
    expect([state('2026-08-31', ...events), state('2026-09-01', ...events)]).toEqual(['SUSPENDED', 'GIVEN']);
    expect(statement('2026-09-01', ...events)).toBe('UNDETERMINED');
  });
  test('withdrawn: the same', () => {
    const events = [compliance, lodged('2026-07-10'), withdrawn('2026-09-01')];
    expect([state('2026-12-01', ...events), statement('2026-12-01', ...events)]).toEqual(['GIVEN', 'UNDETERMINED']);
  });
  test('after the return a variation that states a day restates the period; one that counts in days does not', () => {
    const events = [compliance, lodged('2026-07-10'), withdrawn('2026-09-01')];
    expect(statement('2026-09-03', ...events, varied('2026-09-03', until('2026-10-01')))).toBe('OPEN due 2026-10-01');
    expect(state('2026-10-02', ...events, varied('2026-09-03', until('2026-10-01')))).toBe('DEFAULT');
    expect(
      statement(
        '2026-09-03',
        ...events,
        varied(
          '2026-09-03',
          requirements.map((each) => ({ ...each, days: 99 })),
        ),
      ),
    ).toBe('UNDETERMINED');
    expect(
      statement(
        '2026-09-03',
        compliance,
        lodged('2026-07-10'),
        varied('2026-08-01', until('2026-10-01')),
        withdrawn('2026-09-01'),
      ),
    ).toBe('UNDETERMINED');
  });
  test('what was performed meanwhile is DONE after the return, on its own day; done before, it stays DONE throughout', () => {
    const events = [compliance, lodged('2026-07-10'), accepted('2026-07-13'), withdrawn('2026-09-01')];
    expect(statement('2026-07-13', ...events)).toBe('SUSPENDED');
    expect(statement('2026-09-01', ...events)).toBe('DONE 2026-07-13');
    expect(state('2026-09-01', ...events)).toBe('SATISFIED');
    expect(statement('2026-07-10', compliance, accepted('2026-07-07'), lodged('2026-07-10'))).toBe(
      'DONE 2026-07-07 due 2026-07-15',
    );
  });
  test('cancelled: CLOSED, rows CEASED', () => {
    const events = [compliance, lodged('2026-07-10'), decided('2026-09-01', 'cancelled')];
    expect([state('2026-09-01', ...events), statement('2026-09-01', ...events)]).toEqual(['CLOSED', 'CEASED 2026-09-01']);
  });
  test('remitted: SUSPECTED until a new intention, and then a new notice with days of its own', () => {
    const events = [compliance, lodged('2026-07-10'), decided('2026-09-01', 'remitted')];
    const again = [...events, { ...intended, on: '2026-09-10' }];
    const anew = [...again, { ...compliance, as: 'second', on: '2026-09-21' }];
    expect(state('2026-09-05', ...events)).toBe('SUSPECTED');
    expect(state('2026-09-10', ...again)).toBe('INTENT');
    expect([state('2026-09-21', ...anew), statement('2026-09-21', ...anew)]).toEqual(['GIVEN', 'OPEN due 2026-10-11']);
  });
  test('after the Tribunal’s decision a further appeal does not suspend by itself; the Upper Tribunal may, until that appeal ends', () => {
    const events = [compliance, lodged('2026-07-01'), decided('2026-07-10', 'confirmed')];
    expect(state('2026-07-15', ...events, lodged('2026-07-15'))).toBe('GIVEN');
    const above = [...events, suspendedAbove('2026-07-20')];
    expect(state('2026-07-19', ...above)).toBe('GIVEN');
    expect(state('2026-07-20', ...above)).toBe('SUSPENDED');
    expect(state('2026-10-01', ...above, decided('2026-10-01', 'confirmed'))).toBe('GIVEN');
    expect(state('2026-10-01', ...above, decided('2026-10-01', 'cancelled'))).toBe('CLOSED');
  });
  test('an appeal that is withdrawn may be brought again in time', () =>
    expect(state('2026-07-20', compliance, lodged('2026-07-01'), withdrawn('2026-07-02'), lodged('2026-07-20'))).toBe(
      'SUSPENDED',
    ));
});

describe('§4.3: a penalty notice, and PSTI-S36-2-PAY-FIXED', () => {
  const paid = (on: string, amount: number): Told => ({ type: 'PenaltyPaid', on, data: { part: 'fixed', amount } });
  const fixed = (asOf: string, ...events: readonly Told[]) => rowIn(asked(told(...events), asOf), 'S36-2-PAY-FIXED');
  const appeal = lodged('2026-05-14', 'penalty');
  const toldOf: Told = { ...intended, on: '2026-03-16', data: { kind: 'penalty', breach, means: 'hand' } };

  test('P-INTENT, then P-GIVEN, P-OVERDUE on the day after the last day', () => {
    expect(state('2026-03-16', toldOf)).toBe('P-INTENT');
    expect(state('2026-04-20', toldOf, penalty)).toBe('P-GIVEN');
    expect(state('2026-05-31', toldOf, penalty)).toBe('P-GIVEN');
    expect(state('2026-06-01', toldOf, penalty)).toBe('P-OVERDUE');
  });
  test('P-PAID once the whole is paid, late as well', () => {
    expect(state('2026-05-20', penalty, paid('2026-05-20', 199_999_999))).toBe('P-GIVEN');
    expect(state('2026-05-21', penalty, paid('2026-05-20', 199_999_999), paid('2026-05-21', 1))).toBe('P-PAID');
    expect(fixed('2026-05-21', penalty, paid('2026-05-20', 199_999_999), paid('2026-05-21', 1))).toBe(
      'DONE 2026-05-21 due 2026-05-31',
    );
    expect(state('2026-06-10', penalty, paid('2026-06-10', 200_000_000))).toBe('P-PAID');
  });
  test('an appeal in time suspends it; withdrawn, it is P-GIVEN and its day UNDETERMINED', () => {
    expect(state('2026-05-17', penalty, lodged('2026-05-17', 'penalty'))).toBe('P-SUSPENDED');
    expect(state('2026-05-18', penalty, lodged('2026-05-18', 'penalty'))).toBe('P-GIVEN');
    expect(state('2026-07-02', penalty, appeal, withdrawn('2026-07-01', 'penalty'))).toBe('P-GIVEN');
    expect(fixed('2026-07-02', penalty, appeal, withdrawn('2026-07-01', 'penalty'))).toBe('UNDETERMINED');
  });
  test('paid while it had no effect: DONE after the return', () => {
    const events = [penalty, appeal, paid('2026-06-01', 200_000_000), withdrawn('2026-07-01', 'penalty')];
    expect([fixed('2026-06-01', ...events), fixed('2026-07-01', ...events)]).toEqual(['SUSPENDED', 'DONE 2026-06-01']);
    expect(state('2026-07-01', ...events)).toBe('P-PAID');
  });
  test('cancelled: CLOSED; cancelled and sent back: SATISFIED-OF-BREACH; revoked: CLOSED', () => {
    expect(state('2026-07-01', penalty, appeal, decided('2026-07-01', 'cancelled', 'penalty'))).toBe('CLOSED');
    expect(state('2026-07-01', penalty, appeal, decided('2026-07-01', 'remitted', 'penalty'))).toBe('SATISFIED-OF-BREACH');
    expect(state('2026-07-01', penalty, { type: 'NoticeRevoked', on: '2026-05-20' })).toBe('CLOSED');
  });
  test('varied down to what was paid already: paid from the day of the variation', () => {
    const less: Told = { type: 'NoticeVaried', on: '2026-05-25', data: { ...penaltyTerms, fixedPenalty: 100_000_000 } };
    const events = [penalty, paid('2026-05-20', 100_000_000), less];
    expect(fixed('2026-05-24', ...events)).toBe('OPEN due 2026-05-31');
    expect(fixed('2026-05-25', ...events)).toBe('DONE 2026-05-25 due 2026-05-31');
  });
  test('varied up: rows and rate stay as before', () => {
    const more: Told = { type: 'NoticeVaried', on: '2026-05-25', data: { ...penaltyTerms, dailyRate: 2_000_000 } };
    const answers = asked(told(penalty, more), '2026-06-03');
    expect(answers.money).toContainEqual(expect.objectContaining({ what: 'daily-penalty', amount: 4_500_000 }));
    expect(answers.guards).toContainEqual(expect.objectContaining({ guard: 'AUTH-S31-2', answer: 'no' }));
  });
  test('A59: a notice beyond s.36(4) or (7) stays P-GIVEN, its day shown and not moved; the appeal window runs', () => {
    for (const beyond of [{ fixedPenalty: 1_648_000_001 }, { payUntilOn: '2026-05-16' }]) {
      const bad: Told = { ...penalty, data: { ...penaltyTerms, ...beyond } };
      const answers = asked(told(bad), '2026-06-10');
      expect(stateIn(answers)).toBe('P-GIVEN');
      expect(rowIn(answers, 'S36-2-PAY-FIXED')).toBe(`UNDETERMINED due ${bad.data?.payUntilOn}`);
      expect(rowIn(answers, 'S36-5-PAY-DAILY')).toBe('UNDETERMINED');
      expect(answers.dates).toContainEqual(expect.objectContaining({ timer: 'T15', last: '2026-05-17' }));
    }
  });
});
