import type { Day } from '../act.ts';
import { no, shapedBy, yesSince } from '../answer.ts';
import type { Answer } from '../answer.ts';
import type { Facts } from '../book.ts';
import { laterOf } from '../calendar.ts';
import type { Notifier } from '../knowledge.ts';
import { when, whenOfEach } from './question.ts';

/** The excuses: only what the person whose notice made it aware has said counts, from the day on which it was said (A10). */

const fromNotifier = (facts: Facts, on: (notifier: Notifier) => Answer): Answer => {
  const { notifier } = facts.knowledge;
  const answer = notifier === undefined ? no : on(notifier);
  return answer === no || notifier === undefined ? no : shapedBy(answer, 'A10', ...notifier.settings);
};
const READINGS = ['A10', 'A11', 'A14'] as const;

export const isTheNotifier = whenOfEach(
  'the recipient is the relevant person whose contact or notification under Chapter 2 made it aware',
  (facts, { to }) => fromNotifier(facts, ({ party, on, event }) => (party === to ? yesSince(on, event) : no)),
  { readings: READINGS },
);
/** s.11(8) speaks of being contacted: A14 has no part in it. */
export const isTheOneWhoMadeItAware = { ...isTheNotifier, readings: READINGS.filter((id) => id !== 'A14') };
export const notifierIsTheManufacturer = whenOfEach(
  'it became aware because the manufacturer notified it under Chapter 2',
  (facts, { to }) =>
    fromNotifier(facts, ({ party, role, on, event }) =>
      role === 'manufacturer' && (to === undefined || to === party) ? yesSince(on, event) : no,
    ),
  { readings: READINGS },
);
const saidByNotifier = (words: string, field: 'manufacturerAware' | 'authorityNotified') =>
  when(
    words,
    (facts) =>
      fromNotifier(facts, ({ party, on, event }) => {
        const said = facts.received.find(
          (each) => each.from === party && each.type === 'NotificationReceived' && each[field] === 'yes',
        );
        if (said === undefined) return no;
        const day: Day = laterOf(on, said.on);
        return said.id === event ? yesSince(day, event) : shapedBy(yesSince(day, event, said.id), 'A15');
      }),
    { readings: [...READINGS, 'A13', 'A15'] },
  );
export const toldThatTheManufacturerIsAware = saidByNotifier(
  'the relevant person whose notice under Chapter 2 made it aware says that the manufacturer is aware',
  'manufacturerAware',
);
export const toldThatTheAuthorityWasNotified = saidByNotifier(
  'the relevant person whose notice under Chapter 2 made it aware says that OPSS has been notified',
  'authorityNotified',
);
