import { section } from './act.ts';
import type { Clocks, Day, PartyId } from './act.ts';
import { factsOf } from './book.ts';
import type { Book, Facts } from './book.ts';
import { rulebookOn } from './rulebook.ts';
import { COMMENCEMENT } from './rulebook.ts';
import { governing, isExcepted, isRelevantConnectable, scopeReadings } from './scope.ts';
import type { Place, Scoped } from './scope.ts';
import type { SettingUsed } from './obligation.ts';
import { shown } from './settings.ts';
import type { SettingId } from './settings.ts';
import { sellsOtherwise } from './roles.ts';
import type { Act } from './supply.ts';

/** Questions about scope that stand alone: a product or one unit of it, in one market, on one day; a party's role. */

export interface ScopeAsked {
  readonly test: 'RCP' | 'EXCEPTED' | 'UKCCP' | 'ROLE';
  readonly on: Day;
  readonly place?: Place;
  readonly unit?: string;
  readonly of?: PartyId;
}
export interface ScopeAnswer {
  /** `yes`, `no`, `UNDETERMINED`; a role. */
  readonly answer: string;
  readonly cite?: string;
  readonly events: readonly string[];
  /** The readings of doubtful text that shaped it. */
  readonly settings: readonly SettingUsed[];
}
type Found = Omit<ScopeAnswer, 'settings'> & { readonly readings?: readonly SettingId[] };

export const scopeOf = (book: Book, asked: ScopeAsked, clocks: Clocks): ScopeAnswer => {
  const facts = factsOf(book, clocks);
  const { readings = [], ...found } = answerTo(facts, asked);
  return { ...found, settings: [...new Set(readings)].map((id) => shown(facts.settings, id)) };
};
const answerTo = (facts: Facts, { test, on, place = 'GB', unit, of = facts.party }: ScopeAsked): Found => {
  switch (test) {
    case 'RCP':
      return named(presumed(facts, on, isRelevantConnectable({ ...facts, place, day: on })), scopeReadings(facts.findings));
    case 'EXCEPTED':
      return named(
        on < COMMENCEMENT ? { answer: 'no', events: [] } : isExcepted({ ...facts, place, day: on }),
        scopeReadings(facts.findings),
      );
    case 'UKCCP':
      return unit === undefined ? product(facts, on) : named(unitOf(facts, unit, on), readingsOfUnit(facts, unit, on));
    case 'ROLE':
      return roleOf(facts, of);
  }
};
const named = ({ answer, cite, events }: Scoped, readings: readonly SettingId[]): Found => ({
  answer,
  cite: cite?.provision,
  events,
  readings,
});

const presumed = ({ received }: Facts, on: Day, scoped: Scoped): Scoped => {
  const receipt = received.find((event) => event.on <= on);
  return scoped.answer === 'UNDETERMINED' && receipt !== undefined ? { answer: 'yes', events: [receipt.id] } : scoped;
};

const product = ({ markets }: Facts, on: Day): Found => {
  const { holds, events, settings } = markets.consumer;
  if (on < COMMENCEMENT) return { answer: 'no', events: [] };
  return { answer: holds === 'undetermined' ? 'UNDETERMINED' : holds ? 'yes' : 'no', cite: 's.54', events, readings: settings };
};

/**
 * s.54 for one consignment, from its history: A, made available new to consumers; B, to other customers, where identical products are
 * made available to consumers. What once qualified stays one; a resale of what was used does not qualify by itself.
 */
const unitOf = (facts: Facts, unit: string, on: Day): Scoped => {
  if (rulebookOn(facts.law, on).id === 'RB-0') return { answer: 'no', events: [] };
  const finding = governing(facts.findings, 's.54', on, { consignment: unit });
  const history = historyOf(facts, unit, on);
  const qualified = history.map((act) => qualifying(facts, act, on)).find((scoped) => scoped?.answer === 'yes');
  if (qualified !== undefined) return qualified;
  if (finding !== undefined) return { answer: finding.answer === 'yes' ? 'yes' : 'no', cite: section(54), events: [finding.id] };
  const judged = history.map((act) => qualifying(facts, act, on));
  const open = judged.find((scoped) => scoped?.answer === 'UNDETERMINED');
  return open ?? judged.find((scoped) => scoped !== undefined) ?? { answer: 'UNDETERMINED', events: [] };
};
const historyOf = ({ productEvents }: Facts, unit: string, on: Day): readonly Act[] =>
  productEvents.filter((event): event is Act => event.type === 'MadeAvailable' && event.consignment === unit && event.on <= on);

