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
  awareOfManufacturersInvestigation,
  awareOfOwnFailure,
  believesThereIsAFailure,
  informed,
  investigationOnRecord,
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
import { customersSupplied, distributorsSupplied, theManufacturer, toTheAuthority } from '../facts/recipients.ts';
import { contactIsImpossible, manufacturerContactedOrContactExcused } from '../facts/sequence.ts';
import { toAccompany, toBeSatisfied } from '../kinds/gates.ts';
import { rider, toContact, toNotify } from '../kinds/notify.ts';
import { toRecord, toRetain } from '../kinds/record.ts';
import { toKeepTo } from '../kinds/state.ts';
import { toInvestigate, toRemedy, toTakeSteps } from '../kinds/steps.ts';
import { notToSupply } from '../kinds/supply-ban.ts';
import { toKeepStatement } from '../kinds/statements.ts';
import { core, rider2 } from '../told.ts';

/**
 * What an importer owes of the product (s.15), when there is or may be a failure by a manufacturer (ss.16–20), and what is dormant of
 * its own (ss.14, 18).
 */

const bound = [...inScope, knowsItWillBe];
const made = [...inScope, knowsItIsOrWillBe, madeAvailableBySelf];
const itsOwn = [...inScope, knowsItIs, madeAvailableBySelfToCustomers, awareOfOwnFailure('importer')];
const ended = [noFailureAfterAll, leftTheAct];

/** s.14: dormant while no security requirement is specified for importers. */
export const S14_1_COMPLY = toKeepTo({
  id: 'PSTI-S14-1-COMPLY',
  of: 'importer',
  cite: section(14),
  what: 'Comply with the security requirements for importers',
  timing: 'CONT',
  since: [...inScope, boundByRequirements(14), requirementOfItsOwn('importer')],
});

/** s.15(1)–(2). */
export const S15_2_SOC_ACCOMPANY = toAccompany(
  {
    id: 'PSTI-S15-2-SOC-ACCOMPANY',
    of: 'importer',
    cite: section(15, '(2)'),
    what: 'Make the product available only with a statement of compliance',
    timing: 'GATE',
    since: bound,
  },
  'disapplied',
);

/** s.15(3), reg.9. */
export const S15_3_SOC_RETAIN = toKeepStatement(
  {
    id: 'PSTI-S15-3-SOC-RETAIN',
    of: 'importer',
    cite: section(15, '(3)'),
    what: 'Retain a copy of the statement of compliance',
    timing: 'DATE',
    timers: ['T4'],
    since: bound,
  },
  'latest act',
);

/** s.15(5)(a), reg.4A, Sch.2A. */
export const S15_5_LABEL_SATISFIED = toBeSatisfied({
  id: 'PSTI-S15-5-LABEL-SATISFIED',
  of: 'importer',
  cite: section(15, '(5)(a)'),
  what: 'Be satisfied, at each act, that the label condition is met',
  timing: 'GATE',
  since: bound,
});

/** s.16: knowing or believing that there is a failure, it must not make the product available at all. */
export const S16_1_NO_SUPPLY = notToSupply({
  id: 'PSTI-S16-1-NO-SUPPLY',
  of: 'importer',
  cite: section(16),
  what: 'Not make the product available in the United Kingdom',
  timing: 'GATE',
  since: [...inScope, knowsItWillBe, dealsInMoreThanUsedGoods, believesThereIsAFailure],
});

/** s.17: told by anyone, the manufacturer included, it must investigate. */
export const S17_2_INVESTIGATE = toInvestigate({
  id: 'PSTI-S17-2-INVESTIGATE',
  of: 'importer',
  cite: section(17, '(2)'),
  what: 'Take all reasonable steps to investigate whether there is a failure',
  timing: 'NONE',
  despite: ['that the one who notified it has confirmed the failure'],
  since: [...made, informed],
  until: [leftTheAct],
});

/** s.18(1)–(2): a failure of its own. */
export const S18_2_REMEDY = toRemedy({
  id: 'PSTI-S18-2-REMEDY',
  of: 'importer',
  cite: section(18, '(2)'),
  what: 'Take all reasonable steps to remedy its own failure',
  timing: 'PRACT',
  since: itsOwn,
  until: ended,
});

/** s.18(3), (4)(a). */
export const S18_3_NOTIFY_OPSS = toNotify({
  id: 'PSTI-S18-3-NOTIFY-OPSS',
  of: 'importer',
  cite: section(18, '(3), (4)(a), (6)'),
  what: 'Notify the enforcement authority of its own failure',
  timing: 'ASAP',
  since: itsOwn,
  owedTo: toTheAuthority,
  saying: core,
  until: ended,
});

/** s.18(4)(b), (5). */
export const S18_3_NOTIFY_CUST = toNotify({
  id: 'PSTI-S18-3-NOTIFY-CUST',
  of: 'importer',
  cite: section(18, '(4)(b), (5)'),
  what: 'Notify customers that it supplied of its own failure',
  timing: 'ASAP',
  since: itsOwn,
  owedTo: customersSupplied,
  saying: core,
  until: ended,
});

/** s.19(1)–(3): aware of a failure, it must contact the manufacturer. It has nobody to fall back on (A35). */
export const S19_3_CONTACT_MFR = toContact({
  id: 'PSTI-S19-3-CONTACT-MFR',
  of: 'importer',
  cite: section(19, '(3)'),
  what: 'Contact the manufacturer about the failure',
  timing: 'ASAP',
  since: [...made, awareOfFailure],
  owedTo: theManufacturer,
  unless: [
    { ...notifierIsTheManufacturer, cite: section(19, '(10)(b)(i)') },
    { ...toldThatTheManufacturerIsAware, cite: section(19, '(10)(b)(ii)') },
  ],
  until: ended,
  unclear: [contactIsImpossible],
});

