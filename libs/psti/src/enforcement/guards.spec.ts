import { describe, expect, test } from '@jest/globals';
import { reviewAnswers } from './answers.ts';
import { guards } from './guard.ts';
import { fromLog } from '../log.ts';
import type { Known } from '../known.ts';
import type { InstallationEvent } from '../installation.ts';
import { asked, breach, compliance, contents, intended, penalty, penaltyTerms, told } from './notice.given.ts';
import type { Told } from './notice.given.ts';

const guard = (name: string, asOf: string, events: readonly Told[], notice = 'n1') => {
  const found = asked(told(...events), asOf).guards.find((each) => each.guard === name && each.notice === notice);
  return found && [found.answer, found.earliest ?? found.latest].filter(Boolean).join(' ');
};
const of = (kind: string, event: Told): Told => ({ ...event, data: { ...event.data, kind } });
const urgent = (on: string, kind = 'stop'): Told => ({ type: 'UrgencyDeclared', on, data: { kind, breach } });
const decided = (on: string, outcome: string, data: object = {}): Told =>
  ({ type: 'AppealDetermined', on, data: { against: 'given', outcome, ...data } }) as Told;
const givenOn = (on: string, kind = 'compliance', data: object = {}): Told =>
  ({ as: 'given', type: 'NoticeGiven', on, data: { kind, breach, means: 'hand', contents, ...data } }) as Told;
const appealed: Told = { type: 'AppealLodged', on: '2026-07-01', data: { against: 'given' } };

test('there are ten guards, each with its provision', () => {
  expect(Object.keys(guards)).toHaveLength(10);
  expect(guards['AUTH-S43-4'].cite.provision).toBe('s.43(4)');
});

describe.each([
  ['AUTH-S28-5', 'compliance'],
  ['AUTH-S29-5', 'stop'],
  ['AUTH-S30-6', 'recall'],
])('%s: ten days beginning with the day told', (name, kind) => {
  const told10 = of(kind, intended);
  test('no on 06-19, yes on 06-20', () => {
    expect(guard(name, '2026-06-19', [told10])).toBe('no 2026-06-20');
    expect(guard(name, '2026-06-20', [told10])).toBe('yes 2026-06-20');
  });
  test('given on 06-19, it was too early, and stays so', () => {
    expect(guard(name, '2026-08-01', [told10, givenOn('2026-06-19', kind)])).toBe('no 2026-06-20');
    expect(guard(name, '2026-08-01', [told10, givenOn('2026-06-20', kind)])).toBe('yes 2026-06-20');
  });
  test('without an intention, no', () => expect(guard(name, '2026-08-01', [givenOn('2026-06-25', kind)])).toBe('no'));
  test('the intention is dated by s.50 too (A30)', () => {
    const emailed = of(kind, { ...intended, data: { ...intended.data, means: 'email', addressIndicated: true } });
    expect(guard(name, '2026-06-20', [emailed])).toBe('no 2026-06-21');
    const toNobody = of(kind, { ...intended, data: { ...intended.data, means: 'email' } });
    expect(guard(name, '2026-08-01', [toNobody])).toBe('no');
  });
  test('an intention about another breach is none of this notice', () => {
    const other = { ...told10, data: { ...told10.data, breach: { ...breach, product: 'other' } } };
    expect(guard(name, '2026-08-01', [other, givenOn('2026-06-25', kind)])).toBe('no');
  });
  test('the answer about a notice is the same after it was revoked', () =>
    expect(guard(name, '2026-08-01', [told10, givenOn('2026-06-25', kind), { type: 'NoticeRevoked', on: '2026-07-01' }])).toBe(
      'yes 2026-06-20',
    ));
  test('sent back by the Tribunal, it needs a new intention', () => {
    const remitted = [told10, givenOn('2026-06-25', kind), appealed, decided('2026-08-01', 'remitted')];
    expect(guard(name, '2026-08-20', [...remitted, { ...told10, on: '2026-08-10' }])).toBe('yes 2026-08-20');
    expect(guard(name, '2026-08-19', [...remitted, { ...told10, on: '2026-08-10' }])).toBe('no 2026-08-20');
  });
});

describe('urgent need', () => {
  test('lets a stop or recall notice be given the same day, without an intention or before its ten days are over', () => {
    expect(guard('AUTH-S29-5', '2026-06-12', [urgent('2026-06-12')])).toBe('yes 2026-06-12');
    expect(guard('AUTH-S30-6', '2026-06-12', [of('recall', intended), urgent('2026-06-12', 'recall')])).toBe('yes 2026-06-12');
  });
  test('declared after the notice was given, it does not help', () =>
    expect(guard('AUTH-S29-5', '2026-08-01', [givenOn('2026-06-12', 'stop'), urgent('2026-06-13')])).toBe('no'));
  test('does not shorten representations about a compliance or penalty notice', () => {
    expect(guard('AUTH-S28-5', '2026-06-12', [intended, urgent('2026-06-12', 'compliance')])).toBe('no 2026-06-20');
    expect(guard('AUTH-S39-1', '2026-06-12', [of('penalty', intended), urgent('2026-06-12', 'penalty')])).toBe('no 2026-07-08');
  });
});

