import { describe, expect, test } from '@jest/globals';
import { isLongEnoughToPay, isWithinDailyLimit, isWithinMaximum, relevantMaximum, scaledToTwelveMonths } from './penalty.ts';

const million = (pounds: number): number => pounds * 100_000_000;

describe('s.38: the relevant maximum', () => {
  test.each([
    ['a', { amount: million(180), months: 12 }, 180, 10],
    ['b: 4% of £250m is £10m exactly', { amount: million(250), months: 12 }, 250, 10],
    ['c', { amount: million(412), months: 12 }, 412, 16.48],
    ['d: nine months', { amount: million(240), months: 9 }, 320, 12.8],
    ['e: eighteen months', { amount: million(600), months: 18 }, 400, 16],
    ['g: estimated for a first period of six months', { amount: million(30), months: 6 }, 60, 10],
  ])('case %s', (_, revenue, scaled, maximum) => {
    expect(scaledToTwelveMonths(revenue)).toBe(million(scaled));
    expect(relevantMaximum(revenue).amount).toBe(Math.round(million(maximum)));
  });

  test('case f: a sole trader without accounts has £10,000,000', () => {
    expect(relevantMaximum().amount).toBe(million(10));
    expect(relevantMaximum().scaled).toBeUndefined();
  });

  test('4% overtakes £10m with the first penny that counts above £250m', () => {
    expect(relevantMaximum({ amount: million(250) + 24, months: 12 }).amount).toBe(million(10));
    expect(relevantMaximum({ amount: million(250) + 25, months: 12 }).amount).toBe(million(10) + 1);
  });

  test('A27: a period of no whole months is scaled by days against 365', () => {
    expect(scaledToTwelveMonths({ amount: million(100), days: 100 })).toBe(million(365));
    expect(scaledToTwelveMonths({ amount: million(365), days: 365 })).toBe(million(365));
    expect(scaledToTwelveMonths({ amount: million(365), days: 366 })).toBe(Math.floor((million(365) * 365) / 366));
  });

  test('whole pence, rounded down once: £400m over seven months', () =>
    expect(relevantMaximum({ amount: million(400), months: 7 }).amount).toBe(2_742_857_142));

  test('a sum too large for floating point is still exact to the penny', () =>
    expect(relevantMaximum({ amount: 9_007_199_254_740_991, months: 11 }).amount).toBe(393_041_422_025_061));
});

describe('the limits of s.36', () => {
  const revenue = { amount: million(412), months: 12 };
  test('s.36(4): the fixed penalty may be the relevant maximum, and not a penny more', () => {
    expect(isWithinMaximum(1_648_000_000, revenue)).toBe(true);
    expect(isWithinMaximum(1_648_000_001, revenue)).toBe(false);
  });
  test('s.36(5): £20,000 a day, and not a penny more', () => {
    expect(isWithinDailyLimit(2_000_000)).toBe(true);
    expect(isWithinDailyLimit(2_000_001)).toBe(false);
  });
  test('s.36(7): given on Monday 2026-04-20, payment may be asked for by 2026-05-17, not by the day before', () => {
    expect(isLongEnoughToPay('2026-04-20', '2026-05-16')).toBe(false);
    expect(isLongEnoughToPay('2026-04-20', '2026-05-17')).toBe(true);
    expect(isLongEnoughToPay('2026-04-20', '2026-05-18')).toBe(true);
  });
});
