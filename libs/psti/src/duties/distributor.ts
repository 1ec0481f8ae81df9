import { section } from '../act.ts';
import type { Duty } from '../duty.ts';
import { remedyToldOrBeliefEnded, leftTheAct, noFailureAfterAll, routeGained } from '../facts/ends.ts';
import {
  isTheNotifier,
  notifierIsTheManufacturer,
  toldThatTheAuthorityWasNotified,
  toldThatTheManufacturerIsAware,
} from '../facts/excuses.ts';
import {
  awareOfFailure,
  awareOfOwnFailure,
  believesThereIsAFailure,
  remedyAppearsUnlikely,
  requirementOfItsOwn,
} from '../facts/knowing.ts';
import {
  boundByRequirements,
  dealsInMoreThanUsedGoods,
  inScope,
  knowsItIs,
  knowsItIsOrWillBe,
  knowsItWillBe,
  madeAvailableBySelf,
  madeAvailableBySelfToCustomers,
} from '../facts/product.ts';
import {
  customersSupplied,
  importersAndDistributorsSupplied,
  otherSuppliers,
  suppliersNotYetTold,
  theManufacturer,
  toTheAuthority,
} from '../facts/recipients.ts';
import {
  contactIsImpossible,
  contactProvedImpossible,
  manufacturerContactedOrContactExcused,
  manufacturerReachedLater,
} from '../facts/sequence.ts';
import { toAccompany, toBeSatisfied } from '../kinds/gates.ts';
import { rider, toContact, toNotify } from '../kinds/notify.ts';
import { toKeepTo } from '../kinds/state.ts';
import { toRemedy, toTakeSteps } from '../kinds/steps.ts';
import { notToSupply } from '../kinds/supply-ban.ts';
import { core, rider2 } from '../told.ts';

/**
 * What a distributor owes of the product (s.22), when there is a failure by a manufacturer (ss.23, 25), and what is dormant of its
 * own (ss.21, 24). It neither investigates nor keeps records, but tells down, up and the authority.
 */

const bound = [...inScope, knowsItWillBe];
const made = [...inScope, knowsItIsOrWillBe, madeAvailableBySelf];
const itsOwn = [...inScope, knowsItIs, madeAvailableBySelfToCustomers, awareOfOwnFailure('distributor')];
const ended = [noFailureAfterAll, leftTheAct];
const toTheNotifier = { ...isTheNotifier, cite: section(25, '(11)(a)') };

/** s.21: dormant while no security requirement is specified for distributors. */
export const S21_1_COMPLY = toKeepTo({
  id: 'PSTI-S21-1-COMPLY',
  of: 'distributor',
  cite: section(21),
  what: 'Comply with the security requirements for distributors',
  timing: 'CONT',
  since: [...inScope, boundByRequirements(21), requirementOfItsOwn('distributor')],
});

/** s.22(1)–(2): with no duty to keep a copy. */
export const S22_2_SOC_ACCOMPANY = toAccompany(
  {
    id: 'PSTI-S22-2-SOC-ACCOMPANY',
    of: 'distributor',
    cite: section(22, '(2)'),
    what: 'Make the product available only with a statement of compliance',
    timing: 'GATE',
    since: bound,
  },
  'disapplied',
);

/** s.22(3), reg.4A, Sch.2A. */
export const S22_3_LABEL_SATISFIED = toBeSatisfied({
  id: 'PSTI-S22-3-LABEL-SATISFIED',
  of: 'distributor',
  cite: section(22, '(3)'),
  what: 'Be satisfied, at each act, that the label condition is met',
  timing: 'GATE',
  since: bound,
});

/** s.23: knowing or believing that there is a failure, it must not make the product available at all. */
export const S23_1_NO_SUPPLY = notToSupply({
  id: 'PSTI-S23-1-NO-SUPPLY',
  of: 'distributor',
  cite: section(23),
  what: 'Not make the product available in the United Kingdom',
  timing: 'GATE',
  since: [...inScope, knowsItWillBe, dealsInMoreThanUsedGoods, believesThereIsAFailure],
});

/** s.24(1)–(2): a failure of its own. */
export const S24_2_REMEDY = toRemedy({
  id: 'PSTI-S24-2-REMEDY',
  of: 'distributor',
  cite: section(24, '(2)'),
  what: 'Take all reasonable steps to remedy its own failure',
  timing: 'PRACT',
  since: itsOwn,
  until: ended,
});

/** s.24(3), (4)(a). */
export const S24_3_NOTIFY_OPSS = toNotify({
  id: 'PSTI-S24-3-NOTIFY-OPSS',
  of: 'distributor',
  cite: section(24, '(3), (4)(a), (6)'),
  what: 'Notify the enforcement authority of its own failure',
  timing: 'ASAP',
  since: itsOwn,
  owedTo: toTheAuthority,
  saying: core,
  until: ended,
});

/** s.24(4)(b), (5). */
export const S24_3_NOTIFY_CUST = toNotify({
  id: 'PSTI-S24-3-NOTIFY-CUST',
  of: 'distributor',
  cite: section(24, '(4)(b), (5)'),
  what: 'Notify customers that it supplied of its own failure',
  timing: 'ASAP',
  since: itsOwn,
  owedTo: customersSupplied,
  saying: core,
  until: ended,
});

/** s.25(1)–(3): aware of a failure, it must contact the manufacturer. */
export const S25_3_CONTACT_MFR = toContact({
  id: 'PSTI-S25-3-CONTACT-MFR',
  of: 'distributor',
  cite: section(25, '(3)'),
  what: 'Contact the manufacturer about the failure',
  timing: 'ASAP',
  since: [...made, awareOfFailure],
  owedTo: theManufacturer,
  unless: [
    { ...notifierIsTheManufacturer, cite: section(25, '(11)(b)(i)') },
    { ...toldThatTheManufacturerIsAware, cite: section(25, '(11)(b)(ii)') },
  ],
  until: [contactIsImpossible, ...ended],
});