describe('AUTH-S39-1: 28 days', () => {
  const intention = of('penalty', { ...intended, on: '2026-03-16' });
  test('no on 04-12, yes on 04-13', () => {
    expect(guard('AUTH-S39-1', '2026-04-12', [intention])).toBe('no 2026-04-13');
    expect(guard('AUTH-S39-1', '2026-04-13', [intention])).toBe('yes 2026-04-13');
  });
});

describe.each([
  ['AUTH-S28-7', 'compliance'],
  ['AUTH-S36-3', 'penalty'],
])('%s: one at most for the same breach', (name, kind) => {
  const first = givenOn('2026-06-25', kind);
  const second: Told = { ...of(kind, intended), notice: 'second', on: '2026-07-14' };
  test('yes for the first, no for the second', () => {
    expect(guard(name, '2026-07-24', [first, second])).toBe('yes');
    expect(guard(name, '2026-07-24', [first, second], 'second')).toBe('no');
  });
  test('both given: the one given first may stand', () => {
    const both = [first, { ...first, notice: 'second', as: 'later', on: '2026-07-24' }];
    expect(guard(name, '2026-08-01', both)).toBe('yes');
    expect(guard(name, '2026-08-01', both, 'second')).toBe('no');
  });
  test('a first that was revoked or cancelled still counts; one sent back does not', () => {
    const ended = (...ends: readonly Told[]) => guard(name, '2026-09-01', [first, ...ends, second], 'second');
    expect(ended({ type: 'NoticeRevoked', on: '2026-07-01' })).toBe('no');
    expect(ended(appealed, decided('2026-07-05', 'cancelled'))).toBe('no');
    expect(ended(appealed, decided('2026-07-05', 'remitted'))).toBe('yes');
  });
  test('another product, recipient or kind is another matter', () => {
    const about = (data: object): Told => ({ ...second, data: { ...second.data, ...data } }) as Told;
    expect(guard(name, '2026-07-24', [first, about({ breach: { ...breach, product: 'other' } })], 'second')).toBe('yes');
    const toTwo = { ...breach, recipient: 'moorside' };
    const one = { ...first, data: { ...first.data, breach: toTwo } };
    expect(guard(name, '2026-07-24', [one, about({ breach: { ...toTwo, recipient: 'other' } })], 'second')).toBe('yes');
    expect(guard(name, '2026-07-24', [one, about({ breach })], 'second')).toBe('no');
  });
  test('one that does not count as given is none', () =>
    expect(guard(name, '2026-07-24', [{ ...first, data: { ...first.data, means: 'post' } }, second], 'second')).toBe('yes'));
});

describe('limits and contents', () => {
  const contentsOf = (kind: string, said: readonly string[]) =>
    guard({ compliance: 's.28(3)', stop: 's.29(3)', recall: 's.30(4)', penalty: 's.39(3)' }[kind] ?? '', '2026-07-01', [
      givenOn('2026-06-25', kind, { contents: said }),
    ]);
  test.each(['compliance', 'stop', 'recall'])('%s: reasons, consequences and appeal route', (kind) => {
    expect(contentsOf(kind, contents)).toBe('yes');
    expect(contentsOf(kind, contents.slice(1))).toBe('no');
  });
  test('penalty: amount, how and when to pay as well', () => {
    expect(contentsOf('penalty', contents)).toBe('no');
    expect(contentsOf('penalty', [...contents, 'amount', 'how-to-pay', 'when-to-pay'])).toBe('yes');
  });
  test('s.36(4), (5), (7) are asked of what was sent, before it counts as given too', () => {
    const emailed = {
      ...penalty,
      on: '2026-04-17',
      data: { ...penaltyTerms, means: 'email', addressIndicated: true, payUntilOn: '2026-05-16' },
    };
    expect(guard('s.36(7)', '2026-04-17', [emailed])).toBe('no');
    expect(guard('s.36(4)', '2026-04-17', [emailed])).toBe('yes');
  });
  test('a variation that brings it within the limit brings the answer with it', () => {
    const bad = { ...penalty, data: { ...penaltyTerms, dailyRate: 2_500_000 } };
    const down: Told = { type: 'NoticeVaried', on: '2026-05-01', data: { ...penaltyTerms, dailyRate: 2_000_000 } };
    expect(guard('s.36(5)', '2026-05-01', [bad])).toBe('no');
    expect(guard('s.36(5)', '2026-05-01', [bad, down])).toBe('yes');
  });
});