/** s.19(4): if it appears that the manufacturer is unlikely to remedy. */
export const S19_4_PREVENT = toTakeSteps({
  id: 'PSTI-S19-4-PREVENT',
  of: 'importer',
  cite: section(19, '(4)'),
  what: 'Take all reasonable steps to prevent the product from being made available to customers in the United Kingdom',
  timing: 'PRACT',
  since: [...made, awareOfFailure, remedyAppearsUnlikely('PSTI-S19-4-PREVENT')],
  until: [remedyToldOrBeliefEnded, routeGained, ...ended],
  readings: ['A20'],
});

/** s.19(5), (6)(a): then it must tell the authority. */
export const S19_5_NOTIFY_OPSS = toNotify({
  id: 'PSTI-S19-5-NOTIFY-OPSS',
  of: 'importer',
  cite: section(19, '(5), (6)(a), (8)'),
  what: 'Notify the enforcement authority of the failure',
  timing: 'ASAP+C',
  despite: ['remedy of the failure'],
  since: [...made, awareOfFailure],
  after: manufacturerContactedOrContactExcused,
  owedTo: toTheAuthority,
  saying: core,
  stepsOf: 'manufacturer',
  unless: [{ ...toldThatTheAuthorityWasNotified, cite: section(19, '(10)(c)') }],
  until: ended,
});

/** s.19(5), (6)(b): then it must tell each distributor it supplied. */
export const S19_5_NOTIFY_DIST = toNotify({
  id: 'PSTI-S19-5-NOTIFY-DIST',
  of: 'importer',
  cite: section(19, '(5), (6)(b), (8)'),
  what: 'Notify each distributor that it supplied of the failure',
  timing: 'ASAP+C',
  since: [...made, awareOfFailure],
  after: manufacturerContactedOrContactExcused,
  owedTo: distributorsSupplied,
  saying: [...core, ...rider2],
  stepsOf: 'manufacturer',
  unless: [{ ...isTheNotifier, cite: section(19, '(10)(a)') }],
  until: ended,
});

/** s.19(6)(c), (7): customers, once regulations specify conditions. */
export const S19_5_NOTIFY_CUST = toNotify({
  id: 'PSTI-S19-5-NOTIFY-CUST',
  of: 'importer',
  cite: section(19, '(6)(c), (7)'),
  what: 'Notify customers that it supplied of the failure',
  timing: 'ASAP+C',
  since: [...made, awareOfFailure],
  after: manufacturerContactedOrContactExcused,
  owedTo: customersSupplied,
  saying: core,
  stepsOf: 'manufacturer',
  until: ended,
});

/** s.19(9): it tells whoever it notifies down the chain whether the manufacturer is aware and the authority notified. */
export const S19_9_STATE_STATUS = rider({
  id: 'PSTI-S19-9-STATE-STATUS',
  of: 'importer',
  cite: section(19, '(9)'),
  what: 'Say whether the manufacturer is aware of the failure and whether the enforcement authority has been notified',
  timing: 'With the notice',
  since: [],
  goesWith: ['PSTI-S19-5-NOTIFY-DIST'],
  saying: rider2,
});

/** s.20(1)(a), (2): a record of any investigation of its own. */
export const S20_1A_RECORD_INV = toRecord('investigation', {
  id: 'PSTI-S20-1A-RECORD-INV',
  of: 'importer',
  cite: section(20, '(1)(a), (2)'),
  what: 'Maintain a record of its own investigation',
  timing: 'NONE',
  despite: ['remedy of the failure', 'an outcome that there is none'],
  since: [...inScope, investigationOnRecord],
  until: [leftTheAct],
});

/** s.20(1)(b)–(3): and of an investigation by a manufacturer of which it becomes aware. */
export const S20_1B_RECORD_MFR_INV = toRecord('manufacturers-investigation', {
  id: 'PSTI-S20-1B-RECORD-MFR-INV',
  of: 'importer',
  cite: section(20, '(1)(b), (2), (3)'),
  what: 'Maintain a record of the manufacturer’s investigation',
  timing: 'NONE',
  since: [...inScope, awareOfManufacturersInvestigation],
  until: [leftTheAct],
});

/** s.20(4): ten years beginning with the day the record is made. */
export const S20_4_RETAIN = toRetain(['investigation', 'manufacturers-investigation'], {
  id: 'PSTI-S20-4-RETAIN',
  of: 'importer',
  cite: section(20, '(4)'),
  what: 'Retain the record',
  timing: 'DATE',
  timers: ['T2'],
  since: [],
});

/** Those that stand in the product's own record. */
export const importerProductDuties: readonly Duty[] = [
  S14_1_COMPLY,
  S15_2_SOC_ACCOMPANY,
  S15_3_SOC_RETAIN,
  S15_5_LABEL_SATISFIED,
];

/** Those that stand in the record of a failure. */
export const importerDuties: readonly Duty[] = [
  S16_1_NO_SUPPLY,
  S17_2_INVESTIGATE,
  S18_2_REMEDY,
  S18_3_NOTIFY_OPSS,
  S18_3_NOTIFY_CUST,
  S19_3_CONTACT_MFR,
  S19_4_PREVENT,
  S19_5_NOTIFY_OPSS,
  S19_5_NOTIFY_DIST,
  S19_5_NOTIFY_CUST,
  S19_9_STATE_STATUS,
  S20_1A_RECORD_INV,
  S20_1B_RECORD_MFR_INV,
  S20_4_RETAIN,
];