/** What is identical is found by a person (A38); what used goods do by being resold is a reading too (A49). */
const readingsOfUnit = (facts: Facts, unit: string, on: Day): readonly SettingId[] =>
  historyOf(facts, unit, on).flatMap(({ condition, to }): readonly SettingId[] => {
    if (condition === 'used' || condition === 'reconditioned by another') return ['A49'];
    return to === 'customers' ? ['A38'] : [];
  });

/** What one act makes of a unit; nothing where it is within the chain and says nothing. */
const qualifying = (facts: Facts, act: Act, on: Day): Scoped | undefined => {
  const { as, to, place, id } = act;
  if (as === 'scrap' || (as === 'hire' && facts.roles.of(act.from) !== 'manufacturer'))
    return { answer: 'no', cite: section(55), events: [id] };
  if (place === undefined) return undefined;
  if (act.condition === 'used' || act.condition === 'reconditioned by another') return { answer: 'UNDETERMINED', events: [id] };
  if (to === 'consumers') return { answer: 'yes', cite: citeOfConsumerSale(act), events: [id] };
  if (to !== 'customers') return undefined;
  const identical = identicalToConsumers(facts, act, on);
  return { ...identical, cite: section(54, '(3)'), events: [id, ...identical.events] };
};
const citeOfConsumerSale = ({ as, condition }: Act) => {
  if (as === 'installation') return section(54, '(9)');
  if (condition === 'returned') return section(54, '(5)');
  if (condition === 'returned under Part 1') return section(54, '(6)');
  return condition === 'reconditioned by manufacturer' ? section(54, '(7)') : section(54, '(2)');
};
const identicalToConsumers = ({ findings, supply }: Facts, { consignment }: Act, on: Day): Scoped => {
  const finding = governing(findings, 's.54(3)(c)', on, { consignment });
  if (finding !== undefined) return { answer: finding.answer === 'yes' ? 'yes' : 'no', events: [finding.id] };
  const { toConsumers } = supply;
  return toConsumers.on !== undefined && toConsumers.on <= on
    ? { answer: 'yes', events: toConsumers.events }
    : { answer: 'UNDETERMINED', events: [] };
};

const roleOf = (facts: Facts, of: PartyId): Found => {
  const { roles, party, productEvents } = facts;
  const role = of === party ? facts.role : (roles.of(of) ?? 'none');
  const asserted = productEvents.findLast((event) => event.type === 'RoleAsserted' && event.of === of);
  if (asserted?.type !== 'RoleAsserted') return { answer: role, events: [] };
  const found = { answer: role, events: [asserted.id] };
  if (asserted.role === 'none') return { ...found, cite: 'A39', readings: ['A39'] };
  if (asserted.role === 'installer') return installerOr(facts, found);
  return { ...found, readings: [...(of === party ? roles.readings : []), ...overseas(facts, of, role)] };
};
/** s.7(6): its limb (b) decides whether who only installs the product is a distributor. */
const installerOr = ({ productEvents, findings, today }: Facts, { answer, events }: Found): Found => {
  const limb = sellsOtherwise(productEvents, findings, today);
  if (limb.holds === 'undetermined') return { answer: 'UNDETERMINED', cite: 's.7(6)(b)', events };
  return { answer, cite: limb.holds ? 's.7(6)' : 's.7(6)(b)', events: [...events, ...limb.events] };
};
/** Who is no maker and supplies an importer is a distributor, from wherever it does (A47). */
const overseas = ({ productEvents }: Facts, of: PartyId, role: string): readonly SettingId[] =>
  role === 'distributor' &&
  productEvents.some((event) => event.type === 'MadeAvailable' && event.from === of && event.toRole === 'importer')
    ? ['A47']
    : [];