/** s.25(4): where that proves impossible, it must contact who supplied it. */
export const S25_4_CONTACT_SUPPLIER = toContact({
  id: 'PSTI-S25-4-CONTACT-SUPPLIER',
  of: 'distributor',
  cite: section(25, '(4)'),
  what: 'Contact the person who supplied it about the failure',
  timing: 'ASAP',
  since: [...made, awareOfFailure, contactProvedImpossible],
  owedTo: otherSuppliers,
  unless: [toTheNotifier],
  until: [manufacturerReachedLater, ...ended],
});

/** s.25(5): if it appears that the manufacturer is unlikely to remedy. Unlike s.19(4), it has no timing words. */
export const S25_5_PREVENT = toTakeSteps({
  id: 'PSTI-S25-5-PREVENT',
  of: 'distributor',
  cite: section(25, '(5)'),
  what: 'Take all reasonable steps to prevent the product from being made available to customers in the United Kingdom',
  timing: 'NONE',
  since: [...made, awareOfFailure, remedyAppearsUnlikely('PSTI-S25-5-PREVENT')],
  until: [remedyToldOrBeliefEnded, routeGained, ...ended],
  readings: ['A20'],
});

/** s.25(6), (7)(a): then it must tell the authority. */
export const S25_6_NOTIFY_OPSS = toNotify({
  id: 'PSTI-S25-6-NOTIFY-OPSS',
  of: 'distributor',
  cite: section(25, '(6), (7)(a), (9)'),
  what: 'Notify the enforcement authority of the failure',
  timing: 'ASAP+C',
  despite: ['remedy of the failure'],
  since: [...made, awareOfFailure],
  after: manufacturerContactedOrContactExcused,
  owedTo: toTheAuthority,
  saying: core,
  stepsOf: 'manufacturer',
  unless: [{ ...toldThatTheAuthorityWasNotified, cite: section(25, '(11)(c)') }],
  until: ended,
});

/** s.25(6), (7)(b): and each importer or distributor that it supplied. */
export const S25_6_NOTIFY_DOWNSTREAM = toNotify({
  id: 'PSTI-S25-6-NOTIFY-DOWNSTREAM',
  of: 'distributor',
  cite: section(25, '(6), (7)(b), (9)'),
  what: 'Notify each importer and distributor that it supplied of the failure',
  timing: 'ASAP+C',
  since: [...made, awareOfFailure],
  after: manufacturerContactedOrContactExcused,
  owedTo: importersAndDistributorsSupplied,
  saying: [...core, ...rider2],
  stepsOf: 'manufacturer',
  unless: [toTheNotifier],
  until: ended,
});

/** s.25(6), (7)(c): and, up the chain, the person from whom it has the product, unless told already. */
export const S25_6_NOTIFY_SUPPLIER = toNotify({
  id: 'PSTI-S25-6-NOTIFY-SUPPLIER',
  of: 'distributor',
  cite: section(25, '(6), (7)(c), (9)'),
  what: 'Notify the person from whom it obtained the product of the failure',
  timing: 'ASAP+C',
  since: [...made, awareOfFailure],
  after: manufacturerContactedOrContactExcused,
  owedTo: suppliersNotYetTold,
  saying: [...core, ...rider2],
  stepsOf: 'manufacturer',
  unless: [toTheNotifier],
  until: ended,
});

/** s.25(7)(d), (8): customers, once regulations specify conditions. */
export const S25_6_NOTIFY_CUST = toNotify({
  id: 'PSTI-S25-6-NOTIFY-CUST',
  of: 'distributor',
  cite: section(25, '(7)(d), (8)'),
  what: 'Notify customers that it supplied of the failure',
  timing: 'ASAP+C',
  since: [...made, awareOfFailure],
  after: manufacturerContactedOrContactExcused,
  owedTo: customersSupplied,
  saying: core,
  stepsOf: 'manufacturer',
  until: ended,
});

/** s.25(10): it tells whoever it notifies in the chain whether the manufacturer is aware and the authority notified. */
export const S25_10_STATE_STATUS = rider({
  id: 'PSTI-S25-10-STATE-STATUS',
  of: 'distributor',
  cite: section(25, '(10)'),
  what: 'Say whether the manufacturer is aware of the failure and whether the enforcement authority has been notified',
  timing: 'With the notice',
  since: [],
  goesWith: ['PSTI-S25-6-NOTIFY-DOWNSTREAM', 'PSTI-S25-6-NOTIFY-SUPPLIER'],
  saying: rider2,
});

/** Those that stand in the product's own record. */
export const distributorProductDuties: readonly Duty[] = [S21_1_COMPLY, S22_2_SOC_ACCOMPANY, S22_3_LABEL_SATISFIED];

/** Those that stand in the record of a failure. */
export const distributorDuties: readonly Duty[] = [
  S23_1_NO_SUPPLY,
  S24_2_REMEDY,
  S24_3_NOTIFY_OPSS,
  S24_3_NOTIFY_CUST,
  S25_3_CONTACT_MFR,
  S25_4_CONTACT_SUPPLIER,
  S25_5_PREVENT,
  S25_6_NOTIFY_OPSS,
  S25_6_NOTIFY_DOWNSTREAM,
  S25_6_NOTIFY_SUPPLIER,
  S25_6_NOTIFY_CUST,
  S25_10_STATE_STATUS,
];