describe('what the addressee may still do', () => {
  test('s.33(2), s.41(2): appeal until the last day', () => {
    expect(guard('s.33(2)', '2026-07-22', [compliance])).toBe('yes 2026-07-22');
    expect(guard('s.33(2)', '2026-07-23', [compliance])).toBe('no 2026-07-22');
    expect(guard('s.41(2)', '2026-05-17', [penalty])).toBe('yes 2026-05-17');
    expect(guard('s.41(2)', '2026-05-18', [penalty])).toBe('no 2026-05-17');
  });
  describe('s.34: the claim', () => {
    const claim = (kind: string, found: object) =>
      guard('s.34', '2026-09-01', [givenOn('2026-06-25', kind), appealed, decided('2026-08-01', 'cancelled', found)]);
    test('is open to the addressee of a stop or recall notice where the Tribunal found no breach and no fault', () => {
      expect(claim('stop', { breachFound: 'no', fault: 'no' })).toBe('yes');
      expect(claim('recall', { breachFound: 'no', fault: 'no' })).toBe('yes');
      expect(claim('compliance', { breachFound: 'no', fault: 'no' })).toBe('no');
    });
    test('“not said” is not “no”', () => {
      expect(claim('stop', { breachFound: 'no' })).toBe('no');
      expect(claim('stop', { fault: 'no' })).toBe('no');
      expect(claim('stop', { breachFound: 'no', fault: 'yes' })).toBe('no');
      expect(guard('s.34', '2026-09-01', [givenOn('2026-06-25', 'stop')])).toBe('no');
    });
  });
});

describe('AUTH-S34-7: a claim is decided and notified within 45 days beginning with receipt', () => {
  const received: Told = { type: 'ClaimReceived', on: '2026-06-01', data: { amount: 500_000 } };
  const decision = (on: string): Told => ({ type: 'ClaimDecided', on, data: { amount: 0, outcome: 'refused' } });
  const stop = givenOn('2026-04-01', 'stop');
  test('by 2026-07-15; undecided on 07-16, no', () => {
    expect(guard('AUTH-S34-7', '2026-07-15', [stop, received])).toBe('yes 2026-07-15');
    expect(guard('AUTH-S34-7', '2026-07-16', [stop, received])).toBe('no 2026-07-15');
    expect(guard('AUTH-S34-7', '2026-09-01', [stop, received, decision('2026-07-15')])).toBe('yes 2026-07-15');
    expect(guard('AUTH-S34-7', '2026-09-01', [stop, received, decision('2026-07-16')])).toBe('no 2026-07-15');
  });
  test('T16 and T17 run from it', () => {
    const { dates } = asked(told(stop, received, decision('2026-07-15')), '2026-09-01');
    expect(dates).toContainEqual(expect.objectContaining({ timer: 'T16', first: '2026-06-01', last: '2026-07-15' }));
    expect(dates).toContainEqual(
      expect.objectContaining({ timer: 'T17', first: '2026-07-15', last: '2026-08-11', safe: '2026-08-11 17:00' }),
    );
  });
});

describe('forfeiture', () => {
  const applied = (toldTo: readonly string[]): Told => ({
    type: 'ForfeitureApplied',
    on: '2026-08-01',
    data: { interested: ['hoshi', 'moorside'], told: [...toldTo] },
  });
  test('AUTH-S43-4: every interested person is told', () => {
    expect(guard('AUTH-S43-4', '2026-08-01', [applied(['hoshi', 'moorside'])])).toBe('yes');
    expect(guard('AUTH-S43-4', '2026-08-01', [applied(['hoshi'])])).toBe('no');
  });
  test('T18: appeal from the order, effective the day after at the earliest; a refusal takes no effect', () => {
    const dates = (data: Told['data']) =>
      asked(told(applied(['hoshi']), { type: 'ForfeitureOrdered', on: '2026-09-01', data }), '2026-09-01').dates;
    expect(dates({ outcome: 'ordered' })).toContainEqual(
      expect.objectContaining({ timer: 'T18', first: '2026-09-01', last: '2026-09-28', on: '2026-09-29' }),
    );
    expect(dates({ outcome: 'refused' }).find(({ timer }) => timer === 'T18')).toMatchObject({
      last: '2026-09-28',
      on: undefined,
    });
  });
});

describe('AUTH-R10-2: reviews of the Regs', () => {
  const published = (on: string, leaf: number): Known<InstallationEvent> =>
    fromLog({
      id: `review-${leaf}`,
      type: 'ReviewPublished',
      version: 1,
      on,
      data: {},
      stream: 'installation',
      revision: leaf,
      recordedAt: `${on}T09:00:00.000Z`,
      by: 'operator',
      leaf,
    }) as Known<InstallationEvent>;
  const review = (asOf: string, ...days: readonly string[]) => {
    const {
      guards: [found],
      dates,
    } = reviewAnswers(days.map(published), { asOf, knownAt: asOf });
    return [found?.answer, found?.latest, dates[0]?.last];
  };
  test('the first by the end of 2029-04-28', () => {
    expect(review('2029-04-28')).toEqual(['yes', '2029-04-28', '2029-04-28']);
    expect(review('2029-04-29')).toEqual(['no', '2029-04-28', '2029-04-28']);
  });
  test('each later one by the fifth anniversary of the last publication', () => {
    expect(review('2029-04-29', '2028-11-02')).toEqual(['yes', '2033-11-02', '2033-11-02']);
    expect(review('2033-11-03', '2028-11-02')).toEqual(['no', '2033-11-02', '2033-11-02']);
  });
});
