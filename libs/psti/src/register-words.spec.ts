import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { register } from './register.ts';
import type { RegisteredDuty } from './register.ts';
import { registerText } from './register-text.ts';

/** What the register says of recipients, excuses, content and lengths, against the law page’s words. */

const { duties, timers } = register();
const sections = new Map(
  readFileSync(new URL('../duty-index.csv', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))
    .map(([id = '', , section = '']) => [id, section] as const),
);
const limbsOf = (text: string): readonly string[] => text.match(/(\([0-9a-z]+\))+/g) ?? [];
/** Sections 19(10) and 25(11) stand in the index with the duty that they excuse: each duty’s own excuses are the ones it names. */
const unlike = (of: readonly RegisteredDuty[]): readonly string[] =>
  of.flatMap(({ id, excuses }) => {
    const own = limbsOf(sections.get(id) ?? '').filter((limb) => /^\(1[01]\)\(/.test(limb));
    const given = excuses.flatMap(({ cite }) => limbsOf(cite?.provision ?? ''));
    const isLike = own.every((limb) => given.some((each) => each.startsWith(limb)));
    return isLike && (own.length > 0 || given.every((each) => each === '(8)')) ? [] : [id];
  });

describe('the excuses of the register', () => {
  test('are those that the index names with each duty, and s.11(8)', () => expect(unlike(duties)).toEqual([]));
  test('…and this finds one that is lost or made up', () => {
    const lost = duties.map((duty) => (duty.id === 'PSTI-S19-5-NOTIFY-OPSS' ? { ...duty, excuses: [] } : duty));
    const other = duties.find(({ id }) => id === 'PSTI-S25-4-CONTACT-SUPPLIER')?.excuses ?? [];
    const made = duties.map((duty) => (duty.id === 'PSTI-S10-2-INVESTIGATE' ? { ...duty, excuses: other } : duty));
    expect([unlike(lost), unlike(made)]).toEqual([['PSTI-S19-5-NOTIFY-OPSS'], ['PSTI-S10-2-INVESTIGATE']]);
  });
});

const duty = (id: string): RegisteredDuty | undefined => duties.find((each) => each.id === id);
test.each([
  ['PSTI-S11-3-NOTIFY-OPSS', 'the enforcement authority'],
  ['PSTI-S13-2-CONTACT-MFR', 'the manufacturer that appointed it'],
  ['PSTI-S28-4-STEPS-EVIDENCE', 'the enforcement authority'],
  ['PSTI-S29-4C-INFORM-CUST', 'customers'],
  ['PSTI-S36-2-PAY-FIXED', 'the Secretary of State'],
  ['PSTI-S32-4-THIRD-PARTY-NOTICE', 'the prosecutor'],
  ['PSTI-S19-9-STATE-STATUS', 'a distributor that it supplied'],
])('%s is owed to %s', (id, to) => expect(duty(id)?.to).toBe(to));

test('a notification tells of the notifier’s own steps, under ss.19 and 25 of the manufacturer’s', () => {
  for (const { id, saying } of duties)
    for (const words of saying.filter((each) => each.startsWith('the steps')))
      expect([id, words.includes('the manufacturer has taken')]).toEqual([id, /^PSTI-S(19|25)-/.test(id)]);
});
test('plain “as soon as possible” takes the place of a contact that is excused, under ss.19(5) and 25(6) alone', () => {
  for (const { id, soonExcused } of duties) expect([id, soonExcused !== undefined]).toEqual([id, /^PSTI-S(19-5|25-6)-/.test(id)]);
});
test('every duty with a date names the timer that counts it, and the page gives its rule', () => {
  const text = registerText(register(), { code: () => [], tests: () => [] });
  for (const { id, timing, timers: counted } of duties) {
    expect([id, timing !== 'DATE' || counted.length > 0 || id.startsWith('PSTI-S51-')]).toEqual([id, true]);
    for (const timer of counted) expect(text).toContain(`[${timer}](#timers): ${timers.find((each) => each.id === timer)?.rule}`);
  }
});
