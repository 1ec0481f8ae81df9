import type { SettingUsed } from './obligation.ts';

/**
 * Readings of doubtful text (law page §7): policy, never law, each named, versioned and shown beside every answer that it shaped.
 * The first value is the default. A reading that has one value only is applied as it stands.
 */
export interface Reading {
  readonly version: number;
  readonly values: readonly [string, ...string[]];
  /** What is doubtful. */
  readonly doubt: string;
  /** What the default makes of it. */
  readonly says: string;
  /** What each other value makes of it. */
  readonly otherwise?: { readonly [value: string]: string };
  /** Where no rule has to ask for it: what settles it instead. */
  readonly answered?: { readonly by: 'the shape of the events' | 'the doors'; readonly because: string };
}
const one = (value: string, doubt: string, says: string): Reading => ({ version: 1, values: [value], doubt, says });
const either = (
  values: readonly [string, string, ...string[]],
  doubt: string,
  says: string,
  otherwise: NonNullable<Reading['otherwise']>,
): Reading => ({ version: 1, values, doubt, says, otherwise });

export const readings = {
  A1: one(
    'no-days',
    'How many days a party has to notify, contact, investigate, remedy or record',
    'The Act gives no number of days: a target is the organisation’s own.',
  ),
  A2: one(
    'earliest',
    'From when a party ought to have been aware',
    'Awareness begins on the earliest day on record, actual or constructive.',
  ),
  A3: {
    ...one(
      'two-clocks',
      'Whether an answer goes by the day of a fact or the day it was recorded',
      'What had happened and what had been recorded are asked about apart.',
    ),
    answered: {
      by: 'the doors',
      because: 'Every question takes both clocks, and a correction never overwrites: no answer is shaped by more.',
    },
  },
  A4: {
    ...one(
      'by-model',
      'Whether “product” is a unit or a model',
      'Failures and records are kept by model and batch, supplies and gates by consignment.',
    ),
    answered: {
      by: 'the shape of the events',
      because: 'A failure says its batches, a supply its consignment: what is asked of which is settled when it is recorded.',
    },
  },
  A5: either(
    ['reliance', 'literal'],
    'Whether ss.15(5) and 22(3) put the label in the place of the statement of compliance for every product',
    'The label gate governs only products for which the label is met or relied on.',
    {
      literal:
        'Since 4 December 2025 the label gate governs every act of an importer or distributor; a statement of compliance is neither needed nor enough.',
    },
  ),
  A6: one(
    'earliest-end',
    'When a product is “currently” assigned or awarded a label',
    'A label’s effect ends with its last day, or on the day of its withdrawal or suspension.',
  ),
  A7: one(
    'not-deemed',
    'Whether a level above STAR-1 includes STAR-1',
    'A level above STAR-1 without a STAR-1 label does not count.',
  ),
  A8: one('data', 'What becomes of duties that no regulations give content', 'A dormant duty is switched on by a rulebook.'),
  A9: one('direct-supply', 'Who in the chain is told', 'Only those supplied directly, and the direct supplier, are told.'),
  A10: one(
    'actual-cause',
    'Whose word excuses, and when awareness came from it',
    'An excuse needs actual awareness caused by a relevant person’s notice, and reads only what that person says.',
  ),
  A11: either(
    ['manufacturers-act', 'no-excuse'],
    'Whether a representative’s notice excuses others, as it is no relevant person',
    'What a representative does under delegated s.11(3) is the manufacturer’s act.',
    { 'no-excuse': 'What a representative does excuses nobody.' },
  ),
  A12: either(
    ['exchange-that-day', 'own-contact'],
    'Whether a representative told by its own manufacturer must still contact it',
    'A message from the manufacturer on the day the representative is informed is its contact with it.',
    { 'own-contact': 'Only a contact that the representative makes itself counts.' },
  ),
  A13: one(
    'excuse-stands',
    'Whether an excuse stands that rests on an untrue word',
    'Being told that OPSS was notified excuses even where it is untrue; the answer is flagged.',
  ),
  A14: either(
    ['contact-counts', 'notification-only'],
    'Whether to be contacted is to be notified',
    'A contact is also being notified, but carries no statement.',
    { 'notification-only': 'Only a notification excuses; a contact does not.' },
  ),
  A15: one(
    'late-statement',
    'What a statement is worth that was due with the notice and came late',
    'A statement supplied late counts from the day it is made.',
  ),
  A16: one(
    'finding-or-refusal',
    'When it “appears” that remedy is unlikely',
    'Remedy appears unlikely on a finding, or when the manufacturer says that it will not remedy.',
  ),
  A17: one(
    'keep',
    'Whether a statement of compliance is kept though a label was held',
    'A statement of compliance once relied on is kept although a label was held.',
  ),
  A18: either(
    ['caught', 'not-caught'],
    'Whether who first learns of a failure after its cure must notify',
    'A dealer who first learns after the cure must notify all the same; supply bans do not start.',
    { 'not-caught': 'A dealer who first learns of the failure with its cure is not aware of one, and owes nothing by it.' },
  ),
  A19: one(
    'effort',
    'When “all reasonable steps” have been taken',
    'All reasonable steps are done on actual remedy or on a finding.',
  ),
  A20: one(
    'customers',
    'Whether ss.11(2)(a), 19(4) and 25(5) bar every sale, as ss.16 and 23 do',
    'Prevention protects customers and is no ban on every making available; the bans of ss.16 and 23 reach any making available.',
  ),
  A21: either(
    ['later-end', 'longer-period'],
    'Which is the “longer” of two periods that begin on different days',
    'A statement of compliance is kept through the later of both end dates.',
    { 'longer-period': 'The lengths of the two periods are compared, and the longer one governs though it may end earlier.' },
  ),
  A22: either(
    ['later-of-both', 'first-making'],
    'When a record that was updated was “made”',
    'A record is kept from its first making in law, from its last update by policy; the later is enforced.',
    { 'first-making': 'A record is kept from its first making only.' },
  ),
  A23: one('hold', 'How long a statement without a date is kept', 'A statement without a day of issue is held.'),
  A24: one(
    'from-commencement',
    'Whether products from before 29 April 2024 are caught',
    'Gates apply to every making available from 29 April 2024; whether s.8(3) reaches what was with customers then is undetermined.',
  ),
  A25: one(
    'by-market',
    'How an exception for one market bears on a model that is sold in both',
    'Exceptions are worked out for each place of supply.',
  ),
  A26: one(
    'dmcc',
    'What Sch.1 para 3(5) refers to since the 2008 regulations were revoked',
    'The 2008 regulations are read as the provision that replaced them; a finding says whether it is met.',
  ),
  A27: one(
    'months-or-days',
    'What qualifying revenue is, and how it is scaled to twelve months',
    'Revenue is scaled by months where the period is whole months, else by days.',
  ),
  A28: one('per-instance', 'What one breach is, and one act or omission', 'One breach for each duty and recipient.'),
  A29: one(
    'frozen',
    'What becomes of a notice’s days once an appeal has ended',
    'An appeal stops the notice’s days; afterwards its period is undetermined.',
  ),
  A30: one('s.50', 'Whether s.50 dates the telling of an intention too', 'An intention is dated like a notice.'),
  A31: {
    ...one('london', 'Whose day an instant belongs to', 'Days are London days.'),
    answered: { by: 'the doors', because: 'An instant becomes its London day before any rule sees it.' },
  },
  A32: either(
    ['full-days', 'part-days'],
    'Whether the day on which the breach stops counts for the daily penalty',
    'Only full days count for the daily penalty.',
    { 'part-days': 'The day on which the breach stops counts for the daily penalty too.' },
  ),
  A33: one(
    'cease-and-flag',
    'What becomes of duties when the product becomes excepted',
    'When a product becomes excepted, duties ahead cease for that market and what had accrued is flagged.',
  ),
  A34: one(
    'all-known',
    'Who “the manufacturer” is where there are several',
    'Every known manufacturer is contacted; contact with one starts the notifications.',
  ),
  A35: one(
    'finding-after-attempt',
    'When contact is “not possible”',
    'That contact is not possible needs an attempt and a finding.',
  ),
  A36: one('each-supplier', 'Whom a distributor with several suppliers notifies', 'Each supplier is notified.'),
  A37: one(
    'precedence',
    'Which role a firm has that acts in several',
    'Manufacturer before importer before distributor, for each product.',
  ),
  A38: one('finding', 'Which products are “identical”', 'Whether products are identical is a human finding.'),
  A39: one(
    'no-role',
    'Who is the manufacturer where maker and mark differ',
    'Each firm that markets under its own mark is a manufacturer; a contract factory without a mark has no role.',
  ),
  A40: {
    ...one(
      'own-supply',
      'Whether platforms, fulfilment houses and private importers are in the chain',
      'A platform is a distributor only where it supplies itself.',
    ),
    answered: {
      by: 'the shape of the events',
      because: 'Whoever supplies or offers itself is recorded as doing so and has the role; whoever only carries records no act.',
    },
  },
  A41: one('no-end', 'Whether duties end with the support period', 'Duties do not end with the support period.'),
  A42: one(
    'undetermined',
    'Whether to stop updates early is to shorten the support period',
    'Stopping updates early is not literally shortening: a finding says what it comes to.',
  ),
  A43: one(
    'investigate',
    'Whether a report about a labelled product is investigated',
    'A report about a labelled product is investigated; the outcome may be that it is deemed compliant.',
  ),
  A44: one('one-for-all', 'Whose duty a joint record discharges', 'A joint record discharges each of its makers.'),
  A45: either(
    ['delivery', 'reading'],
    'When a firm is informed by a message that it has not read',
    'A firm is informed on delivery to an address it publishes for the purpose, else when the message is read.',
    { reading: 'A firm is informed when the message is read, to whatever address it came.' },
  ),
  A46: one('no-excuse', 'Whether OPSS as the informant excuses', 'A report from OPSS informs and excuses nobody.'),
  A47: one(
    'distributor',
    'What an overseas trader is that sells to an importer',
    'An overseas trader that supplies a UK importer is a distributor.',
  ),
  A48: either(
    ['on-receipt', 'on-acceptance'],
    'Whether being told makes the recipient aware and a believer',
    'An importer or distributor told of a failure under Chapter 2 is aware and believes on receipt, unless doubt is recorded that day.',
    { 'on-acceptance': 'Nobody is aware or believes until it accepts what it was told.' },
  ),
  A49: one('no-reseller-duties', 'What the resale of used goods does', 'Whoever resells used goods owes nothing by it.'),
  A50: one(
    'actual-notice',
    'When the statements that go with a notice are true',
    'A statement untrue when given counts as missing.',
  ),
  A51: one('offer', 'Whether a web listing is an offer to supply', 'A web listing is an offer to supply.'),
  A52: one(
    'finding',
    'Whether a label under an earlier scheme document counts',
    'A label under an earlier scheme document needs a finding.',
  ),
  A53: one(
    'software',
    'Whether a medical device with software of its own stays excepted',
    'A device that is itself regulated stays excepted.',
  ),
  A54: one(
    'acceptance',
    'When a compliance notice is complied with',
    'A compliance notice is complied with when the evidence it asks for is accepted.',
  ),
  A55: one(
    'latest-act',
    'Whether the copy is kept where some supplies needed a statement and others went by label',
    'Retention of the statement follows the importer’s latest act.',
  ),
  A56: one(
    'back-in-force',
    'Whether a gate comes back by itself',
    'A gate comes back in force by itself and is crossed only by an act.',
  ),
  A57: one(
    'undetermined',
    'Who owes the duties of a firm that no longer exists',
    'Nobody owes the duties of a firm that no longer exists.',
  ),
  A58: one('by-act', 'Which of the two gates is judged', 'Which gate is judged is decided at each act.'),
  A59: one(
    'undetermined',
    'What becomes of what a penalty notice beyond its limits asks for',
    'What a penalty notice beyond its limits asks for is undetermined.',
  ),
} as const satisfies Record<string, Reading>;

export type SettingId = keyof typeof readings;
export type Settings = ReadonlyMap<SettingId, string>;

export const isSetting = (id: string): id is SettingId => Object.hasOwn(readings, id);

/** Values that differ from the defaults: the installation's, then the party's own. */
export const settingsFrom = (chosen: Iterable<{ readonly setting: string; readonly value: string }>): Settings => {
  const settings = new Map<SettingId, string>();
  for (const { setting, value } of chosen) if (isSetting(setting)) settings.set(setting, value);
  return settings;
};

export const valueOf = (settings: Settings, id: SettingId): string => settings.get(id) ?? readings[id].values[0];

export const shown = (settings: Settings, id: SettingId): SettingUsed => ({
  id,
  value: valueOf(settings, id),
  says: wordsOf(id, valueOf(settings, id)),
});
const wordsOf = (id: SettingId, value: string): string => {
  const { otherwise, says }: Reading = readings[id];
  return otherwise?.[value] ?? says;
};
