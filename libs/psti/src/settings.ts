import type { SettingUsed } from './obligation.ts';

/**
 * Readings of doubtful text (law page §7): policy, never law, each named, versioned and shown beside every answer that it shaped.
 * The first value is the default. A reading that has one value only is applied as it stands.
 */
interface Reading {
  readonly version: number;
  readonly values: readonly [string, ...string[]];
  readonly says: string;
}
const one = (value: string, says: string): Reading => ({ version: 1, values: [value], says });
const either = (values: readonly [string, string, ...string[]], says: string): Reading => ({ version: 1, values, says });

export const readings = {
  A1: one('no-days', 'The Act gives no number of days: a target is the organisation’s own.'),
  A2: one('earliest', 'Awareness begins on the earliest day on record, actual or constructive.'),
  A3: one('two-clocks', 'What had happened and what had been recorded are asked about apart.'),
  A4: one('by-model', 'Failures and records are kept by model and batch, supplies and gates by consignment.'),
  A5: either(['reliance', 'literal'], 'The label gate governs only products for which the label is met or relied on.'),
  A6: one('earliest-end', 'A label’s effect ends with its last day, or on the day of its withdrawal or suspension.'),
  A7: one('not-deemed', 'A level above STAR-1 without a STAR-1 label does not count.'),
  A8: one('data', 'A dormant duty is switched on by a rulebook.'),
  A9: one('direct-supply', 'Only those supplied directly, and the direct supplier, are told.'),
  A10: one(
    'actual-cause',
    'An excuse needs actual awareness caused by a relevant person’s notice, and reads only what that person says.',
  ),
  A11: either(
    ['manufacturers-act', 'no-excuse'],
    'What a representative does under delegated s.11(3) is the manufacturer’s act.',
  ),
  A12: either(
    ['exchange-that-day', 'own-contact'],
    'A message from the manufacturer on the day the representative is informed is its contact with it.',
  ),
  A13: one('excuse-stands', 'Being told that OPSS was notified excuses even where it is untrue; the answer is flagged.'),
  A14: either(['contact-counts', 'notification-only'], 'A contact is also being notified, but carries no statement.'),
  A15: one('late-statement', 'A statement supplied late counts from the day it is made.'),
  A16: one('finding-or-refusal', 'Remedy appears unlikely on a finding, or when the manufacturer says that it will not remedy.'),
  A17: one('keep', 'A statement of compliance once relied on is kept although a label was held.'),
  A18: either(
    ['caught', 'not-caught'],
    'A dealer who first learns after the cure must notify all the same; supply bans do not start.',
  ),
  A19: one('effort', 'All reasonable steps are done on actual remedy or on a finding.'),
  A20: one('customers', 'Prevention protects customers; it is no ban on every making available.'),
  A21: either(['later-end', 'longer-period'], 'A statement of compliance is kept through the later of both end dates.'),
  A22: either(
    ['later-of-both', 'first-making'],
    'A record is kept from its first making in law, from its last update by policy; the later is enforced.',
  ),
  A23: one('hold', 'A statement without a day of issue is held.'),
  A24: one('from-commencement', 'Gates apply to every making available from 29 April 2024.'),
  A25: one('by-market', 'Exceptions are worked out for each place of supply.'),
  A26: one('dmcc', 'The 2008 regulations are read as the provision that replaced them.'),
  A27: one('months-or-days', 'Revenue is scaled by months where the period is whole months, else by days.'),
  A28: one('per-instance', 'One breach for each duty and recipient.'),
  A29: one('frozen', 'An appeal stops the notice’s days; afterwards its period is undetermined.'),
  A30: one('s.50', 'An intention is dated like a notice.'),
  A31: one('london', 'Days are London days.'),
  A32: either(['full-days', 'part-days'], 'Only full days count for the daily penalty.'),
  A33: one(
    'cease-and-flag',
    'When a product becomes excepted, duties ahead cease for that market and what had accrued is flagged.',
  ),
  A34: one('all-known', 'Every known manufacturer is contacted; contact with one starts the notifications.'),
  A35: one('finding-after-attempt', 'That contact is not possible needs an attempt and a finding.'),
  A36: one('each-supplier', 'Each supplier is notified.'),
  A37: one('precedence', 'Manufacturer before importer before distributor, for each product.'),
  A38: one('finding', 'Whether products are identical is a human finding.'),
  A39: one('no-role', 'A contract factory without a mark has no role.'),
  A40: one('own-supply', 'A platform is a distributor only where it supplies itself.'),
  A41: one('no-end', 'Duties do not end with the support period.'),
  A42: one('undetermined', 'Stopping updates early is not literally shortening.'),
  A43: one('investigate', 'A report about a labelled product is investigated.'),
  A44: one('one-for-all', 'A joint record discharges each of its makers.'),
  A45: either(
    ['delivery', 'reading'],
    'A firm is informed on delivery to an address it publishes for the purpose, else when the message is read.',
  ),
  A46: one('no-excuse', 'A report from OPSS informs and excuses nobody.'),
  A47: one('distributor', 'An overseas trader that supplies a UK importer is a distributor.'),
  A48: either(
    ['on-receipt', 'on-acceptance'],
    'An importer or distributor told of a failure under Chapter 2 is aware and believes on receipt, unless doubt is recorded that day.',
  ),
  A49: one('no-reseller-duties', 'Whoever resells used goods owes nothing by it.'),
  A50: one('actual-notice', 'A statement untrue when given counts as missing.'),
  A51: one('offer', 'A web listing is an offer to supply.'),
  A52: one('finding', 'A label under an earlier scheme document needs a finding.'),
  A53: one('software', 'A device that is itself regulated stays excepted.'),
  A54: one('acceptance', 'A compliance notice is complied with when the evidence it asks for is accepted.'),
  A55: one('latest-act', 'Retention of the statement follows the importer’s latest act.'),
  A56: one('back-in-force', 'A gate comes back in force by itself and is crossed only by an act.'),
  A57: one('undetermined', 'Nobody owes the duties of a firm that no longer exists.'),
  A58: one('by-act', 'Which gate is judged is decided at each act.'),
  A59: one('undetermined', 'What a penalty notice beyond its limits asks for is undetermined.'),
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
  says: readings[id].says,
});
