import type { DutyId } from '../act.ts';
import type { Facts } from '../book.ts';
import type { Clauses, Deed, Duty } from '../duty.ts';
import type { Instance } from '../facts/question.ts';
import { heardFromManufacturer } from '../facts/sequence.ts';
import { contentOf } from '../told.ts';
import type { Item } from '../told.ts';

/** To notify, to say with it, to contact: done by what was given to the recipient and what it said. */

type Given = Clauses & { readonly saying: readonly Item[] };

/** Each thing that a notification may have to say. */
export const itemWords: Readonly<Record<Item, string>> = {
  details: 'the details of the failure',
  risks: 'the risks it poses that the notifier knows of',
  steps: 'the steps taken to remedy it and whether they worked',
  'manufacturer-aware': 'whether the manufacturer is aware of it',
  'opss-notified': 'whether OPSS has been notified of it',
};
/** Whose steps, and whose notices, a notification is to tell of turns on the section under which it is given. */
export const sayingIn = ({ of, saying = [], stepsOf }: Pick<Clauses, 'of' | 'saying' | 'stepsOf'>): readonly string[] =>
  saying.map((item) => {
    if (item === 'steps' && stepsOf === 'manufacturer')
      return 'the steps that the manufacturer has taken to remedy it and whether they worked, so far as the notifier knows';
    if (item === 'steps') return 'the steps that the notifier has taken itself to remedy it and whether they worked';
    return item === 'opss-notified' && of === 'manufacturer'
      ? 'whether the manufacturer has itself notified OPSS of it'
      : itemWords[item];
  });
const all = (clauses: Given): string => sayingIn(clauses).join('; ');

/** Done by the notifications to the recipient that together say all of it. */
export const toNotify = (clauses: Given): Duty => ({
  ...clauses,
  kind: {
    is: 'act',
    discharge: `A notification to it with ${all(clauses) || 'no prescribed content'}.`,
    readings: ['A15', 'A50'],
    deed: notified(clauses.saying),
  },
});
const notified =
  (items: readonly Item[]) =>
  ({ told, truth, place }: Facts, { to = '' }: Instance): Deed => {
    const { begun, complete, missing, events, settings } = contentOf(told.notified.get(to) ?? [], items, truth, place);
    return { begun, done: complete, missing: begun === undefined ? undefined : missing, events, settings };
  };

/** A statement that goes with each notification under the duties it belongs to. */
export const rider = ({ goesWith, ...clauses }: Given & { readonly goesWith: readonly DutyId[] }): Duty => ({
  ...clauses,
  kind: {
    is: 'rider',
    of: goesWith,
    discharge: `In the notification, or after it: ${all(clauses)}.`,
    readings: ['A15', 'A50'],
    deed: notified(clauses.saying),
  },
});

/** Done by a contact with the person meant; a notification is one too. */
export const toContact = (clauses: Clauses): Duty => ({
  ...clauses,
  kind: { is: 'act', discharge: 'A contact with it, by any means: nothing is prescribed for what it says.', deed: contacted },
});
const contacted = ({ told }: Facts, { to, whom }: Instance): Deed => {
  const contact = told.contacted.get(whom ?? to ?? '');
  return contact === undefined ? { events: [] } : { done: contact.on, events: [contact.id] };
};
/** Any word from it on the day on which the party is informed is such an exchange too (A12). */
export const toContactOrHearFrom = (clauses: Clauses): Duty => ({
  ...clauses,
  kind: {
    is: 'act',
    discharge: 'A contact with it, or a message from it on the day the party was informed.',
    readings: ['A12'],
    deed: (facts, instance) => {
      const heard = heardFromManufacturer(facts, instance.whom);
      const own = contacted(facts, instance);
      const isFirst = heard.on !== undefined && (own.done === undefined || heard.on < own.done);
      return { ...(isFirst ? { done: heard.on, events: heard.events } : own), settings: heard.settings };
    },
  },
});
